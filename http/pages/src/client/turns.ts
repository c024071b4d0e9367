// Whose turn it is to speak, as the server has it: what it tells of a hand is all the order is made of.

import type { FloorView, Hand } from "../wire.ts";

/** The hands that are up, in the order in which they are given the floor. Who has it now is not next. */
export function inTurn({ hands = [], floor, order }: FloorView): Hand[] {
  const waiting = hands.filter((hand) => hand.person !== floor?.person);
  const spoken = (hand: Hand) => hand.spoken_ms ?? 0;
  // Those alike stay as they went up.
  return order === "least_spoken" ? waiting.sort((one, other) => spoken(one) - spoken(other)) : waiting;
}
