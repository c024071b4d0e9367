// Nobody is signed in here: what to do with a link, also with one that was used.

import { signal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { goOnAsOther, NoAnswer, signIn } from "../client/account.ts";
import { now } from "../client/clock.ts";
import { timeOf, words } from "../words.ts";
import { useSecret } from "./app.tsx";
import { HourRule } from "./hour-rule.tsx";
import { Heading, Icon, Mark, TopBar } from "./parts.tsx";
import { entitle, secretOf } from "./place.ts";
import { ThemeSwitch } from "./theme.tsx";

const HOUR = 3_600_000;

const working = signal(false);
const trouble = signal<string | null>(null);

export function SignedOut({ why }: { why: "link_used" | "ended" | undefined }) {
  const field = useId();
  const text = words.signedOut;
  useEffect(() => entitle(text.title), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const input = form.elements.namedItem("link") as HTMLInputElement;
    const secret = secretOf(input.value.trim());
    if (!secret) {
      trouble.value = text.noLink;
      input.focus();
      return;
    }
    working.value = true;
    trouble.value = null;
    try {
      await useSecret(secret);
      const state = signIn.value;
      if (state.is === "out" && state.why === "link_used") {
        trouble.value = text.used;
        input.focus();
      }
    } catch (error) {
      trouble.value = error instanceof NoAnswer ? words.offline.title : text.used;
    } finally {
      working.value = false;
    }
  };
  const fact = why === "link_used" ? text.used : why === "ended" ? text.ended : null;
  return (
    <div class="sign-in">
      <main class="sign-in-side">
        <p class="brand-line">
          <Mark />
          <span class="brand-name">homeroom</span>
        </p>
        <div class="sign-in-body">
          <Heading class="t1">{text.title}</Heading>
          {fact ? (
            <p class="note note-rust">
              <Icon name="circle-alert" />
              <span>
                <strong>{fact}</strong> {why === "link_used" ? text.usedWay : ""}
              </span>
            </p>
          ) : (
            <p class="lead">{text.lead}</p>
          )}
          <form onSubmit={(event) => void submit(event)} noValidate>
            <label class="t4" for={field}>
              {text.label}
            </label>
            <input
              id={field}
              name="link"
              class="field"
              type="text"
              inputMode="url"
              autoComplete="off"
              spellcheck={false}
              aria-describedby={`${field}-hint`}
              aria-invalid={trouble.value ? "true" : undefined}
            />
            <p id={`${field}-hint`} class={trouble.value ? "small hint hint-red" : "small hint"} role="status">
              {trouble.value ? <Icon name="circle-alert" size={14} /> : null} {trouble.value ?? text.hint}
            </p>
            <button class={`button act wide${working.value ? " working" : ""}`} type="submit" aria-disabled={working.value}>
              {working.value ? text.working : text.act}
            </button>
          </form>
        </div>
        <div class="sign-in-foot">
          <p class="small">{text.shared}</p>
          <ThemeSwitch />
        </div>
      </main>
      <aside class="onboard sign-in-board">
        <p class="t2">{text.board}</p>
        <p class="lead">{text.boardLead}</p>
        <Day />
      </aside>
    </div>
  );
}

/** The hour rule of these hours, without a class: none is known before somebody is signed in. */
function Day() {
  const at = now.value;
  const from = Math.floor(at / HOUR) * HOUR - HOUR;
  const to = from + 4 * HOUR;
  const parts = [0, 1, 2, 3].map((hour) => ({ from: from + hour * HOUR, to: from + (hour + 1) * HOUR }));
  return <HourRule from={from} to={to} parts={parts} now={at} labels={false} sentence={timeOf(at)} />;
}

export function OtherAccount({ name }: { name: string }) {
  useEffect(() => entitle(words.other.title(name)), [name]);
  return (
    <>
      <TopBar />
      <main class="page refusal">
        <Heading>{words.other.title(name)}</Heading>
        <p class="lead">{words.other.lead}</p>
        <p class="actions">
          <button class="button act" type="button" onClick={goOnAsOther}>
            {words.other.act(name)}
          </button>
        </p>
      </main>
    </>
  );
}
