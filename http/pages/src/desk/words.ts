// Every sentence a moderator reads. The desk speaks of classes as pages do, and says who did what.

import { banWords } from "../ban-words.ts";
import type { CaseActKind, CaseRow, Code, Decision, Level, Measure, ReasonCode, ReportKind, Scope } from "../wire.ts";
import type { Loss } from "./claims.ts";
import type { KeyAct } from "./keymap.ts";

/** `4:12`. */
export function clockOf(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const two = (figure: number) => String(figure).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

const reports = (figure: number) => `${figure} ${figure === 1 ? "report" : "reports"}`;

export const kinds: Record<ReportKind, string> = {
  threat: "Threat",
  contact: "Asks for contact off the platform",
  personal: "Personal details",
  insult: "Insult",
  name: "Name",
  flood: "Flood",
  other: "Something else",
};

export const reasons: Record<ReasonCode, string> = {
  contact_off_platform: "Contact off platform",
  personal_details: "Personal details",
  answers_for_sale: "Answers for sale",
  insult: "Insult",
  threat: "Threat",
  flood: "Flood",
  name: "Name",
  blocked_words: "Blocked words",
  other: "Other",
  nothing_wrong: "Nothing wrong",
};

/** Why something is done; nothing wrong is what Allow says. */
export const REASONS: readonly ReasonCode[] = [
  "contact_off_platform",
  "personal_details",
  "answers_for_sale",
  "insult",
  "threat",
  "flood",
  "name",
  "other",
];

/** The reason that goes with what was complained about. */
export const usual: Record<ReportKind, ReasonCode> = {
  threat: "threat",
  contact: "contact_off_platform",
  personal: "personal_details",
  insult: "insult",
  name: "name",
  flood: "flood",
  other: "other",
};

/** What was done, after the fact. */
export const done: Record<Measure, string> = {
  warn: "Warned.",
  hide: "Removed.",
  mute: "Timed out.",
  remove: "Put out of the class.",
  ban: "Banned.",
};

export const acts: Record<CaseActKind, string> = {
  claimed: "claimed it",
  released: "gave it back",
  handed_over: "handed it over",
  noted: "noted",
  decided: "decided",
  reversed: "reversed the decision",
  escalated: "passed it upward",
  asked: "asked the person",
  replied: "had the person's answer",
  unanswered: "waits for the person no longer",
  reminded: "put it forward again, it is due soon",
};

const levels: Record<Level, string> = { desk: "", overdue: "Overdue", escalated: "Passed upward" };

export const text = {
  title: "Desk",
  notYours: ["The desk is for moderators", "You are not one of this platform, nor of a course of yours."],
  signedOut: ["Sign in to work at the desk", "Open the link you were given, or sign in on the start page."],
  queue: "Queue",
  none: "No case",
  evidence: "Evidence",
  open: (figure: number) => `${figure} open`,
  summary: (unclaimed: number, oldest: string | null, mine: number) =>
    `${unclaimed} unclaimed${oldest ? `, oldest of them ${oldest}` : ""}. You hold ${mine}.`,
  empty: "Nothing waiting.",
  emptyLast: (time: string) => `Nothing waiting. Last case closed ${time}.`,
  fresh: (figure: number) => `${figure} new`,
  done: "Done",
  left: (span: string) => `${span} left`,
  over: (span: string) => `${span} over`,
  ago: "ago",
  reports,
  level: (level: Level) => levels[level],
  mine: "You have it",
  theirs: (name: string) => `${name} has it`,
  claim: "Claim",
  undo: "Undo",
  reverse: "Reverse",
  number: (figure: number) => `Case ${figure}`,
  yours: (span: string) => `Yours for ${span}. Renews while you work here.`,
  free: "Nobody has it. Claim it to decide.",
  held: (name: string, span: string) => `${name} has it, ${span} left.`,
  release: "Release",
  earlier: "Earlier messages",
  until: (time: string) => `Until ${time}:`,
  deleted: "Taken back by who wrote it; the class does not see it.",
  later: "Later messages",
  frozen: (names: string, time: string) => `Reported by ${names}. Frozen at ${time}.`,
  person: "Reported by",
  here: (figure: number) => `${figure} in class then`,
  media: (span: string) => `${span} into the class`,
  before: "Before",
  noBefore: "Nothing before",
  log: "What was done",
  clock: "The clock",
  why: "Why",
  noReason: "Choose a reason: the usual one is not in use any more.",
  reads: (name: string) => `${name} reads:`,
  allow: "Allow",
  warn: "Warn",
  mute: "Time out 10 min",
  escalate: "Escalate",
  ban: "Ban",
  banFrom: "A ban is from",
  scopes: {
    session: "this class",
    series: "all classes of the course",
    platform: "all classes there are",
  } satisfies Record<Scope, string>,
  hide: "Remove",
  remove: "Remove",
  note: "Note",
  handOver: "Hand over",
  show: "Show words",
  hideWords: "Hide words",
  blanked: "Words hidden",
  decided: (name: string, what: string, why: string) => `${name} decided: ${what} ${why}.`,
  nothing: "Nothing wrong.",
  toUndo: (span: string) => `${span} to undo`,
  taken: "Another moderator was first.",
  keysOn: "Keys on.",
  keysOff: "Keys off.",
  change: "Switch off",
  changeOn: "Switch on",
  keysElsewhere: "Change keys",
  keysTitle: "Keys",
  keysHow: "Choose a key, then press another one. Digits are reasons.",
  keyPressed: (what: string) => `Press a key for “${what}”`,
  keyTaken: (key: string, what: string) => `“${key}” is the key for “${what}”.`,
  keyNone: "That can't be a key here: press a letter or a sign.",
  keyPut: (key: string, what: string) => `“${key}” is the key for “${what}” from now on.`,
  keysBack: "As usual",
  shift: "Shift so far",
  shiftSince: (time: string, decided: number) => `Since ${time} you decided ${decided} ${decided === 1 ? "case" : "cases"}.`,
  shiftLeft: "Left to whoever comes next",
  shiftWaits: (unclaimed: number, late: number, upward: number) =>
    `${unclaimed} unclaimed, ${late} over time, ${upward} passed upward.`,
  shiftHolds: "You hold no case.",
  rule: "Reports per minute, all classes. Red: severity 1.",
  others: "At the desk",
  lost: "No connection. What you see may be old.",
  lobby: "Your classes",
} as const;

const MEASURES: Record<Measure, string> = {
  warn: "Warn",
  hide: "Remove the message",
  mute: "Time out",
  remove: "Put out of the class",
  ban: "Ban",
};

/** What a decision does, as a choice. */
export const measures = (measure: Measure | null, minutes?: number): string =>
  measure === null
    ? "Allow"
    : measure === "mute"
      ? `${MEASURES.mute} ${minutes ?? 10} min`
      : measure === "ban" && minutes !== undefined
        ? `${MEASURES.ban}, ${banWords.length(minutes)}`
        : MEASURES[measure];

const cases = (figure: number) => `${figure} ${figure === 1 ? "case" : "cases"}`;

export const bulkText = {
  pick: (number: number) => `Pick case ${number}`,
  ask: (figure: number) => `Decide ${cases(figure)}`,
  none: "Pick cases first: each has a box, and the key that picks it.",
  title: (figure: number) => `${cases(figure)}, one decision`,
  what: "What is done",
  before: "What will become of each",
  outcomes: "What became of each",
  number: (figure: number) => `Case ${figure}`,
  will: (measure: Measure | null) => `will be decided: ${measures(measure).toLowerCase()}`,
  decide: (figure: number) => `Decide ${cases(figure)}`,
  going: (figure: number, all: number) => `${figure} of ${all} …`,
  after: (figure: number, all: number) => (figure === all ? `${cases(all)} decided` : `${figure} of ${cases(all)} decided`),
  became: (measure: Measure | null) => (measure ? done[measure] : "Nothing wrong."),
  left: {
    held: "is left: somebody else has it",
    over: "is left: it is decided already",
    no_message: "is left: there is no message to remove",
    upward: "is left: it was passed upward",
    appeal: "is left: an appeal is decided by itself",
    reported: "is left: there are new reports of it",
  },
} as const;

export const macroText = {
  title: "Macros",
  how: (number: number) => `A digit decides case ${number} as the macro says.`,
  over: "This case is decided already.",
  none: "Look at a case to use one.",
  does: (what: string, why: string) => `${what}, ${why.toLowerCase()}`,
  forget: "Forget",
  full: "These are all that fit on the keys from 1 to 9.",
  name: "Name of a new one",
  what: "What is done",
  minutes: "Minutes",
  note: "Note for other moderators",
  keep: "Keep it",
  kept: "Kept.",
} as const;

export const appealText = {
  kind: "Appeal",
  nav: "Appeals",
  views: "What is shown",
  against: (what: string) => `against: ${what}`,
  set: (time: string) => `Set at ${time} by`,
  until: (time: string) => `Until ${time}.`,
  from: (what: string) => `From ${what}.`,
  own: "You decided what this is about, or it is about you: somebody else has to decide it. You can write a note.",
  reads: (name: string) => `What ${name} reads: a question, or words besides the outcome`,
  ask: (left: number) => `Ask this (${left} left)`,
  asks: (name: string) =>
    `Asking sends this to ${name}. The clock stands still until the answer, and the case is given back to the queue.`,
  sent: (time: string) => `The question was sent. The clock stands still until the answer, or until ${time}.`,
  givenBack: "Neither you nor anybody else holds this case now.",
  noMore: "All the questions there can be were asked.",
  noQuestion: "Write what you want to ask first.",
  asked: (time: string) => `Asked at ${time}`,
  replied: (time: string) => `Answered at ${time}`,
  waits: (time: string) => `Waits for the answer until ${time}. Its own time stands still.`,
  waitsShort: "asked",
  soon: "Due soon",
  answered: (number: number, name: string) => `Appeal ${number}: ${name} has answered.`,
  dueSoon: (number: number, name: string, time: string) => `Appeal ${number} of ${name} is due at ${time}.`,
  nameless: "Nobody learns who decided. Up to 500 characters.",
  uphold: "It stays",
  lift: "Lift it",
  outcomes: { upheld: "It stays.", lifted: "Lifted." },
  instead: "This is an appeal: it is decided by “It stays” or “Lift it”.",
  empty: "No appeals.",
} as const;

/** What a case is about. */
export const titleOf = (row: CaseRow): string => (row.appeal ? appealText.kind : kinds[row.kind]);

export const stripText = {
  title: "Rooms of the hour",
  people: (figure: number) => `${figure} here`,
  hands: (figure: number) => `${figure} ${figure === 1 ? "hand" : "hands"}`,
  lobby: (figure: number) => `${figure} in the lobby`,
  shut: "Doors shut",
  calm: "Calm",
  makeCalm: "Make calm",
  turned: (title: string, on: boolean) => (on ? `${title} is calm.` : `${title} is as it was before.`),
} as const;

/** What the person it is about reads, without a name. */
export const reads: Record<Measure, string> = {
  warn: "A moderator asks you to keep to the rules of the class.",
  hide: "Your message was removed.",
  mute: "You can't write in the chat for 10 minutes.",
  remove: "You were removed from this class.",
  ban: "A moderator ended your class today. This is for today's class only.",
};

/** What was done by a decision, after the fact. */
export function doneBy({ measure, scope, until, appeal }: Decision): string {
  if (appeal) return appealText.outcomes[appeal.outcome];
  if (!measure) return text.nothing;
  if (measure !== "ban") return done[measure];
  const from = scope && scope !== "session" ? ` from ${text.scopes[scope]}` : "";
  return `Banned${from}${until ? ` until ${banWords.at(Date.parse(until))}` : ""}.`;
}

/** A claim that was lost without one's own doing. */
export function lostBy(loss: Loss): string {
  const { number } = loss.row;
  switch (loss.how) {
    case "ran_out":
      return `Your claim on case ${number} ran out. Nobody has it now: claim it again to go on.`;
    case "gone":
      return `Case ${number} is not on your desk any more, and not yours.`;
    case "taken":
      return `${loss.by} has case ${number} now. It is not yours any more.`;
    case "decided":
      return `${loss.by} decided case ${number}. It is not yours any more.`;
  }
}

/** A refusal, in words: never a silent no. */
export const refused: Partial<Record<Code, string>> = {
  case_claimed: "Another moderator claimed this first.",
  case_decided: "This is decided already.",
  not_claimed: "You do not hold this case any more. Claim it again.",
  case_changed: "This case has changed. Look again, then decide.",
  own_decision: "You decided what this is about, or it is about you. Somebody else has to decide it.",
  undo_over: "It is too late to undo. You can reverse it.",
  not_permitted: "A moderator of the platform decides this.",
  not_found: "This case is not there for you.",
  busy: "The desk is busy. Try again in a moment.",
  unavailable: "The desk can't keep it right now. Try again in a moment.",
  invalid: "Something is missing: a reason that is in use, or a note for Other.",
};

export const keyWords: Record<KeyAct, string> = {
  down: "down",
  up: "up",
  claim: "claim",
  allow: "allow",
  remove: "remove",
  mute: "time out",
  warn: "warn",
  ban: "ban",
  escalate: "escalate",
  undo: "undo",
  release: "release",
  note: "note",
  hand_over: "hand over",
  words: "show or hide words",
  gather: "show new cases",
  pick: "pick a case",
  bulk: "decide those picked",
  macros: "macros",
  shift: "shift so far",
  keys: "all keys",
};
