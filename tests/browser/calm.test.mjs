// Calm mode: one press and students neither write nor send; one more and all is as it was.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

test("the teacher quiets the class with one press and makes it as it was with another", async (t) => {
  const [teacher, mira] = await Promise.all([1, 2].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await mira.says("hello");
  await teacher.hears("hello");

  await t.test("calm, a student neither writes nor sends, and everybody reads why", async () => {
    await teacher.presses("Calm mode");
    await mira.sees("For now only staff write and send.");
    await mira.sees("The chat is paused.");
    await mira.sees("Microphone and camera are for who has the floor for now.");
    await teacher.sees("Undo calm mode");
    await look(teacher, "calm-teacher");
    await look(mira, "calm-student");
    await teacher.says("We go on in a minute");
    await mira.hears("We go on in a minute");
  });

  await t.test("it stays over a reload, and undone it is as it was", async () => {
    await teacher.page.reload();
    await teacher.presses(/^Go in/);
    await teacher.presses("Undo calm mode");
    await mira.seesNoMore("For now only staff write and send.");
    await mira.says("again");
    await teacher.hears("again");
    await mira.seesNoMore("Microphone and camera are for who has the floor for now.");
  });

  await t.test("a student has no such button", async () => {
    assert.equal(await mira.page.getByRole("button", { name: "Calm mode" }).count(), 0);
  });

  for (const person of [teacher, mira]) assert.deepEqual(person.complaints, []);
});
