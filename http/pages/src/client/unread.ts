// What of the chat is new to somebody. The server keeps how far they have read, on whatever device; this page counts on
// from there, and says how far it was read when it was before somebody's eyes.

import type { ChatItem } from "../wire.ts";

/** How many messages of others stand after an offset. */
export const countAfter = (chat: readonly ChatItem[], offset: number, me: string | undefined): number =>
  chat.filter((item) => item.offset > offset && item.person !== me).length;

/** Between two times at which it is said how far one has read, at least and at most: hundreds read the same message in the
 *  same second, and each of them says so in one of their own. */
const SAY_MS_MIN = 3_000;
const SAY_MS_MAX = 10_000;

export interface Told {
  /** Says that everything up to this offset was read; whether it was taken. */
  tell(offset: number): Promise<boolean>;
  after(milliseconds: number, act: () => void): () => void;
  /** From 0 to 1. */
  random(): number;
}

/** How far somebody has read, and how far the server knows of it. */
export class Reading {
  /** Up to here it was before somebody's eyes. */
  seen: number;
  #known: number;
  #cancel: (() => void) | null = null;

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

  /** Says it now: the page is about to be out of sight. */
  now(): void {
    this.stop();
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

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #later(): void {
    const wait = SAY_MS_MIN + this.told.random() * (SAY_MS_MAX - SAY_MS_MIN);
    this.#cancel ??= this.told.after(wait, () => this.now());
  }
}
