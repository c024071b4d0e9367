// For staff: what one student may do otherwise than all the others, and for how long; and the rows of it in what holds.

import { useState } from "preact/hooks";
import { moderate as text } from "../moderate-words.ts";
import type { Exception, Lockable, OwnLock } from "../wire.ts";
import { timeOf } from "../words.ts";
import { ask } from "./hand-switch.tsx";
import type { Visit } from "./visit.ts";

const WHAT: readonly Lockable[] = ["microphone", "camera", "chat", "raise_hand", "poll"];
/** For how long, in minutes; 0 has no end. */
const MINUTES: readonly number[] = [0, 5, 15];
type State = "all" | "open" | "locked";
const STATES: readonly State[] = ["all", "open", "locked"];

export function Exceptions({ visit, person }: { visit: Visit; person: string }) {
  const [minutes, last] = useState(0);
  const own = visit.model.value.exceptions.find((one) => one.person === person)?.locks ?? [];
  const set = (what: Lockable, state: State) => {
    if (state === "all") void ask(visit, { type: "clear_lock", data: { person, what } });
    else {
      const end = minutes > 0 ? { seconds: minutes * 60 } : {};
      void ask(visit, { type: "lock", data: { what, person, locked: state === "locked", ...end } });
    }
  };
  return (
    <details class="moderate-own">
      <summary class="small">{text.own}</summary>
      <p>
        <label class="small" for="own-long">
          {text.ownFor}
        </label>
        <select
          id="own-long"
          class="field small-field"
          value={minutes}
          onChange={(event) => last(Number(event.currentTarget.value))}
        >
          {MINUTES.map((one) => (
            <option key={one} value={one}>
              {one === 0 ? text.ownOpen : text.minute(one)}
            </option>
          ))}
        </select>
      </p>
      {WHAT.map((what) => {
        const mine = own.find((one) => one.what === what);
        const state: State = !mine ? "all" : mine.locked ? "locked" : "open";
        return (
          <p key={what}>
            <label class="small" for={`own-${what}`}>
              {text.ownNames[what]}
              {mine?.until ? `, ${text.until(timeOf(Date.parse(mine.until)))}` : null}
            </label>
            <select
              id={`own-${what}`}
              class="field small-field"
              value={state}
              onChange={(event) => {
                const wanted = event.currentTarget.value as State;
                // It shows what is; what was asked for is shown when it is so.
                event.currentTarget.value = state;
                set(what, wanted);
              }}
            >
              {STATES.map((one) => (
                <option key={one} value={one}>
                  {text.ownStates[one]}
                </option>
              ))}
            </select>
          </p>
        );
      })}
    </details>
  );
}

/** One thing that is otherwise for one person, and the way back. */
export function ExceptionRow({ visit, about, own }: { visit: Visit; about: Exception; own: OwnLock }) {
  const name = about.name || text.gone;
  const what = text.ownNames[own.what];
  return (
    <li class="held-row">
      <div>
        <p>
          <bdi class="held-name">{name}</bdi> {text.ownRow(what, own.locked)}
        </p>
        <p class="small held-why">{own.until ? text.until(timeOf(Date.parse(own.until))) : text.toTheEnd}</p>
      </div>
      <button
        class="button plain small-button"
        type="button"
        aria-label={text.ownClearNamed(what, name)}
        onClick={() => void ask(visit, { type: "clear_lock", data: { person: about.person, what: own.what } })}
      >
        {text.ownClear}
      </button>
    </li>
  );
}
