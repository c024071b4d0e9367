// How many may answer a poll.

import "./window.ts";

import assert from "node:assert/strict";
import { test } from "node:test";
import { mayAnswer } from "../src/room/poll.tsx";

test("who gives the class is not among those who may answer, and who watches is", () => {
  assert.equal(mayAnswer({ seated: 3, watching: 2, giving: 1 }), 4);
  assert.equal(mayAnswer({ seated: 1, watching: 0, giving: 1 }), 0);
});

test("where nobody says how many give it, everybody here is counted", () => {
  assert.equal(mayAnswer({ seated: 3, watching: 2 }), 5);
  assert.equal(mayAnswer(null), 0);
});
