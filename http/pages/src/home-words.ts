// Every sentence of the home page; part of the words of all pages, and in their voice.

import type { Cause } from "./wire.ts";

const count = new Intl.NumberFormat();
const ordinals = new Intl.PluralRules("en", { type: "ordinal" });
const ENDINGS: Partial<Record<Intl.LDMLPluralRule, string>> = { one: "st", two: "nd", few: "rd" };

/** `3rd`. */
export const place = (figure: number): string => `${count.format(figure)}${ENDINGS[ordinals.select(figure)] ?? "th"}`;

export const homeWords = {
  title: "Your classes",
  today: "Today's lesson",
  tomorrow: (title: string) => `Tomorrow: ${title}.`,
  level: (level: string, minutes: number) => `${level}, ${minutes} minutes`,
  noLesson: "There is no lesson today.",
  next: "Next classes",
  none: "No class is planned for you in the next two weeks.",
  noneWay: "This page looks again by itself.",
  noCourse: "You are in no course yet. Ask your school for a place; the classes then stand here.",
  more: "Show more classes",
  asOf: (time: string) => `As of ${time}. We try again by ourselves.`,

  now: (until: string) => `On now, until ${until}`,
  over: (since: string, until: string) => `Over since ${since}. The room closes at ${until}.`,
  at: (time: string) => `Today at ${time}`,
  nextAt: (day: string, time: string) => (day ? `Next class ${day} at ${time}` : `Next class today at ${time}`),
  until: (time: string) => `until ${time}`,
  join: "Join",
  goAndWait: "Go in and wait",
  teach: "You teach this class",
  signOut: "Sign out",
  as: (name: string) => `Signed in as ${name}`,
  rename: "Change your name",
  zone: "Times in",
  zoneOf: (city: string) => `The day as it is in ${city}.`,
  zoneHere: (city: string) => `${city} (this device)`,
  rule: (figure: number, from: string, to: string, at: string) =>
    `${figure === 1 ? "One class begins" : `${count.format(figure)} classes begin`} between ${from} and ${to}. It is ${at}.`,

  seats: (left: number, of: number) => `${count.format(left)} of ${count.format(of)} seats left`,
  doors: "The doors are open.",
  doorsSeat: "The doors are open. You have a seat.",
  live: "On now.",
  cancelled: "Cancelled. It does not take place.",
  cancelledYours: "Cancelled. Your seat in it is gone; you have nothing to do.",
  booked: "Seat booked.",
  waits: (position: number | null) =>
    position === null ? "Full. You are on the waitlist." : `Full. You are ${place(position)} on the waitlist.`,
  eta: (time: string) => `A seat can come by ${time}.`,
  offer: "A seat is free for you.",
  offerUntil: (time: string, span: string) => `Yours to take until ${time}. ${span} left.`,
  full: (waiting: number) =>
    waiting === 0 ? "Full." : waiting === 1 ? "Full. One person is waiting." : `Full. ${count.format(waiting)} people are waiting.`,

  reserve: "Reserve a seat",
  reserving: "Reserving",
  giveBack: "Give the seat back",
  givingBack: "Giving it back",
  wait: "Join the waitlist",
  waiting: "Joining",
  leaveLine: "Leave the waitlist",
  leavingLine: "Leaving",
  take: "Take the seat",
  taking: "Taking it",
  decline: "Not this time",
  declining: "Letting it go",
  named: (title: string, time: string) => `: ${title} at ${time}`,
  told: {
    reserved: (title: string) => `${title}: seat booked.`,
    waitlisted: (title: string, position: number | null) =>
      position === null ? `${title}: you are on the waitlist.` : `${title}: you are ${place(position)} on the waitlist.`,
    gone: (title: string) => `${title}: your place is free for somebody else.`,
    offered: (title: string, time: string) => `${title}: a seat is free for you, until ${time}.`,
  },
  unanswered: "No answer came. Try again.",

  /** Why somebody has nothing any more. */
  lost: {
    cancelled: "You gave your seat back.",
    no_show: "You did not come in time, and your seat went on.",
    declined: "You let the offered seat go.",
    offer_missed: "Your offer ended.",
    not_entitled: "This class is not part of what you can join now.",
    too_late: "Too little of the class was left.",
    left: "You came and went.",
    over: "The class is over.",
    class_cancelled: "This class was cancelled.",
  } satisfies Record<Cause, string>,

  /** Why somebody who waits was passed over. */
  skipped: (cause: Cause): string =>
    ({
      cancelled: "You were passed over: you gave your place back.",
      no_show: "You were passed over: you did not come in time.",
      declined: "You were passed over: you let an offer go.",
      offer_missed: "You missed an offer. You keep your place.",
      not_entitled: "You were passed over: this class was not part of what you can join.",
      too_late: "You were passed over: too little of the class was left.",
      left: "You were passed over: you had left.",
      over: "You were passed over: the class was over.",
      class_cancelled: "You were passed over: the class was cancelled.",
    })[cause],
} as const;
