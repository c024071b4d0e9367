// How this person did in the quiz of a class that is over, as the server has it.

import { quizWords } from "../quiz-words.ts";
import type { Quiz } from "../wire.ts";

export const QuizScore = ({ quiz }: { quiz: Quiz }) => <p>{quizWords.score(quiz)}</p>;
