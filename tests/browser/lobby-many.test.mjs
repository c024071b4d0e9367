// Many in the lobby: one of them is written to, all are dealt with at once by a button that says how many they are, and the
// page says what became of them; where the list has changed it says so and goes on from there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

/** Comes as far as the lobby. */
async function knocks(person, link) {
  await person.opens(link);
  await person.presses(/^Go in/);
  await person.sees("You're in the lobby");
}

/** The next time many are turned away it goes out as if the list on the screen were one change older. */
const looksAtAnOlderList = (person) =>
  person.page.evaluate(() => {
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (text) {
      const frame = JSON.parse(text);
      if (frame.type !== "turn_away") return send.call(this, text);
      WebSocket.prototype.send = send;
      frame.data.who.version -= 1;
      return send.call(this, JSON.stringify(frame));
    };
  });

test("the teacher deals with all who wait at once, and writes to one of them", async (t) => {
  const [teacher, mira, tomas, aylin, jonah] = await Promise.all([1, 2, 3, 4, 5].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  const dialog = teacher.page.getByRole("dialog");
  await teacher.presses("Lobby");
  await dialog.getByRole("checkbox").check();
  await dialog.getByText("Nobody waits.").waitFor();
  for (const [at, person] of [mira, tomas, aylin].entries()) await knocks(person, room.students[at][0]);
  await dialog.getByText("3 people wait").waitFor();

  await t.test("one of them is written to, and nobody else reads it", async () => {
    const write = dialog.getByRole("button", { name: "Write to Tomas" });
    await write.click();
    const field = dialog.getByRole("textbox", { name: "Write to Tomas" });
    await teacher.page.locator("#lobby-note-one:focus").waitFor();
    await look(teacher, "lobby-write-one");
    await field.fill("Come under your whole name next time");
    await teacher.page.keyboard.press("Enter");
    await tomas.sees("Come under your whole name next time");
    await dialog.getByText("Sent to Tomas alone.").waitFor();
    await field.waitFor({ state: "detached" });
    assert.equal(await write.evaluate((one) => one === document.activeElement), true, "the focus is back where it began");
    await look(tomas, "lobby-told-one");
    // What is written to all is the sign that what came before it has come.
    await dialog.getByRole("textbox", { name: "Write to who waits" }).fill("We begin soon");
    await dialog.getByRole("button", { name: "Send" }).click();
    await mira.sees("We begin soon");
    for (const person of [mira, aylin]) assert.equal(await person.page.getByText("whole name").count(), 0);
  });

  await t.test("the buttons say how many they act on, of the kind that is chosen", async () => {
    const which = dialog.getByRole("combobox", { name: "Which of them" });
    await dialog.getByRole("button", { name: "Let 3 in" }).waitFor();
    await dialog.getByRole("button", { name: "Turn 3 away" }).waitFor();
    await look(teacher, "lobby-many");
    await which.selectOption("reserved");
    await dialog.getByText("Nobody of that kind waits.").waitFor();
    for (const name of ["Let in", "Turn away"]) {
      const none = dialog.getByRole("button", { name, exact: true });
      assert.equal(await none.getAttribute("aria-disabled"), "true");
    }
    await look(teacher, "lobby-many-none");
    await which.selectOption("unreserved");
    await dialog.getByRole("button", { name: "Let 3 in" }).waitFor();
    await which.selectOption("all");
  });

  await t.test("all are let in by one press, and the page says how many that were", async () => {
    await dialog.getByRole("button", { name: "Let 3 in" }).click();
    await dialog.getByText("3 let in.").waitFor();
    await dialog.getByText("Nobody waits.").waitFor();
    for (const person of [mira, tomas, aylin]) await person.isInClass();
    await teacher.page.locator("#lobby-waits:focus").waitFor();
    await look(teacher, "lobby-many-in");
  });

  await t.test("who leaves while they are written to takes the field with them, and the focus stays in the dialog", async () => {
    await knocks(jonah, room.students[3][0]);
    await dialog.getByRole("button", { name: "Write to Jonah" }).click();
    await teacher.page.locator("#lobby-note-one:focus").waitFor();
    await jonah.presses("Leave");
    await dialog.getByText("Nobody waits.").waitFor();
    await teacher.page.locator("#lobby-waits:focus").waitFor();
    await jonah.presses("Go back in");
    await jonah.presses(/^Go in/);
    await dialog.getByText("1 person waits").waitFor();
    assert.equal(await teacher.page.locator("#lobby-note-one").count(), 0, "it is not there again with them");
  });

  await t.test("where the list has changed nothing is done, and the same button acts on the list as it is now", async () => {
    await looksAtAnOlderList(teacher);
    await dialog.getByRole("button", { name: "Turn 1 away" }).click();
    await dialog.getByText(/^Somebody came or went since you looked, and nothing was done/).waitFor();
    await jonah.sees("You are next.");
    await look(teacher, "lobby-many-changed");
    await dialog.getByRole("button", { name: "Turn 1 away" }).click();
    await dialog.getByText("1 turned away.").waitFor();
    assert.equal(await dialog.getByText(/^Somebody came or went/).count(), 0);
    await jonah.sees("You were not let in");
    await teacher.page.getByRole("button", { name: "Let in after all: Jonah" }).click();
    await dialog.getByText("Jonah: allowed to come again.").waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
  });

  for (const person of [teacher, mira, tomas, aylin, jonah]) person.isContent();
});
