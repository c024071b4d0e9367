// What the page of a class that is over says of its quiz.

import { count, things } from "./figures.ts";
import type { Quiz } from "./wire.ts";

export const quizWords = {
  score: ({ asked, answered, right }: Quiz) => {
    if (answered === 0) return `The class was asked ${things(asked, "quiz question", "quiz questions")}. You answered none.`;
    const all = `Quiz: ${count.format(right)} of ${count.format(asked)} right.`;
    return answered < asked ? `${all} You answered ${count.format(answered)}.` : all;
  },
} as const;
