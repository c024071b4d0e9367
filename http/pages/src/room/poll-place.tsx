// Where the poll is shown: its code comes with the first one, or with who may ask one.

import { late } from "./late.tsx";
import type { Visit } from "./visit.ts";

const Poll = late("poll", () => import("./poll.tsx").then((module) => module.Poll));

export function PollPlace({ visit }: { visit: Visit }) {
  const { polls, you } = visit.model.value;
  return polls.length > 0 || you?.may.includes("poll") ? <Poll visit={visit} /> : null;
}
