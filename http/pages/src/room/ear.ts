// What is heard of a class, for who announces it. Its code comes late, so what comes before is kept for it.

import type { Heard } from "../client/link.ts";

/** Enough for what comes in the time a part of a page takes to be fetched; of more the latest are kept. */
const EARLY_MAX = 200;

export class Ear {
  #early: Heard[] = [];
  #take: ((what: Heard) => void) | null = null;

  hear(what: Heard): void {
    if (this.#take) this.#take(what);
    else if (this.#early.push(what) > EARLY_MAX) this.#early.shift();
  }

  /** From here on, and first what came before; the answer ends it. */
  listen(take: (what: Heard) => void): () => void {
    this.#take = take;
    for (const what of this.#early.splice(0)) take(what);
    return () => {
      if (this.#take === take) this.#take = null;
    };
  }
}
