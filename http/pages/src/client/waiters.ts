// Many who wait, dealt with at once: how many it would be, and what became of each.

import type { Ack, LobbyEnd, LobbyFilter, LobbyOutcome, Waiter } from "../wire.ts";

/** Those of a kind, in their order. */
export function ofKind(waiting: readonly Waiter[], filter: LobbyFilter): Waiter[] {
  switch (filter) {
    case "all":
      return [...waiting];
    case "reserved":
      return waiting.filter((one) => one.reserved === true);
    case "unreserved":
      return waiting.filter((one) => one.reserved !== true);
  }
}

/** What an answer says became of each; `null`: it says nothing. */
export const outcomeOf = (data: Ack["data"]): LobbyOutcome | null =>
  data && "people" in data && !("version" in data) ? data : null;

/** What became of those who were meant. */
export interface Became {
  end: LobbyEnd;
  /** Of how many. */
  done: number;
  /** Of whom not, by name. */
  left: string[];
}

/** Who is meant is who was on the screen; whoever else the answer names is counted as well. `null`: it came to nothing. */
export function became(meant: readonly Waiter[], { people }: LobbyOutcome): Became | null {
  const end = people[0]?.outcome;
  if (end === undefined) return null;
  const done = new Set(people.map((one) => one.person));
  return { end, done: done.size, left: meant.filter((one) => !done.has(one.person)).map((one) => one.name) };
}
