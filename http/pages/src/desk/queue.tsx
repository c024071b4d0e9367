// The queue: time in the margin, how bad, what, where, and who has it. The row that is looked at never moves because
// something came in.

import { useEffect, useRef } from "preact/hooks";
import { now } from "../client/clock.ts";
import { timeOf } from "../words.ts";
import type { CaseRow } from "../wire.ts";
import { Key } from "./keys.tsx";
import { settled } from "./model.ts";
import { appealText, bulkText, clockOf, done, doneBy, text, titleOf } from "./words.ts";
import type { Work } from "./work.ts";

/** Less than this share of its time left, a case is soon due. */
const SOON = 0.2;

export function Queue({ work, waiting, fresh }: { work: Work; waiting: number; fresh: number }) {
  const model = work.socket.model.value;
  const rows = model.shown.map((id) => model.cases.get(id)).filter((row): row is CaseRow => row !== undefined);
  const past = settled(model).filter((row) => !model.shown.includes(row.id));
  const last = past[0]?.state.is === "settled" ? past[0].state.decision.at : null;
  return (
    <section class="desk-queue" aria-label={text.queue}>
      <div class="desk-head">
        <h2 class="t4">{text.open(waiting)}</h2>
        <Summary work={work} />
        {work.picked.value.size > 0 ? (
          <button class="button plain desk-button" type="button" onClick={() => work.askBulk()}>
            {bulkText.ask(work.picked.value.size)} <Key of="bulk" />
          </button>
        ) : null}
        {fresh > 0 ? (
          <button class="button plain desk-button" type="button" onClick={() => work.gather()}>
            {text.fresh(fresh)} <Key of="gather" />
          </button>
        ) : null}
      </div>
      <Said work={work} />
      <div class="desk-scroll" tabIndex={0} role="group" aria-label={text.open(waiting)}>
        {rows.length === 0 ? (
          <p class="desk-empty small">{model.appeals ? appealText.empty : last ? text.emptyLast(timeOf(Date.parse(last))) : text.empty}</p>
        ) : (
          <ol class="desk-rows">
            {rows.map((row) => (
              <Row key={row.id} work={work} row={row} focused={row.id === model.focus} />
            ))}
          </ol>
        )}
        {past.length > 0 ? (
          <>
            <h3 class="desk-past t4">{text.done}</h3>
            <ol class="desk-rows">
              {past.map((row) => (
                <Row key={row.id} work={work} row={row} focused={row.id === model.focus} />
              ))}
            </ol>
          </>
        ) : null}
      </div>
    </section>
  );
}

/** What was said where the case that is looked at has no place for it. */
function Said({ work }: { work: Work }) {
  const told = work.told.value;
  const state = work.row?.state.is;
  if (!told || state === "open" || state === "claimed") return null;
  return (
    <p class={`desk-told desk-told-${told.tone} desk-said`} role="alert">
      {told.words}
    </p>
  );
}

function Summary({ work }: { work: Work }) {
  const rows = [...work.socket.model.value.cases.values()];
  const unclaimed = rows.filter((row) => row.state.is === "open");
  const oldest = unclaimed.map((row) => Date.parse(row.opened_at)).sort((one, two) => one - two)[0];
  const mine = rows.filter((row) => work.holds(row)).length;
  return (
    <p class="small num">
      {text.summary(unclaimed.length, oldest === undefined ? null : clockOf(now.value - oldest), mine)}
    </p>
  );
}

/** Whether a row's words are hidden until asked. */
export const hurts = (row: CaseRow): boolean => ["threat", "insult", "name", "personal"].includes(row.kind);

function Row({ work, row, focused }: { work: Work; row: CaseRow; focused: boolean }) {
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (focused) ref.current?.scrollIntoView({ block: "nearest" });
  }, [focused]);
  const state = row.state.is;
  const hidden = hurts(row) && !(focused && work.bare.value);
  const name = focused ? "desk-row desk-row-here" : "desk-row";
  return (
    <li ref={ref} class={`${name} desk-row-${state}`} data-case={row.id} aria-current={focused ? "true" : undefined}>
      <Due row={row} />
      <Pick work={work} row={row} />
      <span class={`stamp stamp-${row.severity}`} aria-label={`Severity ${row.severity}`}>
        {row.severity}
      </span>
      <button class="desk-what" type="button" onClick={() => work.focus(row.id)}>
        <strong>
          {titleOf(row)}
          {row.appeal?.reminded && row.level === "desk" && row.state.is !== "settled" ? (
            <span class="chip chip-small chip-rust">{appealText.soon}</span>
          ) : null}
          {row.level === "desk" ? null : <span class="chip chip-small chip-rust">{text.level(row.level)}</span>}
        </strong>
        <span class="desk-quote">
          {row.text ? hidden ? <Blank words={row.text} /> : `“${row.text}”` : hidden ? <Blank words={row.name} /> : row.name}
        </span>
      </button>
      <span class="desk-where small">
        <span>{row.class}</span>
        <span>{row.appeal ? appealText.against(done[row.appeal.sanction.measure].toLowerCase()) : text.reports(row.reports)}</span>
      </span>
      <Holder work={work} row={row} />
    </li>
  );
}

/** Whether a case is among those that are decided alike. */
function Pick({ work, row }: { work: Work; row: CaseRow }) {
  if (row.state.is === "decided" || row.state.is === "settled") return <span />;
  return (
    <input
      class="desk-pick"
      type="checkbox"
      aria-label={bulkText.pick(row.number)}
      checked={work.picked.value.has(row.id)}
      onChange={() => work.pick(row)}
    />
  );
}

/** Words that are there and not shown; a reader is told so. */
export function Blank({ words }: { words: string }) {
  return (
    <span class="blank" style={{ inlineSize: `${Math.min(22, Math.max(4, words.length / 2))}em` }}>
      <span class="vh">{text.blanked}</span>
    </span>
  );
}

function Due({ row }: { row: CaseRow }) {
  if (row.state.is === "settled" || row.state.is === "decided") {
    return (
      <span class="desk-time num">
        <strong>{clockOf(now.value - Date.parse(row.state.decision.at))}</strong>
        <span>{text.ago}</span>
      </span>
    );
  }
  if (row.appeal?.waits_until) {
    // Its own time stands still: what runs is how long it waits for the answer.
    const asked = row.appeal.exchange?.at(-1)?.at ?? row.opened_at;
    return (
      <span class="desk-time num">
        <strong>{clockOf(now.value - Date.parse(asked))}</strong>
        <span>{appealText.waitsShort}</span>
      </span>
    );
  }
  const left = Date.parse(row.due_at) - now.value;
  const whole = Date.parse(row.due_at) - Date.parse(row.opened_at);
  const tone = left < 0 ? "late" : left < whole * SOON ? "soon" : "fine";
  return (
    <span class={`desk-time num desk-time-${tone}`}>
      <strong>{clockOf(now.value - Date.parse(row.opened_at))}</strong>
      <span>{left < 0 ? text.over(clockOf(-left)) : text.left(clockOf(left))}</span>
    </span>
  );
}

function Holder({ work, row }: { work: Work; row: CaseRow }) {
  switch (row.state.is) {
    case "open":
      return (
        <button class="button plain desk-button" type="button" onClick={() => void work.claim(row)}>
          {text.claim} {row.id === work.socket.model.value.focus ? <Key of="claim" /> : null}
        </button>
      );
    case "claimed":
      return (
        <span class="desk-holder small num">
          <span>{work.holds(row) ? <strong>{text.mine}</strong> : text.theirs(row.state.by.name)}</span>
          <span>{text.left(clockOf(Date.parse(row.state.until) - now.value))}</span>
        </span>
      );
    case "decided":
      return work.undoable?.id === row.id ? (
        <button class="button plain desk-button" type="button" onClick={() => void work.undo()}>
          {text.undo} <Key of="undo" />
        </button>
      ) : (
        <span class="desk-holder small">{row.state.decision.by.name}</span>
      );
    case "settled":
      return (
        <span class="desk-holder small">
          <span>{doneBy(row.state.decision)}</span>
          <span>{row.state.decision.by.name}</span>
        </span>
      );
  }
}
