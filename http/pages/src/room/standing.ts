// What a class of the timetable is for this person now, and so which words and buttons its row has. Pure.

import type { Cause, MyReservation, NextSlot, Place, SlotSession } from "../wire.ts";
import { DOORS_MS } from "./hour-rule.tsx";

export type Standing =
  /** It does not take place; `yours`: the person counted on it. */
  | { is: "cancelled"; yours: boolean }
  /** It is going: who may go in goes in. */
  | { is: "live" }
  /** It begins within minutes, and its doors are open. */
  | { is: "doors"; seat: boolean }
  /** A seat is kept. */
  | { is: "reserved" }
  /** A place in the line. */
  | { is: "waitlisted"; position: number | null; eta: number | null; skipped: Cause | null }
  /** A seat to take until then. */
  | { is: "offered"; until: number | null }
  /** No seat is left. */
  | { is: "full"; waiting: number; lost: Cause | null }
  /** Seats are left. */
  | { is: "free"; left: number; lost: Cause | null }
  /** The person teaches it. */
  | { is: "teaches" };

/** A row of the list: a class of an hour. */
export interface Row {
  slot: NextSlot;
  session: SlotSession;
  standing: Standing;
}

const at = (text: string | undefined): number | null => (text ? Date.parse(text) : null);

/** How a class stands. An offer is told before everything else: it passes. */
export function standingOf(
  slot: NextSlot,
  session: SlotSession,
  place: Place | undefined,
  teaches: boolean,
  now: number,
): Standing {
  if (session.cancelled) return { is: "cancelled", yours: place?.cause === "class_cancelled" };
  const startsAt = Date.parse(slot.starts_at);
  const until = at(place?.until);
  if (place?.standing === "offered" && (until === null || now < until)) return { is: "offered", until };
  if (now >= startsAt) return { is: "live" };
  const seat = place?.standing === "reserved" || place?.standing === "seated";
  if (now >= startsAt - DOORS_MS) return { is: "doors", seat };
  if (teaches) return { is: "teaches" };
  if (seat) return { is: "reserved" };
  if (place?.standing === "waitlisted") {
    return {
      is: "waitlisted",
      position: place.position ?? null,
      eta: at(place.eta),
      skipped: place.skipped?.cause ?? null,
    };
  }
  // An offer whose end has come is about to be somebody else's, or the same person's again: the next look says which.
  if (place?.standing === "offered") return { is: "waitlisted", position: null, eta: null, skipped: "offer_missed" };
  const lost = place?.standing === "gone" ? (place.cause ?? null) : null;
  const left = session.seats_left;
  if (left === 0) return { is: "full", waiting: session.waiting, lost };
  return { is: "free", left, lost };
}

/** The rows of the list: the classes of the person's courses that are not over, soonest first. */
export function rowsOf(
  slots: readonly NextSlot[],
  courses: ReadonlyMap<string, string>,
  mine: readonly MyReservation[],
  now: number,
): Row[] {
  const places = new Map(mine.map((one) => [one.session_id, one.place]));
  return slots
    .filter((slot) => courses.has(slot.course_id) && now < Date.parse(slot.ends_at))
    .flatMap((slot) =>
      slot.sessions.map((session) => {
        const teaches = courses.get(slot.course_id) === "teacher";
        const standing = standingOf(slot, session, places.get(session.session_id), teaches, now);
        return { slot, session, standing };
      }),
    );
}
