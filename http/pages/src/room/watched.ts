// A minute without a socket in which sound and picture went on: the page says so itself, once a minute. It says only what is
// so at that moment, and nothing later: without a network nothing was watched.

import { sayThatIWatch } from "../client/account.ts";

const MINUTE = 60_000;
/** The first seconds of a loss are no watching without a socket: most losses are over by then. */
const LOST_MS = 5_000;

export class Watched {
  #lostSince: number | null = null;
  #said = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly session: string,
    private readonly say: (session: string, minute: number) => Promise<unknown> = sayThatIWatch,
  ) {}

  /** Called every second or so with the server's time, and whether the socket and the media room are open. */
  tick(now: number, socket: boolean, media: boolean): void {
    if (socket) this.#lostSince = null;
    else this.#lostSince ??= now;
    const minute = Math.floor(now / MINUTE) * MINUTE;
    const watches = media && this.#lostSince !== null && now - this.#lostSince >= LOST_MS;
    if (!watches || minute === this.#said) return;
    this.#said = minute;
    // Not heard is not said again: the next minute is.
    void this.say(this.session, minute).catch(() => undefined);
  }
}
