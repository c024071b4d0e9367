// Where staff say how the class may write.

import { useState } from "preact/hooks";
import { chatWords } from "../chat-words.ts";
import type { ChatRules } from "../wire.ts";
import { words } from "../words.ts";
import { Dialog } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const SECONDS: readonly number[] = [5, 10, 30, 60, 300];

export function RulesDialog({ visit, rules, onClose }: { visit: Visit; rules: ChatRules; onClose(): void }) {
  const [paused, pause] = useState(rules.paused ?? false);
  const [review, lookFirst] = useState(rules.review ?? false);
  const [seconds, slow] = useState(rules.slow_seconds ?? 0);
  const [failed, fail] = useState("");
  const set = async (event: Event) => {
    event.preventDefault();
    const answer = await visit.ask({ type: "set_chat", data: { slow_seconds: seconds, paused, review } });
    if (answer === "done") onClose();
    else fail(answer === "unanswered" ? chatWords.failed : answer.title);
  };
  return (
    <Dialog title={chatWords.rulesTitle} onClose={onClose}>
      <form onSubmit={(event) => void set(event)}>
        <p class="small">{chatWords.rulesLead}</p>
        <p class="rules-row">
          <label for="rules-slow">{chatWords.every}</label>
          <select
            id="rules-slow"
            class="field"
            value={String(seconds)}
            onChange={(event) => slow(Number(event.currentTarget.value))}
          >
            {[...new Set([0, ...SECONDS, seconds])].map((one) => (
              <option key={one} value={String(one)}>
                {one === 0 ? chatWords.asTheyLike : chatWords.seconds(one)}
              </option>
            ))}
          </select>
        </p>
        <p class="rules-row">
          <label>
            <input type="checkbox" checked={paused} onChange={(event) => pause(event.currentTarget.checked)} />{" "}
            {chatWords.pause}
          </label>
        </p>
        <p class="rules-row">
          <label>
            <input type="checkbox" checked={review} onChange={(event) => lookFirst(event.currentTarget.checked)} />{" "}
            {chatWords.review}
          </label>
        </p>
        <p class="small hint-red" role="alert">
          {failed}
        </p>
        <div class="dialog-actions">
          <button class="button plain" type="button" onClick={onClose}>
            {words.close}
          </button>
          <button class="button act" type="submit">
            {chatWords.set}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
