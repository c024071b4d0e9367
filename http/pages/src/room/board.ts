// Which of a person's classes is on the board: the one that is on, else the next, and only then one that is over and
// whose room is still open for some minutes. One that is cancelled is on no board.

import type { MyClass } from "../wire.ts";

/** The classes as they are shown: those that are over come last, and each part stays in the order it was given in. */
export function byBoard(classes: readonly MyClass[], at: number): MyClass[] {
  const over = (one: MyClass) => Date.parse(one.ends_at) <= at;
  const held = classes.filter((one) => !one.cancelled);
  return [...held.filter((one) => !over(one)), ...held.filter(over)];
}
