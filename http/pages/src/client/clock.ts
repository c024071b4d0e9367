// The server's time on this page. The laptop's clock may be wrong or be changed, so instants come from what the server
// said, carried on by the monotonic clock. What it said was true half a round trip before it arrived, give or take the
// other half; so of several answers the quickest is believed, until it has grown old.

import { signal } from "@preact/signals";

/** How far two clocks drift apart at most, as a share of the time that passes: ten times what a bad one does. */
const DRIFT = 0.0005;
/** A round trip that nobody measured: what arrives by itself, without a question. */
const TRIP_MS_UNKNOWN = 1_000;

let said = Date.now();
let heardAt = performance.now();
/** How far off `said` may be when it was heard. */
let error = Number.POSITIVE_INFINITY;

/** Takes over what the server said its time is (RFC 3339), where that is better than what we know. `trip` is how long the
 *  question and the answer took, in milliseconds. */
export function hearServerTime(text: string, trip = TRIP_MS_UNKNOWN): void {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) return;
  const heard = performance.now();
  // It was that late at least when it was said. Where ours is behind all the same, this computer has slept.
  const slept = millis > serverNow() + serverNowError();
  if (!slept && trip / 2 > serverNowError()) return;
  said = millis + trip / 2;
  heardAt = heard;
  error = trip / 2;
  now.value = serverNow();
}

/** The server's time now, in milliseconds since 1970. */
export function serverNow(): number {
  return said + (performance.now() - heardAt);
}

/** How far off that may be, in milliseconds. */
export function serverNowError(): number {
  return error + (performance.now() - heardAt) * DRIFT;
}

/** How far this computer's own clock is ahead of the server's, in milliseconds; behind: negative. */
export const ahead = (): number => Date.now() - serverNow();

/** The server's time, moved once a second for whatever shows it. */
export const now = signal(serverNow());

/** Lets `now` move; once, from the page's start. */
export function startClock(): void {
  const tick = () => {
    now.value = serverNow();
    setTimeout(tick, 1000 - (serverNow() % 1000) + 5);
  };
  tick();
}
