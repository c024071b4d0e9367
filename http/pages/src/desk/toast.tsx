// What was just done, and the seconds in which it can be undone as if nothing was.

import { now } from "../client/clock.ts";
import { clockOf, doneBy, text } from "./words.ts";
import type { Work } from "./work.ts";

export function Toast({ work }: { work: Work }) {
  const row = work.undoable;
  if (row?.state.is !== "decided") return null;
  const { decision, undo_until } = row.state;
  return (
    <div class="toast" role="status">
      <p>
        <strong>{doneBy(decision)}</strong> <bdi>{row.name}</bdi>
        {". "}
        <span class="num" aria-hidden="true">
          {text.toUndo(clockOf(Date.parse(undo_until) - now.value))}
        </span>
      </p>
      <button class="button toast-button" type="button" onClick={() => void work.undo()}>
        {text.undo} <kbd>u</kbd>
      </button>
    </div>
  );
}
