// Where questions are shown: their code comes late.

import { late } from "./late.tsx";
import type { Visit } from "./visit.ts";

const Questions = late("questions", () => import("./questions.tsx").then((module) => module.Questions));

export function QuestionsPlace({ visit }: { visit: Visit }) {
  const { questions, you } = visit.model.value;
  const may = you?.may ?? [];
  const takesPart = may.includes("ask_question") || may.includes("handle_questions");
  return takesPart || questions.items.length > 0 ? <Questions visit={visit} /> : null;
}
