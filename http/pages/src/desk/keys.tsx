// One key for everything a moderator does again and again (WCAG 2.1.4: they can be switched off and put elsewhere; nothing
// works by key alone). A key is not one while somebody writes, and not together with Ctrl, Alt or Meta.

import { signal } from "@preact/signals";
import { actOf, read, USUAL, type KeyAct, type KeyMap } from "./keymap.ts";
import { keyWords, macroText, text } from "./words.ts";
import type { Work } from "./work.ts";

const SWITCH = "homeroom.desk.keys";
const MAP = "homeroom.desk.keymap";
const on = signal(kept(SWITCH) !== "off");
export const map = signal<KeyMap>(read(kept(MAP)));

function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function turn(next: boolean): void {
  on.value = next;
  keep(SWITCH, next ? "on" : "off");
}

/** Puts the keys as they are from here on. */
export function put(next: KeyMap): void {
  map.value = next;
  keep(MAP, JSON.stringify(next));
}

/** The keys as everybody has them at first. */
export const putBack = (): void => put(USUAL);

/** The key of an act, where keys are on. */
export function Key({ of }: { of: KeyAct }) {
  return on.value ? <kbd>{map.value[of]}</kbd> : null;
}

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select, dialog") !== null;

/** What a key does. */
export function onKey(event: KeyboardEvent, work: Work): void {
  if (!on.value || event.ctrlKey || event.altKey || event.metaKey || event.repeat || writes(event.target)) return;
  if (work.asking.value) return;
  const named = actOf(map.value, event.key);
  const act = named ? acts[named] : reason(event.key);
  if (!act) return;
  event.preventDefault();
  act(work);
}

function reason(key: string): ((work: Work) => void) | undefined {
  const place = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
  if (place < 0) return undefined;
  return (work) => {
    const found = work.reasons[place];
    if (found) work.reason.value = found;
  };
}

const acts: Record<KeyAct, (work: Work) => void> = {
  down: (work) => work.move(1),
  up: (work) => work.move(-1),
  claim: (work) => void work.claim(work.row),
  allow: (work) => void work.decide(null),
  warn: (work) => void work.decide("warn"),
  mute: (work) => void work.decide("mute"),
  ban: (work) => void work.decide("ban"),
  remove: (work) => (work.row ? void work.decide(work.removal(work.row)) : undefined),
  escalate: (work) => void work.escalate(work.row),
  release: (work) => void work.release(work.row),
  undo: (work) => void work.undo(),
  gather: (work) => work.gather(),
  words: (work) => {
    work.bare.value = !work.bare.value;
  },
  note: (work) => {
    if (work.row) work.asking.value = { is: "note", case: work.row.id };
  },
  hand_over: (work) => {
    if (work.row) work.asking.value = { is: "hand_over", case: work.row.id };
  },
  pick: (work) => work.pick(work.row),
  bulk: (work) => work.askBulk(),
  macros: (work) => {
    work.asking.value = { is: "macros" };
  },
  shift: (work) => {
    work.asking.value = { is: "shift" };
  },
  keys: (work) => {
    work.asking.value = { is: "keys" };
  },
};

/** The acts that the foot has room for. */
const SHOWN: readonly KeyAct[] = ["down", "up", "claim", "allow", "remove", "mute", "warn", "ban", "escalate", "undo", "keys"];

/** The foot: what the keys are. */
export function Keys({ work }: { work: Work }) {
  return (
    <footer class="desk-keys small">
      {on.value ? (
        <ul>
          {SHOWN.map((act) => (
            <li key={act}>
              <Key of={act} /> {keyWords[act]}
            </li>
          ))}
        </ul>
      ) : null}
      <p>
        {on.value ? text.keysOn : text.keysOff}{" "}
        <button class="link" type="button" onClick={() => turn(!on.value)}>
          {on.value ? text.change : text.changeOn}
        </button>{" "}
        <button
          class="link"
          type="button"
          onClick={() => {
            work.asking.value = { is: "keys" };
          }}
        >
          {text.keysElsewhere}
        </button>{" "}
        <button
          class="link"
          type="button"
          onClick={() => {
            work.asking.value = { is: "macros" };
          }}
        >
          {macroText.title}
        </button>{" "}
        <button
          class="link"
          type="button"
          onClick={() => {
            work.asking.value = { is: "shift" };
          }}
        >
          {text.shift}
        </button>{" "}
        <button
          class="link"
          type="button"
          onClick={() => {
            work.bare.value = !work.bare.value;
          }}
        >
          {work.bare.value ? text.hideWords : text.show}
        </button>
      </p>
    </footer>
  );
}
