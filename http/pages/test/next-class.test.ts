// What comes after a class, and what a teacher may ask next of what the lesson brings.

import "./window.ts";

import assert from "node:assert/strict";
import { test } from "node:test";
import { nextOf } from "../src/room/next-class.tsx";
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
const found = (slots: NextSlot[], hours: number) => nextOf(slots, NOON, NOON + hours * HOUR)?.session.session_id ?? null;

test("the next class is the first that takes place after the one that is over", () => {
  const slots = [slot(0, "itself", "beside it"), slot(1, { cancelled: "off" }), slot(2, { cancelled: "off too" }, "next"), slot(3, "later")];
  assert.equal(found(slots, 0.5), "next", "not the one beside it, also where it was ended early");
  assert.equal(found(slots, 2.5), "next", "one that goes on can be joined");
  assert.equal(found(slots, 3), "later");
});

test("where none is planned there is none", () => {
  assert.equal(found([], 1), null);
  assert.equal(found([slot(0, "itself"), slot(1, { cancelled: "off" })], 1), null);
});

test("asking a poll begins with the first of the lesson that the class was not asked", () => {
  const polls = ["one", "two"].map((question) => ({ question, kind: "typed" }) as PreparedPoll);
  const first = (...asked: string[]) => firstOf(polls, asked.map((question) => ({ question })))?.question ?? null;
  assert.deepEqual([first(), first("two", "own"), first("one"), first("one", "two")], ["one", "one", "two", null]);
  assert.deepEqual([firstOf(null, []), firstOf("away", []), firstOf([], [])], [null, null, null]);
});
