// Many things at once at the desk: the rooms of the hour with what waits in them and the switch that makes one calm, many
// cases decided alike, and decisions kept under a name.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { lookAtDesk } from "./screens.mjs";

const { browser, room } = await opened();

/** Writes something that somebody else reports. */
async function reported(writer, reporter, words, kind) {
  await writer.says(words);
  await reporter.hears(words);
  await reporter.reports(words, kind);
}

test("a moderator has the whole hour before them, and decides many cases by keyboard", async (t) => {
  const [mira, tomas, petra, sam] = await Promise.all(
    [1, 2, 3, 4].map(() => browser.person({ viewport: { width: 1280, height: 800 } })),
  );
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  await petra.opensDesk(room.moderators[0][0]);
  await sam.opensDesk(room.moderators[1][0]);
  const { keyboard } = petra.page;
  const dialog = petra.page.getByRole("dialog");

  await t.test("the strip shows who is in a room, and one press makes it calm for everybody, another as it was", async () => {
    await petra.sees("2 here");
    await petra.page.getByRole("button", { name: /^Make calm/ }).click();
    await petra.sees(/ is calm\.$/);
    await tomas.sees(/chat is paused/i);
    await lookAtDesk(petra, "desk-calm");
    await petra.page.getByRole("button", { name: /^Calm/, pressed: true }).click();
    await petra.sees(/ is as it was before\.$/);
    await tomas.says("may I write again?");
    await mira.hears("may I write again?");
  });

  await t.test("cases are picked by key, what will become of each is said before, and what became of each after", async () => {
    await reported(tomas, mira, "you cannot even count", "An insult");
    await reported(tomas, mira, "flood flood flood", "The same again and again");
    await reported(tomas, mira, "nobody likes you", "An insult");
    await petra.sees("3 open");
    await sam.sees("3 open");
    await sam.page.locator(".desk-row").nth(1).getByRole("button", { name: "Claim" }).click();
    await petra.sees("Sam has it");
    await keyboard.press("g");
    for (const step of ["p", "j", "p", "j", "p"]) await keyboard.press(step);
    await keyboard.press("i");
    await petra.sees("3 cases, one decision");
    await dialog.getByLabel("What is done").selectOption({ label: "Warn" });
    await dialog.getByLabel("Why").selectOption({ label: "Insult" });
    await petra.sees("is left: somebody else has it");
    await lookAtDesk(petra, "desk-bulk");
    await dialog.getByRole("button", { name: "Decide 2 cases" }).click();
    await petra.sees("2 of 3 cases decided");
    await lookAtDesk(petra, "desk-bulk-after");
    await dialog.getByRole("button", { name: "Close" }).click();
    await petra.sees("1 open");
  });

  await t.test("what was decided together is undone one by one", async () => {
    await keyboard.press("u");
    await petra.sees("2 open");
    await keyboard.press("u");
    await petra.sees("3 open");
  });

  await t.test("a macro is kept by the server, and a digit decides the case as it says", async () => {
    await keyboard.press("m");
    await dialog.getByLabel("Name of a new one").fill("Rude, a quarter of an hour");
    await dialog.getByLabel("What is done").selectOption({ label: "Time out 10 min" });
    await dialog.getByLabel("Minutes").fill("15");
    await dialog.getByLabel("Why").selectOption({ label: "Insult" });
    await dialog.getByRole("button", { name: "Keep it" }).click();
    await petra.sees("Kept.");
    await lookAtDesk(petra, "desk-macros");
    await keyboard.press("Escape");
    await petra.page.reload();
    await petra.page.locator(".desk-row-here").waitFor();
    await keyboard.press("m");
    await petra.sees("Rude, a quarter of an hour");
    await dialog.getByRole("button", { name: "Close" }).focus();
    await keyboard.press("1");
    await petra.sees("Timed out.");
    await tomas.sees(/can’t write|can't write|timed out/i);
    assert.equal(await dialog.count(), 0);
  });

  for (const person of [mira, tomas, petra, sam]) person.isContent();
});
