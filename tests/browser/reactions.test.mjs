// Reactions: given by mouse and by key, counted for all, taken back, and there for who comes late.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

const WORDS = "The sea is salt because of rivers.";
const reaction = (person, name) => person.page.locator(".line", { hasText: WORDS }).getByRole("button", { name });

test("a class reacts to a message", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await teacher.says(WORDS);
  await mira.hears(WORDS);

  await t.test("one is chosen among six and seen by everybody", async () => {
    await mira.acts(WORDS, /^React to /);
    await look(mira, "reactions-choosing");
    await mira.presses("Now I see");
    await reaction(teacher, "Now I see: 1 person").waitFor();
    await reaction(mira, "Now I see: 1 person, you too").waitFor();
  });

  await t.test("it is given too, and taken back, with one press of its count", async () => {
    await reaction(teacher, "Now I see: 1 person").click();
    await reaction(mira, "Now I see: 2 people, you too").waitFor();
    await reaction(mira, "Now I see: 2 people, you too").click();
    await reaction(teacher, "Now I see: 1 person, you too").waitFor();
  });

  await t.test("by key it is opened, chosen and left, and the focus stays where it was", async () => {
    await reaction(mira, /^React to /).focus();
    await mira.page.keyboard.press("Enter");
    await mira.page.locator(".reactions-all .reaction").first().and(mira.page.locator(":focus")).waitFor();
    await mira.page.keyboard.press("Escape");
    await reaction(mira, /^React to /).and(mira.page.locator(":focus")).waitFor();
    await mira.page.keyboard.press("Enter");
    await mira.page.locator(".reactions-all .reaction").first().and(mira.page.locator(":focus")).waitFor();
    await mira.page.keyboard.press("Tab");
    await mira.page.keyboard.press("Space");
    await reaction(mira, "Love it: 1 person, you too").waitFor();
    await reaction(mira, /^React to /).and(mira.page.locator(":focus")).waitFor();
  });

  await t.test("who comes late sees them, and a page that is loaded again knows its own", async () => {
    await tomas.goesIn(room.students[1][0]);
    await reaction(tomas, "Love it: 1 person").click();
    await reaction(mira, "Love it: 2 people, you too").waitFor();
    await mira.page.reload();
    await mira.presses(/^Go in/);
    await reaction(mira, "Love it: 2 people, you too").waitFor();
    await look(mira, "reactions-given");
    await look(teacher, "reactions-teacher");
  });

  for (const person of [teacher, mira, tomas]) assert.deepEqual(person.complaints, []);
});
