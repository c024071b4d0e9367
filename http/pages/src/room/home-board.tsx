// The board of the home page: the class that is open now, or else the lesson of the day and when it is taught next.

import { now } from "../client/clock.ts";
import { cityOf, dateIn, dayIn, timeIn, zone } from "../client/zone.ts";
import type { MyClass, Today } from "../wire.ts";
import { words } from "../words.ts";
import { classParts, HourRule } from "./hour-rule.tsx";
import { Chip, Inside } from "./parts.tsx";
import type { Row } from "./standing.ts";

const HOUR = 3_600_000;
/** The rule of a day without an open class shows so many hours. */
const HOURS_AHEAD = 6;

/** A class whose door can be gone through. */
export function OpenClass({ one }: { one: MyClass }) {
  const at = now.value;
  const here = (instant: number) => timeIn(instant, zone.value);
  const startsAt = Date.parse(one.starts_at);
  const endsAt = Date.parse(one.ends_at);
  const { from, to, parts } = classParts(startsAt, endsAt);
  const slot =
    at < startsAt
      ? words.home.at(here(startsAt))
      : at < endsAt
        ? words.home.now(here(endsAt))
        : words.home.over(here(endsAt), here(to));
  return (
    <section class="onboard board-card" aria-labelledby="on-board">
      <p class="slot">
        {slot}
        {one.role === "teacher" ? <Chip>{words.home.teach}</Chip> : null}
      </p>
      <h2 class="t1" id="on-board">
        {one.title}
      </h2>
      <p class="lead">
        {one.course}. {one.summary}
      </p>
      <p class="actions">
        <Inside to={`/class/${one.session_id}`} class="button act large">
          {words.home.join}
        </Inside>
      </p>
      <HourRule
        from={Math.min(from, Math.floor(at / HOUR) * HOUR)}
        to={to}
        parts={parts}
        now={at}
        zone={zone.value}
        sentence={words.rule.sentence(one.title, here(startsAt), here(endsAt), here(at))}
      />
    </section>
  );
}

/** The lesson of the day in a course, and its next class. */
export function TodayOnBoard({ course, today, rows }: { course: string; today: Today; rows: readonly Row[] }) {
  const at = now.value;
  const next = rows.find((row) => row.slot.course_id === today.course_id && row.standing.is !== "cancelled");
  const startsAt = next ? Date.parse(next.slot.starts_at) : null;
  const day = startsAt === null || dayIn(startsAt, zone.value) === dayIn(at, zone.value) ? "" : dateIn(startsAt, zone.value);
  const from = Math.floor(at / HOUR) * HOUR;
  const to = from + HOURS_AHEAD * HOUR;
  const held = rows.filter((row) => row.standing.is !== "cancelled");
  const spans = held.map((row) => ({ from: Date.parse(row.slot.starts_at), to: Date.parse(row.slot.ends_at) }));
  const parts = spans.filter((span) => span.from < to && span.to > from).map((span) => ({ ...span, to: Math.min(span.to, to) }));
  const distinct = parts.filter((part, index) => index === 0 || part.from >= (parts[index - 1]?.to ?? 0));
  return (
    <section class="onboard board-card" aria-labelledby="on-board">
      <p class="slot">
        {words.home.today}
        {today.lesson ? <Chip>{words.home.level(today.lesson.level, today.lesson.minutes)}</Chip> : null}
      </p>
      <h2 class="t1" id="on-board">
        {today.lesson?.title ?? words.home.noLesson}
      </h2>
      <p class="lead">
        {course}. {today.lesson?.summary}
      </p>
      {startsAt === null ? null : <p class="slot num">{words.home.nextAt(day, timeIn(startsAt, zone.value))}</p>}
      <HourRule
        from={from}
        to={to}
        parts={distinct}
        now={at}
        zone={zone.value}
        labels={false}
        sentence={words.home.rule(distinct.length, timeIn(from, zone.value), timeIn(to, zone.value), timeIn(at, zone.value))}
      />
    </section>
  );
}

/** The lessons of the day beside the list, where the board has a class. */
export function TodayAside({ courses, lessons }: AsideProps) {
  const shown = courses.flatMap((course) => {
    const today = lessons.get(course.course_id);
    return today ? [{ course: course.course, today }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <aside class="today" aria-labelledby="today">
      <h2 class="t4" id="today">
        {words.home.today}
      </h2>
      {shown.map(({ course, today }) => (
        <section key={today.course_id}>
          <h3 class="t4">{today.lesson?.title ?? words.home.noLesson}</h3>
          <p class="small">
            {course}
            {today.lesson ? `, ${words.home.level(today.lesson.level, today.lesson.minutes)}` : ""}
          </p>
          {today.lesson ? <p class="small">{today.lesson.summary}</p> : null}
          {today.coming[0] ? <p class="small">{words.home.tomorrow(today.coming[0].title)}</p> : null}
        </section>
      ))}
      <p class="xs">{words.home.zoneOf(cityOf(zone.value))}</p>
    </aside>
  );
}

interface AsideProps {
  courses: readonly { course_id: string; course: string }[];
  lessons: ReadonlyMap<string, Today>;
}
