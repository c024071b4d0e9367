// What staff read where they do something about a person in the room. The desk has words of its own.

import type { Measure, ReasonCode } from "./wire.ts";

export const moderate = {
  act: "Do something about this",
  named: (name: string) => `Do something about this message of ${name}`,
  title: (name: string) => `${name}: what is to be done?`,
  what: "What",
  measures: {
    hide: "Remove the message",
    warn: "Remind of the rules",
    mute: "No writing for a while",
    remove: "Out of this class",
    ban: "Out for good",
  } satisfies Record<Measure, string>,
  holds: {
    hide: "message removed",
    warn: "reminded of the rules",
    mute: "cannot write",
    remove: "out of this class",
    ban: "out for good",
  } satisfies Record<Measure, string>,
  minutes: "For how long",
  minute: (minutes: number) => `${minutes} min`,
  why: "Why",
  reasons: {
    contact_off_platform: "Wants to go on somewhere else",
    personal_details: "Personal details",
    answers_for_sale: "Answers for sale",
    insult: "An insult",
    threat: "A threat",
    flood: "Too much of it",
    name: "The name",
    other: "Something else",
    nothing_wrong: "Nothing wrong",
  } satisfies Record<ReasonCode, string>,
  go: "Do it",
  failed: "It was not done. Try again.",
  toDesk: "Leave it to the moderators instead",
  held: (count: number) => (count === 1 ? "1 measure holds" : `${count} measures hold`),
  heldTitle: "What holds in this class",
  gone: "Somebody who was not in",
  until: (time: string) => `until ${time}`,
  toTheEnd: "until the class ends",
  lift: "Take back",
  liftNamed: (what: string, name: string) => `Take back: ${what}, ${name}`,
  none: "Nothing holds any more.",
} as const;
