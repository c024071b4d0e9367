// The spotlight: a student is put in it, everybody who has pictures sees her large, who watches reads her name, and when she
// goes it is over.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened, until } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened({ capacity: 2, media: true });

/** Whose picture is large on somebody's board, as it is called there. */
const large = async (person) => {
  const video = person.page.locator(".stage-main video");
  return (await video.count()) === 0 ? null : video.first().getAttribute("aria-label");
};

test("who is in the spotlight is large for everybody, and known by name where there are no pictures", async (t) => {
  const [teacher, mira, tomas, aylin] = await Promise.all([1, 2, 3, 4].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0], { camera: true });
  await mira.goesIn(room.students[0][0], { camera: true });
  await tomas.goesIn(room.students[1][0], { camera: true });
  await aylin.goesIn(room.students[2][0]);
  const pictures = room.media ? false : "there is no LiveKit";
  const tiles = (person) => person.page.locator(".faces .face video").count();
  const list = async (person, press) => {
    await person.page.locator(".chip-here button").click();
    const dialog = person.page.getByRole("dialog");
    await press(dialog);
    await dialog.getByRole("button", { name: "Close" }).click();
  };

  await t.test("the teacher puts Mira in it from the list of people, and everybody reads so", async () => {
    await list(teacher, async (dialog) => {
      await dialog.getByRole("button", { name: "Put Mira in the spotlight" }).click();
      await dialog.getByRole("button", { name: "End the spotlight" }).waitFor();
      assert.equal(await dialog.getByRole("button", { name: /^Put Aylin/ }).count(), 0, "who watches has no picture");
      await look(teacher, "spotlight-people");
    });
    await mira.sees("You are in the spotlight");
    for (const person of [teacher, tomas, aylin]) await person.sees("Mira is in the spotlight");
    await aylin.sees("no picture to be seen here");
    await look(aylin, "spotlight-watching");
  });

  await t.test("and sees her large, with the teacher beside", { skip: pictures }, async () => {
    await until("Tomas sees her", async () => (await large(tomas)) === "Picture of Mira");
    await until("the teacher sees her", async () => (await large(teacher)) === "Picture of Mira");
    await until("she sees herself", async () => (await large(mira)) === "Your picture");
    assert.ok((await tomas.frames(2_000)) > 5, "the picture moves");
    await until("the teacher and his own are beside", async () => (await tiles(tomas)) === 2);
    await until("the teacher and Tomas are beside", async () => (await tiles(mira)) === 2);
    await look(tomas, "spotlight-class");
    await look(mira, "spotlight-mine");
    await look(teacher, "spotlight-teacher");
  });

  await t.test("who comes again sees the same", async () => {
    await tomas.page.reload();
    await tomas.presses(/^Go in/);
    await tomas.sees("Mira is in the spotlight");
    if (!pictures) await until("Tomas sees her", async () => (await large(tomas)) === "Picture of Mira");
  });

  await t.test("from a tile Tomas takes her place, and with her camera off she stays known by name", { skip: pictures }, async () => {
    await teacher.page.locator(".faces").getByRole("button", { name: /^Put .* in the spotlight$/ }).first().click();
    await tomas.sees("You are in the spotlight");
    await until("Mira sees him", async () => (await large(mira)) === "Picture of Tomas");
    await tomas.page.getByRole("switch", { name: /^Camera/ }).click();
    await mira.sees("no picture to be seen here");
    await until("the teacher is large again", async () => (await large(mira)) === "Picture of Teacher");
    await look(mira, "spotlight-unseen");
    await teacher.presses("End the spotlight");
    await mira.seesNoMore("Tomas is in the spotlight");
  });

  await t.test("a student has no way to do it, and whoever goes is in it no more", async () => {
    assert.equal(await mira.page.getByRole("button", { name: /spotlight/ }).count(), 0);
    // What the pictures would have ended.
    if (pictures) await teacher.presses("End the spotlight");
    await teacher.says("Mira, please");
    await mira.says("here");
    await teacher.acts("here", /^Do something/);
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Put in the spotlight" }).click();
    await look(teacher, "spotlight-dialog");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await aylin.sees("Mira is in the spotlight");
    await mira.presses("Leave");
    await mira.page.getByRole("dialog").getByRole("button", { name: /^Leave/ }).click();
    for (const person of [teacher, aylin]) await person.seesNoMore("Mira is in the spotlight");
  });

  for (const person of [teacher, mira, tomas, aylin]) person.isContent();
});
