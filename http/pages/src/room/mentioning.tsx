// Names to choose from after an @ in what is being written: by arrows and Enter, by Tab, or by pointing. The field keeps the
// focus, so that whoever does not want a name just goes on writing.

import type { Signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { begun, completed, meant, type Begun } from "../client/mention.ts";
import { chatWords } from "../chat-words.ts";
import type { PeoplePage } from "../wire.ts";
import { tell } from "./place.ts";
import type { Visit } from "./visit.ts";

/** More names than these nobody reads while writing. */
const NAMES_MAX = 6;
/** A pause in writing after which names are asked for. */
const PAUSE_MS = 150;

interface Props {
  visit: Visit;
  field: { current: HTMLTextAreaElement | null };
  text: Signal<string>;
}

export function Mentioning({ visit, field, text }: Props) {
  const [found, find] = useState<readonly string[]>([]);
  const [at, go] = useState(0);
  /** Where the @ stands whose names nobody wants any more. */
  const [done, finish] = useState(-1);
  const area = field.current;
  const from = begun(text.value, area?.selectionStart ?? text.value.length);
  const me = visit.model.value.you?.name;
  const asks = from !== null && from.at !== done;
  useEffect(() => {
    if (!asks) {
      find([]);
      return undefined;
    }
    let gone = false;
    const timer = setTimeout(() => {
      void asked(visit, from.prefix).then((names) => {
        if (gone) return;
        find(names.filter((name) => name !== me));
        go(0);
      });
    }, PAUSE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [from?.at, from?.prefix, asks]);
  // What was found for less is narrowed at once: nobody chooses by Enter what they have written past.
  const names = asks ? meant(found, from.prefix) : [];
  const open = names.length > 0;
  useEffect(() => {
    if (open) tell(chatWords.names(names.length));
  }, [found]);
  const choose = (name: string, begin: Begun) => {
    const next = completed(text.value, begin, name);
    text.value = next.text;
    find([]);
    finish(begin.at);
    requestAnimationFrame(() => area?.setSelectionRange(next.caret, next.caret));
  };
  const key = useRef<(event: KeyboardEvent) => boolean>(() => false);
  key.current = ({ key: pressed, isComposing, shiftKey, ctrlKey, altKey, metaKey }) => {
    if (!open || isComposing || shiftKey || ctrlKey || altKey || metaKey) return false;
    // The caret may have moved since this was drawn.
    const now = begun(text.value, area?.selectionStart ?? 0);
    const name = names[Math.min(at, names.length - 1)];
    if (now?.at !== from?.at || !now) return false;
    if (pressed === "ArrowDown") go((at + 1) % names.length);
    else if (pressed === "ArrowUp") go((at + names.length - 1) % names.length);
    else if ((pressed === "Enter" || pressed === "Tab") && name !== undefined) choose(name, now);
    else if (pressed === "Escape") finish(now.at);
    else return false;
    return true;
  };
  useEffect(() => {
    if (!area) return undefined;
    // Before the field's own: while there is something to choose, Enter sends nothing.
    const first = (event: KeyboardEvent) => {
      if (!key.current(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    area.addEventListener("keydown", first, { capture: true });
    return () => area.removeEventListener("keydown", first, { capture: true });
  }, [area]);
  useEffect(() => {
    if (!area || !open) return undefined;
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", "mention-names");
    area.setAttribute("aria-activedescendant", `mention-${at}`);
    return () => {
      for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"]) area.removeAttribute(name);
    };
  }, [area, open, at]);
  if (!open || !from) return null;
  return (
    <ul id="mention-names" class="mention-names" role="listbox" aria-label={chatWords.whom}>
      {names.map((name, place) => (
        <li
          key={name}
          id={`mention-${place}`}
          role="option"
          aria-selected={place === at}
          onMouseDown={(event) => {
            event.preventDefault();
            choose(name, from);
          }}
        >
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** Names of those who are here and are called so. */
async function asked(visit: Visit, prefix: string): Promise<string[]> {
  const got: PeoplePage[] = [];
  const name = prefix.trim();
  await visit.ask({ type: "people", data: { ...(name ? { name } : {}), limit: NAMES_MAX + 1 } }, (data) => {
    if (data && "version" in data) got.push(data);
  });
  return [...new Set((got[0]?.people ?? []).map((one) => one.name))].slice(0, NAMES_MAX);
}
