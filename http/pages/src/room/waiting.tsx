// The door before it opens: how long still, by the server's time; what the lesson is; what happens next; and whether
// microphone, camera and speakers work. Nothing to press, the person goes in by themselves.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { today } from "../client/account.ts";
import { ahead, now } from "../client/clock.ts";
import type { TodaysLesson } from "../wire.ts";
import { placeOf, spanOf, timeOf, words } from "../words.ts";
import { DeviceCard, useDevices } from "./device-rows.tsx";
import { DOORS_MS, HourRule } from "./hour-rule.tsx";
import { MyPlace, offered } from "./my-place.tsx";
import { Heading, Inside, TopBar } from "./parts.tsx";
import { entitle } from "./place.ts";
import type { Visit } from "./visit.ts";

const HOUR = 3_600_000;
/** A clock this far off is worth a word. */
const OFF_MS = 1_000;

const lesson = signal<TodaysLesson | null>(null);

export function Waiting({ visit, going }: { visit: Visit; going: boolean }) {
  const facts = visit.facts.value;
  const listed = visit.listed.value;
  const title = facts?.title ?? "";
  const text = words.waiting;
  useEffect(() => entitle(text.title, title), [title]);
  useDevices();
  useEffect(() => void look(listed?.course_id, title), [listed?.course_id, title]);
  const startsAt = Date.parse(facts?.starts_at ?? "");
  const endsAt = Date.parse(facts?.ends_at ?? "");
  const opensAt = startsAt - DOORS_MS;
  const at = now.value;
  const left = opensAt - at;
  const from = Math.min(at, opensAt - HOUR);
  return (
    <>
      <TopBar title={title} {...(listed ? { second: listed.course } : {})}>
        <Inside to="/" class="button quiet">
          {text.leave}
        </Inside>
      </TopBar>
      <main>
        <div class="onboard lobby">
          <div class="page">
            <div class="lobby-head">
              <div>
                <Heading class="t3">{going ? text.going : left > 0 ? text.title : text.soon}</Heading>
                <p class="clock" role="timer" aria-live="off">
                  {spanOf(left)}
                </p>
              </div>
              <div class="lobby-side">
                <p class="t2">{text.classAt(timeOf(startsAt), placeOf())}</p>
                <MyPlace session={visit.session} />
                {offered.value ? null : <p class="lead">{text.way}</p>}
              </div>
            </div>
            <HourRule
              from={from}
              to={startsAt}
              parts={[
                { from, to: opensAt },
                { from: opensAt, to: startsAt, label: words.rule.doors },
              ]}
              now={at}
              sentence={text.at(timeOf(opensAt))}
            />
            <p class="small">{serverTime()}</p>
          </div>
        </div>
        <div class="page lobby-below">
          <section aria-labelledby="next">
            <h2 class="t3" id="next">
              {text.next}
            </h2>
            <ol class="times">
              <Row time={text.now}>{text.nowWhat}</Row>
              <Row time={timeOf(opensAt)}>{text.doorsWhat}</Row>
              <Row time={timeOf(startsAt)}>{text.startsWhat}</Row>
              <Row time={timeOf(endsAt)}>{text.endsWhat}</Row>
            </ol>
          </section>
          <div class="lobby-cards">
            <section class="card" aria-labelledby="lesson">
              <h2 class="t4" id="lesson">
                {title}
              </h2>
              <p>{facts?.summary}</p>
              {lesson.value ? (
                <p class="small">{text.lesson(lesson.value.level, lesson.value.minutes, lesson.value.topics)}</p>
              ) : null}
            </section>
            <DeviceCard label={text.devices} student={visit.listed.value?.role === "student"} />
          </div>
        </div>
      </main>
    </>
  );
}

function Row({ time, children }: { time: string; children: string }) {
  return (
    <li>
      <span class="times-at num">{time}</span>
      <span class="times-what">{children}</span>
    </li>
  );
}

/** Whose time it is, and why not this computer's. */
function serverTime(): string {
  const off = ahead();
  if (Math.abs(off) < OFF_MS) return words.waiting.serverTime;
  return words.waiting.otherTime(spanOf(Math.abs(off)), off > 0);
}

/** What more is known of the lesson, where it is the one of the day; the page is whole without it. */
async function look(course: string | undefined, title: string): Promise<void> {
  lesson.value = null;
  if (!course) return;
  try {
    const known = (await today(course, Intl.DateTimeFormat().resolvedOptions().timeZone)).lesson;
    if (known?.title === title) lesson.value = known;
  } catch {
    // It was only more.
  }
}
