// Claims that stopped being this moderator's without their own doing: nobody renewed one, or somebody else has the case. What
// they gave up themselves is no news to them. Pure.

import type { CaseRow, DeskRequest } from "../wire.ts";
import type { Model } from "./model.ts";

/** The page's clock may be so far behind the server's, by which claims end. */
const CLOCK_MS = 2_000;

/** A claim that is lost, and how. */
export type Loss = { row: CaseRow } & (
  | { how: "ran_out" | "gone" }
  /** Somebody has it now, or has decided it. */
  | { how: "taken" | "decided"; by: string }
);

/** Whether this moderator has claimed a case. */
export const isHeld = ({ you }: Model, { state }: CaseRow): boolean =>
  state.is === "claimed" && state.by.person === you?.who.person;

/** The case that a request gives out of one's hands, if it is taken. */
export function givenUp(request: DeskRequest): string | null {
  switch (request.type) {
    case "release":
    case "hand_over":
    case "escalate":
    case "decide":
    case "ask_appeal":
    case "answer_appeal":
      return request.data.case;
    case "hello":
    case "case":
    case "claim":
    case "renew":
    case "note":
    case "undo":
    case "reverse":
      return null;
  }
}

/** What was lost from one picture of the desk to the next; `given`: cases this page is giving up. */
export function lost(before: Model, after: Model, given: ReadonlySet<string>, now: number): Loss[] {
  const held = [...before.cases.values()].filter((row) => isHeld(before, row) && !given.has(row.id));
  return held.flatMap((row) => lossOf(row, after.cases.get(row.id), now) ?? []);
}

function lossOf(row: CaseRow, then: CaseRow | undefined, now: number): Loss | null {
  if (row.state.is !== "claimed") return null;
  if (!then) return { row, how: "gone" };
  const { by: mine, until } = row.state;
  switch (then.state.is) {
    case "open": {
      // Before its end only who has a claim can end it, as on another page of theirs.
      const upward = then.level === "escalated" && row.level !== "escalated";
      return upward || now + CLOCK_MS < Date.parse(until) ? null : { row, how: "ran_out" };
    }
    case "claimed":
      return then.state.by.person === mine.person ? null : { row, how: "taken", by: then.state.by.name };
    case "decided":
    case "settled": {
      const { by } = then.state.decision;
      return by.person === mine.person ? null : { row, how: "decided", by: by.name };
    }
  }
}
