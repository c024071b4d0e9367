import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../src/client/rows.ts";
import { countAfter, Reading } from "../src/client/unread.ts";
import * as model from "../src/client/model.ts";
import { item, ME, NOON, view } from "./cast.ts";

/** A server that is told how far one has read, and a clock that is moved by hand. */
function server(answers: boolean[] = [], many = false) {
  const told: number[] = [];
  const due: { wait: number; act: () => void }[] = [];
  return {
    told,
    due,
    tell: (offset: number) => {
      told.push(offset);
      return Promise.resolve(answers.shift() ?? true);
    },
    after: (wait: number, act: () => void) => {
      const one = { wait, act };
      due.push(one);
      return () => void due.splice(due.indexOf(one), 1);
    },
    random: () => 0.5,
    many: () => many,
    passes: () => due.splice(0).forEach((one) => one.act()),
  };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test("what was seen is said once in a while, and the last of it", () => {
  const to = server();
  const reading = new Reading(3, to);
  for (const offset of [3, 5, 8, 7]) reading.sees(offset);
  assert.deepEqual([to.told, to.due.map((one) => one.wait)], [[], [6_500]]);
  to.passes();
  assert.deepEqual([to.told, to.due], [[8], []]);
});

test("in a class of many it is said more seldom", () => {
  const to = server([], true);
  new Reading(0, to).sees(4);
  assert.deepEqual(to.due.map((one) => one.wait), [31_500]);
});

test("what another page said needs no saying, and after the page is gone nothing is said", async () => {
  const to = server([false]);
  const reading = new Reading(0, to);
  reading.sees(4);
  reading.heard(6);
  to.passes();
  assert.deepEqual([to.told, reading.seen], [[], 6]);
  reading.sees(9);
  reading.now();
  reading.stop();
  await settled();
  assert.deepEqual([to.told, to.due], [[9], []], "not even what was not taken");
});

test("a page that goes out of sight says it at once, and what is known is not said again", () => {
  const to = server();
  const reading = new Reading(3, to);
  reading.now();
  reading.sees(9);
  reading.now();
  reading.now();
  assert.deepEqual([to.told, to.due], [[9], []]);
});

test("what was not taken is said again, with what was seen since", async () => {
  const to = server([false]);
  const reading = new Reading(0, to);
  reading.sees(4);
  to.passes();
  await settled();
  reading.sees(6);
  to.passes();
  assert.deepEqual(to.told, [4, 6]);
});

test("only what others wrote is new", () => {
  const chat = [item(1), item(2, { person: ME }), item(3), item(4)];
  assert.equal(countAfter(chat, 1, ME), 2);
});

test("the place stands before the first that is new, and a message that is on its way after it", () => {
  const started = model.welcomed(model.EMPTY, view(10, [item(6), item(8), item(10)]));
  const all = model.said(started, "mine", "hello", NOON);
  assert.deepEqual(rows(all, 7).map((row) => row.key), ["item-6", "new", "item-8", "item-10", "mine"]);
  assert.deepEqual(rows(all, 2).map((row) => row.key), ["new", "item-6", "item-8", "item-10", "mine"]);
  assert.deepEqual(rows(all, null).map((row) => row.kind).includes("new"), false);
});
