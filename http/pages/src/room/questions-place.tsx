// Where questions are shown: their code comes late. That one is being answered is said here.

import { useEffect, useRef } from "preact/hooks";
import { liveOf } from "../client/questions.ts";
import { nowLive } from "../question-news.ts";
import { late } from "./late.tsx";
import { tell } from "./place.ts";
import type { Visit } from "./visit.ts";

const Questions = late("questions", () => import("./questions.tsx").then((module) => module.Questions));

export function QuestionsPlace({ visit }: { visit: Visit }) {
  const { questions, you } = visit.model.value;
  const live = liveOf(questions.items);
  const told = useRef<string | undefined | null>(null);
  useEffect(() => {
    const first = told.current === null;
    if (told.current === live?.id) return;
    told.current = live?.id;
    if (!first && live) tell(nowLive(live.text));
  }, [live?.id]);
  const may = you?.may ?? [];
  const takesPart = may.includes("ask_question") || may.includes("handle_questions");
  return takesPart || questions.items.length > 0 ? <Questions visit={visit} /> : null;
}
