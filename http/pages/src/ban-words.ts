// How long a ban holds: as whoever makes one chooses it, and as it reads to whom it is about.

import type { Scope } from "./wire.ts";
import { timeOf } from "./words.ts";

/** How long one can be made to hold on these pages, in minutes; `null`: until it is lifted. The protocol takes any number of
 *  them up to a year. */
export const BAN_MINUTES: readonly (number | null)[] = [1_440, 10_080, 43_200, null];

// With its year: in a year it may be the same day.
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });

export const banWords = {
  lasts: "For how long",
  length: (minutes: number | null): string => {
    if (minutes === null) return "Until it is lifted";
    if (minutes % 1_440 !== 0) return `${minutes} min`;
    return minutes === 1_440 ? "1 day" : `${minutes / 1_440} days`;
  },
  /** `8 December 2026, 14:05`. */
  at: (millis: number): string => `${day.format(millis)}, ${timeOf(millis)}`,
  /** What somebody reads who stands at the door. */
  ends: (millis: number): string => `It ends by itself on ${day.format(millis)} at ${timeOf(millis)}.`,
  /** The same once it has ended. */
  ended: (millis: number): string => `It ended on ${day.format(millis)} at ${timeOf(millis)}.`,
} as const;

/** What is sent of a length that was chosen: a ban from one class is over with the class, and is sent without. */
export const lastsOf = (scope: Scope, minutes: number | null | undefined): { minutes?: number } =>
  scope === "session" || minutes === null || minutes === undefined ? {} : { minutes };

const MINUTE_MS = 60_000;

/** When a ban ends of which so much is left, in milliseconds; to the minute, and not a minute early. */
export const endOf = (now: number, left: number): number => Math.ceil((now + left) / MINUTE_MS) * MINUTE_MS;
