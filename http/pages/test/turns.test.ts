import assert from "node:assert/strict";
import { test } from "node:test";
import { inTurn } from "../src/client/turns.ts";
import { floorWords } from "../src/floor-words.ts";
import type { FloorView, Hand } from "../src/wire.ts";

const AT = "2026-11-25T18:00:00.000Z";
const hand = (person: string, spoken_ms?: number): Hand => ({
  person,
  name: person,
  at: AT,
  ...(spoken_ms === undefined ? {} : { spoken_ms }),
});
const HANDS = [hand("Otto", 5_000), hand("Ida"), hand("Mira", 4_999), hand("Joon")];
const turns = (floor: FloorView) => inTurn(floor).map((one) => one.person);

test("hands are in the order in which they went up, unless who spoke least is first", () => {
  assert.deepEqual(turns({ hands: HANDS }), ["Otto", "Ida", "Mira", "Joon"]);
  assert.deepEqual(turns({ hands: HANDS, order: "least_spoken" }), ["Ida", "Joon", "Mira", "Otto"]);
  assert.deepEqual(HANDS.map((one) => one.person), ["Otto", "Ida", "Mira", "Joon"], "what the server said is as it was");
});

test("who has the floor is not next, though their hand is up until they are done", () => {
  const floor = { person: "Ida", name: "Ida", until: AT };
  assert.deepEqual(turns({ hands: HANDS, floor }), ["Otto", "Mira", "Joon"]);
  assert.deepEqual(turns({ hands: HANDS, floor, order: "least_spoken" }), ["Joon", "Mira", "Otto"]);
  assert.deepEqual(turns({}), []);
});

test("how long somebody spoke is said in minutes and seconds, and never as nothing where it was something", () => {
  assert.deepEqual([0, 1, 42_000, 61_000].map(floorWords.spoken), ["has not spoken", "spoke 0:01", "spoke 0:42", "spoke 1:01"]);
});
