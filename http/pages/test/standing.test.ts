import assert from "node:assert/strict";
import { test } from "node:test";
import { place } from "../src/home-words.ts";
import { rowsOf, standingOf } from "../src/room/standing.ts";
import type { MyReservation, NextSlot, Place } from "../src/wire.ts";
import { NOON } from "./cast.ts";

const MINUTE = 60_000;
const at = (millis: number) => new Date(millis).toISOString();

const slot = (change: Partial<NextSlot> = {}, left = 3): NextSlot => ({
  slot_id: "slot",
  course_id: "course",
  course: "Small wonders",
  starts_at: at(NOON),
  ends_at: at(NOON + 50 * MINUTE),
  local_starts_at: "2026-11-25T14:00:00+02:00",
  local_ends_at: "2026-11-25T14:50:00+02:00",
  sessions: [
    {
      session_id: "class",
      title: "Why the sea is salt",
      summary: "",
      capacity: 12,
      seats_left: left,
      waiting: left === 0 ? 4 : 0,
    },
  ],
  ...change,
});

function stands(held: Place | undefined, now: number, left?: number, teaches = false) {
  const one = slot({}, left);
  const [session] = one.sessions;
  assert.ok(session);
  return standingOf(one, session, held, teaches, now);
}

test("a class with seats can be reserved, and a full one has a line", () => {
  assert.deepEqual(stands(undefined, NOON - 60 * MINUTE, 3), { is: "free", left: 3, lost: null });
  assert.deepEqual(stands(undefined, NOON - 60 * MINUTE, 0), { is: "full", waiting: 4, lost: null });
  assert.deepEqual(stands({ standing: "gone", cause: "no_show" }, NOON - 60 * MINUTE, 0), {
    is: "full",
    waiting: 4,
    lost: "no_show",
  });
});

test("a class that is cancelled is that and nothing else, whatever somebody had in it", () => {
  const one = slot({}, 3);
  const [session] = one.sessions;
  assert.ok(session);
  const stand = (held: Place | undefined, now: number) => standingOf(one, { ...session, cancelled: true }, held, false, now);
  assert.deepEqual(stand(undefined, NOON - 60 * MINUTE), { is: "cancelled", yours: false });
  assert.deepEqual(stand({ standing: "gone", cause: "class_cancelled" }, NOON + MINUTE), { is: "cancelled", yours: true });
});

test("doors open ten minutes before, and from the hour on it is live", () => {
  assert.equal(stands(undefined, NOON - 10 * MINUTE - 1, 3).is, "free");
  assert.deepEqual(stands({ standing: "reserved" }, NOON - 10 * MINUTE, 3), { is: "doors", seat: true });
  assert.deepEqual(stands(undefined, NOON - 1, 3), { is: "doors", seat: false });
  assert.deepEqual(stands({ standing: "reserved" }, NOON, 3), { is: "live" });
});

test("an offer is told before everything else and ends with its time", () => {
  const until = NOON + 30_000;
  const offered: Place = { standing: "offered", until: at(until) };
  assert.deepEqual(stands(offered, NOON, 0), { is: "offered", until });
  assert.deepEqual(stands(offered, until - 1, 0), { is: "offered", until });
  assert.deepEqual(stands(offered, until, 0), { is: "live" });
});

test("who waits is told the place, when a seat can come, and why they were passed over", () => {
  const waits: Place = {
    standing: "waitlisted",
    position: 3,
    eta: at(NOON - 30 * MINUTE),
    skipped: { cause: "offer_missed", at: at(NOON - 90 * MINUTE) },
  };
  const standing = stands(waits, NOON - 60 * MINUTE, 0);
  assert.deepEqual(standing, { is: "waitlisted", position: 3, eta: NOON - 30 * MINUTE, skipped: "offer_missed" });
  assert.deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 102].map(place), [
    "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd",
  ]);
});

test("the list has the classes of the person's courses that are not over", () => {
  const mine = [{ session_id: "class", place: { standing: "reserved" } } as MyReservation];
  const courses = new Map([["course", "student"]]);
  const rows = (now: number) => rowsOf([slot(), slot({ course_id: "another" })], courses, mine, now);
  assert.deepEqual(rows(NOON - 60 * MINUTE).map((row) => row.standing), [{ is: "reserved" }]);
  assert.equal(rows(NOON + 50 * MINUTE - 1).length, 1);
  assert.equal(rows(NOON + 50 * MINUTE).length, 0);
  const teaches = rowsOf([slot()], new Map([["course", "teacher"]]), [], NOON - 60 * MINUTE);
  assert.deepEqual(teaches[0]?.standing, { is: "teaches" });
});
