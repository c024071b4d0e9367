// The lobby, in the words of who waits there and of who lets them in.

import { count as figure, things } from "./figures.ts";
import type { LobbyEnd, LobbyFilter, TurnedAway } from "./wire.ts";

/** So many names are read out; of the others it is said how many they are. */
const NAMES_MAX = 5;

const listed = (names: readonly string[]): string => {
  const more = names.length - NAMES_MAX;
  return names.slice(0, NAMES_MAX).join(", ") + (more > 0 ? ` and ${figure.format(more)} more` : "");
};

const ends = {
  let_in: "let in",
  denied: "turned away",
  pardoned: "allowed to come again",
} satisfies Record<LobbyEnd, string>;

export const lobbyWords = {
  title: "You're in the lobby",
  comes: "Coming in",
  again: "You were put back here. You come in again as soon as you are let in.",
  lead: "Whoever gives the class sees who waits. You come in by yourself as soon as they let you in.",
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
  many: {
    let_in: (count: number) => (count > 0 ? `Let ${figure.format(count)} in` : "Let in"),
    turn_away: (count: number) => (count > 0 ? `Turn ${figure.format(count)} away` : "Turn away"),
  },
  noneOfThese: "Nobody of that kind waits.",
  why: "If turned away, why",
  reasons: {
    wrong_class: "This is not your class",
    name: "Not under this name",
    too_late: "Too late to come in",
    other: "No reason given",
  } satisfies Record<TurnedAway, string>,
  changed: "Somebody came or went since you looked, and nothing was done. Look at the list again.",
  failed: "It was not done. Try again.",
  /** What was done, to so many; and to whom of those who were meant it was not. */
  became: (end: LobbyEnd, done: number, left: readonly string[]) =>
    left.length === 0
      ? `${figure.format(done)} ${ends[end]}.`
      : `${figure.format(done)} of ${figure.format(done + left.length)} ${ends[end]}. Not: ${listed(left)}.`,
  becameOne: (end: LobbyEnd, name: string) => `${name}: ${ends[end]}.`,
  /** An answer that says nothing of anybody. */
  unsaid: "It was done already. The list says who still waits.",
  noMore: "They do not wait any more.",
  back: "Put back into the lobby",
  backMeans: "They leave the class and wait until somebody lets them in again.",
  backDone: (name: string) => `${name} waits in the lobby.`,
  notThere: "They are not in the class any more.",
  tell: "Write to who waits",
  told: "Sent to all who wait.",
  tellOne: "Write",
  tellOneNamed: (name: string) => `Write to ${name}`,
  toldOne: (name: string) => `Sent to ${name} alone.`,
  send: "Send",
  denied: "Turned away",
  pardon: "Let in after all",
  pardonNamed: (name: string) => `Let in after all: ${name}`,
} as const;
