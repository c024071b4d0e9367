// What people read of answering, changing and taking back, and of how a class may write.

import { things } from "./figures.ts";

export const chatWords = {
  answer: "Answer",
  answerNamed: (name: string) => `Answer ${name}`,
  change: "Change",
  changeNamed: (text: string) => `Change: ${text}`,
  takeBack: "Take back",
  takeBackNamed: (text: string) => `Take back: ${text}`,
  takeBackTitle: "Take this message back?",
  takeBackLead: "The class will not see it any more. Staff can still look at what it said.",
  keep: "Keep it",
  failed: "No answer. Try again.",
  answering: (name: string) => `Answer to ${name}`,
  changing: "Changing your message",
  cancel: "Cancel",
  whom: "Who is meant",
  names: (figure: number) => `${things(figure, "name", "names")} to choose from.`,
  changed: "changed",
  takenBack: "Taken back.",
  quoteGone: "An earlier message",
  tooOften: "It has been changed as often as it can be.",
  notThere: "It is not there any more.",
  slow: (seconds: number) => `Slow mode: one message every ${seconds} s.`,
  again: (seconds: number) => `You can write again in ${seconds} s.`,
  paused: "The chat is paused.",
  state: (seconds: number, paused: boolean, review: boolean) =>
    paused ? "Paused" : review ? "Looked at first" : seconds > 0 ? `Slow: ${seconds} s` : "Chat rules",
  review: "Look at messages before the class sees them",
  rulesTitle: "How the class may write",
  rulesLead: "Staff can always write.",
  pause: "Pause the chat",
  every: "One message per person",
  asTheyLike: "As they like",
  seconds: (figure: number) => `every ${things(figure, "second", "seconds")}`,
  set: "Set",
};
