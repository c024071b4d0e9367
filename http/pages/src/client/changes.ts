// How one event changes one part of the class as this page knows it.

import type { Floor, FloorView, Hand, HeldMessage, PollItem } from "../wire.ts";

export const withoutHand = (floor: FloorView, person: string): Hand[] =>
  (floor.hands ?? []).filter((hand) => hand.person !== person);

/** Somebody has the floor, or nobody any more: then the hand of who had it is down. */
export function floored(floor: FloorView, next: Floor | undefined): FloorView {
  if (next) return { ...floor, floor: next };
  const hands = floor.floor ? withoutHand(floor, floor.floor.person) : (floor.hands ?? []);
  return { hands, locks: floor.locks ?? [] };
}

/** Without a message that was looked at. */
export const reviewed = (held: readonly HeldMessage[], id: string): readonly HeldMessage[] =>
  held.some((one) => one.item.id === id) ? held.filter((one) => one.item.id !== id) : held;

/** A poll is like this from here on. */
export const polled = (polls: readonly PollItem[], poll: PollItem): readonly PollItem[] =>
  polls.some((one) => one.id === poll.id) ? polls.map((one) => (one.id === poll.id ? poll : one)) : [...polls, poll];
