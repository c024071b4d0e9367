// What a message said before: staff read it when they ask, also of one that was taken back; a student cannot.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

test("staff read what a message said before it was changed and taken back", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  const dialog = (person) => person.page.getByRole("dialog");
  const closes = (person) => dialog(person).getByRole("button", { name: "Close" }).click();
  const versions = () => dialog(teacher).locator(".said-before li");
  const before = (person) => dialog(person).getByRole("button", { name: /^What it said/ });

  await t.test("of a message that was never changed there is nothing to read", async () => {
    await tomas.says("You cannot count");
    await teacher.acts("You cannot count", /^Do something/);
    await dialog(teacher).getByRole("button", { name: "Do it" }).waitFor();
    assert.equal(await before(teacher).count(), 0);
    await closes(teacher);
  });

  await t.test("changed, the teacher reads both, and is told that looking is kept", async () => {
    await tomas.acts("You cannot count", /^Change: /);
    const field = tomas.page.locator("#write");
    await tomas.page.waitForFunction(() => document.getElementById("write").value === "You cannot count");
    await field.fill("You can count");
    await field.press("Enter");
    await teacher.hears(/You can count.*changed/);
    await teacher.acts("You can count", /^Do something/);
    await dialog(teacher).getByText("Each look is kept in the audit.").waitFor();
    assert.equal(await versions().count(), 0, "nothing is read before it is asked for");
    await before(teacher).click();
    await versions().nth(1).waitFor();
    const read = await versions().allInnerTexts();
    assert.match(read[0], /^until \d\d:\d\d\s+You cannot count$/);
    assert.match(read[1], /^now\s+You can count$/);
    assert.equal(await teacher.page.evaluate(() => document.activeElement.id), "said-before");
    await look(teacher, "said-before");
    await closes(teacher);
  });

  await t.test("taken back, the class reads nothing and the teacher still both", async () => {
    await tomas.acts("You can count", /^Take back: /);
    await dialog(tomas).getByRole("button", { name: "Take back" }).click();
    for (const person of [teacher, mira]) await person.sees("Taken back.");
    await look(teacher, "said-before-blank");
    await teacher.acts("Taken back.", "What this message of Tomas said");
    await before(teacher).click();
    await versions().nth(1).waitFor();
    const read = await versions().allInnerTexts();
    assert.match(read[0], /^until \d\d:\d\d\s+You cannot count$/);
    assert.match(read[1], /^last\s+You can count$/);
    assert.equal(await dialog(teacher).getByRole("radio", { name: "Remove the message" }).count(), 0, "it is gone already");
    await look(teacher, "said-before-taken-back");
    await closes(teacher);
  });

  await t.test("what a moderator removed can be read as well, and the button keeps the focus", async () => {
    await tomas.says("nor can she");
    await teacher.acts("nor can she", /^Do something/);
    await dialog(teacher).getByRole("button", { name: "Do it" }).click();
    await mira.sees("Removed by a moderator.");
    await teacher.sees("Removed by a moderator.");
    await dialog(teacher).waitFor({ state: "detached" });
    assert.equal(
      await teacher.page.evaluate(() => document.activeElement.getAttribute("aria-label")),
      "What this message of Tomas said",
    );
    await teacher.acts("Removed by a moderator.", "What this message of Tomas said");
    await before(teacher).click();
    await versions().first().waitFor();
    assert.match((await versions().allInnerTexts()).join("|"), /^last\s+nor can she$/);
    await closes(teacher);
  });

  await t.test("a student has no such button", async () => {
    for (const blank of ["Taken back.", "Removed by a moderator."]) {
      const line = mira.page.locator(".line", { hasText: blank });
      await line.hover();
      assert.equal(await line.getByRole("button").count(), 0, blank);
    }
    await tomas.says("sory");
    await tomas.acts("sory", /^Change: /);
    await tomas.page.waitForFunction(() => document.getElementById("write").value === "sory");
    await tomas.page.locator("#write").fill("sorry");
    await tomas.page.locator("#write").press("Enter");
    await mira.hears(/sorry.*changed/);
    await mira.acts("sorry", /^Report/);
    await dialog(mira).getByRole("button", { name: "Report" }).waitFor();
    assert.equal(await before(mira).count(), 0);
    await closes(mira);
  });

  for (const person of [teacher, mira, tomas]) person.isContent();
});
