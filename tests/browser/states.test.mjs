// Every state that needs nobody else: signed out, the door in its states, your classes, offline.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

/** A test with one person, who has nothing to complain of in the end. */
const one = (name, what, options) =>
  test(name, async () => {
    const person = await browser.person(options);
    await what(person);
    person.isContent();
    await person.goes();
  });

one("nobody signed in: the page says how to come in", async (mira) => {
  await mira.page.goto(room.address);
  await mira.sees("Come on in");
  await look(mira, "signed-out");
});

one("a link works once, and a second use says so", async (mira) => {
  const link = room.students[0][0];
  await mira.opens(link);
  const other = await browser.person();
  await other.page.goto(link);
  await other.sees("This link has been used");
  await look(other, "link-used");
  other.isContent();
  await other.goes();
  // Where it was used it still leads in: this browser is signed in by its cookie.
  await mira.page.goto(link);
  await mira.sees("You are signed in as");
  await look(mira, "door");
});

one("signed in, the start page leads to the class, and signing out leads out", async (tomas) => {
  await tomas.opens(room.students[1][0]);
  await tomas.page.getByRole("link", { name: "homeroom" }).click();
  await tomas.sees("On now");
  await look(tomas, "home");
  await tomas.page.getByRole("link", { name: "Join", exact: true }).click();
  await tomas.sees("How do you look and sound?");
  await tomas.page.getByRole("link", { name: "homeroom" }).click();
  await tomas.page.reload();
  // As if he had left an answer to a poll unsent: on the start page nothing reads it.
  await tomas.page.evaluate(() => sessionStorage.setItem("homeroom.poll-draft", "{}"));
  await tomas.presses("Sign out");
  await tomas.sees("Come on in");
  assert.equal(await tomas.page.evaluate(() => sessionStorage.length), 0, "nothing of his stays in the tab");
  await tomas.page.reload();
  await tomas.sees("Come on in");
});

one("camera and microphone can be tried at the door", async (aylin) => {
  await aylin.opens(room.students[2][0]);
  await aylin.presses("Turn on camera");
  await aylin.presses("Turn on microphone");
  await aylin.sees("Only you see this");
  await look(aylin, "door-on");
});

one(
  "a browser that blocks both is no dead end",
  async (aylin) => {
    await aylin.opens(room.students[2][1]);
    await aylin.presses("Turn on camera");
    await aylin.presses("Turn on microphone");
    await aylin.sees(/blocking the camera|nobody answered/);
    await aylin.sees(/blocking the microphone|nobody answered/);
    await look(aylin, "door-blocked");
    await aylin.presses(/^Just listen/);
    await aylin.isInClass();
    await aylin.says("I listen");
    await aylin.hears("I listen");
  },
  { denied: true },
);

one("without a connection at the door the page says so and goes on by itself", async (jonah) => {
  await jonah.opens(room.students[3][0]);
  room.cut();
  await jonah.presses(/^Go in/);
  await jonah.sees("No connection to homeroom");
  await look(jonah, "offline");
  room.mend();
  await jonah.isInClass();
});

one("the whole way by keyboard alone", async (jonah) => {
  await jonah.opens(room.students[3][1]);
  const { keyboard } = jonah.page;
  // What has the focus, by its words or else its id; a page that has just changed may still be about to move it.
  const focused = () =>
    jonah.page.evaluate(() => {
      const { activeElement: element, body } = document;
      return !element || element === body ? "nothing" : element.textContent?.trim() || element.id;
    });
  const has = async (wanted) => {
    for (let looks = 0; looks < 20 && !wanted.test(await focused()); looks++) await jonah.page.waitForTimeout(50);
    assert.match(await focused(), wanted);
  };
  const tabTo = async (wanted) => {
    for (let presses = 0; presses < 30 && !wanted.test(await focused()); presses++) await keyboard.press("Tab");
    assert.match(await focused(), wanted);
  };
  await tabTo(/^Go in/);
  await keyboard.press("Enter");
  // On another device still: the test before left its place without a word.
  const question = jonah.page.getByText("another device");
  await Promise.race([question.waitFor().catch(() => undefined), jonah.composer.waitFor().catch(() => undefined)]);
  if (await question.isVisible()) {
    await tabTo(/^Take over here/);
    await keyboard.press("Enter");
  }
  await jonah.isInClass();
  await has(/^Why the sea is salt$/);
  await tabTo(/^Write to the class/);
  await keyboard.press("Enter");
  await has(/^write$/);
  await keyboard.type("By keyboard");
  await keyboard.press("Enter");
  await jonah.hears("By keyboard");
  await has(/^write$/);
  await tabTo(/^Leave$/);
  await keyboard.press("Enter");
  await jonah.sees("Leave class?");
  await keyboard.press("Escape");
  await jonah.seesNoMore("Leave class?");
  await has(/^Leave$/);
  await keyboard.press("Enter");
  await has(/^Stay$/);
  await tabTo(/^Leave$/);
  await keyboard.press("Enter");
  await jonah.sees("You left the class");
  await has(/^You left the class$/);
});
