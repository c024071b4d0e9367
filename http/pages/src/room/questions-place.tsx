// Where questions are shown: their code comes late.

import { late } from "./late.tsx";
import { tabsOf } from "./tabs.ts";
import type { Visit } from "./visit.ts";

const Questions = late("questions", () => import("./questions.tsx").then((module) => module.Questions));

export function QuestionsPlace({ visit }: { visit: Visit }) {
  return tabsOf(visit.model.value).includes("questions") ? <Questions visit={visit} /> : null;
}
