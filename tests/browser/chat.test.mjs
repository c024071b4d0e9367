// The chat: a message is answered, changed and taken back; the teacher slows the class down and pauses it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();
const HOUR_MS = 3_600_000;

test("a class answers, changes and takes back, slows down and pauses", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  // Of the students one's computer is an hour ahead, the other's an hour behind.
  for (const [person, skew] of [[mira, HOUR_MS], [tomas, -HOUR_MS]]) {
    await person.page.addInitScript((ahead) => {
      const right = Date.now;
      Date.now = () => right() + ahead;
    }, skew);
  }
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

  await t.test("a name is chosen after an @ by keyboard, and who is meant sees that they are", async () => {
    const field = mira.page.locator("#write");
    await field.pressSequentially("Look, @to");
    const names = mira.page.getByRole("listbox", { name: "Who is meant" });
    await names.getByRole("option", { name: "Tomas" }).waitFor();
    await look(mira, "chat-mentioning");
    await field.press("Enter");
    assert.equal(await field.inputValue(), "Look, @Tomas ", "Enter chooses, and sends nothing");
    await field.pressSequentially("rivers!");
    await field.press("Enter");
    await tomas.hears("Look, @Tomas rivers!");
    assert.equal(await tomas.page.locator(".line-text mark").first().innerText(), "@Tomas");
    await look(tomas, "chat-mentioned");
    await teacher.hears("Look, @Tomas rivers!");
    assert.equal(await teacher.page.locator(".line-text mark").count(), 0, "nobody else is meant");
    await field.pressSequentially("@t");
    await names.waitFor();
    await field.press("Escape");
    assert.equal(await names.count(), 0);
    await field.press("Enter");
    await tomas.hears(/^@t$/);
    await field.pressSequentially("@to");
    await names.waitFor();
    await field.pressSequentially(" be or not to be");
    await field.press("Enter");
    await tomas.hears("@to be or not to be");
    await field.pressSequentially("@Tomas");
    await field.press("Enter");
    await tomas.hears(/^@Tomas$/);
  });

  await t.test("a changed message says so to everybody, and by key one stops changing", async () => {
    await mira.acts("Why is the see salt?", /^Change: /);
    await mira.sees("Changing your message");
    const field = mira.page.locator("#write");
    // What it says is in the field once that has been drawn.
    await mira.page.waitForFunction(() => document.getElementById("write").value === "Why is the see salt?");
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

  const slowed = async (pressed, seconds) => {
    await teacher.presses(pressed);
    await teacher.page.getByRole("combobox", { name: "One message per person" }).selectOption(`${seconds}`);
    if (seconds === 60) await look(teacher, "chat-rules");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Set" }).click();
    for (const person of [mira, tomas]) await person.sees(`Slow: ${seconds} s`);
  };

  await t.test("in slow mode a wrong clock makes nobody wait longer, and lets nobody write sooner", async () => {
    await slowed("Chat rules", 10);
    const waits = async (person, name) => {
      await person.page.getByText(/You can write again in/).first().waitFor({ state: "detached" });
      const began = performance.now();
      await person.says(`${name} one`);
      await person.hears(`${name} one`);
      const told = await person.page.getByText(/You can write again in \d+ s/).first().innerText();
      const seconds = Number(/in (\d+) s/.exec(told)[1]);
      assert.ok(seconds >= 1 && seconds <= 10, told);
      await person.composer.fill(`${name} two`);
      await person.composer.press("Enter");
      assert.equal(await person.composer.inputValue(), `${name} two`, "too soon, and nothing is lost");
      await person.page.getByText(/You can write again in/).first().waitFor({ state: "detached" });
      await person.composer.press("Enter");
      await person.hears(`${name} two`);
      const waited = performance.now() - began;
      assert.ok(waited >= 10_000 && waited < 30_000, `${waited} ms`);
    };
    await Promise.all([waits(mira, "Ahead"), waits(tomas, "Behind")]);
    assert.equal(await mira.page.locator(".line-failed").count(), 0);
  });

  await t.test("in slow mode the composer says how long to wait", async () => {
    await slowed("Slow: 10 s", 60);
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
