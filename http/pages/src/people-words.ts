// Who is here, in the words of the room.

import type { Role, Whereabouts } from "./wire.ts";

export const peopleWords = {
  title: "Who is here",
  name: "Find a name",
  role: "Who",
  everybody: "Everybody",
  roles: {
    student: "Students",
    teacher: "Teachers",
    assistant: "Assistants",
    moderator: "Moderators",
  } satisfies Record<Role, string>,
  is: {
    student: "",
    teacher: "Teacher",
    assistant: "Assistant",
    moderator: "Moderator",
  } satisfies Record<Role, string>,
  watching: "Watching",
  you: "You",
  whereabouts: { here: "", stale: "Connection lost", away: "Away" } satisfies Record<Whereabouts, string>,
  none: "Nobody is found.",
  reading: "One moment",
  failed: "The list could not be read. Try again.",
  more: "Show more",
  asOf: (time: string) => `As of ${time}.`,
  again: "Read again",
} as const;
