// The code of a mail: six boxes to look at, one field to type in, and what to do when no mail comes.

import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { FIGURES, figuresOf, isOpen, type Sent } from "../client/by-mail.ts";
import { now } from "../client/clock.ts";
import { spanOf, timeOf, words } from "../words.ts";
import { Heading, Icon } from "./parts.tsx";
import { entitle } from "./place.ts";

interface Props {
  sent: Sent;
  typing: boolean;
  asking: boolean;
  type(code: string): void;
  again(): void;
  other(): void;
}

export function CodeForm({ sent, typing, asking, type, again, other }: Props) {
  const field = useId();
  const input = useRef<HTMLInputElement>(null);
  const code = useSignal("");
  const text = words.code;
  const open = isOpen(sent, now.value);
  const left = sent.againAt - now.value;
  useEffect(() => entitle(text.title), []);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    // A code that was wrong stays to be compared with the mail; the next figure begins anew.
    if (sent.trouble === "wrong") input.current?.select();
  }, [sent]);
  const typed = (value: string) => {
    code.value = figuresOf(value);
    if (input.current) input.current.value = code.value;
    if (code.value.length === FIGURES && open) type(code.value);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    input.current?.focus();
    if (open && code.value.length === FIGURES) type(code.value);
  };
  const trouble = troubleOf(sent, open, left);
  return (
    <>
      <Heading class="t1">{text.title}</Heading>
      <p class="lead">
        {text.sent} <strong class="code-to">{sent.email}</strong>. {text.way}
      </p>
      <form onSubmit={submit} noValidate>
        <label class="vh" for={field}>
          {text.label}
        </label>
        <div class={`code${trouble && sent.trouble !== "wait" ? " code-wrong" : ""}`}>
          <input
            id={field}
            ref={input}
            class="code-field"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            spellcheck={false}
            disabled={!open}
            aria-describedby={`${field}-hint`}
            aria-invalid={sent.trouble === "wrong" ? "true" : undefined}
            onInput={(event) => typed(event.currentTarget.value)}
          />
          {Array.from({ length: FIGURES }, (_, index) => (
            <span
              key={index}
              class={`code-box${index === Math.min(code.value.length, FIGURES - 1) ? " code-next" : ""}`}
              aria-hidden="true"
            >
              {code.value[index] ?? ""}
            </span>
          ))}
        </div>
        <p
          id={`${field}-hint`}
          class={`small hint num${trouble ? " hint-red" : ""}`}
          role={sent.trouble === "wait" ? undefined : "status"}
        >
          {trouble ? <Icon name="circle-alert" size={14} /> : null}
          {trouble ?? (sent.resent ? text.resent : null)}
        </p>
        <p class="code-foot small">
          <span class="num">{text.until(timeOf(sent.expiresAt))}</span>
          {left > 0 ? (
            <span class="num">{text.againIn(spanOf(left))}</span>
          ) : (
            <button class="link" type="button" onClick={again} aria-disabled={asking}>
              {asking ? text.sending : text.again}
            </button>
          )}
        </p>
        <button class={`button act large wide${typing ? " working" : ""}`} type="submit" aria-disabled={typing || !open}>
          {typing ? text.working : text.act}
        </button>
      </form>
      <section class="code-missing" aria-labelledby={`${field}-missing`}>
        <h2 class="t4" id={`${field}-missing`}>
          {text.missing}
        </h2>
        <ul class="small">
          {text.missingWays.map((way) => (
            <li key={way}>{way}</li>
          ))}
        </ul>
        <button class="link small" type="button" onClick={other}>
          {text.other}
        </button>
      </section>
    </>
  );
}

function troubleOf(sent: Sent, open: boolean, left: number): string | null {
  const text = words.code;
  switch (sent.trouble) {
    case "wrong":
      return open ? `${text.wrong} ${sent.detail ?? ""}` : text.late;
    case "none":
      return text.none;
    case "over":
      return text.over;
    case "short":
      return text.short;
    case "wait":
      return left > 0 ? words.signedOut.wait(spanOf(left)) : null;
    case "offline":
      return words.offline.title;
    case "unsent":
    case "noAddress":
      return words.signedOut.unsent;
    case undefined:
      return open ? null : text.late;
  }
}
