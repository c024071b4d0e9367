// Reactions as this page knows them: of all to a message as the last update says, and one's own.

import type { ChatItem, React, Reaction, Reactions, You } from "../wire.ts";

/** Which reactions one has given to which message. */
export type Mine = Readonly<Record<string, readonly Reaction[]>>;

/** Of how many messages a person is told their own reactions at most; more of them stay as they were known. */
const MINE_MAX = 100;

/** Messages with the reactions they have from here on. */
export function reactedTo(chat: readonly ChatItem[], messages: readonly Reactions[]): readonly ChatItem[] {
  const counts = new Map(messages.map((one) => [one.message, one.counts]));
  return chat.map((item) => {
    const reactions = counts.get(item.id);
    return reactions ? { ...item, reactions } : item;
  });
}

/** One's own, as the server told them. */
export function mineOf(before: Mine, you: You): Mine {
  const told = you.reactions ?? [];
  const listed = Object.fromEntries(told.map(({ message, reactions }) => [message, reactions]));
  return told.length < MINE_MAX ? listed : { ...before, ...listed };
}

/** One's own, with one given or taken back. */
export function withMine(before: Mine, { message, reaction, on }: React): Mine {
  const others = (before[message] ?? []).filter((one) => one !== reaction);
  return { ...before, [message]: on ? [...others, reaction] : others };
}
