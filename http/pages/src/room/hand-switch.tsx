// One's own hand in the controls, and what is locked, said where it would be used.

import { floorWords as text } from "../floor-words.ts";
import type { Lockable, Request } from "../wire.ts";
import { Icon } from "./parts.tsx";
import { tell } from "./place.ts";
import type { Visit } from "./visit.ts";

/** Asks for something about hands or floor; what was refused is said aloud. */
export async function ask(visit: Visit, request: Request): Promise<void> {
  const answer = await visit.ask(request);
  if (answer === "unanswered") tell(text.failed);
  else if (answer !== "done") tell(answer.explain ?? answer.detail ?? answer.title);
}

/** What students read where a lock keeps them from something; `null` where none does. */
export function lockedBy(visit: Visit, lock: Lockable): string | null {
  const { you, floor } = visit.model.value;
  if (!you || you.role !== "student" || !floor.locks?.includes(lock)) return null;
  if (lock === "publish" && floor.floor?.person === you.person) return null;
  return text.locked[lock];
}

/** One's own hand, for students. */
export function HandSwitch({ visit }: { visit: Visit }) {
  const { you, floor } = visit.model.value;
  if (!you || you.role !== "student") return null;
  const up = floor.hands?.some((hand) => hand.person === you.person) ?? false;
  const off = !up && !you.may.includes("raise_hand");
  const press = () => {
    if (off) return;
    void ask(visit, up ? { type: "lower_hand", data: {} } : { type: "raise_hand", data: {} });
  };
  return (
    <button
      class={`button quiet control${up ? " chosen" : ""}`}
      type="button"
      aria-pressed={up}
      aria-disabled={off}
      onClick={press}
    >
      <Icon name="hand" size={22} />
      <span>{up ? text.lower : text.raise}</span>
    </button>
  );
}
