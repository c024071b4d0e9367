// The server's time on this page. The laptop's clock may be wrong or be changed, so instants come from what the server
// said last, carried on by the monotonic clock.

import { signal } from "@preact/signals";

let said = Date.now();
let heardAt = performance.now();

/** Takes over what the server said its time is (RFC 3339). */
export function hearServerTime(text: string): void {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) return;
  said = millis;
  heardAt = performance.now();
  now.value = serverNow();
}

/** The server's time now, in milliseconds since 1970. */
export function serverNow(): number {
  return said + (performance.now() - heardAt);
}

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
