// Reactions to messages, in the words of the room.

import { things } from "./figures.ts";
import type { Reaction } from "./wire.ts";

export const reactionWords = {
  act: "React",
  actNamed: (name: string) => `React to ${name}`,
  title: "Reactions",
  kinds: {
    agree: "Agree",
    love: "Love it",
    funny: "Funny",
    insight: "Now I see",
    amazed: "Wow",
    unsure: "I'm lost",
  } satisfies Record<Reaction, string>,
  count: (kind: string, figure: number, mine: boolean) =>
    `${kind}: ${things(figure, "person", "people")}${mine ? ", you too" : ""}`,
  gone: "It is not there any more.",
  tooOften: "Too often. Wait a moment.",
  failed: "No answer. Try again.",
};
