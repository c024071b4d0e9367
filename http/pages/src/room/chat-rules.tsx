// How the class may write: staff set it, everybody sees it where it is not as they like.

import { useState } from "preact/hooks";
import { chatWords } from "../chat-words.ts";
import { late } from "./late.tsx";
import { Chip, Icon } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const RulesDialog = late("chat-rules-dialog", () => import("./chat-rules-dialog.tsx").then((module) => module.RulesDialog));

export function ChatRulesButton({ visit }: { visit: Visit }) {
  const { rules, you } = visit.model.value;
  const [open, turn] = useState(false);
  const seconds = rules.slow_seconds ?? 0;
  const paused = rules.paused ?? false;
  const review = rules.review ?? false;
  const state = chatWords.state(seconds, paused, review);
  if (!you?.may.includes("set_chat")) return seconds > 0 || paused || review ? <Chip>{state}</Chip> : null;
  return (
    <>
      <button class="button quiet small-button" type="button" onClick={() => turn(true)}>
        <Icon name={paused ? "pause" : "clock"} size={14} />
        {state}
      </button>
      {open ? <RulesDialog visit={visit} rules={rules} onClose={() => turn(false)} /> : null}
    </>
  );
}
