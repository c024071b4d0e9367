// The chat: a message is answered, changed and taken back; the teacher slows the class down and pauses it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

test("a class answers, changes and takes back, slows down and pauses", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  await mira.says("Why is the see salt?");
  await tomas.hears("Why is the see salt?");

  await t.test("an answer shows what it answers", async () => {
    await tomas.acts("Why is the see salt?", /^Answer /);
    await tomas.sees(/^Answer to /);
    await look(tomas, "chat-answering");
    await tomas.says("Rivers bring it");
    await mira.hears("Rivers bring it");
    assert.match(await mira.page.locator(".line", { hasText: "Rivers bring it" }).innerText(), /Why is the see salt/);
  });

  await t.test("a changed message says so to everybody, and by key one stops changing", async () => {
    await mira.acts("Why is the see salt?", /^Change: /);
    await mira.sees("Changing your message");
    const field = mira.page.locator("#write");
    assert.equal(await field.inputValue(), "Why is the see salt?");
    await field.fill("Why is the sea salt?");
    await field.press("Enter");
    await tomas.hears(/Why is the sea salt\?.*changed/);
    // Her own page is told last, and empties the field then.
    await mira.page.waitForFunction(() => document.getElementById("write").value === "");
    await mira.acts("Why is the sea salt?", /^Change: /);
    await field.press("Escape");
    assert.equal(await mira.page.getByText("Changing your message").count(), 0);
  });

  await t.test("what is taken back is gone for everybody", async () => {
    await tomas.acts("Rivers bring it", /^Take back: /);
    await look(tomas, "chat-take-back");
    await tomas.page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
    await mira.sees("Taken back.");
    assert.equal(await mira.page.locator(".line", { hasText: "Rivers bring it" }).count(), 0);
  });

  await t.test("in slow mode the composer says how long to wait", async () => {
    await teacher.presses("Chat rules");
    await teacher.page.getByRole("combobox", { name: "One message per person" }).selectOption("60");
    await look(teacher, "chat-rules");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Set" }).click();
    await mira.sees("Slow: 60 s");
    await mira.sees(/You can write again in \d+ s/);
    await look(mira, "chat-slow");
  });

  await t.test("while the chat is paused only staff write", async () => {
    await teacher.presses("Slow: 60 s");
    await teacher.page.getByRole("checkbox", { name: "Pause the chat" }).check();
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Set" }).click();
    await mira.sees("The chat is paused.");
    await teacher.says("Listen, all of you");
    await mira.hears("Listen, all of you");
    await look(mira, "chat-paused");
  });
});
