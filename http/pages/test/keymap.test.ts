// Keys that somebody puts elsewhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { actOf, canBe, mapped, read, USUAL } from "../src/desk/keymap.ts";

test("a key is put elsewhere, and the one before does nothing any more", () => {
  const outcome = mapped(USUAL, "ban", "x");
  assert.ok(typeof outcome === "object" && "map" in outcome);
  assert.deepEqual([actOf(outcome.map, "x"), actOf(outcome.map, "b")], ["ban", undefined]);
  assert.deepEqual(mapped(outcome.map, "ban", "x"), { map: outcome.map }, "its own again changes nothing");
});

test("a key has one act: who has it already is said", () => {
  assert.deepEqual(mapped(USUAL, "ban", "a"), { has: "allow" });
});

test("what is no letter or sign cannot be a key, and digits are reasons", () => {
  for (const key of ["Enter", "Tab", " ", "1", "8", "F5", "", "\u0007"]) assert.equal(mapped(USUAL, "ban", key), "no_key", key);
  for (const key of ["ж", "?", "ß", "B"]) assert.ok(canBe(key), key);
});

test("what was kept is read, and what cannot be is as usual", () => {
  const kept = { ...USUAL, ban: "x" };
  assert.deepEqual(read(JSON.stringify(kept)), kept);
  for (const wrong of [null, "", "[", "5", "[]", JSON.stringify({ ...USUAL, ban: "a" })]) assert.deepEqual(read(wrong), USUAL);
  assert.deepEqual(read(JSON.stringify({ ...kept, allow: "Enter" })), { ...kept, allow: "a" });
});
