// What somebody reads who says what the class is to call them.

import { NAME_CHARACTERS_MAX } from "./client/name.ts";

export const nameWords = {
  title: "What should the class call you?",
  lead: "Everybody in the class reads this name. The one below is a guess. You can change it later, too.",
  label: "Your name",
  hint: `Up to ${NAME_CHARACTERS_MAX} characters.`,
  act: "Go on",
  keep: (name: string) => `Keep ${name}`,
  save: "Save",
  saving: "Saving",
  inClass: "A class you have been in keeps the name you came with.",
  saved: (name: string) => `The class calls you ${name} now.`,
  against: {
    missing: "Without a name nobody knows who speaks. Write at least one letter.",
    too_long: `A name has up to ${NAME_CHARACTERS_MAX} characters.`,
    not_name: "This can't be read as a name. Use letters or figures.",
    failed: "That could not be saved. Try again in a moment.",
  },
  /** At the first sign-in, where there is another way on. */
  failedFirst: (name: string) => `That could not be saved. Try again, or keep ${name} for now.`,
} as const;
