// What people read of messages that are looked at before they are shown.

import { things } from "./figures.ts";

export const reviewWords = {
  waits: "Not shown yet: somebody looks at it first.",
  not: (reason: string) => `Not shown. ${reason}.`,
  takeBack: "Take back",
  takeBackNamed: (text: string) => `Take back: ${text}`,
  toLookAt: (figure: number) => `${things(figure, "message", "messages")} to look at`,
  title: "Before the class sees it",
  forWords: "Has words of a rule",
  none: "There is nothing to look at.",
  through: "Show it",
  throughNamed: (name: string, text: string) => `Show it: ${name}, ${text}`,
  discard: "Discard",
  discardNamed: (name: string, text: string) => `Discard the message of ${name}: ${text}`,
  why: "Why not",
  gone: "Somebody else has looked at it, or it was taken back.",
  failed: "No answer. Try again.",
} as const;
