// Hands and the floor above the chat, in the words of the room; those of the controls are in hand-words.ts.

import { things } from "./figures.ts";
import { handWords } from "./hand-words.ts";
import type { HandFilter, HandOrder, Lockable } from "./wire.ts";

const minutesOf = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export const floorWords = {
  lower: "Lower hand",
  raised: (place: number) => (place === 1 ? "Your hand is up, you are next" : `Your hand is up, place ${place}`),
  title: "Hands",
  none: "No hand is up.",
  up: (count: number) => (count === 1 ? "1 hand is up" : `${count} hands are up`),
  speaks: (name: string) => `${name} has the floor`,
  mine: "You have the floor",
  mineUnheard: "You have the floor, your microphone is off",
  unheard: "Your microphone is off.",
  turnOn: "Turn on microphone",
  left: minutesOf,
  minutes: "Time to speak",
  minute: (seconds: number) => (seconds < 60 ? `${seconds} s` : `${seconds / 60} min`),
  grant: "Give the floor",
  grantNamed: (name: string) => `Give the floor to ${name}`,
  next: "Give it to the next",
  order: "Next is",
  orders: {
    in_order: "whose hand went up first",
    least_spoken: "who spoke least so far",
  } satisfies Record<HandOrder, string>,
  ordered: {
    in_order: "The floor goes to them in the order in which their hands went up.",
    least_spoken: "Who spoke least in this class is next.",
  } satisfies Record<HandOrder, string>,
  spoken: (ms: number) => (ms === 0 ? "has not spoken" : `spoke ${minutesOf(Math.ceil(ms / 1_000))}`),
  take: "Take back",
  give: handWords.done,
  lowerNamed: (name: string) => `Lower the hand of ${name}`,
  lowerAll: "Lower all",
  lowerWhich: "Whose hands go down",
  filters: {
    all: "Everybody's",
    spoken: "Of who has spoken",
    not_spoken: "Of who has not",
    watching: "Of who watches",
  } satisfies Record<HandFilter, string>,
  lowerThem: "Lower",
  lowered: (figure: number) => `${things(figure, "hand", "hands")} lowered.`,
  restore: "Put them up again",
  restoreFor: (seconds: number) => `For ${seconds} s you can put them up again.`,
  restoreLeft: (seconds: number) => `${seconds} s`,
  notRestored: {
    failed: "They were not put up again.",
    over: "That was too long ago. They stay down.",
  },
  locks: "Locked for students",
  lockNames: {
    publish: "Microphones and cameras, except with the floor",
    raise_hand: "Hands",
    microphone: "Microphones",
    camera: "Cameras",
    chat: "Writing",
    poll: "Answers to polls",
  } satisfies Record<Lockable, string>,
  lockFor: "For how long",
  lockOpen: "Until I say otherwise",
  lockMinutes: (minutes: number) => `${minutes} min`,
  until: (time: string) => `until ${time}`,
} as const;
