// Where the poll is shown: its code comes with the first one, or with who may ask one. That there is news of it is said
// here, since the first poll is news before its code is there.

import { useEffect, useRef } from "preact/hooks";
import { words } from "../words.ts";
import { late } from "./late.tsx";
import { tell } from "./place.ts";
import type { Visit } from "./visit.ts";

const Poll = late("poll", () => import("./poll.tsx").then((module) => module.Poll));

export function PollPlace({ visit }: { visit: Visit }) {
  const { polls, you } = visit.model.value;
  const item = polls.at(-1);
  const told = useRef<string | null>(null);
  const state = item ? `${item.id} ${item.closed_at ? "closed" : "open"}` : "";
  useEffect(() => {
    const first = told.current === null;
    if (told.current === state) return;
    told.current = state;
    if (first || !item) return;
    tell(item.closed_at ? words.pollNews.isClosed : words.pollNews.isOpen(item.question));
  }, [state]);
  return item || you?.may.includes("poll") ? <Poll visit={visit} /> : null;
}
