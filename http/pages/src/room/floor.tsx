// The floor above the chat: who speaks, who waits, and for who gives the floor the way to do it.

import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { now, serverNow } from "../client/clock.ts";
import { microphone } from "../client/devices.ts";
import { inTurn } from "../client/turns.ts";
import { floorWords as text } from "../floor-words.ts";
import { moderate } from "../moderate-words.ts";
import type { Hand, HandFilter, Lockable } from "../wire.ts";
import { isNews, timeOf } from "../words.ts";
import { HandsInTurn, OrderChoice, Spoken } from "./hand-order.tsx";
import { ask } from "./hand-switch.tsx";
import { lowerHands, LoweredHands, type Lowered } from "./lowered.tsx";
import { mutedAt } from "./muted-at.tsx";
import { Icon, PassingButton } from "./parts.tsx";
import { tell } from "./place.ts";
import { narrow, panel, useOpened } from "./tabs.ts";
import type { Visit } from "./visit.ts";

const SECONDS: readonly number[] = [30, 60, 120, 300];
/** For how long something is locked, in minutes; 0 has no end. */
const LOCK_MINUTES: readonly number[] = [0, 5, 15, 30];
const LOCKS: readonly Lockable[] = ["publish", "microphone", "camera", "raise_hand", "poll"];
const FILTERS: readonly HandFilter[] = ["all", "spoken", "not_spoken", "watching"];
/** Where the focus goes from a button that is gone with the hands, or with the time to put them up again. */
const HEAD = "floor-up";

/** Where it goes from the button that has turned on the microphone. */
const GIVE = "floor-give";

/** How long the next floor lasts: what was chosen last. */
const seconds = signal(60);
/** Whose hands go down next. */
const filter = signal<HandFilter>("all");

/** Who has the floor, if somebody has. */
export function FloorLine({ visit }: { visit: Visit }) {
  const { you, floor } = visit.model.value;
  return floor.floor ? <Speaker visit={visit} gives={you?.may.includes("give_floor") ?? false} /> : null;
}

/** Who waits, and for who gives the floor the buttons. */
export function FloorPanel({ visit }: { visit: Visit }) {
  const { you, floor } = visit.model.value;
  const [lowered, note] = useState<Lowered | null>(null);
  // A window that is turned or drawn closes nothing.
  const [wide] = useState(() => matchMedia("(min-width: 60rem)").matches);
  const gives = you?.may.includes("give_floor") ?? false;
  const hands = inTurn(floor);
  const opened = useOpened(hands.length > 0 && wide);
  if (!gives && hands.length === 0 && !narrow.value) return null;
  return (
    <section class="floor" aria-label={text.title}>
      <div {...panel("hands", visit.model.value, "floor-panel")}>
        {gives && lowered ? (
          <LoweredHands
            key={lowered.until}
            visit={visit}
            lowered={lowered}
            head={HEAD}
            onGone={() => note((last) => (last === lowered ? null : last))}
          />
        ) : null}
        {gives ? (
          <details class="floor-desk" {...opened}>
            <summary id={HEAD} class="small">
              {hands.length > 0 ? text.up(hands.length) : text.none}
            </summary>
            <Waiting visit={visit} hands={hands} onLowered={note} />
            <Locks visit={visit} />
          </details>
        ) : hands.length > 0 ? (
          <HandsInTurn floor={floor} hands={hands} me={you?.person} />
        ) : narrow.value ? (
          <p class="floor-count small">{text.none}</p>
        ) : null}
      </div>
    </section>
  );
}

function Speaker({ visit, gives }: { visit: Visit; gives: boolean }) {
  const { you, floor } = visit.model.value;
  const speaks = floor.floor;
  const mine = speaks !== undefined && speaks.person === you?.person;
  const media = visit.media.state.value;
  const isOff = microphone.state.value.is !== "on" && !(media.is === "none" && isNews(media.reason));
  const mayBeHeard = mine && (you?.may.includes("microphone") ?? false);
  const unheard = mayBeHeard && isOff;
  const said = useRef("");
  useEffect(() => {
    // Said once, when a floor lets them be heard; who turns it off later knows.
    if (!mayBeHeard || !speaks || said.current === speaks.until) return;
    said.current = speaks.until;
    if (isOff) tell(text.unheard);
  }, [speaks?.until, mayBeHeard]);
  if (!speaks) return null;
  // The tick of the clock draws this line alone.
  const left = Math.max(0, Math.ceil((Date.parse(speaks.until) - Math.max(now.value, serverNow())) / 1_000));
  return (
    <p class="floor-speaker">
      <Icon name="mic" size={18} />
      <span>
        <bdi>{unheard ? text.mineUnheard : mine ? text.mine : text.speaks(speaks.name)}</bdi>{" "}
        <span class="num">{text.left(left)}</span>
      </span>
      {unheard ? (
        <PassingButton to={GIVE} class="button act small-button" onClick={() => void microphone.turnOn()}>
          {text.turnOn}
        </PassingButton>
      ) : null}
      {mine || gives ? (
        <button
          id={GIVE}
          class="button plain small-button"
          type="button"
          onClick={() => void ask(visit, { type: "end_floor", data: {} })}
        >
          {mine ? text.give : text.take}
        </button>
      ) : null}
    </p>
  );
}

interface WaitingProps {
  visit: Visit;
  hands: readonly Hand[];
  onLowered(lowered: Lowered): void;
}

function Waiting({ visit, hands, onLowered }: WaitingProps) {
  const { you, floor } = visit.model.value;
  const mayAct = you?.may.includes("sanction") ?? false;
  const [lowering, go] = useState(false);
  const lower = async () => {
    if (lowering) return;
    go(true);
    const lowered = await lowerHands(visit, filter.value);
    go(false);
    if (lowered) onLowered(lowered);
  };
  return (
    <>
      <div class="floor-acts">
        <label class="small" for="floor-seconds">
          {text.minutes}
        </label>
        <select
          id="floor-seconds"
          class="field small-field"
          value={seconds.value}
          onChange={(event) => {
            seconds.value = Number(event.currentTarget.value);
          }}
        >
          {SECONDS.map((one) => (
            <option key={one} value={one}>
              {text.minute(one)}
            </option>
          ))}
        </select>
        <button
          class="button act small-button"
          type="button"
          aria-disabled={hands.length === 0}
          onClick={() =>
            hands.length > 0 ? void ask(visit, { type: "grant_floor", data: { seconds: seconds.value } }) : undefined
          }
        >
          {text.next}
        </button>
        {hands.length > 1 ? (
          <>
            <label class="vh" for="floor-filter">
              {text.lowerWhich}
            </label>
            <select
              id="floor-filter"
              class="field small-field"
              value={filter.value}
              onChange={(event) => {
                filter.value = event.currentTarget.value as HandFilter;
              }}
            >
              {FILTERS.map((one) => (
                <option key={one} value={one}>
                  {text.filters[one]}
                </option>
              ))}
            </select>
            <PassingButton
              to={HEAD}
              class={`button plain small-button${lowering ? " working" : ""}`}
              aria-disabled={lowering}
              onClick={() => void lower()}
            >
              {filter.value === "all" ? text.lowerAll : text.lowerThem}
            </PassingButton>
          </>
        ) : null}
      </div>
      <OrderChoice visit={visit} />
      <ol class="floor-hands">
        {hands.map((hand) => (
          <li key={hand.person}>
            <span class="floor-who">
              <bdi>{hand.name}</bdi>
              <Spoken floor={floor} hand={hand} />
              <Muted words={mutedAt(visit, hand.person)} />
            </span>
            <button
              class="button plain small-button"
              type="button"
              aria-label={text.grantNamed(hand.name)}
              onClick={() =>
                void ask(visit, { type: "grant_floor", data: { person: hand.person, seconds: seconds.value } })
              }
            >
              {text.grant}
            </button>
            <button
              class="button quiet small-button"
              type="button"
              aria-label={text.lowerNamed(hand.name)}
              title={text.lower}
              onClick={() => void ask(visit, { type: "lower_hand", data: { person: hand.person } })}
            >
              <Icon name="x" size={14} />
            </button>
            {mayAct ? (
              <button
                class="button quiet small-button"
                type="button"
                aria-label={moderate.person(hand.name)}
                title={moderate.act}
                onClick={() => {
                  visit.about.value = { person: hand.person, name: hand.name, role: "student" };
                }}
              >
                <Icon name="flag" size={14} />
              </button>
            ) : null}
          </li>
        ))}
      </ol>
    </>
  );
}

function Muted({ words }: { words: string }) {
  return words ? <span class="small floor-spoken">{words}</span> : null;
}

function Locks({ visit }: { visit: Visit }) {
  const { you, floor } = visit.model.value;
  const [minutes, last] = useState(0);
  if (!you?.may.includes("lock")) return null;
  return (
    <fieldset class="floor-locks small">
      <legend>{text.locks}</legend>
      {LOCKS.map((lock) => {
        const locked = floor.locks?.includes(lock) ?? false;
        const until = floor.ends?.find((one) => one.what === lock)?.until;
        const end = locked || minutes === 0 ? {} : { seconds: minutes * 60 };
        return (
          <label key={lock}>
            <input
              type="checkbox"
              checked={locked}
              onChange={() => void ask(visit, { type: "lock", data: { what: lock, locked: !locked, ...end } })}
            />
            {text.lockNames[lock]}
            {until ? `, ${text.until(timeOf(Date.parse(until)))}` : null}
          </label>
        );
      })}
      <p>
        <label for="floor-lock-for">{text.lockFor}</label>{" "}
        <select
          id="floor-lock-for"
          class="field small-field"
          value={minutes}
          onChange={(event) => last(Number(event.currentTarget.value))}
        >
          {LOCK_MINUTES.map((one) => (
            <option key={one} value={one}>
              {one === 0 ? text.lockOpen : text.lockMinutes(one)}
            </option>
          ))}
        </select>
      </p>
    </fieldset>
  );
}
