// Nobody is signed in here: the address a mail goes to, then the code in it; and what to say of a link that did not work.

import { signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId } from "preact/hooks";
import { askForMail, goOnAsOther, NoAnswer, redeemCode, Refused, refresh, signIn, type WhyOut } from "../client/account.ts";
import { asked, BEGIN, found, kept, notAsked, notSignedIn, type Sent, type Step } from "../client/by-mail.ts";
import { now, serverNow } from "../client/clock.ts";
import { spanOf, timeOf, words } from "../words.ts";
import { CodeForm } from "./code-form.tsx";
import { HourRule } from "./hour-rule.tsx";
import { Heading, Icon, Mark, TopBar } from "./parts.tsx";
import { entitle, navigate, path, sessionOf, tell } from "./place.ts";
import { ThemeSwitch } from "./theme.tsx";

const HOUR = 3_600_000;
/** Where a step is kept: in this tab, until it is closed. */
const KEPT = "homeroom.sign-in";

/** Storage may be forbidden to pages; then nothing is kept. */
function recall(): Step {
  try {
    return found(sessionStorage.getItem(KEPT), serverNow());
  } catch {
    return BEGIN;
  }
}

const step = signal<Step>(recall());
const asking = signal(false);
const typing = signal(false);

function go(next: Step): void {
  step.value = next;
  try {
    const text = kept(next);
    if (text) sessionStorage.setItem(KEPT, text);
    else sessionStorage.removeItem(KEPT);
  } catch {
    // Nothing is kept.
  }
}

/** The problem of a refusal, or `null` where there was no answer. */
function problemOf(error: unknown) {
  if (error instanceof Refused) return error.problem;
  if (error instanceof NoAnswer) return null;
  throw error;
}

async function send(email: string): Promise<void> {
  if (asking.value) return;
  asking.value = true;
  try {
    go(asked(step.value, email, await askForMail(email, sessionOf(path.value))));
  } catch (error) {
    const next = notAsked(step.value, email, problemOf(error), serverNow());
    go(next);
    // The time that is left is shown each second, and told once.
    const until = next.is === "address" ? next.waitUntil : next.againAt;
    if (next.trouble === "wait" && until) tell(words.signedOut.wait(spanOf(until - serverNow())));
  } finally {
    asking.value = false;
  }
}

async function type(sent: Sent, code: string): Promise<void> {
  if (typing.value) return;
  typing.value = true;
  try {
    const session = await redeemCode(code);
    go(BEGIN);
    if (session) navigate(`/class/${session}`);
  } catch (error) {
    go(notSignedIn(sent, problemOf(error)));
  } finally {
    typing.value = false;
  }
}

export function SignedOut({ why }: { why: WhyOut | undefined }) {
  // Whoever was told that a link is another browser's may ask for one of this browser.
  const told = useSignal(false);
  useEffect(() => {
    // The link may have been opened in another tab of this browser meanwhile, which signs this one in, too.
    const look = () => {
      if (document.visibilityState === "visible" && step.peek().is === "code") void refresh().catch(() => undefined);
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      if (signIn.peek().is === "in") go(BEGIN);
    };
  }, []);
  const here = step.value;
  if (why === "other_browser" && !told.value) return <OtherBrowser go={() => (told.value = true)} />;
  return (
    <Side>
      {here.is === "code" ? (
        <CodeForm
          key={here.email}
          sent={here}
          typing={typing.value}
          asking={asking.value}
          type={(code) => void type(here, code)}
          again={() => void send(here.email)}
          other={() => go({ is: "address", email: here.email })}
        />
      ) : (
        <AddressForm why={why === "other_browser" ? undefined : why} here={here} />
      )}
    </Side>
  );
}

function AddressForm({ why, here }: { why: "link_used" | "ended" | undefined; here: Step & { is: "address" } }) {
  const field = useId();
  const text = words.signedOut;
  const left = (here.waitUntil ?? 0) - now.value;
  useEffect(() => entitle(text.title), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem("email") as HTMLInputElement;
    if (left > 0) return;
    void send(input.value.trim()).then(() => input.isConnected && input.focus());
  };
  const facts = { link_used: [text.used, text.usedWay], ended: [text.ended, text.endedWay] } as const;
  const fact = why ? facts[why] : null;
  return (
    <>
      <Heading class="t1">{text.title}</Heading>
      {fact ? (
        <p class="note note-rust">
          <Icon name="circle-alert" />
          <span>
            <strong>{fact[0]}</strong> {fact[1]}
          </span>
        </p>
      ) : (
        <p class="lead">{text.lead(timeOf(now.value))}</p>
      )}
      <form onSubmit={submit} noValidate>
        <label class="t4" for={field}>
          {text.label}
        </label>
        <input
          id={field}
          name="email"
          class="field"
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          spellcheck={false}
          defaultValue={here.email}
          aria-describedby={`${field}-hint`}
          aria-invalid={here.trouble === "noAddress" ? "true" : undefined}
        />
        <p id={`${field}-hint`} class="small hint hint-red" role={here.trouble === "wait" ? undefined : "status"}>
          {here.trouble ? <Icon name="circle-alert" size={14} /> : null} {addressTrouble(here, left)}
        </p>
        <button
          class={`button act large wide${asking.value ? " working" : ""}`}
          type="submit"
          aria-disabled={asking.value || left > 0}
        >
          <Icon name="mail" />
          {asking.value ? text.working : text.act}
        </button>
      </form>
    </>
  );
}

function addressTrouble(here: Step & { is: "address" }, left: number): string | null {
  const text = words.signedOut;
  if (!here.trouble) return null;
  if (here.trouble === "wait") return left > 0 ? text.wait(spanOf(left)) : text.waitOver;
  if (here.trouble === "noAddress") return text.noAddress;
  return here.trouble === "offline" ? words.offline.title : text.unsent;
}

function OtherBrowser({ go }: { go: () => void }) {
  const text = words.otherBrowser;
  useEffect(() => entitle(text.title), []);
  return (
    <Side>
      <Heading class="t1">{text.title}</Heading>
      <p class="lead">{text.lead}</p>
      <p class="actions">
        <button class="button plain large wide" type="button" onClick={go}>
          {text.act}
        </button>
      </p>
    </Side>
  );
}

/** The page around all of them: paper on one side, the board on the other. */
export function Side({ children }: { children: ComponentChildren }) {
  const text = words.signedOut;
  return (
    <div class="sign-in">
      <main class="sign-in-side">
        <p class="brand-line">
          <Mark />
          <span class="brand-name">homeroom</span>
        </p>
        <div class="sign-in-body">{children}</div>
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
