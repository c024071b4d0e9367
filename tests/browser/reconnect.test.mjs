// Losses the page did not see coming: the wire is cut, or the node dies.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();
const [mira, tomas] = await Promise.all([browser.person(), browser.person()]);
before(async () => {
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
});

test("a class without pictures says so, and the chat works", async () => {
  await mira.sees("Sound and video are not available.");
  await mira.says("Hello without pictures");
  await tomas.hears("Hello without pictures");
  await look(mira, "no-media");
});

test("a cut wire is said to be cut, and what was written meanwhile arrives once", async () => {
  const seat = await mira.seat();
  room.cut();
  await mira.sees("Connection lost for");
  for (const text of ["one", "two", "three"]) await mira.says(text);
  room.mend();
  await mira.sees("Connection lost at");
  for (const text of ["one", "two", "three"]) await tomas.hears(text);
  await mira.seesNoMore("Waiting to send");
  assert.deepEqual(await mira.texts(), ["Hello without pictures", "one", "two", "three"]);
  assert.deepEqual(await tomas.texts(), await mira.texts());
  assert.equal(await mira.seat(), seat);
});

test("a node that was killed and came back knows every word it said it knew, and the seat", async () => {
  const [seat, stood] = [await mira.seat(), await mira.texts()];
  await room.kill();
  await mira.sees("Connection lost for");
  await mira.says("While the node was dead");
  await room.restart();
  await tomas.hears("While the node was dead");
  await mira.hears("While the node was dead");
  assert.deepEqual(await mira.texts(), [...stood, "While the node was dead"]);
  assert.deepEqual(await tomas.texts(), await mira.texts());
  assert.equal(await mira.seat(), seat);
});

test("a reload comes back to the same seat and the same list", async () => {
  const [seat, stood] = [await mira.seat(), await mira.texts()];
  await mira.page.reload();
  await mira.presses("Go in");
  await mira.isInClass();
  await mira.hears(stood.at(-1));
  assert.deepEqual(await mira.texts(), stood);
  assert.equal(await mira.seat(), seat);
});

test("nothing was forbidden to the pages, and nothing broke in them", () => {
  mira.isContent();
  tomas.isContent();
});
