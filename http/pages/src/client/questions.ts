// Questions as this page knows them, in the order in which they are read: those that are open by votes, the older first;
// for staff the new ones; then what was answered, and for staff what was dismissed. While one is live the open ones stay where they stand.

import type { FeedEvent, QuestionItem, QuestionState, QuestionsView, QuestionVotes, Sanction, You } from "../wire.ts";

export interface Questions {
  /** In the order in which they are read. */
  items: readonly QuestionItem[];
  /** Whether one may ask without a name. */
  nameless: boolean;
  /** The open ones whose answer one wants to know. */
  wants: readonly string[];
}

export const NO_QUESTIONS: Questions = { items: [], nameless: false, wants: [] };

type Place = "open" | "new" | "answered" | "dismissed";
const PLACES: Record<QuestionState, Place> = {
  new: "new",
  approved: "open",
  live: "open",
  answered: "answered",
  dismissed: "dismissed",
};

export const placeOf = (item: QuestionItem): Place => PLACES[item.state];

/** The one that is being answered. */
export const liveOf = (items: readonly QuestionItem[]): QuestionItem | undefined =>
  items.find((item) => item.state === "live");

const order = (one: QuestionItem, two: QuestionItem): number =>
  two.votes - one.votes || Date.parse(one.at) - Date.parse(two.at) || (one.id < two.id ? -1 : 1);

function arranged(items: readonly QuestionItem[]): readonly QuestionItem[] {
  const of = (place: Place) => items.filter((item) => placeOf(item) === place);
  const open = liveOf(items) ? of("open") : of("open").sort(order);
  return [...open, ...of("new"), ...of("answered"), ...of("dismissed")];
}

/** A question is like this from here on. */
export function asked(items: readonly QuestionItem[], item: QuestionItem): readonly QuestionItem[] {
  const before = items.find((one) => one.id === item.id);
  if (before && placeOf(before) === placeOf(item)) {
    return arranged(items.map((one) => (one.id === item.id ? item : one)));
  }
  const others = items.filter((one) => one.id !== item.id);
  // What is over is read from its end; everything else stands behind what is there.
  const over = placeOf(item) === "answered" || placeOf(item) === "dismissed";
  return arranged(over ? [item, ...others] : [...others, item]);
}

/** A question is not to be seen any more. */
export function without(items: readonly QuestionItem[], id: string): readonly QuestionItem[] {
  return items.some((item) => item.id === id) ? arranged(items.filter((item) => item.id !== id)) : items;
}

/** After staff did something about a person: what they blanked is gone, and what nobody has looked at of who is out is
 * dismissed. */
function judged(items: readonly QuestionItem[], sanction: Sanction): readonly QuestionItem[] {
  const out = sanction.measure === "remove" || sanction.measure === "ban";
  const left = without(items, sanction.message ?? "");
  const falls = (item: QuestionItem) => out && item.state === "new" && item.asker?.person === sanction.person;
  return left.filter(falls).reduce((next, item) => asked(next, { ...item, state: "dismissed" }), left);
}

/** Questions with the votes they have from here on. */
export function voted(items: readonly QuestionItem[], votes: readonly QuestionVotes[]): readonly QuestionItem[] {
  if (votes.length === 0) return items;
  const of = new Map(votes.map((one) => [one.question, one.votes]));
  return arranged(items.map((item) => ({ ...item, votes: of.get(item.id) ?? item.votes })));
}

/** One wants to know an answer, or not any more. */
export function wanted(questions: Questions, question: string, on: boolean): Questions {
  const others = questions.wants.filter((one) => one !== question);
  return { ...questions, wants: on ? [...others, question] : others };
}

/** What a person is told of themselves. */
export const told = (questions: Questions, you: You): Questions => ({ ...questions, wants: you.upvotes ?? [] });

/** From a picture of the class. */
export const pictured = (view: QuestionsView | undefined, you: You): Questions =>
  told({ ...NO_QUESTIONS, items: view?.items ?? [], nameless: view?.anonymous ?? false }, you);

/** Questions after something happened in the class. */
export function happened(questions: Questions, event: FeedEvent): Questions {
  const items = (next: readonly QuestionItem[]): Questions =>
    next === questions.items ? questions : { ...questions, items: next };
  switch (event.type) {
    case "question":
    case "question_seen":
      return items(asked(questions.items, event.question));
    case "question_gone":
      return items(without(questions.items, event.question));
    case "question_merged":
    case "questions_united":
      return items(asked(without(questions.items, event.question), event.into));
    case "questions_set":
      return { ...questions, nameless: event.anonymous };
    case "reacted":
      return items(voted(questions.items, event.questions ?? []));
    case "sanctioned":
      return items(judged(questions.items, event.held.sanction));
    case "lifted":
      return event.question ? items(asked(questions.items, event.question)) : questions;
    default:
      return questions;
  }
}
