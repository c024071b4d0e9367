// Hands, the floor and locks, in the words of the room.

import type { Lockable } from "./wire.ts";

export const floorWords = {
  raise: "Raise hand",
  lower: "Lower hand",
  raised: (place: number) => (place === 1 ? "Your hand is up, you are next" : `Your hand is up, place ${place}`),
  title: "Hands",
  none: "No hand is up.",
  up: (count: number) => (count === 1 ? "1 hand is up" : `${count} hands are up`),
  speaks: (name: string) => `${name} has the floor`,
  mine: "You have the floor",
  left: (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`,
  minutes: "Time to speak",
  minute: (seconds: number) => (seconds < 60 ? `${seconds} s` : `${seconds / 60} min`),
  grant: "Give the floor",
  grantNamed: (name: string) => `Give the floor to ${name}`,
  next: "Next",
  take: "Take back",
  give: "I'm done",
  lowerNamed: (name: string) => `Lower the hand of ${name}`,
  lowerAll: "Lower all",
  locks: "Locked for students",
  lockNames: {
    publish: "Microphone and camera, but for the floor",
    raise_hand: "Hands",
  } satisfies Record<Lockable, string>,
  locked: {
    publish: "Microphone and camera are for who has the floor now.",
    raise_hand: "Hands are locked by the teacher for now.",
  } satisfies Record<Lockable, string>,
  failed: "It was not done. Try again.",
} as const;
