// What is said of what happens in the class to who listens instead of looking.

import { things } from "./figures.ts";
import type { ANNOUNCE, HandOrder, Lockable, Muted } from "./wire.ts";

type Table = typeof ANNOUNCE;

/** The kinds that are told as figures where there are several. */
export type DigestKind = {
  [K in keyof Table]: "digest" extends Table[K]["own"] | Table[K]["me"] | Table[K]["others"] ? K : never;
}[keyof Table];

const from = (people: number): string => (people > 1 ? ` from ${things(people, "person", "people")}` : "");

export const newsWords = {
  /** Several of a kind. */
  many: {
    said: (figure, people) => things(figure, "new message", "new messages") + from(people),
    reacted: (figure) => `${things(figure, "reaction", "reactions")} to what you wrote`,
    question_new: (figure) => `${things(figure, "question", "questions")} to approve`,
    question_approved: (figure) => things(figure, "new question", "new questions"),
    hand_raised: (figure) => things(figure, "hand went up", "hands went up"),
    sanctioned: (figure) => things(figure, "measure of a moderator", "measures of moderators"),
    message_held: (figure) => `${things(figure, "message", "messages")} to look at`,
    direct_asked: (figure, people) => things(figure, "private message", "private messages") + from(people),
    lobby_waits: (figure) => `${things(figure, "person waits", "people wait")} in the lobby`,
    presence: (figure) => `${things(figure, "person came or went", "people came or went")}`,
    desk_case: (figure) => things(figure, "new case", "new cases"),
  } satisfies Record<DigestKind, (figure: number, people: number) => string>,
  newCase: (number: number, what: string, where: string) => `New case ${number}: ${what}, ${where}.`,
  amended: (title: string, time: string) => `The class is now: ${title}, from ${time}.`,
  begun: "The class has begun.",
  reviewed: "Messages are looked at before the class sees them.",
  writes: "The class can write again.",
  nameless: (on: boolean) => (on ? "Questions can be asked without a name." : "Questions are asked with a name."),
  questionNew: (text: string) => `Question to approve: ${text}`,
  question: (text: string) => `New question: ${text}`,
  nowLive: (text: string) => `Being answered now: ${text}`,
  pollOpen: (question: string) => `New poll: ${question}`,
  pollClosed: "The poll is closed.",
  hand: (name: string) => `${name} raises a hand.`,
  handDown: "Your hand was lowered.",
  handDone: "You have been heard, so your hand is down.",
  handUpAgain: "Your hand is up again.",
  handsUpAgain: "Hands that were lowered are up again.",
  handOrder: {
    in_order: "The floor goes to hands in the order in which they went up.",
    least_spoken: "The floor goes to who spoke least first.",
  } satisfies Record<HandOrder, string>,
  speaks: (name: string) => `${name} has the floor.`,
  youSpeak: "You have the floor.",
  spoke: "Your time to speak is over.",
  unlocked: {
    publish: "Students may turn on microphone and camera again.",
    raise_hand: "Hands may be raised again.",
    microphone: "Microphones may be on again.",
    camera: "Cameras may be on again.",
    chat: "The class can write again.",
    poll: "Polls may be answered again.",
  } satisfies Record<Lockable, string>,
  lit: (name: string) => `${name} is in the spotlight.`,
  youAreLit: "You are in the spotlight: everybody sees you large.",
  nobodyLit: "Nobody is in the spotlight any more.",
  youWereLit: "You are not in the spotlight any more.",
  calmOver: "Calm mode is over.",
  measure: (name: string, what: string) => `${name}: ${what}`,
  wrote: (name: string) => `${name} wrote to you in private.`,
  lobby: (on: boolean) => (on ? "Newcomers wait in the lobby." : "Newcomers come in at once."),
  seated: "You have a seat.",
  watching: "You are watching.",
  freed: {
    chat: "You can write again.",
    mic: "You can turn on your microphone again.",
    camera: "You can turn on your camera again.",
    hand: "You can raise your hand again.",
    poll: "You can answer polls again.",
  } satisfies Record<Muted, string>,
  allowed: {
    publish: "You may turn on microphone and camera.",
    raise_hand: "You may raise your hand.",
    microphone: "You may turn on your microphone.",
    camera: "You may turn on your camera.",
    chat: "You may write.",
    poll: "You may answer polls.",
  } satisfies Record<Lockable, string>,
  asForAll: "For you it is as for everybody again.",
  answered: (text: string) => `A moderator answers: ${text}`,
  yourQuestion: (state: string) => `Your question: ${state}`,
};
