// What became of reports, after the class.

import "./window.ts";

import assert from "node:assert/strict";
import { test } from "node:test";
import { newlyDecided, ofClass, outcomeWords } from "../src/room/my-reports.tsx";
import type { ReportMade } from "../src/wire.ts";

const made = (id: string, outcome: ReportMade["outcome"], session_id = "s1"): ReportMade => ({
  id,
  session_id,
  class: "Salt",
  at: "2026-11-25T18:00:00Z",
  outcome,
});

test("the page of a class has the reports of that class, home has all", () => {
  const all = [made("1", "acted"), made("2", "received", "s2")];
  assert.deepEqual(ofClass(all, "s2").map((one) => one.id), ["2"]);
  assert.deepEqual(ofClass(all, undefined), all);
});

test("what was decided while somebody looked is news once, and what was decided before is none", () => {
  const before = [made("1", "received"), made("2", "acted"), made("3", "received")];
  const after = [made("1", "nothing_wrong"), made("2", "acted"), made("3", "received"), made("4", "acted")];
  assert.deepEqual(newlyDecided(before, after).map((one) => one.id), ["1"]);
  assert.deepEqual(newlyDecided(after, after), []);
  assert.deepEqual(newlyDecided([], after), [], "what the page came up with is read and not told");
});

test("it has the words of the room, and those for what waits", () => {
  assert.equal(outcomeWords(made("1", "acted")), "The moderators did something about what you reported.");
  assert.equal(outcomeWords(made("1", "nothing_wrong")), "The moderators looked at what you reported and found nothing wrong.");
  assert.equal(outcomeWords(made("1", "received")), "It is with the moderators.");
});
