// What people read of messages between one person and those who moderate the room.

import { things } from "./figures.ts";

export const directWords = {
  open: "Tell a moderator",
  openNew: (figure: number) => `${things(figure, "new answer", "new answers")}`,
  staff: (figure: number) => (figure > 0 ? `Private: ${figure} new` : "Private"),
  title: "To those who moderate the class",
  lead: "Only they read this. Nobody else in the class sees it.",
  staffTitle: "Written to you in private",
  staffLead: "Only staff of this class and who wrote it see this. Your name is not shown with an answer.",
  you: "You",
  moderator: "A moderator",
  answer: "Staff",
  write: "Write to the moderators",
  answerTo: (name: string) => `Answer ${name}`,
  send: "Send",
  report: (text: string) => `Report: ${text}`,
  none: "Nobody has written to you.",
  failed: "No answer. Try again.",
} as const;
