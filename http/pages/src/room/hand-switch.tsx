// One's own hand in the controls, and what is locked, said where it would be used.

import { handWords as text, lockedWords } from "../hand-words.ts";
import type { Lockable, Request } from "../wire.ts";
import { timeOf } from "../words.ts";
import { Icon } from "./parts.tsx";
import { tell } from "./place.ts";
import type { Visit } from "./visit.ts";

/** Asks for something about hands or floor, and says whether it was done; what was refused is said aloud. */
export async function ask(visit: Visit, request: Request): Promise<boolean> {
  const answer = await visit.ask(request);
  if (answer === "unanswered") tell(text.failed);
  else if (answer !== "done") tell(answer.explain ?? answer.detail ?? answer.title);
  return answer === "done";
}

type Locked = "microphone" | "camera" | "raise_hand" | "say" | "vote";
const LOCKS: Record<Locked, readonly Lockable[]> = {
  microphone: ["publish", "microphone"],
  camera: ["publish", "camera"],
  raise_hand: ["raise_hand"],
  say: ["chat"],
  vote: ["poll"],
};

/** What students read where a lock keeps them from something, their own before one for all; `null` where none does. */
export function keptFrom(visit: Visit, kind: Locked): string | null {
  const { you, floor } = visit.model.value;
  if (!you || you.role !== "student" || you.may.includes(kind)) return null;
  const locks = LOCKS[kind];
  const own = you.locks?.find((one) => one.locked && locks.includes(one.what));
  const what = own?.what ?? locks.find((one) => floor.locks?.includes(one));
  if (!what) return null;
  const until = own ? own.until : floor.ends?.find((one) => one.what === what)?.until;
  return lockedWords(what, own !== undefined, until ? timeOf(Date.parse(until)) : null);
}

/** One's own hand, for students. */
export function HandSwitch({ visit }: { visit: Visit }) {
  const { you, floor } = visit.model.value;
  if (!you || you.role !== "student") return null;
  const up = floor.hands?.some((hand) => hand.person === you.person) ?? false;
  const done = up && floor.floor?.person === you.person;
  const off = !up && !you.may.includes("raise_hand");
  const press = () => {
    if (off) return;
    void ask(visit, { type: done ? "end_floor" : up ? "lower_hand" : "raise_hand", data: {} });
  };
  return (
    <button
      class={`button quiet control${up ? " chosen" : ""}`}
      type="button"
      aria-pressed={done ? undefined : up}
      aria-disabled={off}
      onClick={press}
    >
      <Icon name="hand" size={22} />
      <span>{done ? text.done : up ? text.lower : text.raise}</span>
    </button>
  );
}
