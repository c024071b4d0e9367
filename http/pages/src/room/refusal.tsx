// Pages that say no, or not now: the fact, the way on, and the id to ask for help with at the foot. Nothing that cannot
// be undone has a filled button.

import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { banWords, endOf } from "../ban-words.ts";
import { signIn } from "../client/account.ts";
import { now, serverNow } from "../client/clock.ts";
import { retryOf } from "../client/retry.ts";
import type { Code, Problem } from "../wire.ts";
import { closes, refusals, timeOf, whyNot, words } from "../words.ts";
import { late } from "./late.tsx";
import { Chip, Heading, Inside, TopBar } from "./parts.tsx";
import { entitle } from "./place.ts";
import type { Visit } from "./visit.ts";

const AppealAtTheDoor = late("appeal", () => import("./appeal.tsx").then((module) => module.AppealAtTheDoor));

/** What keeps somebody out by a moderator's decision, which can be contested. */
const contested = (code: string | undefined): Code | undefined =>
  code === "removed" || isBan(code) ? (code as Code) : undefined;

const isBan = (code: string | undefined): boolean => code?.startsWith("banned") ?? false;

/** A ban that outlasts the class: the other one is over with it, and its own words say so. */
const isLasting = (code: string | undefined): boolean => code === "banned_from_course" || code === "banned_from_platform";

/** When such a ban ends, as a sentence, and whether that has passed; none where it has no end. What is left counts from when
 *  the page came up. */
function useBanEnd(code: string | undefined, left: number | undefined): { said: string; over: boolean } {
  const end = useMemo(() => (isLasting(code) && left !== undefined ? endOf(serverNow(), left) : null), [code, left]);
  if (end === null) return { said: "", over: false };
  const over = now.value >= end;
  return { said: ` ${over ? banWords.ended(end) : banWords.ends(end)}`, over };
}

interface Props {
  bar?: string | undefined;
  chip?: ComponentChildren;
  title: string;
  lead: string;
  foot?: string | undefined;
  /** Below what can be done. */
  below?: ComponentChildren;
  children?: ComponentChildren;
}

/** The shape of all of them. */
function No({ bar, chip, title, lead, foot, below, children }: Props) {
  useEffect(() => entitle(title, bar), [title, bar]);
  return (
    <>
      <TopBar {...(bar ? { title: bar } : {})}>{chip}</TopBar>
      <main class="page refusal">
        <Heading>{title}</Heading>
        <p class="lead">{lead}</p>
        <div class="actions">{children}</div>
        {below}
        {foot ? <p class="small foot">{foot}</p> : null}
      </main>
    </>
  );
}

function Classes() {
  return (
    <Inside to="/" class="button plain">
      {words.homeLink}
    </Inside>
  );
}

interface ContestProps {
  visit: Visit;
  code: string | undefined;
  left: number | undefined;
  again: () => void;
}

function Contest({ visit, code, left, again }: ContestProps) {
  const out = contested(code);
  return out ? <AppealAtTheDoor session={visit.session} code={out} left={left} again={again} /> : null;
}

export function RefusedPage({ problem, decision, again, visit }: RefusedProps) {
  const [title, lead] = refusals[problem.code] ?? [problem.title, problem.detail ?? problem.explain ?? ""];
  const { said, over } = useBanEnd(problem.code, problem.retry_after_ms);
  const later = retryOf(problem.code) !== "never" || problem.code === "broke" || over;
  const decided = problem.decision_id ?? decision;
  // What support can look up best comes first: why somebody was not let in, then the request.
  const foot =
    decided && problem.entitlement
      ? words.refusal.decision(decided)
      : problem.trace_id
        ? words.refusal.trace(problem.trace_id)
        : decided
          ? words.refusal.decision(decided)
          : undefined;
  const why = problem.code === "not_entitled" ? whyNot(problem.entitlement) : undefined;
  return (
    <No bar={visit.facts.value?.title} title={title} lead={why ? `${why} ${lead}` : `${problem.explain ?? lead}${said}`} foot={foot} below={<Contest visit={visit} code={problem.code} left={problem.retry_after_ms} again={again} />}>
      {later ? (
        <button class="button plain" type="button" onClick={again}>
          {words.tryAgain}
        </button>
      ) : null}
      <Classes />
    </No>
  );
}

interface RefusedProps {
  problem: Problem;
  decision?: string | undefined;
  again: () => void;
  visit: Visit;
}

export function Closed({ code, reason, left, decision, again, visit }: ClosedProps) {
  const [title, lead] = (code === 4403 && refusals[reason as Code]) || closes[code] || closes[1000] || ["", ""];
  const removed = code === 4403;
  const { said, over } = useBanEnd(reason, left);
  return (
    <No
      bar={visit.facts.value?.title}
      title={title}
      lead={`${lead}${said}`}
      foot={decision ? words.refusal.decision(decision) : undefined}
      below={<Contest visit={visit} code={removed ? reason : undefined} left={left} again={again} />}
    >
      {over || !(removed || code === 4404) ? (
        <button class="button plain" type="button" onClick={again}>
          {over ? words.tryAgain : words.left.back}
        </button>
      ) : null}
      <Classes />
    </No>
  );
}

interface ClosedProps {
  code: number;
  /** Why, as a code, where it was said. */
  reason?: string | undefined;
  /** How long that holds, in milliseconds, where it ends. */
  left?: number | undefined;
  decision?: string | undefined;
  again: () => void;
  visit: Visit;
}

export function Unlisted({ again }: { again?: () => void }) {
  const [title, lead] = words.refusal.unlisted;
  return (
    <No title={title} lead={lead}>
      {again ? (
        <button class="button plain" type="button" onClick={again}>
          {words.tryAgain}
        </button>
      ) : null}
      <Classes />
    </No>
  );
}

/** An address where there is no page. */
export function Nowhere() {
  const [title, lead] = words.refusal.nowhere;
  return (
    <No title={title} lead={lead}>
      <Classes />
    </No>
  );
}

export function Left({ visit }: { visit: Visit }) {
  return (
    <No bar={visit.listed.value?.title} title={words.left.title} lead={words.left.lead}>
      <button class="button plain" type="button" onClick={() => void visit.look()}>
        {words.left.back}
      </button>
      <Classes />
    </No>
  );
}

export function OtherDeviceQuestion({ visit, taken, going }: { visit: Visit; taken: boolean; going: boolean }) {
  const text = words.otherDevice;
  return (
    <No bar={visit.facts.value?.title} title={taken ? text.takenTitle : text.title} lead={taken ? text.takenLead : text.lead}>
      <button
        class={`button act${going ? " working" : ""}`}
        type="button"
        aria-disabled={going}
        onClick={() => (going ? undefined : void visit.go("take_over"))}
      >
        {going ? words.door.going : text.act}
      </button>
      <Inside to="/" class="button plain">
        {text.no}
      </Inside>
    </No>
  );
}

export function Offline({ since, go }: { since: number; go: () => void }) {
  const text = words.offline;
  return (
    <No
      title={text.title}
      lead={text.lead}
      chip={
        <Chip tone="rust" icon="wifi-off">
          {text.since(timeOf(since))}
        </Chip>
      }
    >
      <button class="button act" type="button" onClick={go}>
        {words.tryNow}
      </button>
      {signIn.value.is === "in" ? <Classes /> : null}
    </No>
  );
}
