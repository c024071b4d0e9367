// From a report in the class to a decision at the desk: by keyboard only, by two moderators, with a ban that shuts the
// student's page, and an undo that opens it again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { lookAtDesk } from "./screens.mjs";

const { browser, room } = await opened();

test("a report is handled at the desk by keyboard alone: claimed, decided, undone, decided again", async (t) => {
  const [mira, tomas, petra, sam] = await Promise.all(
    [1, 2, 3, 4].map(() => browser.person({ viewport: { width: 1280, height: 800 } })),
  );
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  await petra.opensDesk(room.moderators[0][0]);
  await sam.opensDesk(room.moderators[1][0]);
  await petra.sees("Nothing waiting.");
  await lookAtDesk(petra, "desk-empty");

  await t.test("a report in the class is a case on every moderator's desk", async () => {
    await tomas.says("add me on that other app, I will send the answers");
    await mira.hears("add me on that other app");
    await mira.page.locator(".line", { hasText: "add me" }).hover();
    await mira.reports("add me on that other app", "Asks to go on somewhere else");
    for (const moderator of [petra, sam]) await moderator.sees("Asks for contact off the platform");
    await petra.sees("Reported by Mira");
    await lookAtDesk(petra, "desk-case");
  });

  await t.test("of two who claim one has it, and the other is told in words", async () => {
    await petra.page.keyboard.press("c");
    await petra.sees("Renews while you work here");
    await sam.sees("Petra has it");
    await sam.page.keyboard.press("c");
    await sam.sees("Another moderator claimed this first.");
    await sam.sees(/Petra has this case/);
    await lookAtDesk(sam, "desk-conflict");
  });

  await t.test("a ban shuts the student's page at once, and no door opens", async () => {
    const scope = petra.page.getByRole("combobox", { name: "A ban is from" });
    assert.deepEqual(await scope.locator("option").allInnerTexts(), ["this class", "all classes of the course"]);
    await petra.page.keyboard.press("b");
    await tomas.sees("A moderator ended your class today");
    await petra.sees("to undo");
    await lookAtDesk(petra, "desk-decided");
  });

  await t.test("undone within its seconds it is as if nothing was: the case is claimed, the student may come back", async () => {
    await petra.page.keyboard.press("u");
    await petra.sees("Renews while you work here");
    await tomas.page.reload();
    await tomas.presses(/^Go in/);
    await tomas.isInClass();
  });

  await t.test("what comes in never moves the row that is looked at", async () => {
    const row = petra.page.locator(".desk-row-here");
    const before = await row.boundingBox();
    await tomas.says("you cannot even count to six");
    await mira.hears("you cannot even count");
    await mira.reports("you cannot even count", "A threat");
    await tomas.says("flood flood flood");
    await mira.hears("flood flood");
    await mira.reports("flood flood", "The same again and again");
    await petra.page.locator(".desk-row").nth(2).waitFor();
    assert.deepEqual(await row.boundingBox(), before);
    await petra.sees("Words hidden");
    assert.equal(await petra.page.getByText("you cannot even count").count(), 0, "words that hurt are hidden until asked");
  });

  await t.test("a message is removed for everybody, and the one who wrote it is told", async () => {
    await petra.page.keyboard.press("j");
    await petra.page.locator(".desk-row-here", { hasText: "Threat" }).waitFor();
    await petra.page.keyboard.press("s");
    await petra.sees("you cannot even count");
    await petra.page.keyboard.press("d");
    await mira.sees("Removed by a moderator.");
    await tomas.sees("A moderator removed a message of yours.");
    assert.equal(await mira.page.locator(".lines").getByText("you cannot even count").count(), 0);
  });

  await t.test("the keys are told, and can be switched off", async () => {
    await petra.page.keyboard.press("?");
    await petra.page.getByRole("dialog").getByText("hand over").waitFor();
    await lookAtDesk(petra, "desk-keys");
    await petra.page.keyboard.press("Escape");
    await petra.presses("Switch off");
    const focused = () => petra.page.locator(".desk-row-here").getAttribute("data-case");
    const before = await focused();
    await petra.page.keyboard.press("k");
    assert.equal(await focused(), before);
    await petra.presses("Switch on");
  });

  await t.test("a key is put elsewhere, over a reload, and two acts never share one", async () => {
    const focused = () => petra.page.locator(".desk-row-here").getAttribute("data-case");
    const dialog = petra.page.getByRole("dialog");
    await petra.presses("Change keys");
    const down = dialog.getByRole("button", { name: "down" });
    await down.click();
    await petra.page.keyboard.press("k");
    await petra.sees("“k” is the key for “up”.");
    await lookAtDesk(petra, "desk-keys-elsewhere");
    await petra.page.keyboard.press("x");
    await petra.sees("“x” is the key for “down” from now on.");
    await petra.page.keyboard.press("Escape");
    await petra.page.reload();
    await petra.page.locator(".desk-row-here").waitFor();
    const first = await focused();
    await petra.page.keyboard.press("j");
    assert.equal(await focused(), first, "the key before does nothing any more");
    await petra.page.keyboard.press("x");
    assert.notEqual(await focused(), first);
    await petra.presses("Change keys");
    await dialog.getByRole("button", { name: "As usual" }).click();
    await petra.page.keyboard.press("Escape");
  });

  await t.test("the shift so far is one key away: what was decided, what is held, what is left", async () => {
    await petra.page.keyboard.press("o");
    await petra.sees(/Since \d\d:\d\d you decided 1 case\./);
    await petra.sees("Left to whoever comes next");
    await petra.page.getByRole("dialog").getByText(/unclaimed, \d+ over time/).waitFor();
    await lookAtDesk(petra, "desk-shift");
    await petra.page.keyboard.press("Escape");
  });

  await t.test("who is no moderator finds no desk", async () => {
    await mira.page.goto(`${new URL(mira.page.url()).origin}/desk`);
    await mira.sees("The desk is for moderators");
    await lookAtDesk(mira, "desk-none");
  });

  for (const person of [mira, tomas, petra, sam]) person.isContent();
});
