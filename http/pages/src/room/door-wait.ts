// The wait for the doors: goes in by itself when they open, by the server's time, each at a moment of its own within three
// seconds so that a school does not knock in one instant.

import { me } from "../client/account.ts";
import { serverNow, serverNowError } from "../client/clock.ts";
import type { Me } from "../wire.ts";

/** Who was let in at the doors' opening does not come in the same instant as everyone else. */
const JITTER_MS = 3_000;
/** How often the server's time is asked for before the doors: each answer may be quicker than the one before. */
const TIME_ASKED_MS = [500, 1_500, 4_000, 60_000];
/** How often it is asked whether there will be a class at all. */
const HELD_ASKED_MS = 30_000;
/** What is known of the server's time is good enough for a countdown. */
const TIME_ERROR_MS = 100;
/** A door that says it is closed, by a clock that is behind, is not run against. */
const KNOCK_AGAIN_MS = 1_000;
/** The longest a browser's timer can be set. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export class DoorWait {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timeTimer: ReturnType<typeof setTimeout> | undefined;
  #heldTimer: ReturnType<typeof setInterval> | undefined;
  /** Drawn once for a wait: what the server's time turns out to be moves the moment, not the place in the crowd. */
  #jitter = 0;
  #knocked = false;

  constructor(
    private readonly doorsAt: () => number,
    private readonly go: () => void,
    private readonly cancelled: (mine: Me) => boolean,
  ) {}

  begin(): void {
    this.stop();
    this.#jitter = Math.random() * JITTER_MS;
    this.#arm();
    this.#askTime(0);
    this.#heldTimer = setInterval(() => {
      // Who is told that it is not held is told by the door. No answer: it is asked again.
      const heard = (mine: Me) => {
        if (!this.cancelled(mine)) return;
        this.stop();
        this.go();
      };
      me().then(heard, () => undefined);
    }, HELD_ASKED_MS);
  }

  /** The page is looked at again: the computer may have slept, and its clocks with it. */
  again(): void {
    clearTimeout(this.#timeTimer);
    this.#askTime(0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#timeTimer);
    clearInterval(this.#heldTimer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const wait = Math.max(this.#knocked ? KNOCK_AGAIN_MS : 0, this.doorsAt() - serverNow()) + this.#jitter;
    this.#timer = setTimeout(
      () => {
        this.#knocked = true;
        clearTimeout(this.#timeTimer);
        clearInterval(this.#heldTimer);
        this.go();
      },
      Math.min(wait, TIMER_MS_MAX),
    );
  }

  /** Asks for the server's time until one answer was quick enough for a countdown. */
  #askTime(times: number): void {
    if (times > 0 && serverNowError() <= TIME_ERROR_MS) return;
    const wait = TIME_ASKED_MS[Math.min(times, TIME_ASKED_MS.length - 1)] ?? 0;
    this.#timeTimer = setTimeout(() => {
      const moved = () => {
        this.#arm();
        this.#askTime(times + 1);
      };
      me().then(moved, () => this.#askTime(times + 1));
    }, wait);
  }
}
