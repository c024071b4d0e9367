import assert from "node:assert/strict";
import { test } from "node:test";
import { hearServerTime, serverNow, serverNowError } from "../src/client/clock.ts";

const NOON = "2026-11-25T12:00:00.000Z";
const millis = Date.parse(NOON);
/** What the test itself takes between two lines. */
const SLACK_MS = 50;

const isAbout = (expected: number) => assert.ok(Math.abs(serverNow() - expected) <= SLACK_MS, `${serverNow() - expected} ms off`);

test("half a round trip has passed since the server looked at its clock, and the quickest answer is believed", () => {
  hearServerTime(NOON, 400);
  isAbout(millis + 200);
  assert.ok(serverNowError() >= 200 && serverNowError() < 210);
  // A slower answer says less.
  hearServerTime("2026-11-25T11:59:59.000Z", 900);
  isAbout(millis + 200);
  hearServerTime("2026-11-25T12:00:07.000Z", 40);
  isAbout(millis + 7_020);
  // Nor does what came by itself, of which nobody knows how long it took.
  hearServerTime("2026-11-25T12:00:05.000Z");
  isAbout(millis + 7_020);
  hearServerTime("no time at all", 1);
  isAbout(millis + 7_020);
  // A server that was later than we think when it spoke knows that this computer has slept, however slow it was.
  hearServerTime("2026-11-25T13:00:00.000Z", 900);
  isAbout(millis + 3_600_450);
});
