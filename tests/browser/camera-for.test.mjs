// A camera for staff alone: the media server sends it to the teacher and to no other student, while people come and go, and
// to everybody when the choice is taken back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened, until } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened({ media: true });

/** Keeps every connection of a page, to see what really comes on it, whatever the page makes of it. */
const taps = (person) =>
  person.page.addInitScript(() => {
    window.taps = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...all) {
        super(...all);
        window.taps.push(this);
      }
    };
  });

/** Bytes of a kind that came so far. */
const bytes = (person, kind) =>
  person.page.evaluate(async (wanted) => {
    const reports = await Promise.all(window.taps.map((one) => one.getStats()));
    const inbound = reports.flatMap((report) => [...report.values()]).filter((one) => one.type === "inbound-rtp");
    return inbound.filter((one) => one.kind === wanted).reduce((sum, one) => sum + one.bytesReceived, 0);
  }, kind);

const comes = async (person, kind) => {
  const before = await bytes(person, kind);
  await until(`${kind} comes`, async () => (await bytes(person, kind)) > before + 1_000);
};

const seen = (person) => person.page.locator(".face video").count();
const only = (person) => person.page.getByRole("checkbox", { name: "Only staff see my camera" });

test("a student is seen by staff alone for as long as they want", { skip: room.media ? false : "there is no LiveKit" }, async (t) => {
  const [teacher, mira, tomas, ida] = await Promise.all([1, 2, 3, 4].map(() => browser.person()));
  for (const person of [teacher, tomas, ida]) await taps(person);
  await teacher.goesIn(room.teacher[0]);
  assert.equal(await only(teacher).count(), 0, "whoever gives the class has no such choice");
  await tomas.goesIn(room.students[1][0]);

  await t.test("chosen at the door, the teacher is sent her camera and the other student is not", async () => {
    await mira.opens(room.students[0][0]);
    await mira.presses("Turn on camera");
    await mira.presses("Turn on microphone");
    await only(mira).check();
    await mira.sees("Teachers and moderators see you. Other students don't.");
    await mira.sees(/everyone in class hears you, and only staff see you/);
    await look(mira, "camera-for-door");
    await mira.presses(/^Go in/);
    await mira.isInClass();
    await mira.sees("You, seen by staff only");
    await until("the teacher sees her", async () => (await seen(teacher)) === 1);
    await comes(teacher, "video");
    await comes(tomas, "audio");
    await until("Tomas has her tile", async () => (await tomas.page.locator(".face").count()) === 1);
    assert.deepEqual([await seen(tomas), await bytes(tomas, "video")], [0, 0]);
    await look(mira, "camera-for-own");
    await look(tomas, "camera-for-class");
  });

  await t.test("nor is a student who comes later, and a teacher who comes again is", async () => {
    await ida.goesIn(room.students[2][0]);
    await comes(ida, "audio");
    await teacher.page.reload();
    await teacher.presses(/^Go in/);
    await until("the teacher sees her again", async () => (await seen(teacher)) === 1);
    await comes(teacher, "video");
    assert.deepEqual([await bytes(ida, "video"), await bytes(tomas, "video")], [0, 0]);
  });

  await t.test("her own page come again shows nobody more than before", async () => {
    await mira.page.reload();
    await mira.presses(/^Go in/);
    await mira.sees("You, seen by staff only");
    await until("the teacher sees her", async () => (await seen(teacher)) === 1);
    await comes(teacher, "video");
    await comes(tomas, "audio");
    assert.deepEqual([await bytes(ida, "video"), await bytes(tomas, "video")], [0, 0]);
  });

  await t.test("taken back, everybody is sent it, and chosen again nobody but staff", async () => {
    await only(mira).uncheck();
    await mira.seesNoMore("You, seen by staff only");
    for (const person of [tomas, ida]) {
      await until("a student sees her", async () => (await seen(person)) === 1);
      await comes(person, "video");
    }
    await only(mira).check();
    await mira.sees("You, seen by staff only");
    for (const person of [tomas, ida]) await until("no student sees her", async () => (await seen(person)) === 0);
    const before = await bytes(tomas, "video");
    await comes(teacher, "video");
    await comes(tomas, "audio");
    assert.equal(await bytes(tomas, "video"), before, "nothing came while others were sent more");
  });

  await t.test("with the camera off there is nothing to choose", async () => {
    await mira.page.getByRole("switch", { name: /^Camera/ }).click();
    await only(mira).waitFor({ state: "detached" });
    await until("the teacher does not see her", async () => (await seen(teacher)) === 0);
  });

  for (const person of [teacher, mira, tomas, ida]) person.isContent();
});
