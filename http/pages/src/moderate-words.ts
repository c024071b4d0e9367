// What staff read where they do something about a person in the room. The desk has words of its own.

import type { Lockable, Measure, Muted, ReasonCode, Role, Scope } from "./wire.ts";

/** How far a ban may reach that is made in a room. */
export type RoomScope = Exclude<Scope, "platform">;

export const moderate = {
  act: "Do something about this",
  named: (name: string) => `Do something about this message of ${name}`,
  person: (name: string) => `Do something about ${name}`,
  said: "What it said",
  saidNamed: (name: string) => `What this message of ${name} said`,
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
    blocked_words: "Words that are not allowed here",
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
    decided: (who: string, why: string) => `${who} decided this. Reason: ${why}.`,
    warn: (who: string) => [`${who} asks you to keep to the rules of the class.`, "Nothing else changes."] as const,
    hide: (who: string) => [`${who} removed a message of yours.`, "Nothing else changes."] as const,
  },
  own: "What they may do, whatever the others may",
  ownFor: "For how long that is",
  ownOpen: "Until I say otherwise",
  ownStates: { all: "As everybody", open: "Allowed", locked: "Not allowed" },
  ownNames: {
    publish: "Microphone and camera",
    microphone: "Microphone",
    camera: "Camera",
    chat: "Writing",
    raise_hand: "Raising a hand",
    poll: "Answering polls",
  } satisfies Record<Lockable, string>,
  ownRow: (what: string, locked: boolean) => `${what}: ${locked ? "not allowed" : "allowed"}, for them alone`,
  ownClear: "As everybody",
  ownClearNamed: (what: string, name: string) => `As everybody: ${what}, ${name}`,
  /** What is muted now, where one thinks of doing more. */
  now: (muted: string) => `Now: ${muted}.`,
  done: (name: string, what: string) => `Done. ${name}: ${what}.`,
  bannedNow: "banned",
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

/** Whose decision it was, to the person it is about: what they are in the class, never who. A word that is not allowed is
 *  nobody's decision. */
export function deciderOf({ role, reason }: { role?: Role | undefined; reason: ReasonCode }): string {
  if (role === "teacher") return "The teacher";
  if (role === "assistant") return "An assistant";
  return reason === "blocked_words" ? "A rule of the class" : "A moderator";
}

/** Who decided what holds, and why; each of them once. */
export const decidedBy = (all: readonly { role?: Role | undefined; reason: ReasonCode }[]): string =>
  [...new Set(all.map(deciderOf))]
    .map((who) => {
      const reasons = all.filter((one) => deciderOf(one) === who).map(({ reason }) => moderate.reasons[reason]);
      return moderate.told.decided(who, [...new Set(reasons)].join(", "));
    })
    .join(" ");
