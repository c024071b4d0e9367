// How one event changes one part of the class as this page knows it.

import type { ChatItem, Exception, Floor, FloorView, Hand, HeldMessage, PollCount, PollItem, Sanction, Spotlit } from "../wire.ts";

export const withoutHand = (floor: FloorView, person: string): Hand[] =>
  (floor.hands ?? []).filter((hand) => hand.person !== person);

/** Somebody has the floor, or nobody any more: then the hand of who had it is down. */
export function floored(floor: FloorView, next: Floor | undefined): FloorView {
  if (next) return { ...floor, floor: next };
  const { floor: last, ...rest } = floor;
  return last ? { ...rest, hands: withoutHand(floor, last.person) } : rest;
}

/** Somebody is in the spotlight, or nobody any more. */
export function lit(floor: FloorView, spotlight: Spotlit | undefined): FloorView {
  const { spotlight: _before, ...rest } = floor;
  return spotlight ? { ...rest, spotlight } : rest;
}

/** What is otherwise for one person than for all; nothing of them where it is as for all again. */
export function excepted(exceptions: readonly Exception[], exception: Exception): readonly Exception[] {
  const others = exceptions.filter((one) => one.person !== exception.person);
  return exception.locks?.length ? [...others, exception] : others;
}

/** Without a message that was looked at. */
export const reviewed = (held: readonly HeldMessage[], id: string): readonly HeldMessage[] =>
  held.some((one) => one.item.id === id) ? held.filter((one) => one.item.id !== id) : held;

/** Without what somebody wrote who was put out. */
export const sanctioned = (held: readonly HeldMessage[], { measure, person }: Sanction): readonly HeldMessage[] =>
  measure === "remove" || measure === "ban" ? held.filter((one) => one.item.person !== person) : held;

/** A poll is like this from here on. */
export const polled = (polls: readonly PollItem[], poll: PollItem): readonly PollItem[] =>
  polls.some((one) => one.id === poll.id) ? polls.map((one) => (one.id === poll.id ? poll : one)) : [...polls, poll];

/** With the results so far of the one that is open. */
export const counting = (polls: readonly PollItem[], count: PollCount): readonly PollItem[] =>
  polls.map((poll) => (poll.id === count.poll && !poll.closed_at ? { ...poll, results: count.results } : poll));

/** Without what a message said that staff blanked. */
export const blanked = (chat: readonly ChatItem[], id: string | undefined): readonly ChatItem[] =>
  id ? chat.map((item) => (item.id === id ? { ...item, text: "", hidden: true } : item)) : chat;

/** With a message as it is from here on. */
export const shown = (chat: readonly ChatItem[], shown: ChatItem): readonly ChatItem[] =>
  chat.map((item) => (item.id === shown.id ? shown : item));

/** The offset that the list reaches. */
export const lastOffset = (chat: readonly ChatItem[]): number => chat.at(-1)?.offset ?? 0;

/** Puts items into the list by offset; an id that is there already is replaced, so nothing is ever doubled. */
export function merged(chat: readonly ChatItem[], items: readonly ChatItem[]): readonly ChatItem[] {
  if (items.length === 0) return chat;
  const known = new Map(chat.map((item) => [item.id, item]));
  const first = items[0];
  if (items.length === 1 && first && !known.has(first.id) && first.offset >= lastOffset(chat)) return [...chat, first];
  for (const item of items) known.set(item.id, item);
  return [...known.values()].sort((one, two) => one.offset - two.offset);
}
