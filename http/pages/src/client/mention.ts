// Names after an @: whose they are in a text that is read, and which one is being written.

import { NAME_CHARACTERS_MAX } from "./name.ts";

const LETTER = "[\\p{L}\\p{N}]";

/** A text in pieces: at odd places stands this name after an @, as it was written. */
export function pieces(text: string, name: string): string[] {
  if (!name || !text.includes("@")) return [text];
  const plain = name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return text.split(new RegExp(`(?<!${LETTER})(@${plain})(?!${LETTER})`, "iu"));
}

/** Whether a text is meant for who is called so. */
export const isMentioned = (text: string, name: string | undefined): boolean => pieces(text, name ?? "").length > 1;

/** A name that is being written: where its @ stands, and what of it is there. */
export interface Begun {
  at: number;
  prefix: string;
}

const BEGUN = new RegExp(`(?:^|[\\s(])@((?:${LETTER}[^\\n@]*)?)$`, "u");

/** The name that is being written in front of the caret. */
export function begun(text: string, caret: number): Begun | null {
  const prefix = BEGUN.exec(text.slice(0, caret))?.[1];
  if (prefix === undefined || [...prefix].length > NAME_CHARACTERS_MAX) return null;
  return { at: caret - prefix.length - 1, prefix };
}

/** The names that are still meant by what is written of one; none where one of them stands there in full. */
export function meant(names: readonly string[], prefix: string): readonly string[] {
  const written = prefix.trim().toLowerCase();
  const still = names.filter((name) => name.toLowerCase().includes(written));
  return still.some((name) => name.toLowerCase() === written) ? [] : still;
}

/** The text with the whole name, and where the caret stands behind it. */
export function completed(text: string, from: Begun, name: string): { text: string; caret: number } {
  const after = text.slice(from.at + 1 + from.prefix.length);
  const space = /^\s/.test(after) ? "" : " ";
  const before = `${text.slice(0, from.at)}@${name}${space}`;
  return { text: before + after, caret: before.length + (space ? 0 : 1) };
}
