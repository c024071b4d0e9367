// One's own hand, and what students read where something is locked for them.

import type { Lockable } from "./wire.ts";

export const handWords = {
  raise: "Raise hand",
  lower: "Lower hand",
  /** While one has the floor: it ends, and with it the hand is down. */
  done: "I'm done",
  failed: "It was not done. Try again.",
} as const;

const ALL: Record<Lockable, string> = {
  publish: "Microphone and camera are for who has the floor",
  raise_hand: "Hands are locked",
  microphone: "Microphones are locked",
  camera: "Cameras are locked",
  chat: "The chat is paused",
  poll: "Answers are locked",
};
const OWN: Record<Lockable, string> = {
  publish: "Your microphone and camera are locked",
  raise_hand: "You can't raise your hand",
  microphone: "Your microphone is locked",
  camera: "Your camera is locked",
  chat: "You can't write",
  poll: "You can't answer polls",
};

/** Why not, and until when. */
export const lockedWords = (what: Lockable, own: boolean, until: string | null) =>
  `${(own ? OWN : ALL)[what]} ${until ? `until ${until}` : "for now"}.`;
