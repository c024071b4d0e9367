// What somebody reads who tells the moderators of a message, a question or a person.

import type { ReportKind } from "./wire.ts";

export const reportWords = {
  title: (name: string) => `Report a message of ${name}?`,
  kinds: {
    threat: "A threat",
    contact: "Asks to go on somewhere else",
    personal: "Personal details",
    insult: "An insult",
    name: "Their name",
    flood: "The same again and again",
    other: "Something else",
  } satisfies Record<ReportKind, string>,
  /** Of something that was written. */
  written: {
    why: "What is wrong with it?",
    unsaid: "Say what is wrong with it.",
    kept: "The message and what was around it are kept as they are. You read here what becomes of it, and for a week under your classes.",
    gone: "It is not there any more.",
  },
  /** Of a person, whatever they wrote. */
  person: {
    title: (name: string) => `Report ${name} to the moderators?`,
    why: "What is wrong?",
    unsaid: "Say what is wrong.",
    kept: "What was said around them is kept as it is. You read here what becomes of it, and for a week under your classes.",
    gone: "They are not in the class any more. You can still tell a moderator.",
  },
  more: "What moderators should know, if you like",
  /** After the class. */
  mine: "What you reported",
  received: "It is with the moderators.",
  done: "The moderators have it",
  failed: "It did not reach the moderators. Try again.",
  tooOften: "You have reported much in this class. Tell the teacher.",
} as const;
