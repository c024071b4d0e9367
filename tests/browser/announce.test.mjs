// What somebody hears who listens instead of looking: the two live regions, as a screen reader reads them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

/** Notes every sentence that a region of the page shows, from here on. */
async function listens(person) {
  await person.page.evaluate(() => {
    window.heard = { polite: [], assertive: [] };
    for (const [role, list] of [["status", window.heard.polite], ["alert", window.heard.assertive]]) {
      const region = document.querySelector(`#app > p.vh[role=${role}]`) ?? document.querySelector(`p.vh[role=${role}]`);
      const note = () => region.textContent.trim() && list.push(region.textContent.replace(/\u00a0$/, ""));
      new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
    }
  });
}
const heard = (person) => person.page.evaluate(() => window.heard);
/** Waits until a sentence was said, and gives everything that was. */
async function hears(person, region, sentence) {
  const said = ([where, text]) => window.heard[where].some((one) => one.includes(text));
  await person.page.waitForFunction(said, [region, sentence]).catch(async () => {
    throw new Error(`"${sentence}" was not said; ${JSON.stringify(await heard(person))} was`);
  });
  return heard(person);
}

test("a class is heard", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  for (const person of [teacher, mira, tomas]) await listens(person);

  await t.test("one message is read out, many are a figure, and nobody hears their own", async () => {
    await tomas.says("Is the sea salt?");
    await hears(mira, "polite", "Tomas: Is the sea salt?");
    for (let at = 1; at <= 4; at++) await tomas.says(`wave ${at}`);
    await teacher.says("One at a time");
    const { polite } = await hears(mira, "polite", "new messages from 2 people");
    assert.deepEqual(polite.filter((one) => /wave [123]/.test(one)), [], polite.join(" / "));
    assert.deepEqual((await heard(tomas)).polite.filter((one) => one.includes("Is the sea salt")), []);
  });

  await t.test("a hand is news, the floor breaks in for whom it is, and who gave it hears no echo", async () => {
    await mira.presses("Raise hand");
    await hears(teacher, "polite", "hand");
    await teacher.presses("Give it to the next");
    await hears(mira, "assertive", "You have the floor.");
    await hears(tomas, "polite", "Mira has the floor.");
    const told = await heard(teacher);
    assert.ok(![...told.polite, ...told.assertive].some((one) => one.includes("floor")), JSON.stringify(told));
    await teacher.presses("Take back");
    await hears(mira, "assertive", "Your time to speak is over.");
  });

  await t.test("a mute breaks in with its reason and its end", async () => {
    await teacher.acts("wave 4", /^Do something/);
    await teacher.page.getByRole("radio", { name: "Mute for a while" }).check();
    await teacher.presses("Do it");
    const { assertive } = await hears(tomas, "assertive", "You can't write until");
    assert.match(assertive.at(-1), /The teacher decided this\. Reason: /);
  });

  await t.test("after a loss nothing is heard twice", async () => {
    const before = await heard(mira);
    room.cut();
    await hears(mira, "polite", "Connection lost.");
    room.mend();
    await hears(mira, "polite", "You're back. Nothing was missed.");
    await teacher.says("Here we are");
    await hears(mira, "polite", "Here we are");
    const after = await heard(mira);
    const again = after.polite.slice(before.polite.length).filter((one) => before.polite.includes(one));
    assert.deepEqual(again, []);
    assert.deepEqual(after.assertive, before.assertive);
    await look(mira, "announced");
  });

  for (const person of [teacher, mira, tomas]) person.isContent();
});
