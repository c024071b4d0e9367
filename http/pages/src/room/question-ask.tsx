// Asking the teacher something.

import { useState } from "preact/hooks";
import { questionWords as text } from "../question-words.ts";
import { notSent } from "../words.ts";
import type { Visit } from "./visit.ts";

const CHARACTERS_MAX = 280;
/** From here on it is said how many are left. */
const LEFT_SAID = 60;

export function AskQuestion({ visit }: { visit: Visit }) {
  const { nameless } = visit.model.value.questions;
  const [words, write] = useState("");
  const [hidden, hide] = useState(false);
  const [standing, stand] = useState<"asked" | "going" | "done">("asked");
  const [trouble, say] = useState("");
  const left = CHARACTERS_MAX - [...words].length;
  const send = async (event: Event) => {
    event.preventDefault();
    if (standing === "going" || !words.trim()) return;
    stand("going");
    say("");
    const data = { text: words.trim(), anonymous: hidden && nameless };
    const answer = await visit.ask({ type: "ask_question", data });
    stand(answer === "done" ? "done" : "asked");
    if (answer === "done") write("");
    else say(answer === "unanswered" ? text.failed : (answer.explain ?? answer.detail ?? notSent[answer.code] ?? answer.title));
  };
  return (
    <form class="question-ask" onSubmit={(event) => void send(event)}>
      <label class="small" for="question-words">
        {text.ask}
      </label>
      <textarea
        id="question-words"
        class="field"
        rows={2}
        maxLength={CHARACTERS_MAX}
        value={words}
        onInput={(event) => {
          write(event.currentTarget.value);
          if (standing === "done") stand("asked");
        }}
      />
      {nameless ? (
        <label class="small question-allow">
          <input type="checkbox" checked={hidden} onChange={(event) => hide(event.currentTarget.checked)} />
          <span>
            {text.hideName} <span class="question-who">{text.hideNameLead}</span>
          </span>
        </label>
      ) : null}
      <div class="question-send">
        <p class="small" role="status">
          {trouble || (standing === "done" ? text.sent : left <= LEFT_SAID ? text.left(left) : "")}
        </p>
        <button
          class={`button act small-button${standing === "going" ? " working" : ""}`}
          type="submit"
          aria-disabled={!words.trim()}
        >
          {text.send}
        </button>
      </div>
    </form>
  );
}
