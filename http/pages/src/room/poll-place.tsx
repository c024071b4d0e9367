// Where the poll is shown: its code comes with the first one, or with who may ask one.

import { late } from "./late.tsx";
import { tabsOf } from "./tabs.ts";
import type { Visit } from "./visit.ts";

const Poll = late("poll", () => import("./poll.tsx").then((module) => module.Poll));

export function PollPlace({ visit }: { visit: Visit }) {
  return tabsOf(visit.model.value).includes("poll") ? <Poll visit={visit} /> : null;
}
