// Names to choose from after an @ in what is being written: by arrows and Enter, by Tab, or by pointing. The field keeps the
// focus, so that whoever does not want a name just goes on writing.

import type { Signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { begun, completed, type Begun } from "../client/mention.ts";
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
  const [names, find] = useState<readonly string[]>([]);
  const [at, go] = useState(0);
  /** Where the @ stands whose names nobody wants. */
  const [refused, refuse] = useState(-1);
  const area = field.current;
  const from = begun(text.value, area?.selectionStart ?? text.value.length);
  const me = visit.model.value.you?.name;
  useEffect(() => {
    if (!from || from.at === refused) {
      find([]);
      return undefined;
    }
    let gone = false;
    const { prefix } = from;
    const timer = setTimeout(() => {
      void asked(visit, prefix).then((found) => {
        if (gone) return;
        const others = found.filter((name) => name !== me);
        // A name that stands there in full is no question any more.
        const done = others.length === 1 && others[0]?.toLowerCase() === prefix.trim().toLowerCase();
        find(done ? [] : others);
        go(0);
      });
    }, PAUSE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [from?.at, from?.prefix, refused]);
  const open = names.length > 0 && from !== null && from.at !== refused;
  useEffect(() => {
    if (open) tell(chatWords.names(names.length));
  }, [names]);
  const choose = (name: string, begin: Begun) => {
    const next = completed(text.value, begin, name);
    text.value = next.text;
    find([]);
    refuse(-1);
    requestAnimationFrame(() => area?.setSelectionRange(next.caret, next.caret));
  };
  const key = useRef<(event: KeyboardEvent) => boolean>(() => false);
  key.current = ({ key: pressed, isComposing }) => {
    if (!open || isComposing || !from) return false;
    const name = names[at];
    if (pressed === "ArrowDown") go((at + 1) % names.length);
    else if (pressed === "ArrowUp") go((at + names.length - 1) % names.length);
    else if ((pressed === "Enter" || pressed === "Tab") && name !== undefined) choose(name, from);
    else if (pressed === "Escape") refuse(from.at);
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
  if (!open) return null;
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
