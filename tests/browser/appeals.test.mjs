// From a ban and a mute to the appeal, and from there to the decision of somebody else: on the page that says that one is
// out, in the room, and at the desk.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look, lookAtDesk } from "./screens.mjs";

const { browser, room } = await opened();

const appeal = (person) => person.page.getByRole("textbox", { name: "What should they know?" });

/** Looks at the appeal at the desk, alone in the queue. */
async function looksAtTheAppeal(moderator) {
  await moderator.page.getByRole("button", { name: /^Appeals 1$/ }).click();
  await moderator.page.locator(".desk-row-here", { hasText: "Appeal" }).waitFor();
}

test("who is banned and who is muted appeal, and a second moderator decides", async (t) => {
  const [teacher, mira, tomas, petra, sam] = await Promise.all([1, 2, 3, 4, 5].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  await petra.opensDesk(room.moderators[0][0]);
  await sam.opensDesk(room.moderators[1][0]);
  await tomas.says("add me on that other app");
  await mira.hears("add me on that other app");
  await mira.reports("add me on that other app", "Asks to go on somewhere else");
  await petra.sees("Asks for contact off the platform");
  await petra.page.keyboard.press("c");
  await petra.sees("Renews while you work here");
  await petra.page.keyboard.press("b");
  await tomas.sees("A moderator ended your class today");

  await t.test("the page that says that he is out takes his words, and says who decides and by when", async () => {
    await appeal(tomas).waitFor();
    await look(tomas, "appeal-out");
    await appeal(tomas).fill("x".repeat(1_001));
    await tomas.sees("1 character too many.");
    await appeal(tomas).fill("That was my brother, at my desk.");
    await tomas.presses("Send the appeal");
    await tomas.sees(/Your appeal is with the moderators\. Somebody else decides it, by \d/);
    await look(tomas, "appeal-waits");
    await tomas.page.reload();
    await tomas.presses(/^Go in/);
    await tomas.sees(/Your appeal is with the moderators/);
  });

  await t.test("at the desk it has its place, and who decided is told in words that somebody else has to", async () => {
    await looksAtTheAppeal(petra);
    await petra.sees("That was my brother, at my desk.");
    await petra.sees(/somebody else has to decide it\. You can write a note/);
    await lookAtDesk(petra, "desk-appeal-own");
    await petra.page.keyboard.press("c");
    await petra.sees(/An appeal is decided by who had no part in what it is about/);
    assert.equal(await petra.page.getByRole("button", { name: "Lift it" }).count(), 0);
  });

  await t.test("the keys that decide reports do not decide it", async () => {
    await looksAtTheAppeal(sam);
    await sam.page.keyboard.press("a");
    await sam.sees("This is an appeal: it is decided by “It stays” or “Lift it”.");
    await lookAtDesk(sam, "desk-appeal");
  });

  await t.test("he asks first, and who is out answers on the same page, and both have the whole of it", async () => {
    const box = sam.page.getByRole("textbox", { name: /^What Tomas reads/ });
    await sam.presses("Ask this (3 left)");
    await sam.sees("Write what you want to ask first.");
    await box.fill("Where were you when it was written?");
    await sam.page.keyboard.press("Tab");
    await sam.sees(/the case is given back to the queue/);
    // Pressed with the pointer, which stays where it is.
    const ask = sam.page.getByRole("button", { name: "Ask this (3 left)" });
    const { x, y, width, height } = await ask.boundingBox();
    const at = [x + width / 2, y + height / 2];
    await sam.page.mouse.click(...at);
    await sam.sees(/Waits for the answer until/);
    await sam.sees(/The question was sent\. The clock stands still until the answer, or until .*\. Neither you nor anybody else holds/);
    const under = await sam.page.evaluate(([left, top]) => document.elementFromPoint(left, top)?.closest("button")?.textContent, at);
    assert.equal(under, "Ask this (2 left)", "nothing else slides under the pointer");
    await sam.page.mouse.click(...at);
    assert.equal(await ask.or(sam.page.getByRole("button", { name: "Ask this (2 left)" })).getAttribute("aria-disabled"), "true");
    await lookAtDesk(sam, "desk-appeal-asked");
    await tomas.sees("You are asked something about your appeal.");
    await tomas.sees("Where were you when it was written?");
    await tomas.sees(/It is about: banned from this class until the class ends\. A moderator decided this\. Reason: /);
    const reply = tomas.page.getByRole("textbox", { name: "Your answer" });
    await reply.fill("x".repeat(1_001));
    await tomas.sees("1 character too many.");
    await look(tomas, "appeal-asked");
    await reply.fill("In the kitchen.");
    await tomas.presses("Send the answer");
    await tomas.sees("You answered:");
    await sam.sees("In the kitchen.");
    await lookAtDesk(sam, "desk-appeal-answered");
    await tomas.page.reload();
    await tomas.presses(/^Go in/);
    await tomas.sees("In the kitchen.");
    await look(tomas, "appeal-answered");
    assert.equal(await tomas.page.getByText("Sam").count(), 0, "who asks is not said");
  });

  await t.test("another moderator lifts it, and the door opens again", async () => {
    await sam.page.getByRole("textbox", { name: /^What Tomas reads/ }).fill("Your brother it was.");
    await sam.presses("Lift it");
    await sam.sees("to undo");
    await sam.sees("Lifted.");
    await tomas.sees("Your appeal was right: this does not hold any more.");
    await tomas.sees("“Your brother it was.”");
    await look(tomas, "appeal-lifted");
    assert.equal(await tomas.page.getByText("Sam").count(), 0, "who decided is not said");
    await tomas.presses("Go in again");
    await tomas.isInClass();
  });

  await t.test("who is muted appeals at the mute, and hears there that it stays", async () => {
    await tomas.says("slow slow slow");
    await teacher.acts("slow slow slow", /^Do something/);
    await teacher.page.getByRole("radio", { name: "Mute for a while" }).check();
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Do it" }).click();
    await tomas.sees(/You can't write until .*\. The teacher decided this\. Reason: /);
    await tomas.page.getByRole("button", { name: "Appeal", exact: true }).click();
    await tomas.sees(/They may need until .* to decide\. The mute is over by then; the decision still counts for the record\./);
    await appeal(tomas).fill("It was three words.");
    await look(tomas, "appeal-mute");
    await tomas.presses("Send the appeal");
    await tomas.sees(/Your appeal is with the moderators\. .* The mute is over by then; the decision still counts/);
    await tomas.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await look(tomas, "appeal-mute-waits");
    await petra.page.getByRole("button", { name: /^Appeals 1$/ }).click();
    await petra.page.locator(".desk-what", { hasText: "It was three words." }).click();
    await petra.page.getByRole("textbox", { name: /^What Tomas reads/ }).fill("What did you want to say?");
    await petra.presses("Ask this (3 left)");
    const banner = tomas.page.locator(".banner", { hasText: "You are asked something about your appeal." });
    await banner.filter({ hasText: /You can't write until .*\. The teacher decided this\. Reason: / }).waitFor();
    await look(tomas, "appeal-mute-asked");
    await petra.page.getByRole("textbox", { name: /^What Tomas reads/ }).fill("Three times is enough.");
    await petra.presses("It stays");
    await tomas.page.getByRole("button", { name: "Your appeal: it stays" }).click();
    await tomas.sees("Your appeal was read, and this stays as it is.");
    await tomas.sees("“Three times is enough.”");
    await look(tomas, "appeal-mute-upheld");
  });
});
