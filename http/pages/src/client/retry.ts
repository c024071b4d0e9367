// What a client may do about a refusal or a closed socket: what its class says, never more. Mirrors the protocol's
// table of refusal codes and of close codes.

import type { Code } from "../wire.ts";

export type Retry = "never" | "later" | "person" | "sign_in" | "join_again";

const RETRY: Record<Code, Retry> = {
  not_signed_in: "sign_in",
  sign_in_ended: "sign_in",
  link_refused: "sign_in",
  other_browser: "person",
  code_wrong: "person",
  ticket_refused: "join_again",
  signature_refused: "never",
  wrong_origin: "never",
  not_entitled: "person",
  not_permitted: "person",
  not_found: "never",
  method_not_allowed: "never",
  request_timeout: "later",
  other_device: "person",
  in_flight: "later",
  id_taken: "never",
  not_here: "join_again",
  removed: "never",
  banned: "never",
  banned_from_course: "never",
  banned_from_platform: "never",
  denied: "person",
  lobby_full: "later",
  list_changed: "person",
  lobby_off: "person",
  muted: "person",
  chat_paused: "person",
  case_claimed: "person",
  case_decided: "person",
  not_claimed: "person",
  case_changed: "person",
  own_decision: "never",
  appealed: "never",
  appeal_too_late: "never",
  sanction_over: "never",
  undo_over: "person",
  poll_open: "person",
  poll_closed: "person",
  voted: "never",
  not_open: "later",
  waitlist_full: "later",
  no_offer: "person",
  too_late: "never",
  over: "never",
  cancelled: "never",
  too_large: "never",
  unsupported_media_type: "never",
  headers_too_large: "never",
  malformed: "never",
  unknown_type: "never",
  idempotency_key_missing: "never",
  idempotency_key_reused: "never",
  invalid: "person",
  too_long: "person",
  words_blocked: "person",
  too_often: "later",
  too_many_sockets: "later",
  broke: "never",
  busy: "later",
  unavailable: "later",
  entitlement_unknown: "later",
  quarantined: "later",
};

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
