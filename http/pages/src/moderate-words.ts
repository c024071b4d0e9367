// What staff read where they do something about a person in the room. The desk has words of its own.

import type { Measure, Muted, ReasonCode, Scope } from "./wire.ts";

/** How far a ban may reach that is made in a room. */
export type RoomScope = Exclude<Scope, "platform">;

export const moderate = {
  act: "Do something about this",
  named: (name: string) => `Do something about this message of ${name}`,
  person: (name: string) => `Do something about ${name}`,
  title: (name: string) => `${name}: what is to be done?`,
  what: "What",
  measures: {
    hide: "Remove the message",
    warn: "Remind of the rules",
    mute: "Mute for a while",
    remove: "Out of this class",
    ban: "Ban",
  } satisfies Record<Measure, string>,
  banFrom: "From what",
  scopes: {
    session: "This class",
    series: "All classes of this course",
  } satisfies Record<RoomScope, string>,
  banned: {
    session: "banned from this class",
    series: "banned from the course",
    platform: "banned from all classes",
  } satisfies Record<Scope, string>,
  muteWhat: "What is muted",
  mutes: {
    chat: "Writing",
    mic: "Microphone",
    camera: "Camera",
    hand: "Raising a hand",
    poll: "Answering polls",
  } satisfies Record<Muted, string>,
  holds: {
    hide: "message removed",
    warn: "reminded of the rules",
    remove: "out of this class",
  } satisfies Record<Exclude<Measure, "mute" | "ban">, string>,
  muted: {
    chat: "cannot write",
    mic: "microphone off",
    camera: "camera off",
    hand: "no raised hand",
    poll: "no answers to polls",
  } satisfies Record<Muted, string>,
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
  /** What the person reads. */
  told: {
    mutes: {
      chat: (until: string) => `You can't write until ${until}.`,
      mic: (until: string) => `Your microphone is off for the class until ${until}.`,
      camera: (until: string) => `Your camera is off for the class until ${until}.`,
      hand: (until: string) => `You can't raise your hand until ${until}.`,
      poll: (until: string) => `You can't answer polls until ${until}.`,
    } satisfies Record<Muted, (until: string) => string>,
    muted: (why: string) => `A moderator decided this. Reason: ${why}.`,
    warn: ["A moderator asks you to keep to the rules of the class.", "Nothing else changes."] as const,
    hide: ["A moderator removed a message of yours.", "Nothing else changes."] as const,
  },
  go: "Do it",
  failed: "It was not done. Try again.",
  toDesk: "Leave it to the moderators instead",
  held: (count: number) => (count === 1 ? "1 measure holds" : `${count} measures hold`),
  heldTitle: "What holds in this class",
  gone: "Somebody who was not in",
  until: (time: string) => `until ${time}`,
  untilLifted: "until it is taken back",
  toTheEnd: "until the class ends",
  lift: "Take back",
  liftNamed: (what: string, name: string) => `Take back: ${what}, ${name}`,
  none: "Nothing holds any more.",
} as const;
