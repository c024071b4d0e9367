// Where one writes. It stays usable while the connection is gone: what is written waits in the list and says so.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../words.ts";
import { Icon } from "./parts.tsx";
import type { Visit } from "./visit.ts";

/** The longest message, in characters (L3). */
const TEXT_CHARACTERS_MAX = 2_000;
/** From here on the rest is counted down. */
const COUNTED_FROM = 1_800;

export function Composer({ visit, onSent }: { visit: Visit; onSent(): void }) {
  const text = useSignal("");
  const field = useRef<HTMLTextAreaElement>(null);
  const you = visit.model.value.you;
  const closed = you !== null && !you.may.includes("say");
  const characters = [...text.value.trim()].length;
  const over = characters - TEXT_CHARACTERS_MAX;
  const ready = characters > 0 && over <= 0 && !closed;
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.blockSize = "auto";
    area.style.blockSize = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  }, [text.value]);
  const send = () => {
    if (!ready) return;
    onSent();
    visit.say(text.value.trim());
    text.value = "";
    field.current?.focus();
  };
  const note = closed
    ? words.chat.closed
    : over > 0
      ? words.chat.over(over)
      : characters >= COUNTED_FROM
        ? words.chat.left(-over)
        : "";
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <p class={`composer-note xs${over > 0 ? " hint-red" : ""}`} id="write-note" role="status">
        {note}
      </p>
      <div class="composer-row">
        <textarea
          id="write"
          ref={field}
          class="field"
          rows={1}
          dir="auto"
          enterkeyhint="send"
          placeholder={words.chat.write}
          aria-label={words.chat.write}
          aria-describedby="write-note"
          aria-invalid={over > 0 ? "true" : undefined}
          readOnly={closed}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button class="button act send" type="submit" aria-label={words.chat.send} aria-disabled={!ready}>
          <Icon name="send-horizontal" />
        </button>
      </div>
    </form>
  );
}
