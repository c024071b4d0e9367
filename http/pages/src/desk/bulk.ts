// Many cases decided alike: what will become of each is shown before, and what became of each after. Every case is claimed
// and decided by itself, so that one that cannot be is left and said, and each can be undone.

import type { CaseRow, Measure } from "../wire.ts";
import type { Model } from "./model.ts";

/** So many at once: their claims, of 90 s, outlast the time it takes. */
export const BULK_CASES_MAX = 50;

/** Why a case will be left as it is. */
export type Left = "held" | "over" | "no_message" | "upward" | "reported" | "appeal";

export interface Planned {
  row: CaseRow;
  /** `null`: it will be decided. */
  left: Left | null;
}

/** The cases that are picked, in the order of the screen. */
export function picked(model: Model, ids: ReadonlySet<string>): CaseRow[] {
  const order = [...model.shown, ...ids].filter((id, at, all) => ids.has(id) && all.indexOf(id) === at);
  return order.map((id) => model.cases.get(id)).filter((row): row is CaseRow => row !== undefined);
}

/** What will become of each. */
export function planned(model: Model, rows: readonly CaseRow[], measure: Measure | null): Planned[] {
  return rows.map((row) => ({ row, left: left(model, row, measure) }));
}

function left(model: Model, row: CaseRow, measure: Measure | null): Left | null {
  const { state } = row;
  if (state.is === "decided" || state.is === "settled") return "over";
  if (row.appeal) return "appeal";
  if (state.is === "claimed" && state.by.person !== model.you?.who.person) return "held";
  if (row.level === "escalated" && model.you?.who.role !== "platform") return "upward";
  return measure === "hide" && !row.subject.message ? "no_message" : null;
}

/** One case more picked, or one less. */
export function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id) && next.size < BULK_CASES_MAX) next.add(id);
  return next;
}
