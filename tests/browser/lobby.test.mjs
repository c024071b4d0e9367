// The lobby: newcomers wait, are told something, are let in or turned away, and keep their place over a reload.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

test("the teacher lets in who waits, and who waits knows where they stand", async (t) => {
  const [teacher, mira, tomas, petra] = await Promise.all([1, 2, 3, 4].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  const dialog = teacher.page.getByRole("dialog");

  await t.test("with the lobby on newcomers wait, in the order in which they came", async () => {
    await teacher.presses("Lobby");
    await dialog.getByRole("checkbox").check();
    await dialog.getByText("Nobody waits.").waitFor();
    await look(teacher, "lobby-empty");
    await mira.opens(room.students[0][0]);
    await mira.presses(/^Go in/);
    await mira.sees("You're in the lobby");
    await mira.sees("You are next.");
    await tomas.opens(room.students[1][0]);
    await tomas.presses(/^Go in/);
    await tomas.sees("You are number 2.");
    await dialog.getByText("2 people wait").waitFor();
    await look(teacher, "lobby-staff");
  });

  await t.test("they read what they are told, and keep their place over a reload", async () => {
    await dialog.getByRole("textbox", { name: "Write to who waits" }).fill("We begin in five minutes");
    await dialog.getByRole("button", { name: "Send" }).click();
    await mira.sees("We begin in five minutes");
    await look(mira, "lobby-waiter");
    await mira.page.reload();
    await mira.presses(/^Go in/);
    await mira.sees("You are next.");
    await mira.sees("We begin in five minutes");
  });

  await t.test("a moderator who comes last sees the same list", async () => {
    // Her link leads to the desk.
    await petra.page.goto(room.moderators[0][0]);
    await petra.sees("Nothing waiting.");
    // Each person of the demo world has an address of their own, so that one browser can be several.
    await petra.page.goto(new URL(new URL(room.address).pathname, petra.page.url()).href);
    await petra.presses(/^Go in/);
    await petra.isInClass();
    await petra.sees("Lobby: 2");
  });

  await t.test("who is let in comes in by themselves, and the next is next", async () => {
    await teacher.page.getByRole("button", { name: "Let in: Mira" }).click();
    await mira.isInClass();
    await mira.says("thank you");
    await teacher.hears("thank you");
    await tomas.sees("You are next.");
    await petra.sees("Lobby: 1");
  });

  await t.test("who is put back waits again, reads so, and comes in anew to the class", async () => {
    await dialog.getByRole("button", { name: "Close" }).click();
    await teacher.acts("thank you", /^Do something/);
    const button = dialog.getByRole("button", { name: "Put back into the lobby" });
    await button.scrollIntoViewIfNeeded();
    await look(teacher, "lobby-put-back");
    await button.click();
    await mira.sees("You're in the lobby");
    await mira.sees(/^You were put back here/);
    await mira.sees("You are number 2.");
    assert.equal(await mira.page.getByText("thank you").count(), 0, "nothing of the class is left");
    await look(mira, "lobby-put-back-waiter");
    await petra.sees("Lobby: 2");
    await teacher.presses(/^Lobby/);
    await dialog.getByText("seat reserved").waitFor();
    await teacher.page.getByRole("button", { name: "Let in: Mira" }).click();
    await mira.isInClass();
    await mira.says("here again");
    await teacher.hears("here again");
  });

  await t.test("who is turned away reads why, and comes in when staff change their mind", async () => {
    await dialog.getByRole("combobox", { name: "If turned away, why" }).selectOption("wrong_class");
    await teacher.page.getByRole("button", { name: "Turn away: Tomas" }).click();
    await tomas.sees("You were not let in");
    await tomas.sees("This is not your class.");
    await look(tomas, "lobby-turned-away");
    await look(teacher, "lobby-denied");
    await teacher.page.getByRole("button", { name: "Let in after all: Tomas" }).click();
    await tomas.page.reload();
    await tomas.presses(/^Go in/);
    await tomas.isInClass();
    await dialog.getByRole("button", { name: "Close" }).click();
  });

  for (const person of [teacher, mira, tomas, petra]) assert.deepEqual(person.complaints, []);
});
