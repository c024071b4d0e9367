// Before the doors: nothing to press, the person goes in by themselves.

import { useEffect } from "preact/hooks";
import { now } from "../client/clock.ts";
import { spanOf, timeOf, words } from "../words.ts";
import { DOORS_MS, HourRule } from "./hour-rule.tsx";
import { Heading, TopBar } from "./parts.tsx";
import { entitle } from "./place.ts";
import type { Visit } from "./visit.ts";

const HOUR = 3_600_000;

export function Waiting({ visit }: { visit: Visit }) {
  const facts = visit.facts.value;
  const title = facts?.title ?? "";
  useEffect(() => entitle(words.waiting.title, title), [title]);
  const startsAt = Date.parse(facts?.starts_at ?? "");
  const opensAt = startsAt - DOORS_MS;
  const at = now.value;
  const left = opensAt - at;
  return (
    <>
      <TopBar title={title}>
        <button class="button quiet" type="button" onClick={() => visit.stopWaiting()}>
          {words.waiting.leave}
        </button>
      </TopBar>
      <main>
        <div class="onboard lobby">
          <div class="page">
            <Heading class="t3">{left > 0 ? words.waiting.title : words.waiting.soon}</Heading>
            <p class="clock" role="timer" aria-live="off">
              {spanOf(left)}
            </p>
            <p class="lead">
              {words.waiting.at(timeOf(opensAt))}. {words.waiting.way}
            </p>
            <HourRule
              from={Math.min(at, opensAt - HOUR)}
              to={startsAt}
              parts={[
                { from: Math.min(at, opensAt - HOUR), to: opensAt },
                { from: opensAt, to: startsAt, label: words.rule.doors },
              ]}
              now={at}
              sentence={words.waiting.at(timeOf(opensAt))}
            />
          </div>
        </div>
      </main>
    </>
  );
}
