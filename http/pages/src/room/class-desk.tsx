// For staff, above the chat: one press quiets the class, one makes it as it was.

import { staffWords as text } from "../staff-words.ts";
import { ask } from "./hand-switch.tsx";
import { Icon } from "./parts.tsx";
import type { Visit } from "./visit.ts";

export function ClassDesk({ visit }: { visit: Visit }) {
  const { calm, you } = visit.model.value;
  if (!you?.may.includes("calm")) return null;
  return (
    <div class="class-desk" role="group" aria-label={text.title}>
      <button
        class={`button ${calm ? "act" : "plain"} small-button`}
        type="button"
        aria-pressed={calm}
        title={text.calmTitle}
        onClick={() => void ask(visit, { type: "set_calm", data: { on: !calm } })}
      >
        <Icon name="shield" size={14} />
        {calm ? text.calmOn : text.calm}
      </button>
    </div>
  );
}
