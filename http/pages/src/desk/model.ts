// The desk as a page knows it: a value, and the functions that carry it on. The order that is shown is kept apart from the
// order of the queue, so that what comes in never moves the row that is being looked at.

import type { CaseRow, DeskEntry, DeskView, DeskWelcome, DeskYou, Moderator } from "../wire.ts";

export interface Model {
  offset: number;
  you: DeskYou | null;
  cases: ReadonlyMap<string, CaseRow>;
  moderators: readonly Moderator[];
  /** The rows that are shown, in their order on the screen. */
  shown: readonly string[];
  /** Whether appeals alone are shown. */
  appeals: boolean;
  /** The row that is looked at. */
  focus: string | null;
  /** When each report came in, as far as this page knows: for the rule. An appeal is none. */
  heard: readonly { at: number; worst: boolean }[];
}

export const EMPTY: Model = { offset: -1, you: null, cases: new Map(), moderators: [], shown: [], appeals: false, focus: null, heard: [] };

const waits = (row: CaseRow) => row.state.is !== "settled";

/** The order of the queue: how bad, then how old. */
export function queued(model: Model): string[] {
  const rows = [...model.cases.values()].filter((row) => waits(row) && (!model.appeals || row.appeal));
  rows.sort(
    (one, two) =>
      one.severity - two.severity || Date.parse(one.opened_at) - Date.parse(two.opened_at) || (one.id < two.id ? -1 : 1),
  );
  return rows.map((row) => row.id);
}

/** Settled cases, latest first. */
export function settled(model: Model): CaseRow[] {
  const rows = [...model.cases.values()].filter((row) => row.state.is === "settled" && (!model.appeals || row.appeal));
  const at = (row: CaseRow) => (row.state.is === "settled" ? Date.parse(row.state.decision.at) : 0);
  return rows.sort((one, two) => at(two) - at(one)).slice(0, 20);
}

/** Cases that wait and are not on the screen yet. */
export const fresh = (model: Model): string[] => queued(model).filter((id) => !model.shown.includes(id));

/** The screen as the queue has it; the focus stays with its case, or goes to the first. */
export function gathered(model: Model): Model {
  const shown = queued(model);
  const known = model.focus !== null && model.cases.has(model.focus);
  return { ...model, shown, focus: known ? model.focus : (shown[0] ?? null) };
}

/** What is new goes below the row that is looked at, where it belongs there; else it is counted and waits to be asked for. */
function settledIn(model: Model): Model {
  if (model.focus === null || model.shown.length === 0) return gathered(model);
  const order = queued(model);
  const at = model.shown.indexOf(model.focus);
  const rank = order.indexOf(model.focus);
  const above = model.shown.slice(0, at + 1);
  const below = new Set(model.shown.slice(at + 1).filter((id) => order.includes(id)));
  if (rank >= 0) for (const id of order.slice(rank + 1)) if (!above.includes(id)) below.add(id);
  const rest = order.filter((id) => below.has(id));
  return { ...model, shown: [...above, ...rest] };
}

const HOUR = 3_600_000;

function heard(model: Model, row: CaseRow, before: CaseRow | undefined, at: number): Model["heard"] {
  if (row.appeal || (before && before.reports >= row.reports)) return model.heard;
  return [...model.heard.filter((one) => at - one.at < HOUR), { at, worst: row.severity === 1 }];
}

function seen(view: DeskView): Model["heard"] {
  const reported = [...view.open, ...view.settled].filter((row) => !row.appeal);
  return reported.map((row) => ({ at: Date.parse(row.opened_at), worst: row.severity === 1 }));
}

/** The answer to `hello`. */
export function welcomed(model: Model, frame: DeskWelcome): Model {
  if (frame.resumed || !frame.view) return { ...model, you: frame.you };
  const { open, settled, moderators } = frame.view;
  const cases = new Map([...settled, ...open].map((row) => [row.id, row]));
  const next = { ...model, offset: frame.offset, you: frame.you, cases, moderators, heard: seen(frame.view) };
  return model.offset < 0 ? gathered(next) : settledIn(next);
}

/** One committed command. `"gap"`: an entry before it never came, so the page has to resume. */
export function applied(model: Model, entry: DeskEntry): Model | "gap" {
  if (entry.offset <= model.offset) return model;
  if (entry.after !== model.offset) return "gap";
  const cases = new Map(model.cases);
  let next: Model = { ...model, offset: entry.offset, cases };
  for (const { row } of entry.events) {
    next = { ...next, heard: heard(next, row, cases.get(row.id), Date.parse(entry.at)) };
    cases.set(row.id, row);
  }
  return settledIn(next);
}

/** Moves the focus by so many rows; what is done with leaves the screen. */
export function moved(model: Model, by: number): Model {
  const at = model.focus === null ? -1 : model.shown.indexOf(model.focus);
  const to = model.shown[Math.min(model.shown.length - 1, Math.max(0, at + by))];
  if (to === undefined) return gathered(model);
  const still = model.shown.filter((id) => id === to || (model.cases.get(id)?.state.is ?? "settled") !== "settled");
  return { ...model, focus: to, shown: still };
}

/** Shows appeals alone, or the whole queue. */
export const viewed = (model: Model, appeals: boolean): Model => gathered({ ...model, appeals, focus: null });

/** Appeals that wait for a decision. */
export const appealsOpen = (model: Model): number =>
  [...model.cases.values()].filter((row) => row.appeal && (row.state.is === "open" || row.state.is === "claimed")).length;

/** Looks at a row. */
export function focused(model: Model, id: string): Model {
  return { ...model, focus: id };
}
