import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { Voice, HEARD_MS } from "../src/room/voice.ts";

/** A floor that is one's own, and how often it was said that one was heard. */
function floor() {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  let told = 0;
  const voice = new Voice(
    () => (told += 1),
    () => Date.now(),
  );
  return { voice, told: () => told, passes: (ms: number) => mock.timers.tick(ms) };
}

describe("who has the floor is heard", () => {
  test("after five seconds of speech, and not a millisecond before; once", () => {
    const { voice, told, passes } = floor();
    voice.note("one", true);
    passes(HEARD_MS - 1);
    assert.equal(told(), 0);
    passes(1);
    assert.equal(told(), 1);
    passes(60_000);
    voice.note("one", false);
    voice.note("one", true);
    passes(60_000);
    assert.equal(told(), 1);
    mock.timers.reset();
  });

  test("pauses do not count, and do not begin it anew", () => {
    const { voice, told, passes } = floor();
    for (let words = 0; words < 4; words += 1) {
      voice.note("one", true);
      passes(1_000);
      voice.note("one", false);
      passes(10_000);
    }
    assert.equal(told(), 0, "four seconds of speech");
    voice.note("one", true);
    passes(1_000);
    assert.equal(told(), 1);
    mock.timers.reset();
  });

  test("what comes in between, as every frame of the class does, changes nothing", () => {
    const { voice, told, passes } = floor();
    for (let frames = 0; frames < 49; frames += 1) {
      voice.note("one", true);
      passes(100);
    }
    assert.equal(told(), 0);
    passes(100);
    assert.equal(told(), 1);
    mock.timers.reset();
  });

  test("each floor is counted by itself, and without the floor nothing is", () => {
    const { voice, told, passes } = floor();
    voice.note(null, true);
    passes(60_000);
    voice.note("one", true);
    passes(4_000);
    voice.note("two", true);
    passes(4_000);
    assert.equal(told(), 0);
    passes(1_000);
    assert.equal(told(), 1);
    voice.note(null, true);
    voice.note("three", true);
    passes(5_000);
    assert.equal(told(), 2);
    mock.timers.reset();
  });
});
