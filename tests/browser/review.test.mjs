// What students write is looked at first: they see that it waits, the teacher shows or discards it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

test("messages are looked at before the class sees them", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);

  await t.test("the teacher turns it on, and everybody is told", async () => {
    await teacher.presses("Chat rules");
    await teacher.page.getByLabel("Look at messages before the class sees them").check();
    await look(teacher, "review-rules");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Set" }).click();
    await mira.sees("Looked at first");
  });

  await t.test("who writes sees that it waits, and nobody else sees it", async () => {
    await tomas.says("is the sea salty?");
    await tomas.sees("Not shown yet: somebody looks at it first.");
    await tomas.says("this is boring");
    await tomas.says("never mind");
    await teacher.sees("3 messages to look at");
    await look(tomas, "review-waits");
    assert.equal(await mira.page.getByText("is the sea salty?").count(), 0);
    await tomas.page.getByRole("button", { name: "Take back: never mind" }).click();
    await teacher.sees("2 messages to look at");
  });

  await t.test("the teacher shows one and discards one, and its writer reads why", async () => {
    await teacher.presses("2 messages to look at");
    await look(teacher, "review-list");
    await teacher.page.getByRole("button", { name: /^Show it: .*, is the sea salty/ }).click();
    await mira.hears("is the sea salty?");
    await tomas.hears("is the sea salty?");
    await teacher.page.getByRole("combobox", { name: "Why not" }).selectOption("flood");
    await teacher.page.getByRole("button", { name: /^Discard the message of .*: this is boring/ }).click();
    await teacher.sees("There is nothing to look at.");
    await tomas.sees(/^Not shown. Too much of it/);
    assert.equal(await mira.page.getByText("this is boring").count(), 0);
    await look(tomas, "review-discarded");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  });

  for (const person of [teacher, mira, tomas]) assert.deepEqual(person.complaints, []);
});
