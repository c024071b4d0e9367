// What is said before the doors open and after the class is over. Beside `words.ts`, which it is a part of.

import { count, ordinal, things } from "./figures.ts";

export const doorWords = {
  place: {
    booked: "Seat booked.",
    waits: (position: number) => `Full. You are ${ordinal(position)} on the waitlist.`,
    eta: (time: string) => `A seat may come to you at ${time}.`,
    offer: "A seat for you",
    offered: (time: string) => `A seat is free for you. Yours to take until ${time}.`,
    take: "Take the seat",
    taking: "Taking it",
    leaveIt: "Leave it",
    leavingIt: "Giving it back",
    gone: {
      cancelled: "You gave your seat back.",
      no_show: "Your seat was given on, because you did not come in time.",
      declined: "You did not want the seat you were offered.",
      offer_missed: "You let an offer pass.",
      not_entitled: "You can't join this class any more.",
      too_late: "Too little of the class was left for a seat.",
      left: "You left the class.",
      over: "This class is over.",
      class_cancelled: "This class was cancelled. It does not take place.",
    },
  },

  waiting: {
    title: "The doors open in",
    soon: "The doors are about to open",
    going: "The doors are open, you are going in",
    way: "Nothing to press, you go in by yourself.",
    classAt: (time: string, place: string) => `Class at ${time}${place}`,
    at: (time: string) => `Doors at ${time}`,
    leave: "Leave",
    serverTime: "Server time.",
    otherTime: (span: string, isAhead: boolean) =>
      `Server time. This computer's clock is ${span} ${isAhead ? "ahead" : "behind"}, so we don't use it.`,
    next: "What happens next",
    now: "Now",
    nowWhat: "This page is ready. Without internet it goes on counting.",
    doorsWhat:
      "The doors open. Within 3 s you are in, or in the lobby if the class has one, with microphone and camera as you left them here.",
    startsWhat: "Class begins.",
    endsWhat: "Class ends. You can write for 5 minutes more.",
    lesson: (level: string, minutes: number, topics: readonly string[]) =>
      `${level}, ${count.format(minutes)} minutes. ${topics.join(", ")}.`,
    devices: "Microphone, camera and speakers",
  },

  ended: {
    over: (time: string) => `Class over at ${time}`,
    byTeacher: "The teacher ended the class.",
    byYou: "You ended the class.",
    byTime: "The hour was up.",
    cancelled: "This class was cancelled.",
    here: (minutes: number, of: number) => `You were here for ${minutes} of ${things(of, "minute", "minutes")}`,
    hereLess: (of: number) => `You were here for less than one of ${things(of, "minute", "minutes")}`,
    came: (time: string) => `You came in at ${time}.`,
    drop: (from: string, to: string) =>
      `A short drop ${from === to ? `at ${from}` : `from ${from} to ${to}`} counts as present.`,
    drops: (figure: number) => `${things(figure, "short drop counts", "short drops count")} as present.`,
    counted: "Counted by this page.",
    early: "It ended before its time.",
    away: (from: string, to: string) => `You were away from ${from} to ${to}.`,
    notSeen: "You were not in this class.",
    soFar: (time: string) => `Counted so far. What counts goes on record at ${time}.`,
    onRecord: (time: string, version: number) =>
      version > 1 ? `On record, corrected at ${time}.` : `On record since ${time}.`,
    signed: (key: string) => `Signed with key ${key}.`,
    seen: "When you were here, and who saw it",
    span: (from: string, to: string) => (from === to ? from : `${from} to ${to}`),
    by: {
      socket: "your connection to the class",
      media: "sound and picture",
      heartbeat: "your page says so",
    },
    believed: { high: "certain", medium: "likely", low: "not checked" },
    everybody: "Who was here",
    nobody: "Nobody was seen.",
    minutesOf: (minutes: number) => (minutes < 1 ? "less than a minute" : things(minutes, "minute", "minutes")),
    table: "Save as a table",
    pollTable: "Save the polls as a table",
    tableGoing: "Saving",
    tableFailed: "The table could not be saved. Try again.",
    unsent: (figure: number) => `${things(figure, "message", "messages")} of yours did not reach the class.`,
  },
} as const;
