// What a client may do about a refusal or a closed socket: what its class says, never more. Both classes are the protocol's
// own tables; how long a page waits before it resumes is said here.

import { AFTER_CLOSE, type Code, RETRY } from "../wire.ts";

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

type Closes = typeof AFTER_CLOSE;
/** The codes after which a page resumes. */
type Resumed = { [Code in keyof Closes]: Closes[Code] extends "resume" ? Code : never }[keyof Closes];

type Resume = AfterClose & { do: "resume" };

const AT_ONCE: Resume = { do: "resume", after: 0, jitter: 500, backoff: true };

const RESUME: Record<Resumed, Resume> = {
  4408: AT_ONCE, // Too slow.
  4410: AT_ONCE, // Heartbeat missed.
  4412: { ...AT_ONCE, jitter: 2_000 }, // The session moved: everyone comes at once, so the jitter spreads them.
  4429: { do: "resume", after: 5_000, jitter: 1_000, backoff: false }, // Too many, or too often; or as long as `bye` says.
  4500: { do: "resume", after: 1_000, jitter: 1_000, backoff: true }, // Something broke.
};

/** The class of a close code. Codes the network or the browser made (1001, 1006, …) are a lost connection. */
export function afterClose(code: number, retryAfterMs?: number | null): AfterClose {
  const what = AFTER_CLOSE[code as keyof Closes] ?? "resume";
  if (what !== "resume") return { do: what };
  const close = RESUME[code as Resumed] ?? AT_ONCE;
  return code === 4429 ? { ...close, after: retryAfterMs ?? close.after } : close;
}

const BACKOFF_MS_MAX = 30_000;

/** Milliseconds to wait before attempt `failures + 1`; the first attempt after a loss follows the close's own class. */
export function backoff(close: AfterClose & { do: "resume" }, failures: number, random: number): number {
  if (!close.backoff || failures === 0) return close.after + random * close.jitter;
  const step = Math.min(BACKOFF_MS_MAX, 1_000 * 2 ** Math.min(failures - 1, 10));
  return Math.max(close.after, step / 2 + (random * step) / 2);
}
