// The lobby, in the words of who waits there and of who lets them in.

import { things } from "./figures.ts";
import type { LobbyFilter, TurnedAway } from "./wire.ts";

export const lobbyWords = {
  title: "You're in the lobby",
  comes: "Coming in",
  lead: "The teacher has been told. You come in by yourself as soon as they let you in.",
  first: "You are next.",
  place: (place: number) => `You are number ${place}.`,
  since: (time: string) => `Here since ${time}.`,
  kept: "Stay on this page: your place is kept for 90 seconds without it.",
  notes: "From the class",
  devices: "Your devices",
  leave: "Leave",
  offline: "Connection lost. Trying again.",
  // For staff.
  button: (waiting: number) => (waiting > 0 ? `Lobby: ${waiting}` : "Lobby"),
  off: "Lobby",
  desk: "Lobby",
  switch: "Newcomers wait here until they are let in",
  nobody: "Nobody waits.",
  waits: (count: number) => things(count, "person waits", "people wait"),
  news: (name: string) => `${name} waits in the lobby`,
  reserved: "seat reserved",
  letIn: "Let in",
  letInNamed: (name: string) => `Let in: ${name}`,
  deny: "Turn away",
  denyNamed: (name: string) => `Turn away: ${name}`,
  which: "Which of them",
  filters: {
    all: "Everybody",
    reserved: "With a reserved seat",
    unreserved: "Without one",
  } satisfies Record<LobbyFilter, string>,
  letThemIn: "Let them in",
  denyThem: "Turn them away",
  why: "If turned away, why",
  reasons: {
    wrong_class: "This is not your class",
    name: "Not under this name",
    too_late: "Too late to come in",
    other: "No reason given",
  } satisfies Record<TurnedAway, string>,
  changed: "Somebody came or went. Look again, then press once more.",
  failed: "It was not done. Try again.",
  tell: "Write to who waits",
  told: "All of them read it.",
  send: "Send",
  denied: "Turned away",
  pardon: "Let in after all",
  pardonNamed: (name: string) => `Let in after all: ${name}`,
} as const;
