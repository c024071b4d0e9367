// A text of so many characters: under it stands how long it may be, or by how much it is too long.

import type { ComponentChildren } from "preact";
import { tooManyCharacters } from "../limited-words.ts";

/** How many characters a text has too many; up to 0 it is good. */
export const tooMany = (text: string, most: number): number => [...text].length - most;

/** The line under a field, which describes it. */
export function Limit({ id, over, hint }: { id: string; over: number; hint: string }) {
  return (
    <p id={id} class={`xs${over > 0 ? " hint-red" : ""}`}>
      {over > 0 ? tooManyCharacters(over) : hint}
    </p>
  );
}

interface Props {
  id: string;
  label: ComponentChildren;
  text: string;
  most: number;
  rows: number;
  hint: string;
  write(text: string): void;
}

export function LimitedText({ id, label, text, most, rows, hint, write }: Props) {
  return (
    <>
      <label for={id}>{label}</label>
      <textarea
        id={id}
        class="field"
        rows={rows}
        dir="auto"
        value={text}
        aria-describedby={`${id}-hint`}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <Limit id={`${id}-hint`} over={tooMany(text, most)} hint={hint} />
    </>
  );
}
