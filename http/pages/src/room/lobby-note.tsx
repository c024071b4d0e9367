// Something to be read by who waits in the lobby: by all of them, or by one.

import { useEffect, useRef, useState } from "preact/hooks";
import { lobbyWords as text } from "../lobby-words.ts";

/** Characters of it; the server takes no more. */
const CHARACTERS_MAX = 500;

interface Props {
  id: string;
  label: string;
  /** It was opened to be written in: the focus goes there. */
  opened?: boolean;
  /** Whether it went out. */
  send(text: string): Promise<boolean>;
}

export function LobbyNote({ id, label, opened = false, send }: Props) {
  const [note, write] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (opened) field.current?.focus();
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    const words = note.trim();
    if (words !== "" && (await send(words))) write("");
  };
  return (
    <form class="lobby-note" onSubmit={(event) => void submit(event)}>
      <label class="small" for={id}>
        {label}
      </label>
      <input
        id={id}
        class="field"
        ref={field}
        maxLength={CHARACTERS_MAX}
        value={note}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <button class="button plain small-button" type="submit">
        {text.send}
      </button>
    </form>
  );
}
