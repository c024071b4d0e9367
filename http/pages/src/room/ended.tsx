// The class is over: who ended it, and when you were here, as the server has it on record. Until the server has answered,
// and where it does not, what this page counted itself.

import { useEffect } from "preact/hooks";
import { signIn } from "../client/account.ts";
import type { Attendance, Attended } from "../wire.ts";
import { timeOf, words } from "../words.ts";
import { HourRule } from "./hour-rule.tsx";
import { late } from "./late.tsx";
import { FILED_MS } from "./own-attendance.ts";
import { Heading, Inside, TopBar } from "./parts.tsx";
import { entitle } from "./place.ts";
import { QuizScore } from "./quiz-score.tsx";
import type { Visit } from "./visit.ts";

const Everybody = late("everybody", () => import("./everybody.tsx").then((module) => module.Everybody));

const Answered = late("answered", () => import("./answered.tsx").then((module) => module.Answered));

const NextClass = late("next-class", () => import("./next-class.tsx").then((module) => module.NextClass));

const AppealsAsked = late("appeal", () => import("./appeal.tsx").then((module) => module.AppealsAsked));

const MyReports = late("my-reports", () => import("./my-reports.tsx").then((module) => module.MyReports));

const MINUTE = 60_000;

/** The hour itself: from its begin to its end, or to when it really ended. */
interface Hour {
  from: number;
  to: number;
}

export function Ended({ visit }: { visit: Visit }) {
  const model = visit.model.value;
  const known = visit.attendance.known.value;
  // Long after, the record is all there is.
  const facts = visit.facts.value ?? known;
  const text = words.ended;
  const endsAt = Date.parse(known?.ends_at ?? facts?.ends_at ?? "");
  const endedAt = known?.ended_at ? Date.parse(known.ended_at) : (model.ended?.at ?? endsAt);
  const from = Date.parse(facts?.starts_at ?? "");
  const course = visit.listed.value?.course_id ?? known?.course_id;
  const hour = { from, to: Math.min(endedAt, Math.max(endsAt || endedAt, from)) };
  const title = facts?.title ?? "";
  useEffect(() => entitle(text.over(timeOf(endedAt)), title), [endedAt, title]);
  useEffect(() => void visit.attendance.follow(), [visit]);
  const account = signIn.value.is === "in" ? signIn.value.account.id : visit.account.value?.id;
  const own = known?.people.find((one) => one.person_id === account);
  return (
    <>
      <TopBar title={title} />
      <main class="page ended">
        <p class="slot ended-over">{text.over(timeOf(endedAt))}</p>
        <Heading>{title}</Heading>
        <p class="lead">{why(visit, endedAt < endsAt)}</p>
        {model.outbox.length > 0 ? <Unsent visit={visit} /> : null}
        {model.phase !== "cancelled" && hour.to > hour.from ? (
          known ? (
            <OnRecord known={known} own={own} hour={hour} endedAt={endedAt} />
          ) : (
            <Counted visit={visit} hour={hour} />
          )
        ) : null}
        <AppealsAsked session={visit.session} />
        <MyReports session={visit.session} />
        {known ? <Answered session={visit.session} /> : null}
        {known?.role === "teacher" ? <Everybody known={known} /> : null}
        {course && facts ? <NextClass course={course} after={from} /> : null}
        <p class="actions">
          <Inside to="/" class="button plain">
            {words.homeLink}
          </Inside>
        </p>
      </main>
    </>
  );
}

function why(visit: Visit, early: boolean): string {
  const { ended, phase } = visit.model.value;
  const text = words.ended;
  if (phase === "cancelled") return text.cancelled;
  if (visit.endedByMe) return text.byYou;
  if (ended?.byTeacher) return text.byTeacher;
  return early ? text.early : text.byTime;
}

function Unsent({ visit }: { visit: Visit }) {
  const { outbox } = visit.model.value;
  return (
    <section class="unsent-card" aria-labelledby="unsent">
      <h2 class="t4" id="unsent">
        {words.ended.unsent(outbox.length)}
      </h2>
      <ul>
        {outbox.map((pending) => (
          <li key={pending.id}>{pending.text}</li>
        ))}
      </ul>
    </section>
  );
}

const whole = (hour: Hour): number => Math.max(1, Math.round((hour.to - hour.from) / MINUTE));

function hereFor(milliseconds: number, hour: Hour): string {
  const mine = Math.min(whole(hour), Math.round(milliseconds / MINUTE));
  return mine > 0 ? words.ended.here(mine, whole(hour)) : words.ended.hereLess(whole(hour));
}

/** What the server has. */
function OnRecord({ known, own, hour, endedAt }: { known: Attendance; own: Attended | undefined; hour: Hour; endedAt: number }) {
  const text = words.ended;
  const spans = (own?.intervals ?? []).map((one) => ({
    from: Date.parse(one.from),
    to: one.until ? Date.parse(one.until) : endedAt,
    one,
  }));
  const within = spans.filter((span) => span.to > hour.from && span.from < hour.to);
  const first = within[0];
  const gaps = within.slice(1).map((span, index) => ({ from: within[index]?.to ?? span.from, to: span.from }));
  const away = gaps.filter((gap) => timeOf(gap.from) !== timeOf(gap.to));
  return (
    <section class="here-card" aria-labelledby="here-for">
      <h2 class="t4" id="here-for">
        {own ? hereFor(own.present_seconds * 1000, hour) : text.notSeen}
      </h2>
      {first ? (
        <p class="small">
          {[text.came(timeOf(Math.max(first.from, hour.from))), ...away.map((gap) => text.away(timeOf(gap.from), timeOf(gap.to)))].join(" ")}
        </p>
      ) : null}
      {own?.quiz ? <QuizScore quiz={own.quiz} /> : null}
      <HourRule
        from={hour.from}
        to={hour.to}
        parts={[hour]}
        spans={within.map((span) => ({ from: Math.max(span.from, hour.from), to: Math.min(span.to, hour.to) }))}
        labels={false}
        sentence={within.map((span) => words.rule.here(timeOf(span.from), timeOf(span.to))).join(" ") || text.notSeen}
      />
      {spans.length > 0 ? (
        <ul class="times seen" aria-label={text.seen}>
          {spans.map(({ from, to, one }) => (
            <li key={from}>
              <span class="times-at num">{text.span(timeOf(from), timeOf(to))}</span>
              <span class="times-what">
                {one.sources.map((source) => text.by[source]).join(", ")}
                <span class="small">, {text.believed[one.confidence]}</span>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <p class="xs">
        {known.filed
          ? `${text.onRecord(timeOf(Date.parse(known.filed.at)), known.filed.version)} ${text.signed(known.filed.key_id)}`
          : text.soFar(timeOf(endedAt + FILED_MS))}
      </p>
    </section>
  );
}

/** What this page counted. */
function Counted({ visit, hour }: { visit: Visit; hour: Hour }) {
  const text = words.ended;
  const { present, drops } = visit.here.within(hour.from, hour.to);
  const came = visit.here.cameAt;
  const [drop] = drops;
  return (
    <section class="here-card" aria-labelledby="here-for">
      <h2 class="t4" id="here-for">
        {hereFor(present.reduce((sum, span) => sum + (span.to - span.from), 0), hour)}
      </h2>
      <p class="small">
        {came ? text.came(timeOf(Math.max(came, hour.from))) : ""}{" "}
        {drop ? (drops.length === 1 ? text.drop(timeOf(drop.from), timeOf(drop.to)) : text.drops(drops.length)) : ""}
      </p>
      <HourRule
        from={hour.from}
        to={hour.to}
        parts={[hour]}
        spans={present}
        dropped={drops}
        labels={false}
        sentence={present.map((span) => words.rule.here(timeOf(span.from), timeOf(span.to))).join(" ")}
      />
      <p class="xs">{text.counted}</p>
    </section>
  );
}
