// What a moderator did in a shift and what they leave to the next: counted from the cases as the page knows them.

import type { CaseRow, Measure } from "../wire.ts";
import type { Model } from "./model.ts";

const KEY = "homeroom.desk.shift";

export interface Shift {
  /** What this moderator decided since then, by what it did; `nothing`: nothing was wrong. */
  decided: readonly (readonly [Measure | "nothing", number])[];
  /** Cases they hold now. */
  held: readonly CaseRow[];
  /** Open cases that nobody holds. */
  unclaimed: number;
  /** Open cases that are late. */
  late: number;
  /** Cases that were passed upward and wait. */
  upward: number;
}

/** The shift of a moderator since an instant, as it stands at `now`. */
export function shift(model: Model, since: number, now: number): Shift {
  const me = model.you?.who.person;
  const rows = [...model.cases.values()];
  const counts = new Map<Measure | "nothing", number>();
  for (const { state } of rows) {
    if (state.is !== "decided" && state.is !== "settled") continue;
    if (state.decision.by.person !== me || Date.parse(state.decision.at) < since) continue;
    const what = state.decision.measure ?? "nothing";
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const waiting = rows.filter((row) => row.state.is === "open" || row.state.is === "claimed");
  return {
    decided: [...counts].sort(([, one], [, two]) => two - one),
    held: waiting.filter((row) => row.state.is === "claimed" && row.state.by.person === me),
    unclaimed: waiting.filter((row) => row.state.is === "open").length,
    late: waiting.filter((row) => Date.parse(row.due_at) < now).length,
    upward: waiting.filter((row) => row.level === "escalated").length,
  };
}

/** When this shift began: when the desk was opened in this tab, over reloads. */
export function began(now: number): number {
  try {
    const kept = Number(sessionStorage.getItem(KEY));
    if (kept > 0 && kept <= now) return kept;
    sessionStorage.setItem(KEY, String(now));
  } catch {
    // Without storage a shift begins with the page.
  }
  return now;
}
