// An answer to a poll that is chosen and not sent yet. It outlives the card it is given on: neither a lost connection nor a
// lock nor a reload of the page takes it. One poll is open at a time, so one draft is all there is to keep.

import { signal } from "@preact/signals";
import { signIn } from "../client/account.ts";
import type { Ballot, PollItem } from "../wire.ts";

/** Where it is kept: in this tab, until it is closed. */
const KEY = "homeroom.poll-draft";

/** The answer and whose it is: a tab may have a second person after the first. */
interface Draft {
  person: string;
  poll: string;
  ballot: Ballot;
}

/** Whether two answers say the same. */
export const sameBallot = (one: Ballot | null, other: Ballot | null): boolean => JSON.stringify(one) === JSON.stringify(other);

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class Drafts {
  readonly #kept = signal<Draft | null>(null);

  /** The shelf is asked for each time: to name it is refused already where pages may store nothing. */
  constructor(private readonly shelf: () => Shelf) {
    this.#kept.value = this.#stored();
  }

  /** What a person has chosen in a poll and not sent. */
  of(person: string, poll: string): Ballot | null {
    const kept = this.#kept.value;
    return kept?.person === person && kept.poll === poll ? kept.ballot : null;
  }

  /** Keeps what was chosen. Who has come back to `taken`, the answer that the class has of them, has nothing to send. */
  keep(person: string, { id: poll, anonymous }: Pick<PollItem, "id" | "anonymous">, ballot: Ballot, taken: Ballot | null): void {
    if (sameBallot(ballot, taken)) {
      this.forget();
      return;
    }
    const draft = { person, poll, ballot };
    this.#kept.value = draft;
    // Nobody is to find out who answered what where names are left out. What is stored says both, and stands there for
    // whoever has this computer next; so such an answer is in memory alone, and a reload forgets it.
    this.#store(anonymous ? null : draft);
  }

  /** An answer was taken; one that was chosen while it was on its way is still to be sent. */
  sent(poll: string, ballot: Ballot): void {
    const kept = this.#kept.peek();
    if (kept?.poll === poll && sameBallot(kept.ballot, ballot)) this.forget();
  }

  /** What a poll is not asking any more is not kept. */
  over(polls: readonly Pick<PollItem, "id" | "closed_at">[]): void {
    const kept = this.#kept.peek();
    if (kept && polls.some((one) => one.id === kept.poll && one.closed_at)) this.forget();
  }

  /** Nothing is chosen any more: they left, or signed out. */
  forget(): void {
    this.#kept.value = null;
    this.#store(null);
  }

  #store(draft: Draft | null): void {
    try {
      if (draft) this.shelf().setItem(KEY, JSON.stringify(draft));
      else this.shelf().removeItem(KEY);
    } catch {
      // Without storage a draft lasts as long as the page.
    }
  }

  #stored(): Draft | null {
    try {
      return JSON.parse(this.shelf().getItem(KEY) ?? "null") as Draft | null;
    } catch {
      return null;
    }
  }
}

export const drafts = new Drafts(() => sessionStorage);

// Whose sign-in came to its end by itself signs in again and goes on with it; who signs out has done with it here.
let before = signIn.peek();
signIn.subscribe((state) => {
  if (before.is === "in" && state.is === "out" && state.why === undefined) drafts.forget();
  before = state;
});
