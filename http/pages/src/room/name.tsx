// What the class calls somebody: asked where their name is a guess, and changed with one's classes.

import { useEffect, useRef, useState } from "preact/hooks";
import { authorized, NoAnswer, Refused, signIn } from "../client/account.ts";
import { against, NAME_CHARACTERS_MAX, named, type Against } from "../client/name.ts";
import { nameWords as text } from "../name-words.ts";
import type { Account, Rename } from "../wire.ts";
import { words } from "../words.ts";
import { mine } from "./home-data.ts";
import { Limit, tooMany } from "./limited.tsx";
import { Dialog, Heading } from "./parts.tsx";
import { entitle, tell } from "./place.ts";
import { Side } from "./signed-out.tsx";

/** Takes a name; the page goes by it at once. What stood against it, `null`: it is taken. */
async function rename(name: string): Promise<Against | null> {
  const body: Rename = { name };
  try {
    const account = await authorized<Account>("PUT", "/v1/me/name", body);
    const [here, state] = [mine.peek(), signIn.peek()];
    if (here?.account.id === account.id) mine.value = { ...here, account };
    if (state.is === "in" && state.account.id === account.id) signIn.value = { is: "in", account };
    tell(text.saved(account.name));
    return null;
  } catch (error) {
    if (error instanceof Refused) return against(error.problem);
    if (error instanceof NoAnswer) return against(null);
    throw error;
  }
}

/** Where the name is a guess. Whatever becomes of it, there is a way on from here. */
export function FirstName({ account }: { account: Account }) {
  useEffect(() => entitle(text.title), []);
  // Kept is chosen; where that cannot be said now, it is asked again another time.
  const keep = () => {
    signIn.value = { is: "in", account: { ...account, guessed: false } };
    void rename(account.name);
  };
  return (
    <Side>
      <Heading class="t1">{text.title}</Heading>
      <p class="lead">{text.lead}</p>
      <NameForm account={account} first act={text.act} other={text.keep(account.name)} done={() => undefined} leave={keep} />
    </Side>
  );
}

export function NameDialog({ account, onClose }: { account: Account; onClose(): void }) {
  return (
    <Dialog title={text.title} onClose={onClose}>
      <p>{text.inClass}</p>
      <NameForm account={account} act={text.save} other={words.close} done={onClose} leave={onClose} />
    </Dialog>
  );
}

interface FormProps {
  account: Account;
  first?: boolean;
  act: string;
  /** The way on without another name. */
  other: string;
  done(): void;
  leave(): void;
}

function NameForm({ account, first = false, act, other, done, leave }: FormProps) {
  const [written, write] = useState(account.name);
  const [going, go] = useState(false);
  const [trouble, say] = useState<Against | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const name = named(written);
  const over = tooMany(name, NAME_CHARACTERS_MAX);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const send = async (event: Event) => {
    event.preventDefault();
    if (going) return;
    if (over > 0) return say("too_long");
    if (name === account.name) return leave();
    go(true);
    say(null);
    const why = name === "" ? "missing" : await rename(name);
    go(false);
    say(why);
    if (why === null) done();
    else input.current?.focus();
  };
  return (
    <form class="name-form" onSubmit={(event) => void send(event)} noValidate>
      <label class="t4" for="name-field">
        {text.label}
      </label>
      <input
        id="name-field"
        ref={input}
        class="field"
        name="name"
        dir="auto"
        autoComplete="nickname"
        autoCapitalize="words"
        spellcheck={false}
        value={written}
        aria-describedby="name-hint name-trouble"
        aria-invalid={over > 0 || (trouble !== null && trouble !== "failed") ? "true" : undefined}
        onInput={(event) => {
          write(event.currentTarget.value);
          say(null);
        }}
      />
      <Limit id="name-hint" over={over} hint={text.hint} />
      <p id="name-trouble" class="dialog-fact" role="alert">
        {trouble === null ? "" : first && trouble === "failed" ? text.failedFirst(account.name) : text.against[trouble]}
      </p>
      <div class={first ? "name-acts" : "dialog-actions"}>
        <button class={`button act${going ? " working" : ""}`} type="submit" aria-disabled={going || over > 0}>
          {going ? text.saving : act}
        </button>
        {first && trouble !== "failed" ? null : (
          <button class="button plain" type="button" onClick={leave}>
            {other}
          </button>
        )}
      </div>
    </form>
  );
}
