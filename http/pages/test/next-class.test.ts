// What comes after a class, and what a teacher may ask next of what the lesson brings.

import "./window.ts";

import assert from "node:assert/strict";
import { test } from "node:test";
import { doorOf, nextOf } from "../src/room/next-class.tsx";
import { firstOf } from "../src/room/poll-prepared.tsx";
import type { NextSlot, PreparedPoll } from "../src/wire.ts";
import { NOON } from "./cast.ts";

const HOUR = 3_600_000;
const at = (hours: number) => new Date(NOON + hours * HOUR).toISOString();

const slot = (hours: number, ...sessions: (string | { cancelled: string })[]) =>
  ({
    starts_at: at(hours),
    ends_at: at(hours + 1),
    sessions: sessions.map((one) => (typeof one === "string" ? { session_id: one } : { session_id: one.cancelled, cancelled: true })),
  }) as unknown as NextSlot;
const next = (slots: NextSlot[], hours: number) => nextOf(slots, NOON, NOON + hours * HOUR);
const found = (slots: NextSlot[], hours: number) => next(slots, hours)?.session?.session_id ?? null;
/** Where one goes from the page of the class at noon. */
const door = (slots: NextSlot[], hours: number) => {
  const one = next(slots, hours);
  return one && doorOf(one, NOON + hours * HOUR);
};

test("the next class is the first that takes place after the one that is over", () => {
  const slots = [slot(0, "itself", "beside it"), slot(1, { cancelled: "off" }), slot(2, { cancelled: "off too" }, "next"), slot(3, "later")];
  assert.equal(found(slots, 0.5), "next", "not the one beside it, also where it was ended early");
  assert.equal(found(slots, 2.5), "next", "one that goes on can be joined");
  assert.equal(found(slots, 3), "later");
});

test("where none is planned there is none", () => {
  assert.equal(next([], 1), null);
  assert.equal(next([slot(0, "itself"), slot(1, { cancelled: "off" })], 1), null);
});

test("to its door one goes when that is open, and not before", () => {
  const slots = [slot(0, "itself"), slot(2, { cancelled: "off" }, "next")];
  assert.equal(door(slots, 1.8), null);
  assert.equal(door(slots, 1.85), "/class/next", "nine minutes before");
  assert.equal(door(slots, 2.5), "/class/next");
});

test("of several at an hour none is named, and no door is shown", () => {
  const several = slot(2, "one", { cancelled: "off" }, "other");
  const slots = [slot(0, "itself"), several, slot(3, "later")];
  assert.deepEqual(next(slots, 2.5), { slot: several, session: null });
  assert.equal(door(slots, 2.5), null);
});

test("asking a poll begins with the first of the lesson that the class was not asked", () => {
  const polls = ["one", "two"].map((question) => ({ question, kind: "typed" }) as PreparedPoll);
  const first = (...asked: string[]) => firstOf(polls, asked.map((question) => ({ question })))?.question ?? null;
  assert.deepEqual([first(), first("two", "own"), first("one"), first("one", "two")], ["one", "one", "two", null]);
  assert.deepEqual([firstOf(null, []), firstOf("away", []), firstOf([], [])], [null, null, null]);
});
