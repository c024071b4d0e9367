// Whose doing a thing is that happened in the class. An entry does not say who made it; the answer to a wish says which
// entry it made, and comes after it, so while an answer is awaited entries wait for it.

import type { Heard } from "../client/link.ts";
import { newsOf, type News } from "./news.ts";

/** An answer that takes longer holds nothing up. */
const ANSWER_MS_MAX = 1_000;
/** Offsets of own entries that are remembered: an entry comes within moments of its answer. */
const OWN_MAX = 64;

export class Whose {
  #waiting: Heard[] = [];
  #own: number[] = [];
  /** Up to here the class went on while this page was away. */
  #head = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly say: (news: readonly News[]) => void) {}

  hear(what: Heard): void {
    const { frame } = what;
    if (frame.type === "entry") {
      this.#waiting.push(what);
      this.#timer ??= setTimeout(() => this.#settle(), ANSWER_MS_MAX);
    } else {
      if (frame.type === "ack" && frame.data.offset !== undefined) this.#own = [...this.#own, frame.data.offset].slice(-OWN_MAX);
      if (frame.type === "welcome") this.#head = frame.data.resumed ? frame.data.offset : -1;
      this.say(newsOf(what, false, false));
    }
    if (!what.asking) this.#settle();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const what of this.#waiting.splice(0)) {
      const offset = what.frame.type === "entry" ? what.frame.data.offset : 0;
      this.say(newsOf(what, this.#own.includes(offset), offset <= this.#head));
    }
  }
}
