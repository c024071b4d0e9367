// The case that is looked at: its claim, the evidence as it was frozen, what is known of the person, and what can be done.

import { useEffect, useRef } from "preact/hooks";
import { now } from "../client/clock.ts";
import { timeOf } from "../words.ts";
import type { CaseDetail, CaseRow, FrozenMessage } from "../wire.ts";
import { AppealDeciding, ContestedPart } from "./appeal.tsx";
import type { KeyAct } from "./keymap.ts";
import { Key } from "./keys.tsx";
import { Blank, hurts } from "./queue.tsx";
import { BanScope } from "./scope.tsx";
import { acts, clockOf, done, doneBy, reads, reasons, text, titleOf } from "./words.ts";
import type { Work } from "./work.ts";

/** How long a claim lasts that nobody renews; the protocol's limit. */
const LEASE_MS = 90_000;

export function CasePanel({ work }: { work: Work }) {
  const row = work.row;
  if (!row) return <section class="desk-case" aria-label={text.none} />;
  const detail = work.detail.value?.row.id === row.id ? work.detail.value : null;
  return (
    <section class="desk-case" aria-label={text.number(row.number)}>
      <header class="desk-case-head">
        <h2 class="t3">
          <span class={`stamp stamp-${row.severity}`}>{row.severity}</span> {titleOf(row)}
        </h2>
        <span class="small">{text.number(row.number)}</span>
        <Lease work={work} row={row} />
      </header>
      <div key={row.id} class="desk-evidence" tabIndex={0} role="group" aria-label={text.evidence}>
        {row.appeal ? <ContestedPart contested={row.appeal} /> : null}
        {detail ? (
          <>
            <Evidence work={work} row={row} detail={detail} />
            <Known row={row} detail={detail} />
          </>
        ) : null}
      </div>
      <Deciding work={work} row={row} />
    </section>
  );
}

function Lease({ work, row }: { work: Work; row: CaseRow }) {
  if (row.state.is === "open") return <p class="desk-lease small">{text.free}</p>;
  if (row.state.is !== "claimed") return null;
  const left = Date.parse(row.state.until) - now.value;
  if (!work.holds(row)) return <p class="desk-lease small num">{text.held(row.state.by.name, clockOf(left))}</p>;
  return (
    <>
      <meter class="desk-meter" min={0} max={LEASE_MS} value={Math.max(0, left)} aria-label={text.left(clockOf(left))} />
      <p class="desk-lease small num">{text.yours(clockOf(left))}</p>
      <button class="link small" type="button" onClick={() => void work.release(row)}>
        {text.release} <kbd>r</kbd>
      </button>
    </>
  );
}

function Evidence({ work, row, detail }: { work: Work; row: CaseRow; detail: CaseDetail }) {
  const { evidence, reports } = detail;
  const names = [...new Set(reports.map((report) => report.by.name))].join(", ");
  const at = timeOf(Date.parse(reports[0]?.at ?? row.opened_at));
  const frozen = row.appeal ? "" : text.frozen(names, at);
  return (
    <>
      {evidence.earlier ? <p class="desk-more small">{text.earlier}</p> : null}
      <ol class="lines desk-lines">
        {evidence.messages.map((message) => (
          <Frozen key={message.id} work={work} row={row} message={message} frozen={frozen} />
        ))}
      </ol>
      {evidence.later ? <p class="desk-more small">{text.later}</p> : null}
      {row.subject.message || row.appeal ? null : <p class="desk-about small">{frozen}</p>}
      {reports.map((report) =>
        report.text ? (
          <p key={report.id} class="desk-about small">
            {text.person} <bdi>{report.by.name}</bdi>: “{report.text}”
          </p>
        ) : null,
      )}
    </>
  );
}

function Frozen(props: { work: Work; row: CaseRow; message: FrozenMessage; frozen: string }) {
  const { work, row, message, frozen } = props;
  const subject = message.id === row.subject.message;
  const hidden = hurts(row) && message.person === row.subject.person && !work.bare.value;
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (subject) ref.current?.scrollIntoView({ block: "center" });
  }, [subject]);
  return (
    <li ref={ref} class={subject ? "line line-subject" : "line"}>
      <time class="line-time num" dateTime={message.at}>
        {timeOf(Date.parse(message.at))}
      </time>
      <div class="line-body">
        <p class="line-name">
          <bdi>{message.name}</bdi>
          {message.role === "student" ? null : <span class="chip chip-small">{message.role}</span>}
        </p>
        {message.revisions?.map((before) => (
          <p key={before.until} class="line-text small" dir="auto">
            {text.until(timeOf(Date.parse(before.until)))} <s>{hidden ? <Blank words={before.text} /> : before.text}</s>
          </p>
        ))}
        <p class="line-text" dir="auto">
          {hidden ? <Blank words={message.text} /> : message.text}
        </p>
        {message.deleted ? <p class="small">{text.deleted}</p> : null}
        {subject && frozen ? <p class="small">{frozen}</p> : null}
      </div>
    </li>
  );
}

function Known({ row, detail }: { row: CaseRow; detail: CaseDetail }) {
  const { evidence, before, log } = detail;
  const last = before[0];
  const media = evidence.media_at_ms;
  return (
    <div class="desk-known">
      <dl>
        <div>
          <dt>
            <bdi>{row.name}</bdi>
          </dt>
          <dd>{row.class}</dd>
        </div>
        <div>
          <dt>{text.here(evidence.people)}</dt>
          <dd class="num">{media === undefined ? "" : text.media(clockOf(media))}</dd>
        </div>
        <div>
          <dt>{text.before}</dt>
          <dd>
            {last
              ? `${last.measure ? done[last.measure] : text.nothing} ${reasons[last.reason]}, ${timeOf(Date.parse(last.at))}`
              : text.noBefore}
          </dd>
        </div>
      </dl>
      {log.length > 0 ? (
        <details class="small">
          <summary>{text.log}</summary>
          <ol>
            {log.map((act, index) => (
              <li key={index} class="num">
                {timeOf(Date.parse(act.at))} {act.by?.name ?? text.clock} {acts[act.what]}
                {act.text ? `: ${act.text}` : ""}
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </div>
  );
}

function Deciding({ work, row }: { work: Work; row: CaseRow }) {
  const state = row.state;
  if (state.is === "decided" || state.is === "settled") {
    const { decision } = state;
    const what = doneBy(decision);
    return (
      <div class="desk-acts">
        <p class="small">
          {decision.appeal ? `${decision.by.name}: ${what} ${decision.appeal.text ?? ""}` : text.decided(decision.by.name, what, reasons[decision.reason])}
        </p>
        {state.is === "settled" && decision.measure ? (
          <button
            class="button plain desk-button"
            type="button"
            onClick={() => {
              work.asking.value = { is: "reverse", case: row.id };
            }}
          >
            {text.reverse} <Key of="undo" />
          </button>
        ) : null}
      </div>
    );
  }
  if (row.appeal) return <AppealDeciding key={row.id} work={work} row={row} />;
  const removal = work.removal(row);
  return (
    <div class="desk-acts">
      <fieldset class="desk-reasons">
        <legend class="t4">{text.why}</legend>
        {work.reasons.map((reason, index) => (
          <button
            key={reason}
            class="button plain desk-button"
            type="button"
            aria-pressed={work.reason.value === reason}
            onClick={() => {
              work.reason.value = reason;
            }}
          >
            <kbd>{index + 1}</kbd> {reasons[reason]}
          </button>
        ))}
      </fieldset>
      <p class="small">
        {text.reads(row.name)} “{reads[removal]}”
      </p>
      {work.told.value ? (
        <p class={`desk-told desk-told-${work.told.value.tone}`} role="alert">
          {work.told.value.words}
        </p>
      ) : null}
      <BanScope work={work} />
      <div class="desk-buttons">
        <Act name={text.allow} keyed="allow" act={() => work.decide(null)} />
        <Act name={text.warn} keyed="warn" act={() => work.decide("warn")} />
        <Act name={text.mute} keyed="mute" act={() => work.decide("mute")} />
        <Act name={text.escalate} keyed="escalate" act={() => work.escalate(row)} />
        <Act name={text.ban} keyed="ban" act={() => work.decide("ban")} />
        <Act name={removal === "hide" ? text.hide : text.remove} keyed="remove" danger act={() => work.decide(removal)} />
      </div>
    </div>
  );
}

function Act({ name, keyed, danger, act }: { name: string; keyed: KeyAct; danger?: boolean; act(): Promise<void> }) {
  return (
    <button class={`button ${danger ? "desk-danger" : "plain"} desk-act`} type="button" onClick={() => void act()}>
      {name} <Key of={keyed} />
    </button>
  );
}
