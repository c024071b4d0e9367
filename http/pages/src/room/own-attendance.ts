// When this person was in the class, as the server knows it: asked for when the class is over, and again when the record
// is there.

import { signal } from "@preact/signals";
import { attendance, NoAnswer, Refused } from "../client/account.ts";
import { serverNow } from "../client/clock.ts";
import { retryOf } from "../client/retry.ts";
import type { Attendance } from "../wire.ts";

/** How long after the end of a class its attendance becomes a record; the protocol's limit. */
export const FILED_MS = 5 * 60_000;
/** So much later it can be read, whatever the class has to do meanwhile. */
const WRITTEN_MS = 3_000;
/** Everybody of a class asks for it: not all in the same moment. */
const SPREAD_MS = 10_000;
/** The shortest wait between two questions. */
const AGAIN_MS = 5_000;

export class OwnAttendance {
  /** Null until the server has said so. */
  readonly known = signal<Attendance | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(private readonly session: string) {}

  /** Asks once; a refusal is the caller's. */
  async ask(): Promise<Attendance> {
    const known = await attendance(this.session);
    this.known.value = known;
    return known;
  }

  /** Asks until there is a record. What this page counted itself is shown meanwhile. */
  async follow(): Promise<void> {
    clearTimeout(this.#timer);
    let wait = AGAIN_MS;
    try {
      const known = await this.ask();
      if (known.filed) return;
      const ended = known.ended_at ? Date.parse(known.ended_at) : serverNow();
      wait = Math.max(wait, ended + FILED_MS + WRITTEN_MS + Math.random() * SPREAD_MS - serverNow());
    } catch (error) {
      if (!(error instanceof NoAnswer) && !(error instanceof Refused && retryOf(error.problem.code) === "later")) return;
    }
    if (!this.#over) this.#timer = setTimeout(() => void this.follow(), wait);
  }

  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }
}
