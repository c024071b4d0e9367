// Hands and the floor: a student asks, is given the floor, is seen by the class for as long as they have it, and no longer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened, until } from "./scene.mjs";
import { look, lookAtPhone } from "./screens.mjs";
import { voice } from "./voice.mjs";

const { browser, room } = await opened({ media: true });

/** Whether a person's page shows moving pictures of somebody else beside the board. */
const tiles = (person) => person.page.locator(".stage video").count();

test("a student raises a hand, has the floor, and is seen for as long as they have it", async (t) => {
  const [teacher, tomas] = await Promise.all([1, 2].map(() => browser.person()));
  const mira = await browser.person({ voice: voice() });
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0], { camera: true });
  await tomas.goesIn(room.students[1][0]);
  const pictures = room.media ? false : "there is no LiveKit";

  await t.test("hands stand in one order for everybody", async () => {
    await tomas.presses("Raise hand");
    await tomas.sees("Your hand is up, you are next");
    await mira.presses("Raise hand");
    await mira.sees("Your hand is up, place 2");
    await teacher.sees("2 hands are up");
    const names = await teacher.page.locator(".floor-hands bdi").allTextContents();
    assert.deepEqual(names, ["Tomas", "Mira"]);
    await look(teacher, "floor-hands");
    await look(mira, "floor-hand-up");
  });

  await t.test("locked, the camera of a student is taken from the class", { skip: pictures }, async () => {
    await until("Mira is seen", async () => (await tiles(tomas)) === 1);
    await teacher.page.getByRole("checkbox", { name: /^Microphones and cameras/ }).check();
    await mira.sees("Microphone and camera are for who has the floor for now.");
    await until("Mira is not seen", async () => (await tiles(tomas)) === 0);
  });

  await t.test("with the floor she is seen again, and the class reads who speaks", async () => {
    await teacher.page.getByRole("button", { name: "Give the floor to Mira" }).click();
    await mira.sees("You have the floor");
    await mira.page.locator(".controls").getByRole("button", { name: "I'm done" }).waitFor();
    if (!pictures) {
      await mira.sees("You have the floor, your microphone is off");
      await look(mira, "floor-unheard");
    }
    await tomas.sees("Mira has the floor");
    if (!pictures) await until("Mira is seen", async () => (await tiles(tomas)) === 1);
    await look(tomas, "floor-speaks");
    await look(teacher, "floor-teacher");
  });

  await t.test("when she has been heard for five seconds her hand is down, and she has the floor", { skip: pictures }, async () => {
    const hand = (name) => mira.page.getByRole("button", { name, exact: true }).waitFor();
    const began = Date.now();
    await mira.presses("Turn on microphone");
    await mira.seesNoMore("You have the floor, your microphone is off");
    await mira.page.locator("#floor-give:focus").waitFor();
    await hand("Raise hand");
    assert.ok(Date.now() - began >= 5_000, `after ${Date.now() - began} ms`);
    await mira.sees("You have the floor");
    await look(mira, "floor-heard");
    await mira.page.getByRole("switch", { name: /^Microphone/ }).click();
  });

  await t.test("when she is done she is not, and her hand is down", async () => {
    await mira.presses("I'm done");
    await teacher.sees("1 hand is up");
    await tomas.seesNoMore("Mira has the floor");
    if (!pictures) await until("Mira is not seen", async () => (await tiles(tomas)) === 0);
  });

  await t.test("with hands locked nobody raises one more, and one that is up may come down", async () => {
    await teacher.page.getByRole("checkbox", { name: "Hands" }).check();
    const hand = (person, name) => person.page.getByRole("button", { name, exact: true });
    await hand(mira, "Raise hand").and(mira.page.locator("[aria-disabled=true]")).waitFor();
    await tomas.presses("Lower hand");
    await teacher.page.getByText("No hand is up.").click();
    await teacher.page.getByRole("checkbox", { name: "Hands" }).uncheck();
    await hand(mira, "Raise hand").and(mira.page.locator("[aria-disabled=false]")).waitFor();
  });

  await t.test("one student may what is locked for the others, and reads nothing of it", async () => {
    await teacher.page.getByRole("checkbox", { name: "Hands" }).check();
    await tomas.says("may I?");
    await teacher.acts("may I?", /^Do something/);
    const dialog = teacher.page.getByRole("dialog");
    await dialog.getByText("What they may do, whatever the others may").click();
    await dialog.getByRole("combobox", { name: "Raising a hand" }).selectOption("open");
    await look(teacher, "floor-exception");
    await dialog.getByRole("button", { name: "Close" }).click();
    await tomas.presses("Raise hand");
    await tomas.sees("Your hand is up, you are next");
    await mira.sees("Hands are locked for now.");
  });

  await t.test("what is closed for one alone says until when, stands in what holds, and is taken back there", async () => {
    await teacher.acts("may I?", /^Do something/);
    const dialog = teacher.page.getByRole("dialog");
    await dialog.getByText("What they may do, whatever the others may").click();
    await dialog.getByRole("combobox", { name: "For how long that is" }).selectOption("5");
    await dialog.getByRole("combobox", { name: "Writing" }).selectOption("locked");
    await tomas.sees(/^You can't write until \d\d:\d\d\.$/);
    await dialog.getByText("What they may not now, and why").click();
    const alone = dialog.getByText(/^Staff have locked it for them alone, until \d\d:\d\d: writing/);
    await alone.waitFor();
    for (const [wanted, state] of [["all", "detached"], ["locked", "visible"]]) {
      await dialog.getByRole("combobox", { name: "Writing" }).selectOption(wanted);
      await alone.waitFor({ state });
    }
    await look(teacher, "floor-why-not");
    await dialog.getByRole("button", { name: "Close" }).click();
    await look(tomas, "floor-locked-alone");
    await mira.says("I may");
    await teacher.hears("I may");
    await teacher.presses("2 measures hold");
    await dialog.getByRole("button", { name: "As everybody: Writing, Tomas" }).scrollIntoViewIfNeeded();
    await look(teacher, "floor-what-holds");
    await dialog.getByRole("button", { name: "As everybody: Writing, Tomas" }).click();
    await dialog.getByRole("button", { name: "Close" }).click();
    await tomas.says("and I again");
    await teacher.hears("and I again");
  });

  await t.test("hands of who has not had the floor go down, a lock for all has an end", async () => {
    await teacher.page.getByRole("checkbox", { name: "Hands" }).uncheck();
    await mira.presses("Raise hand");
    await teacher.sees("2 hands are up");
    await teacher.page.getByRole("combobox", { name: "Whose hands go down" }).selectOption("not_spoken");
    await teacher.page.getByRole("button", { name: "Lower", exact: true }).click();
    await teacher.sees("1 hand is up");
    const names = await teacher.page.locator(".floor-hands bdi").allTextContents();
    assert.deepEqual(names, ["Mira"], "Mira has had the floor");
    await teacher.page.getByRole("combobox", { name: "For how long" }).selectOption("5");
    await teacher.page.getByRole("checkbox", { name: /^Hands/ }).check();
    await mira.sees(/Hands are locked until \d\d:\d\d\./);
    await look(mira, "floor-locked-until");
    await look(teacher, "floor-locks");
  });

  await t.test("who spoke least is next where the teacher says so, and everybody reads the order", async () => {
    await teacher.page.getByRole("checkbox", { name: /^Hands/ }).uncheck();
    await tomas.presses("Raise hand");
    await tomas.sees("Your hand is up, place 2");
    await teacher.sees("2 hands are up");
    const listed = (person) => person.page.locator(".floor-hands bdi").allTextContents();
    assert.deepEqual(await listed(teacher), ["Mira", "Tomas"]);
    await teacher.page.getByRole("combobox", { name: "Next is" }).selectOption("least_spoken");
    await tomas.sees("Your hand is up, you are next");
    assert.deepEqual(await listed(teacher), ["Tomas", "Mira"], "Mira has had the floor");
    await mira.page.getByText("Your hand is up, place 2").click();
    await mira.sees("Who spoke least in this class is next.");
    assert.deepEqual(await listed(mira), ["Tomas", "Mira"]);
    await look(teacher, "floor-least-spoken");
    await look(mira, "floor-hands-in-turn");
    await teacher.page.getByRole("button", { name: "Give it to the next" }).click();
    await tomas.sees("You have the floor");
    await mira.sees("Your hand is up, you are next");
    assert.deepEqual(await listed(teacher), ["Mira"], "who has the floor is not next");
    await teacher.page.getByRole("combobox", { name: "Next is" }).selectOption("in_order");
    await mira.sees("The floor goes to them in the order in which their hands went up.");
  });

  await t.test("on a phone one thing at a time stands below the board, in tabs that go by key", async () => {
    const { page } = teacher;
    const tab = (name) => page.getByRole("tab", { name });
    const shown = () => page.getByRole("tabpanel").evaluateAll((panels) => panels.map((panel) => panel.id));
    const chosen = async (name) => {
      await page.getByRole("tab", { name, selected: true }).and(page.locator(":focus")).waitFor();
      assert.deepEqual(await shown(), [`panel-${name.toLowerCase()}`]);
    };
    const wide = page.viewportSize();
    assert.equal(await page.getByRole("tab").count(), 0, "who has room needs none");
    await page.evaluate(() => document.activeElement.blur());
    await page.setViewportSize({ width: 360, height: 740 });
    await tab("Chat").click();
    for (const [key, name] of [
      ["ArrowRight", "Poll"],
      ["ArrowRight", "Questions"],
      ["ArrowRight", "Hands"],
      ["End", "Class"],
      ["ArrowRight", "Chat"],
      ["ArrowLeft", "Class"],
      ["Home", "Chat"],
    ]) {
      await page.keyboard.press(key);
      await chosen(name);
      await lookAtPhone(teacher, `tabs-${name.toLowerCase()}`);
    }
    await teacher.composer.fill("half a sentence");
    // A list that overflows is scrolled to its end by what comes, hidden or not: that alone is not reading it.
    for (const [person, name] of [[mira, "Mira"], [tomas, "Tomas"]]) {
      await person.says(`${name} has ${"much to say, ".repeat(30)}`);
      await teacher.hears(`${name} has much`);
    }
    const overflows = () => page.locator("#chat-list").evaluate((list) => list.scrollHeight > list.clientHeight);
    await until("the list overflows", overflows);
    await mira.presses("Lower hand");
    await mira.presses("Raise hand");
    await tab(/^Hands 1 up, new$/).click();
    await teacher.page.getByRole("button", { name: "Give the floor to Mira" }).waitFor();
    await tab(/^Hands 1 up$/).waitFor();
    for (const which of ["one", "two", "three"]) await mira.says(`seen later, ${which}`);
    await tab(/^Chat 3 new messages, new$/).waitFor();
    await lookAtPhone(teacher, "tabs-new");
    const [panel, controls] = await Promise.all(
      ["#panel-hands", ".controls"].map((part) => page.locator(part).boundingBox()),
    );
    assert.ok(panel.y + panel.height <= controls.y, "nothing lies over the controls");
    await tab("Chat").click();
    await tab(/^Chat$/).waitFor();
    assert.equal(await teacher.composer.inputValue(), "half a sentence");
    await page.setViewportSize(wide);
    await page.getByRole("tab").first().waitFor({ state: "detached" });
    assert.equal(await teacher.composer.inputValue(), "half a sentence");
    await teacher.page.getByRole("button", { name: "Give the floor to Mira" }).waitFor();
  });

  for (const person of [teacher, mira, tomas]) assert.deepEqual(person.complaints, []);
});
