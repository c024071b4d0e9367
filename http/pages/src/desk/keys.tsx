// One key for everything a moderator does again and again (WCAG 2.1.4: they can be switched off; nothing works by key
// alone). A key is not one while somebody writes, and not together with Ctrl, Alt or Meta.

import { signal } from "@preact/signals";
import { REASONS, keyWords, text } from "./words.ts";
import type { Work } from "./work.ts";

const KEY = "homeroom.desk.keys";
const on = signal(remembered());

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

function turn(next: boolean): void {
  on.value = next;
  try {
    localStorage.setItem(KEY, next ? "on" : "off");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select, dialog") !== null;

/** What a key does. */
export function onKey(event: KeyboardEvent, work: Work): void {
  if (!on.value || event.ctrlKey || event.altKey || event.metaKey || event.repeat || writes(event.target)) return;
  if (work.asking.value) return;
  const act = acts[event.key] ?? reason(event.key);
  if (!act) return;
  event.preventDefault();
  act(work);
}

function reason(key: string): ((work: Work) => void) | undefined {
  const found = REASONS[Number(key) - 1];
  return found
    ? (work) => {
        work.reason.value = found;
      }
    : undefined;
}

const acts: Record<string, (work: Work) => void> = {
  j: (work) => work.move(1),
  k: (work) => work.move(-1),
  c: (work) => void work.claim(work.row),
  a: (work) => void work.decide(null),
  w: (work) => void work.decide("warn"),
  t: (work) => void work.decide("mute"),
  b: (work) => void work.decide("ban"),
  d: (work) => (work.row ? void work.decide(work.removal(work.row)) : undefined),
  e: (work) => void work.escalate(work.row),
  r: (work) => void work.release(work.row),
  u: (work) => void work.undo(),
  g: (work) => work.gather(),
  s: (work) => {
    work.bare.value = !work.bare.value;
  },
  n: (work) => {
    if (work.row) work.asking.value = { is: "note", case: work.row.id };
  },
  h: (work) => {
    if (work.row) work.asking.value = { is: "hand_over", case: work.row.id };
  },
  "?": (work) => {
    work.asking.value = { is: "keys" };
  },
};

/** The foot: what the keys are. */
export function Keys({ work }: { work: Work }) {
  return (
    <footer class="desk-keys small">
      {on.value ? (
        <ul>
          {[...keyWords.slice(0, 10), ...keyWords.slice(-1)].map(([key, what]) => (
            <li key={key}>
              <kbd>{key}</kbd> {what}
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
            work.bare.value = !work.bare.value;
          }}
        >
          {work.bare.value ? text.hideWords : text.show}
        </button>
      </p>
    </footer>
  );
}
