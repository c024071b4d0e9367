// What somebody reads who contests what is done about them.

import type { MyAppeal } from "./wire.ts";

export const appealWords = {
  act: "Appeal",
  title: "Appeal",
  yoursTitle: "Your appeal",
  lead: "A moderator reads it who had no part in this, and decides whether it stays.",
  write: "What should they know?",
  hint: "Up to 1,000 characters.",
  send: "Send the appeal",
  failed: "That could not be sent. Try again in a moment.",
  refused: {
    appeal_too_late: "It is too late to appeal: a week has gone by.",
    sanction_over: "This does not hold any more. Try to come in again.",
    appealed: "There is an appeal about this already.",
    not_found: "There is nothing here that can be appealed.",
  },
  waits: (time: string) => `Your appeal is with the moderators. Somebody else decides it, by ${time} if they can.`,
  /** Before it is sent, where what it is about ends sooner than it may be decided. */
  takes: (time: string) => `They may need until ${time} to decide.`,
  overByThen: (what: "mute" | "ban") => `The ${what} is over by then; the decision still counts for the record.`,
  about: (what: string) => `It is about: ${what}.`,
  asks: "The moderators ask you:",
  askedShort: "Answer about your appeal",
  yours: "You answered:",
  reply: "Your answer",
  sendReply: "Send the answer",
  replyBy: (time: string) => `They wait for your answer until ${time}, then somebody decides without it.`,
  replyLate: (time: string) => `They waited for your answer until ${time}. It is still read until somebody decides.`,
  replied: "Your answer is with the moderators.",
  notAsked: "They do not wait for an answer any more.",
  upheld: "Your appeal was read, and this stays as it is.",
  lifted: "Your appeal was right: this does not hold any more.",
  /** On a button: in short, where it opens the whole. */
  short: { waiting: "Your appeal waits", upheld: "Your appeal: it stays", lifted: "Your appeal: lifted" },
  said: (words: string) => `“${words}”`,
  back: "Go in again",
  another: "This is about something else",
} as const;

/** Words for who waits, where what they contest is over by itself before `decided`, in milliseconds since 1970; else none. */
export function overByThen({ measure, until }: Pick<MyAppeal, "measure" | "until">, decided: number): string {
  const sooner = until !== undefined && Date.parse(until) < decided;
  return sooner ? appealWords.overByThen(measure === "ban" ? "ban" : "mute") : "";
}

/** What became of an appeal, in a sentence. */
export function became(mine: MyAppeal, time: (millis: number) => string): string {
  switch (mine.state) {
    case "waiting":
      return `${appealWords.waits(time(Date.parse(mine.due_at)))} ${overByThen(mine, Date.parse(mine.due_at))}`.trim();
    case "upheld":
      return appealWords.upheld;
    case "lifted":
      return appealWords.lifted;
  }
}
