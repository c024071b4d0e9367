// What of the chat is new to somebody. The server keeps how far they have read, on whatever device; this page counts on
// from there, and says how far it was read when it was before somebody's eyes.

import type { ChatItem } from "../wire.ts";

/** How many messages of others stand after an offset. */
export const countAfter = (chat: readonly ChatItem[], offset: number, me: string | undefined): number =>
  chat.filter((item) => item.offset > offset && item.person !== me).length;

/** Between two times at which it is said how far one has read, at least and at most: all read the same message in the same
 *  second, and each of them says so in one of their own. */
const SAY_MS_MIN = 3_000;
const SAY_MS_MAX = 10_000;
/** The same in a class of so many that nobody is told by name: hundreds, or thousands. */
const SAY_OF_MANY_MS_MAX = 60_000;

export interface Told {
  /** Says that everything up to this offset was read; whether it was taken. */
  tell(offset: number): Promise<boolean>;
  after(milliseconds: number, act: () => void): () => void;
  /** From 0 to 1. */
  random(): number;
  /** Whether the class is a large one. */
  many(): boolean;
}

/** How far somebody has read, and how far the server knows of it. */
export class Reading {
  /** Up to here it was before somebody's eyes. */
  seen: number;
  #known: number;
  #cancel: (() => void) | null = null;
  #over = false;

  constructor(
    known: number,
    private readonly told: Told,
  ) {
    this.seen = known;
    this.#known = known;
  }

  /** The list is looked at, with this as its last message. */
  sees(last: number): void {
    if (last <= this.seen) return;
    this.seen = last;
    this.#later();
  }

  /** The server knows that it was read so far: on this page or another. */
  heard(to: number): void {
    this.#known = Math.max(this.#known, to);
    this.seen = Math.max(this.seen, to);
  }

  /** Says it now: the page is about to be out of sight. */
  now(): void {
    this.#cancel?.();
    this.#cancel = null;
    const to = this.seen;
    if (to <= this.#known) return;
    const before = this.#known;
    this.#known = to;
    void this.told.tell(to).then((taken) => {
      if (taken) return;
      this.#known = Math.min(this.#known, before);
      this.#later();
    });
  }

  /** The page is gone: nothing is said any more. */
  stop(): void {
    this.#over = true;
    this.#cancel?.();
  }

  #later(): void {
    if (this.#over) return;
    const most = this.told.many() ? SAY_OF_MANY_MS_MAX : SAY_MS_MAX;
    const wait = SAY_MS_MIN + this.told.random() * (most - SAY_MS_MIN);
    this.#cancel ??= this.told.after(wait, () => this.now());
  }
}
