// The main job, from the link to the end of the class, by three people.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened({ media: true });

test("a student comes in by a link, sees the teacher, chats, loses the network, comes back, and the class ends", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([browser.person(), browser.person(), browser.person()]);

  await t.test("the link leads to the door, and the secret leaves the address", async () => {
    await mira.opens(room.students[0][0]);
    assert.equal(new URL(mira.page.url()).hash, "");
  });

  await t.test("the teacher teaches with camera and microphone", async () => {
    await teacher.goesIn(room.teacher[0], { camera: true, microphone: true });
    await teacher.page.getByRole("button", { name: "End class" }).waitFor();
  });

  await t.test("the students go in, each to a seat of their own", async () => {
    await mira.presses("Go in");
    await mira.isInClass();
    await tomas.goesIn(room.students[1][0]);
    const seats = [await mira.seat(), await tomas.seat()];
    assert.match(seats.join(" "), /Seat \d+ of 12 Seat \d+ of 12/);
    assert.notEqual(seats[0], seats[1]);
    await mira.sees("3 here");
  });

  await t.test("the student sees the teacher's camera move", { skip: room.media ? false : "there is no LiveKit" }, async () => {
    assert.ok((await mira.frames(3_000)) > 20);
  });

  await t.test("what one says everyone hears, in one order", async () => {
    await teacher.says("Why is the sea salt?");
    await mira.hears("Why is the sea salt?");
    await mira.says("Rivers bring it");
    await tomas.hears("Rivers bring it");
    await tomas.says("And the sun takes the water");
    await Promise.all([teacher, mira].map((person) => person.hears("And the sun takes the water")));
    assert.deepEqual(await mira.texts(), await tomas.texts());
    assert.deepEqual(await mira.texts(), await teacher.texts());
    await look(mira, "class");
    await look(teacher, "teacher");
  });

  await t.test("the network goes and comes: same seat, same screen, nothing missing and nothing doubled", async () => {
    const seat = await mira.seat();
    const stood = await mira.chat();
    await mira.page.locator(".lines [data-id]").first().evaluate((line) => {
      line.dataset.marked = "yes";
    });
    await mira.page.context().setOffline(true);
    await mira.sees("Connection lost for");
    assert.deepEqual(await mira.chat(), stood);
    await mira.says("Written without a network");
    await mira.sees("Waiting to send");
    await look(mira, "lost");
    await tomas.says("Said while Mira was away");
    await teacher.hears("Said while Mira was away");
    await mira.page.context().setOffline(false);
    await tomas.hears("Written without a network");
    await mira.hears("Written without a network");
    await mira.seesNoMore("Connection lost for");
    const texts = await mira.texts();
    assert.deepEqual(texts, await tomas.texts());
    assert.equal(new Set(texts).size, texts.length);
    assert.deepEqual((await mira.chat()).slice(0, stood.length), stood);
    assert.equal(await mira.page.locator("[data-marked]").count(), 1, "the list was drawn anew");
    assert.equal(await mira.seat(), seat);
  });

  await t.test("the teacher is asked before the class ends, and then it has ended for all", async () => {
    await teacher.presses("End class");
    await teacher.sees("End the class for everyone?");
    await look(teacher, "ending");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "End class" }).click();
    await teacher.sees("You ended the class.");
    await Promise.all([mira, tomas].map((person) => person.sees("The teacher ended the class.")));
    await look(mira, "ended");
  });

  for (const person of [teacher, mira, tomas]) person.isContent();
});
