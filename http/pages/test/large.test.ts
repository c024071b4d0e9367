import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { boardOf } from "../src/room/large.ts";
import type { Face } from "../src/room/livekit.ts";

const face = (person: string, change: Partial<Face> = {}): Face => ({
  person,
  teacher: false,
  video: {} as Face["video"],
  microphone: false,
  speaking: false,
  ...change,
});
const teacher = face("teacher", { teacher: true });
const otto = face("otto");
const ida = face("ida");
const mine = { lit: undefined as string | undefined, me: "mira", teaches: false, own: false };
const names = (faces: readonly Face[]) => faces.map((one) => one.person);

describe("who is large on the board", () => {
  test("the teacher is, with the others beside, where nobody is in the spotlight", () => {
    const { large, beside } = boardOf({ ...mine, faces: [otto, teacher, ida] });
    assert.deepEqual(large, { is: "face", face: teacher });
    assert.deepEqual(names(beside), ["otto", "ida"]);
  });

  test("who is in the spotlight is, and the teacher is the first beside", () => {
    const { large, beside } = boardOf({ ...mine, lit: "otto", faces: [otto, { ...ida, speaking: true }, teacher] });
    assert.deepEqual(large, { is: "face", face: otto });
    assert.deepEqual(names(beside), ["teacher", "ida"]);
  });

  test("in the spotlight oneself, one's own picture is", () => {
    const { large, beside } = boardOf({ ...mine, lit: "mira", own: true, faces: [teacher, otto] });
    assert.deepEqual(large, { is: "own" });
    assert.deepEqual(names(beside), ["teacher", "otto"]);
  });

  test("who cannot be seen leaves the board to the teacher", () => {
    for (const faces of [[teacher, { ...otto, video: null }], [teacher]]) {
      assert.deepEqual(boardOf({ ...mine, lit: "otto", faces }).large, { is: "face", face: teacher });
    }
    assert.deepEqual(boardOf({ ...mine, lit: "mira", faces: [teacher] }).large, { is: "face", face: teacher });
    assert.deepEqual(boardOf({ ...mine, lit: "otto", faces: [] }).large, { is: "nobody" });
  });

  test("who gives the class sees themself, unless somebody who is seen is in the spotlight", () => {
    const gives = { ...mine, me: "teacher", teaches: true, own: true };
    assert.deepEqual(boardOf({ ...gives, faces: [otto] }).large, { is: "own" });
    assert.deepEqual(boardOf({ ...gives, lit: "otto", faces: [otto] }).large, { is: "face", face: otto });
    assert.deepEqual(boardOf({ ...gives, lit: "otto", faces: [] }).large, { is: "own" });
    assert.deepEqual(boardOf({ ...gives, own: false, faces: [] }).large, { is: "nobody" });
  });

  test("who is neither seen nor heard stands nowhere", () => {
    assert.deepEqual(boardOf({ ...mine, faces: [{ ...otto, video: null }] }).beside, []);
    assert.deepEqual(names(boardOf({ ...mine, faces: [{ ...otto, video: null, microphone: true }] }).beside), ["otto"]);
  });
});
