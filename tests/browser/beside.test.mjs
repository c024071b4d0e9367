// Everything at once beside the board: a poll runs, hands are up, somebody has the floor, a question waits. What matters is
// seen without scrolling, and the class is as high as its window.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

/** Runs in the page: whether the whole height of an element can be seen, and nothing lies over it. */
function inView(element) {
  const { left, top, bottom } = element.getBoundingClientRect();
  const at = (y) => element.contains(document.elementFromPoint(left + 4, y));
  return at(top + 4) && at(bottom - 4);
}

test("a poll, hands, the floor and a question stand beside the board at once", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  for (const [person, name] of [[mira, "Mira"], [tomas, "Tomas"]]) {
    await person.presses("Raise hand");
    await person.says(`a word of ${name}`);
  }
  await teacher.page.getByRole("button", { name: "Give the floor to Mira" }).click();
  const questions = (person) => person.page.locator("summary", { hasText: "Questions" });
  await questions(tomas).click();
  await tomas.page.getByRole("textbox", { name: "Ask the teacher" }).fill("Is the Dead Sea a sea?");
  await tomas.presses("Ask");
  await teacher.presses("Ask a poll");
  const dialog = teacher.page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "From the lesson" }).selectOption("A question of your own");
  await dialog.getByRole("textbox", { name: "Question" }).fill("How salty is the sea?");
  const choices = ["Not at all", "A little", "As tears", "As soup that nobody likes", "As much as it can be", "More"];
  await dialog.getByRole("textbox", { name: "Choices, one on each line" }).fill(choices.join("\n"));
  await dialog.getByRole("button", { name: "Ask now" }).click();
  await mira.sees("How salty is the sea?");
  await questions(teacher).click();
  await teacher.sees("Is the Dead Sea a sea?");

  for (const height of [800, 720]) {
    await t.test(`in a window of ${height} px`, async () => {
      for (const [person, name] of [[teacher, "teacher"], [tomas, "student"]]) {
        await person.page.setViewportSize({ width: 1280, height });
        const { page } = person;
        const rows = {
          question: page.getByRole("heading", { name: "How salty is the sea?" }),
          floor: page.locator(".floor-speaker bdi"),
          composer: person.composer,
          leave: page.getByRole("button", { name: "Leave" }),
        };
        for (const [what, row] of Object.entries(rows)) assert.ok(await row.evaluate(inView), `${name}: ${what}`);
        const tall = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
        assert.ok(tall <= 0, `${name}: ${tall} px more than the window`);
        const list = await page.locator("#chat-list").boundingBox();
        assert.ok(list.height >= 48, `${name}: the chat is ${list.height} px high`);
      }
    });
  }

  await t.test("and every button of it can be pressed", async () => {
    for (const person of [teacher, tomas]) await person.page.setViewportSize({ width: 1280, height: 720 });
    await look(teacher, "beside-teacher");
    await look(tomas, "beside-student");
    await tomas.page.getByRole("radio", { name: "As tears" }).check();
    await tomas.page.getByRole("button", { name: "Send answer" }).click();
    await tomas.sees("Your answer is in.");
    await teacher.page.getByRole("button", { name: "Close poll" }).click();
    await teacher.page.getByRole("button", { name: "Approve" }).click();
    await tomas.sees("Is the Dead Sea a sea?");
  });
});
