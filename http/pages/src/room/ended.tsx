// The class is over: who ended it, and how long you were here.

import { useEffect } from "preact/hooks";
import { timeOf, words } from "../words.ts";
import { HourRule } from "./hour-rule.tsx";
import { Heading, Inside, TopBar } from "./parts.tsx";
import { entitle } from "./place.ts";
import type { Visit } from "./visit.ts";

const MINUTE = 60_000;

export function Ended({ visit }: { visit: Visit }) {
  const model = visit.model.value;
  const facts = visit.facts.value;
  const text = words.ended;
  const endedAt = model.ended?.at ?? Date.parse(facts?.ends_at ?? "");
  const startsAt = Date.parse(facts?.starts_at ?? "");
  const title = facts?.title ?? "";
  useEffect(() => entitle(text.over(timeOf(endedAt)), title), [endedAt, title]);
  const why =
    model.phase === "cancelled"
      ? text.cancelled
      : visit.endedByMe
        ? text.byYou
        : model.ended?.byTeacher
          ? text.byTeacher
          : text.byTime;
  const to = Math.min(endedAt, Math.max(Date.parse(facts?.ends_at ?? "") || endedAt, startsAt));
  const { present, drops } = visit.here.within(startsAt, to);
  const whole = Math.max(1, Math.round((to - startsAt) / MINUTE));
  const mine = Math.min(whole, Math.round(present.reduce((sum, span) => sum + (span.to - span.from), 0) / MINUTE));
  const came = visit.here.cameAt;
  const [drop] = drops;
  return (
    <>
      <TopBar title={title} />
      <main class="page ended">
        <p class="slot ended-over">{text.over(timeOf(endedAt))}</p>
        <Heading>{title}</Heading>
        <p class="lead">{why}</p>
        {model.outbox.length > 0 ? (
          <section class="unsent-card" aria-labelledby="unsent">
            <h2 class="t4" id="unsent">
              {text.unsent(model.outbox.length)}
            </h2>
            <ul>
              {model.outbox.map((pending) => (
                <li key={pending.id}>{pending.text}</li>
              ))}
            </ul>
          </section>
        ) : null}
        {model.phase !== "cancelled" && endedAt > startsAt ? (
          <section class="here-card" aria-labelledby="here-for">
            <h2 class="t4" id="here-for">
              {mine > 0 ? text.here(mine, whole) : text.hereLess(whole)}
            </h2>
            <p class="small">
              {came ? text.came(timeOf(Math.max(came, startsAt))) : ""}{" "}
              {drop ? (drops.length === 1 ? text.drop(timeOf(drop.from), timeOf(drop.to)) : text.drops(drops.length)) : ""}
            </p>
            <HourRule
              from={startsAt}
              to={to}
              parts={[{ from: startsAt, to }]}
              spans={present}
              dropped={drops}
              labels={false}
              sentence={present.map((span) => words.rule.here(timeOf(span.from), timeOf(span.to))).join(" ")}
            />
            <p class="xs">{text.counted}</p>
          </section>
        ) : null}
        <p class="actions">
          <Inside to="/" class="button plain">
            {words.homeLink}
          </Inside>
        </p>
      </main>
    </>
  );
}
