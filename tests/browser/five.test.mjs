// A class of five, each with a page of their own: who gives it, two students with a seat, one who watches since all seats are
// taken, and a moderator at the desk. What one does the others see at once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look, lookAtDesk } from "./screens.mjs";

const { browser, room } = await opened({ capacity: 2, media: true });

/** Waits until so many pictures of others move on somebody's page. */
async function sees(person, count) {
  await person.page.waitForFunction((wanted) => document.querySelectorAll(".stage video").length === wanted, count);
}

test("a class of one teacher, two students, one who watches and one moderator", async (t) => {
  const [teacher, mira, tomas, ida, petra] = await Promise.all(
    [1, 2, 3, 4, 5].map(() => browser.person({ viewport: { width: 1280, height: 800 } })),
  );
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0], { camera: true });
  await tomas.goesIn(room.students[1][0], { camera: true });
  await ida.goesIn(room.students[2][0]);
  await petra.opensDesk(room.moderators[0][0]);
  const { keyboard } = petra.page;

  await t.test("two have a seat, one watches, and all of them are one class", async () => {
    await ida.sees("You are watching.");
    await ida.says("I can only watch");
    for (const person of [teacher, mira, tomas]) await person.hears("I can only watch");
    await petra.sees("4 here");
  });

  await t.test("a poll reaches who sits and who watches", async () => {
    await teacher.presses("Ask a poll");
    const dialog = teacher.page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "From the lesson" }).selectOption("A question of your own");
    await dialog.getByRole("textbox", { name: "Question" }).fill("Where does the salt come from?");
    await dialog.getByRole("textbox", { name: "Choices, one on each line" }).fill("Rain\nRivers");
    await dialog.getByRole("combobox", { name: "Closes" }).selectOption("when I close it");
    await dialog.getByRole("combobox", { name: "Students see" }).selectOption("the results");
    await dialog.getByRole("button", { name: "Ask now" }).click();
    for (const [person, choice] of [
      [mira, "Rivers"],
      [tomas, "Rain"],
      [ida, "Rivers"],
    ]) {
      await person.page.getByRole("radio", { name: choice, exact: true }).check();
      await person.presses("Send answer");
    }
    await teacher.sees(/3 of 3 answered/);
    await look(ida, "five-poll");
    await teacher.presses("Close poll");
    await ida.sees("2, 67 %");
  });

  await t.test("a question of who watches is approved and answered before all", async () => {
    for (const person of [ida, teacher, mira]) await person.page.locator(".questions summary").click();
    await ida.page.getByRole("textbox", { name: "Ask the teacher" }).fill("Is the Dead Sea a sea?");
    await ida.presses("Ask");
    await teacher.presses(/^Answer now: Is the Dead Sea/);
    for (const person of [mira, tomas, ida]) {
      await person.page.locator(".question-live", { hasText: "Is the Dead Sea a sea?" }).waitFor();
    }
    await look(mira, "five-question");
    await teacher.presses(/^Answered: Is the Dead Sea/);
  });

  await t.test("a hand, the floor, and a camera that is seen for as long as it lasts", async () => {
    await teacher.page.getByText("No hand is up.").click();
    await teacher.page.getByRole("checkbox", { name: /^Microphones and cameras/ }).check();
    await tomas.presses("Raise hand");
    await petra.sees("1 hand");
    await teacher.presses("Give the floor to Tomas");
    await tomas.sees("You have the floor");
    await mira.sees("Tomas has the floor");
    if (room.media) await sees(teacher, 1);
    await look(mira, "five-floor");
    await tomas.presses("I'm done");
    if (room.media) await sees(teacher, 0);
  });

  await t.test("a report is handled at the desk by keyboard, and the ban shuts the student's page", async () => {
    await tomas.says("you cannot even count to six");
    await mira.hears("you cannot even count");
    await mira.reports("you cannot even count", "An insult");
    await petra.sees("1 open");
    await keyboard.press("c");
    await petra.sees("Renews while you work here");
    await lookAtDesk(petra, "five-desk");
    await keyboard.press("b");
    await tomas.sees("A moderator ended your class today");
    await petra.sees("to undo");
    await look(tomas, "five-banned");
    await mira.sees("2 seated");
  });

  await t.test("undone within its seconds the student comes back", async () => {
    await keyboard.press("u");
    await petra.sees("Renews while you work here");
    await tomas.page.reload();
    await tomas.presses(/^Go in/);
    await tomas.isInClass();
    await tomas.says("sorry");
    await ida.hears("sorry");
    await look(teacher, "five-teacher");
  });

  for (const person of [teacher, mira, tomas, ida, petra]) person.isContent();
  assert.equal((await teacher.texts()).at(-1), "sorry");
});
