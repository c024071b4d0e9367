// What stands in the parts of a class, for who sees one of them at a time: how much there is, and what is new. Pure.

import type { Model } from "./model.ts";
import { placeOf } from "./questions.ts";
import { inTurn } from "./turns.ts";

/** What can be new in a tab, each by a name that is another where it is another. */
export interface Facts {
  poll: readonly string[];
  questions: readonly string[];
  hands: readonly string[];
  class: readonly string[];
}

/** The questions that are still to be answered, for staff those too that wait to be approved. */
const toAnswer = ({ questions }: Model) => questions.items.filter((item) => ["open", "new"].includes(placeOf(item)));

export function factsOf(model: Model): Facts {
  const { polls, floor, lobby, toReview, direct, you } = model;
  const poll = polls.at(-1);
  return {
    poll: poll ? [poll.closed_at ? `${poll.id} closed` : poll.id] : [],
    questions: [
      ...toAnswer(model).map((item) => (item.state === "live" ? `${item.id} live` : item.id)),
      ...(you?.questions ?? []).map((own) => `${own.id} ${own.state}`),
    ],
    // Hands are there for who gives the floor; everybody else is told how many they are.
    hands: you?.may.includes("give_floor") ? inTurn(floor).map((hand) => `${hand.person} ${hand.at}`) : [],
    class: [
      ...(lobby.waiting ?? []).map((one) => one.person),
      ...toReview.map((one) => one.item.id),
      ...direct.filter((one) => !one.answer).map((one) => one.id),
    ],
  };
}

/** How much there is of each. */
export const countsOf = (model: Model) => ({
  poll: 0,
  questions: toAnswer(model).length,
  hands: inTurn(model.floor).length,
  class: (model.lobby.waiting?.length ?? 0) + model.toReview.length,
});
