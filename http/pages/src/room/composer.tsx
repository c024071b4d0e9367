// Where one writes. It stays usable while the connection is gone: what is written waits in the list and says so.

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { chatWords } from "../chat-words.ts";
import { now, serverNow } from "../client/clock.ts";
import { mayWriteAt } from "../client/model.ts";
import type { Problem } from "../wire.ts";
import { notSent, words } from "../words.ts";
import { keptFrom } from "./hand-switch.tsx";
import { late } from "./late.tsx";
import { Icon } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const Mentioning = late("mentioning", () => import("./mentioning.tsx").then((module) => module.Mentioning));

/** The longest message, in characters (L3). */
const TEXT_CHARACTERS_MAX = 2_000;
/** From here on the rest is counted down. */
const COUNTED_FROM = 1_800;

export function Composer({ visit, onSent }: { visit: Visit; onSent(): void }) {
  const text = useSignal("");
  const field = useRef<HTMLTextAreaElement>(null);
  const { you, rules } = visit.model.value;
  const changing = visit.talking.changing.value;
  const answering = changing ? null : visit.talking.answering.value;
  const trouble = useSignal("");
  const draft = useRef("");
  const closed = you !== null && !you.may.includes("say");
  const againAt = changing ? 0 : mayWriteAt(visit.model.value);
  // Read only in slow mode, so that the clock draws nothing otherwise. It moves once a second and is behind in between.
  const wait = againAt > serverNow() ? Math.max(0, againAt - Math.max(now.value, serverNow())) : 0;
  useEffect(() => {
    if (!changing) return undefined;
    draft.current = text.value;
    text.value = changing.text;
    trouble.value = "";
    field.current?.focus();
    return () => {
      text.value = draft.current;
    };
  }, [changing?.id]);
  useEffect(() => {
    if (answering) field.current?.focus();
  }, [answering?.id]);
  const cancel = () => {
    trouble.value = "";
    visit.talking.changing.value = null;
    visit.talking.answering.value = null;
    field.current?.focus();
  };
  const characters = [...text.value.trim()].length;
  const over = characters - TEXT_CHARACTERS_MAX;
  const ready = characters > 0 && over <= 0 && !closed && wait === 0;
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.blockSize = "auto";
    area.style.blockSize = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  }, [text.value]);
  const change = async (message: string) => {
    const answer = await visit.ask({ type: "edit", data: { message, text: text.value.trim() } });
    if (visit.talking.changing.value?.id !== message) return;
    if (answer === "done") cancel();
    else trouble.value = answer === "unanswered" ? chatWords.failed : notChanged(answer);
  };
  const send = () => {
    if (!ready) return;
    if (changing) {
      void change(changing.id);
      return;
    }
    onSent();
    visit.say(text.value.trim(), answering?.id);
    visit.talking.answering.value = null;
    text.value = "";
    field.current?.focus();
  };
  // What the class decided is told by itself, as it is decided; what is read as one writes, here.
  const kept = closed
    ? (keptFrom(visit, "say") ??
      (rules.paused
        ? chatWords.paused
        : you?.sanctions?.some((one) => one.measure === "mute" && (one.mutes ?? "chat") === "chat")
          ? notSent.muted
          : words.chat.closed))
    : wait > 0 && !trouble.value
      ? chatWords.slow(rules.slow_seconds ?? 0)
      : null;
  const left = over > 0 ? words.chat.over(over) : characters >= COUNTED_FROM ? words.chat.left(-over) : "";
  const note = kept === null ? trouble.value || left : "";
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <p class={`composer-note xs${over > 0 ? " hint-red" : ""}`} id="write-note">
        {kept}
        <span role="status">{note}</span>
        {/* Counted for the eye alone: read out each second it would drown the class. */}
        {wait > 0 && !closed && !trouble.value ? (
          <span aria-hidden="true"> {chatWords.again(Math.min(rules.slow_seconds ?? 0, Math.ceil(wait / 1_000)))}</span>
        ) : null}
      </p>
      {changing || answering ? (
        <p class="composer-about xs">
          <span>
            {changing ? chatWords.changing : chatWords.answering(answering?.name ?? "")}
            {answering ? (
              <>
                : <bdi class="composer-quote">{answering.text.slice(0, 120)}</bdi>
              </>
            ) : null}
          </span>
          <button class="link" type="button" onClick={cancel}>
            {chatWords.cancel}
          </button>
        </p>
      ) : null}
      {text.value.includes("@") && you?.may.includes("people") ? <Mentioning visit={visit} field={field} text={text} /> : null}
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
            if (event.key === "Escape" && (changing || answering)) {
              event.preventDefault();
              cancel();
              return;
            }
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

/** Why a message says still what it said. */
function notChanged(problem: Problem): string {
  const wrong = problem.errors?.[0]?.code;
  if (wrong === "edited_too_often") return chatWords.tooOften;
  if (wrong === "not_there") return chatWords.notThere;
  return notSent[problem.code] ?? problem.title;
}
