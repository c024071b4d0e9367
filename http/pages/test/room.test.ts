import assert from "node:assert/strict";
import { test } from "node:test";
import { byBoard } from "../src/room/board.ts";
import { within } from "../src/room/here.ts";
import { lengthOf, spanOf } from "../src/words.ts";
import { uuid7 } from "../src/client/uuid.ts";
import { myClass, NOON } from "./cast.ts";

const MINUTE = 60_000;

test("a drop within the grace counts as here, a longer one does not", () => {
  const spans = [
    { from: -5 * MINUTE, to: 10 * MINUTE },
    { from: 11 * MINUTE, to: 20 * MINUTE },
    { from: 30 * MINUTE, to: 70 * MINUTE },
  ];
  assert.deepEqual(within(spans, 0, 60 * MINUTE), {
    present: [
      { from: 0, to: 20 * MINUTE },
      { from: 30 * MINUTE, to: 60 * MINUTE },
    ],
    drops: [{ from: 10 * MINUTE, to: 11 * MINUTE }],
  });
});

test("spans read as clocks, and lengths as words", () => {
  assert.deepEqual([spanOf(0), spanOf(252_000), spanOf(3_852_000)], ["0:00", "4:12", "1:04:12"]);
  assert.deepEqual([lengthOf(12_900), lengthOf(180_000)], ["12 s", "3 min"]);
});

test("ids are UUIDs of version 7 that sort by their time", () => {
  const [first, second] = [uuid7(1_000_000_000_000), uuid7(1_000_000_000_001)];
  assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(first < second);
});

test("a class that is over gives the board to the one that is on, and keeps it when it is alone", () => {
  const over = myClass(-180, -1);
  const on = myClass(-5, 175);
  const next = myClass(8, 68);
  assert.deepEqual(byBoard([over, on, next], NOON), [on, next, over]);
  assert.deepEqual(byBoard([over], NOON), [over]);
  assert.deepEqual(byBoard([on, next], NOON), [on, next]);
});
