// Says to the class that nobody looks at this page, once that has been so for a while, and at once that somebody does again.

import type { ReadonlySignal } from "@preact/signals";
import { now, serverNow } from "./clock.ts";
import type { Link } from "./link.ts";

/** Says it while the page is there; returns what ends that. */
export function watchAway(link: ReadonlySignal<Link>, say: (away: boolean) => void): () => void {
  const away = new Away(say);
  const look = () => away.tick(serverNow(), link.peek().is === "open", document.visibilityState === "hidden");
  const ticks = now.subscribe(look);
  const links = link.subscribe((next) => void (next.is === "open" ? undefined : away.lost()));
  document.addEventListener("visibilitychange", look);
  return () => {
    ticks();
    links();
    document.removeEventListener("visibilitychange", look);
  };
}

/** A glance at another page is not worth a word. */
const AWAY_MS = 10_000;

export class Away {
  #since: number | null = null;
  #said = false;

  constructor(private readonly say: (away: boolean) => void) {}

  /** What a connection said is gone with it. */
  lost(): void {
    this.#said = false;
  }

  /** Looks whether there is something to say. */
  tick(now: number, open: boolean, hidden: boolean): void {
    this.#since = hidden ? (this.#since ?? now) : null;
    const away = this.#since !== null && now - this.#since >= AWAY_MS;
    if (!open || away === this.#said) return;
    this.#said = away;
    this.say(away);
  }
}
