// For staff: who waits in the lobby, and what is to be done about them. What is done to many is done to the list that was
// on the screen: where somebody came or went meanwhile, the page says so and nothing is done.

import { useState } from "preact/hooks";
import { lobbyWords as text } from "../lobby-words.ts";
import type { LobbyFilter, Request, TurnedAway, Waiter, Waiters } from "../wire.ts";
import { timeOf, words } from "../words.ts";
import { Chip, Dialog } from "./parts.tsx";
import { tell } from "./place.ts";
import type { Visit } from "./visit.ts";

const FILTERS: readonly LobbyFilter[] = ["all", "reserved", "unreserved"];
const REASONS: readonly TurnedAway[] = ["wrong_class", "name", "too_late", "other"];

export function LobbyDesk({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const { on, version, waiting = [], denied = [] } = visit.model.value.lobby;
  const [filter, only] = useState<LobbyFilter>("all");
  const [reason, because] = useState<TurnedAway>("other");
  const [note, write] = useState("");
  const [failed, fail] = useState("");
  const ask = async (request: Request) => {
    const answer = await visit.ask(request);
    const done = answer === "done";
    fail(done ? "" : answer === "unanswered" ? text.failed : answer.code === "list_changed" ? text.changed : answer.title);
    return done;
  };
  const letIn = (who: Waiters) => void ask({ type: "let_in", data: { who } });
  const deny = (who: Waiters) => void ask({ type: "turn_away", data: { who, reason } });
  const send = async (event: Event) => {
    event.preventDefault();
    if (note.trim() === "") return;
    if (await ask({ type: "tell_waiters", data: { text: note.trim() } })) {
      write("");
      tell(text.told);
    }
  };
  return (
    <Dialog title={text.desk} onClose={onClose}>
      <label class="lobby-switch">
        <input type="checkbox" checked={on} onChange={() => void ask({ type: "set_lobby", data: { on: !on } })} />
        {text.switch}
      </label>
      <p class="small" role="status">
        {waiting.length > 0 ? text.waits(waiting.length) : text.nobody}
      </p>
      {waiting.length > 0 ? (
        <ol class="lobby-list" tabIndex={0} aria-label={text.desk}>
          {waiting.map((waiter) => (
            <Row key={waiter.person} waiter={waiter}>
              <button
                class="button act small-button"
                type="button"
                aria-label={text.letInNamed(waiter.name)}
                onClick={() => letIn({ person: waiter.person })}
              >
                {text.letIn}
              </button>
              <button
                class="button plain small-button"
                type="button"
                aria-label={text.denyNamed(waiter.name)}
                onClick={() => deny({ person: waiter.person })}
              >
                {text.deny}
              </button>
            </Row>
          ))}
        </ol>
      ) : null}
      {waiting.length > 0 ? (
        <>
          <div class="lobby-many">
            <Choice<LobbyFilter> id="lobby-which" label={text.which} words={text.filters} all={FILTERS} value={filter} onPick={only} />
            <Choice<TurnedAway> id="lobby-why" label={text.why} words={text.reasons} all={REASONS} value={reason} onPick={because} />
            <button class="button act small-button" type="button" onClick={() => letIn({ filter, version })}>
              {text.letThemIn}
            </button>
            <button class="button plain small-button" type="button" onClick={() => deny({ filter, version })}>
              {text.denyThem}
            </button>
          </div>
          <form class="lobby-note" onSubmit={(event) => void send(event)}>
            <label class="small" for="lobby-note">
              {text.tell}
            </label>
            <input
              id="lobby-note"
              class="field"
              maxLength={500}
              value={note}
              onInput={(event) => write(event.currentTarget.value)}
            />
            <button class="button plain small-button" type="submit">
              {text.send}
            </button>
          </form>
        </>
      ) : null}
      {denied.length > 0 ? (
        <>
          <h3 class="t4">{text.denied}</h3>
          <ul class="lobby-list">
            {denied.map((waiter) => (
              <Row key={waiter.person} waiter={waiter}>
                <button
                  class="button plain small-button"
                  type="button"
                  aria-label={text.pardonNamed(waiter.name)}
                  onClick={() => letIn({ person: waiter.person })}
                >
                  {text.pardon}
                </button>
              </Row>
            ))}
          </ul>
        </>
      ) : null}
      <p class="dialog-fact" role="alert">
        {failed}
      </p>
      <div class="dialog-actions">
        <button class="button plain" type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </Dialog>
  );
}

function Row({ waiter, children }: { waiter: Waiter; children: preact.ComponentChildren }) {
  return (
    <li>
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
