// The shift so far: what was decided, what is held, and what is left to whoever comes next.

import { now } from "../client/clock.ts";
import { Dialog } from "../room/parts.tsx";
import { timeOf, words } from "../words.ts";
import { shift } from "./shift.ts";
import { done, text, titleOf } from "./words.ts";
import type { Work } from "./work.ts";

export function ShiftDialog({ work, close }: { work: Work; close(): void }) {
  const of = shift(work.socket.model.value, work.began, now.value);
  const decided = of.decided.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Dialog title={text.shift} onClose={close}>
      <p class="small num">{text.shiftSince(timeOf(work.began), decided)}</p>
      {of.decided.length > 0 ? (
        <ul class="desk-shift num">
          {of.decided.map(([what, count]) => (
            <li key={what}>
              <strong>{count}</strong> {what === "nothing" ? text.nothing : done[what]}
            </li>
          ))}
        </ul>
      ) : null}
      <h3 class="t4">{text.shiftLeft}</h3>
      <p class="small num">{text.shiftWaits(of.unclaimed, of.late, of.upward)}</p>
      {of.held.length > 0 ? (
        <ul class="desk-shift">
          {of.held.map((row) => (
            <li key={row.id}>
              {text.number(row.number)}: {titleOf(row)}. {text.mine}.{" "}
              <button class="link" type="button" onClick={() => void work.release(row)}>
                {text.release}
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p class="small">{text.shiftHolds}</p>
      )}
      <div class="dialog-actions">
        <button class="button act" type="button" onClick={close}>
          {words.close}
        </button>
      </div>
    </Dialog>
  );
}
