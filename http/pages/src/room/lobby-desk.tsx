// For staff: who waits in the lobby, and what is to be done about them. What is done to many is done to the list that was
// on the screen, and says how many that is: where somebody came or went meanwhile, the page says so, nothing is done, and
// it can be done to the list as it is now. What became of each is read from the answer.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { became, ofKind, outcomeOf } from "../client/waiters.ts";
import { lobbyWords as text } from "../lobby-words.ts";
import type { Ack, LobbyFilter, Problem, Request, TurnedAway, Waiter, Waiters } from "../wire.ts";
import { timeOf, words } from "../words.ts";
import { LobbyNote } from "./lobby-note.tsx";
import { Chip, Dialog, PassingButton } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const FILTERS: readonly LobbyFilter[] = ["all", "reserved", "unreserved"];
const REASONS: readonly TurnedAway[] = ["wrong_class", "name", "too_late", "other"];
/** Where the focus goes from what is gone with its row or its list. */
const HEAD = "lobby-waits";

/** What can be done to many. */
type Many = "let_in" | "turn_away";

export function LobbyDesk({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const { on, version, waiting = [], denied = [] } = visit.model.value.lobby;
  const [filter, only] = useState<LobbyFilter>("all");
  const [reason, because] = useState<TurnedAway>("other");
  const [writing, writeTo] = useState<string | null>(null);
  /** What is being done to many; pressed twice it would meet a list that has changed. */
  const [going, go] = useState<Many | null>(null);
  const [done, say] = useState("");
  const [failed, fail] = useState("");
  const those = ofKind(waiting, filter);
  useEffect(() => {
    // Whoever comes back later is not met by a note that was begun before.
    if (writing !== null && !waiting.some(({ person }) => person === writing)) writeTo(null);
  }, [waiting, writing]);

  /** Asks for something; what is said of it afterwards is made of what the answer carries. */
  const ask = async (request: Request, said: (data: Ack["data"]) => string): Promise<boolean> => {
    let data: Ack["data"];
    const answer = await visit.ask(request, (carried) => {
      data = carried;
    });
    say(answer === "done" ? said(data) : "");
    fail(answer === "done" ? "" : refused(answer));
    return answer === "done";
  };
  const wish = (what: Many, who: Waiters): Request =>
    what === "let_in" ? { type: "let_in", data: { who } } : { type: "turn_away", data: { who, reason } };
  const one = (what: Many, { person, name }: Waiter) =>
    void ask(wish(what, { person }), (data) => {
      const end = outcomeOf(data)?.people[0]?.outcome;
      return end ? text.becameOne(end, name) : text.unsaid;
    });
  const many = async (what: Many) => {
    // Who is meant is who is on the screen now, whatever the list is when the answer comes.
    const meant = those;
    if (meant.length === 0 || going) return;
    go(what);
    await ask(wish(what, { filter, version }), (data) => saidOfMany(meant, data));
    go(null);
  };
  const tellAll = (note: string) => ask({ type: "tell_waiters", data: { text: note } }, () => text.told);
  const tellOne = async ({ person, name }: Waiter, note: string) => {
    const isTold = await ask({ type: "tell_waiters", data: { person, text: note } }, () => text.toldOne(name));
    if (isTold) {
      (document.getElementById(writeId(person)) ?? document.getElementById(HEAD))?.focus();
      writeTo((other) => (other === person ? null : other));
    }
    return isTold;
  };
  const manyButton = (what: Many) => (
    <PassingButton
      to={HEAD}
      class={`button ${what === "let_in" ? "act" : "plain"} small-button${going === what ? " working" : ""}`}
      aria-disabled={those.length === 0 || going !== null}
      onClick={() => void many(what)}
    >
      {text.many[what](those.length)}
    </PassingButton>
  );
  return (
    <Dialog title={text.desk} onClose={onClose}>
      <label class="lobby-switch">
        <input
          type="checkbox"
          checked={on}
          onChange={() => void ask({ type: "set_lobby", data: { on: !on } }, () => "")}
        />
        {text.switch}
      </label>
      <p class="small" id={HEAD} role="status" tabIndex={-1}>
        {waiting.length > 0 ? text.waits(waiting.length) : text.nobody}
      </p>
      <p class="small" role="status">
        {done}
      </p>
      <p class="dialog-fact" role="alert">
        {failed}
      </p>
      {waiting.length > 0 ? (
        <ol class="lobby-list" tabIndex={0} aria-label={text.desk}>
          {waiting.map((waiter) => (
            <Row key={waiter.person} waiter={waiter}>
              <button
                type="button"
                class="button plain small-button"
                aria-label={text.letInNamed(waiter.name)}
                onClick={() => one("let_in", waiter)}
              >
                {text.letIn}
              </button>
              <button
                type="button"
                class="button plain small-button"
                aria-label={text.denyNamed(waiter.name)}
                onClick={() => one("turn_away", waiter)}
              >
                {text.deny}
              </button>
              <button
                type="button"
                id={writeId(waiter.person)}
                class="button quiet small-button"
                aria-label={text.tellOneNamed(waiter.name)}
                aria-expanded={writing === waiter.person}
                onClick={() => writeTo(writing === waiter.person ? null : waiter.person)}
              >
                {text.tellOne}
              </button>
              {writing === waiter.person ? (
                <LobbyNote
                  id="lobby-note-one"
                  label={text.tellOneNamed(waiter.name)}
                  opened
                  send={(note) => tellOne(waiter, note)}
                />
              ) : null}
            </Row>
          ))}
        </ol>
      ) : null}
      {waiting.length > 0 ? (
        <div class="lobby-many">
          <Choice<LobbyFilter> id="lobby-which" label={text.which} words={text.filters} all={FILTERS} value={filter} onPick={only} />
          <Choice<TurnedAway> id="lobby-why" label={text.why} words={text.reasons} all={REASONS} value={reason} onPick={because} />
          {manyButton("let_in")}
          {manyButton("turn_away")}
          {those.length === 0 ? <p class="small lobby-none">{text.noneOfThese}</p> : null}
        </div>
      ) : null}
      {waiting.length > 0 ? <LobbyNote id="lobby-note" label={text.tell} send={tellAll} /> : null}
      {denied.length > 0 ? (
        <>
          <h3 class="t4">{text.denied}</h3>
          <ul class="lobby-list">
            {denied.map((waiter) => (
              <Row key={waiter.person} waiter={waiter}>
                <button
                  type="button"
                  class="button plain small-button"
                  aria-label={text.pardonNamed(waiter.name)}
                  onClick={() => one("let_in", waiter)}
                >
                  {text.pardon}
                </button>
              </Row>
            ))}
          </ul>
        </>
      ) : null}
      <div class="dialog-actions">
        <button class="button plain" type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </Dialog>
  );
}

const writeId = (person: string): string => `lobby-write-${person}`;

/** What was done to many, from the answer. */
function saidOfMany(meant: readonly Waiter[], data: Ack["data"]): string {
  const outcome = outcomeOf(data);
  const all = outcome && became(meant, outcome);
  return all ? text.became(all.end, all.done, all.left) : text.unsaid;
}

/** Why something was not done. */
function refused(answer: "unanswered" | Problem): string {
  if (answer === "unanswered") return text.failed;
  if (answer.code === "list_changed") return text.changed;
  // Nothing else of what is sent from here can be wrong.
  return answer.code === "invalid" ? text.noMore : answer.title;
}

/** One of them. The focus that is anywhere in the row, in a note too, goes on to `HEAD` with it. */
function Row({ waiter, children }: { waiter: Waiter; children: preact.ComponentChildren }) {
  const row = useRef<HTMLLIElement>(null);
  useLayoutEffect(
    () => () => {
      if (row.current?.contains(document.activeElement)) document.getElementById(HEAD)?.focus();
    },
    [],
  );
  return (
    <li ref={row}>
      <span class="lobby-who">
        <bdi>{waiter.name}</bdi> <span class="small num">{timeOf(Date.parse(waiter.since))}</span>
        {waiter.reserved ? <Chip>{text.reserved}</Chip> : null}
      </span>
      {children}
    </li>
  );
}

interface ChoiceProps<T extends string> {
  id: string;
  label: string;
  words: Record<T, string>;
  all: readonly T[];
  value: T;
  onPick(value: T): void;
}

function Choice<T extends string>({ id, label, words, all, value, onPick }: ChoiceProps<T>) {
  return (
    <span class="lobby-choice">
      <label class="small" for={id}>
        {label}
      </label>
      <select id={id} class="field" value={value} onChange={(event) => onPick(event.currentTarget.value as T)}>
        {all.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </select>
    </span>
  );
}
