import assert from "node:assert/strict";
import { test } from "node:test";
import { Watched } from "../src/room/watched.ts";

const MINUTE = 60_000;

test("each minute without a socket and with a picture is said once, and no other", () => {
  const said: number[] = [];
  const watched = new Watched("a-class", (_, minute) => {
    said.push(minute / MINUTE);
    return Promise.resolve();
  });
  watched.tick(10 * MINUTE, true, true);
  // A short loss, and one without a picture.
  watched.tick(10 * MINUTE + 1_000, false, true);
  watched.tick(10 * MINUTE + 4_000, false, true);
  watched.tick(10 * MINUTE + 5_000, true, true);
  watched.tick(11 * MINUTE, false, false);
  watched.tick(11 * MINUTE + 30_000, false, false);
  watched.tick(11 * MINUTE + 40_000, true, false);
  assert.deepEqual(said, []);
  for (let second = 0; second < 150; second++) watched.tick(20 * MINUTE + second * 1_000, false, true);
  assert.deepEqual(said, [20, 21, 22]);
});
