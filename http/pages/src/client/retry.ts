// What a client may do about a refusal or a closed socket: what its class says, never more. The classes of refusals are the
// protocol's own; those of close codes mirror its table.

import { type Code, RETRY } from "../wire.ts";

export type Retry = (typeof RETRY)[Code];

/** The class of a refusal's code; a code from a newer server is left to the person. */
export function retryOf(code: Code): Retry {
  return RETRY[code] ?? "person";
}

/** What to do after a close. `after` waits that long at least, with up to `jitter` on top (milliseconds). */
export type AfterClose =
  | { do: "stop" }
  | { do: "join_again" }
  | { do: "resume"; after: number; jitter: number; backoff: boolean };

const RESUME_BACKOFF: AfterClose = { do: "resume", after: 1_000, jitter: 1_000, backoff: true };

/** The class of a close code. Codes the network or the browser made (1001, 1006, …) are a lost connection. */
export function afterClose(code: number, retryAfterMs?: number | null): AfterClose {
  switch (code) {
    case 1000: // Both sides are done.
    case 1009: // A frame over the limit.
    case 4400: // Not the protocol.
    case 4403: // Removed.
    case 4404: // No such session.
    case 4409: // The other device took the place.
      return { do: "stop" };
    case 4401: // No good hello in time, or the sign-in ended.
    case 4411: // Let in from the lobby, or put back into it.
      return { do: "join_again" };
    case 4408: // Too slow.
    case 4410: // Heartbeat missed.
      return { do: "resume", after: 0, jitter: 500, backoff: true };
    case 4412: // The session moved: everyone comes at once, so the jitter spreads them.
      return { do: "resume", after: 0, jitter: 2_000, backoff: true };
    case 4429: // Too many, or too often.
      return { do: "resume", after: retryAfterMs ?? 5_000, jitter: 1_000, backoff: false };
    case 4500: // Something broke.
      return RESUME_BACKOFF;
    default:
      return { do: "resume", after: 0, jitter: 500, backoff: true };
  }
}

const BACKOFF_MS_MAX = 30_000;

/** Milliseconds to wait before attempt `failures + 1`; the first attempt after a loss follows the close's own class. */
export function backoff(close: AfterClose & { do: "resume" }, failures: number, random: number): number {
  if (!close.backoff || failures === 0) return close.after + random * close.jitter;
  const step = Math.min(BACKOFF_MS_MAX, 1_000 * 2 ** Math.min(failures - 1, 10));
  return Math.max(close.after, step / 2 + (random * step) / 2);
}
