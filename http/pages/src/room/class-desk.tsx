// For staff, above the chat: one press quiets the class, one makes it as it was; and the way to who waits in the lobby.

import { useState } from "preact/hooks";
import { lobbyWords } from "../lobby-words.ts";
import { staffWords as text } from "../staff-words.ts";
import { ask } from "./hand-switch.tsx";
import { LobbyDesk } from "./lobby-desk.tsx";
import { Icon } from "./parts.tsx";
import type { Visit } from "./visit.ts";

export function ClassDesk({ visit }: { visit: Visit }) {
  const { calm, lobby, you } = visit.model.value;
  const [open, turn] = useState(false);
  const waiting = lobby.waiting ?? [];
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
      <button
        class={`button ${waiting.length > 0 ? "act" : "plain"} small-button`}
        type="button"
        onClick={() => turn(true)}
      >
        <Icon name="users" size={14} />
        {lobbyWords.button(waiting.length)}
      </button>
      {open ? <LobbyDesk visit={visit} onClose={() => turn(false)} /> : null}
    </div>
  );
}
