// What the tabs below the board are called on a narrow page, and what is said of what they have.

import { things } from "./figures.ts";

export const tabWords = {
  label: "Parts of the class",
  names: { chat: "Chat", poll: "Poll", questions: "Questions", hands: "Hands", class: "Class" },
  counted: {
    chat: (figure: number) => things(figure, "new message", "new messages"),
    poll: () => "",
    questions: (figure: number) => `${figure} open`,
    hands: (figure: number) => `${figure} up`,
    class: (figure: number) => `${figure} waiting`,
  },
  fresh: "new",
} as const;
