// The door before it opens, and the end of a class with one's own attendance.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Class } from "./class.mjs";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const DOORS_MS = 10 * 60_000;
const JITTER_MS = 3_000;
const HOUR = 3_600_000;
/** The countdown is not further off the server's clock than this (EXPERIENCE). */
const ERROR_MS_MAX = 250;

const { browser, room } = await opened();

/** Signs in by a link and goes to another class; each person has a host of their own. */
async function comes(person, link, path) {
  await person.opens(link);
  await person.page.goto(new URL(path, link).href);
}

/** When the figures of the clock changed, by this program's clock, which is the server's: and to how many seconds. */
async function changes(page, figures) {
  const seen = await page.locator(".clock").evaluate(
    (clock, wanted) =>
      new Promise((resolve) => {
        const seen = [];
        const watch = new MutationObserver(() => {
          seen.push({ at: performance.timeOrigin + performance.now(), text: clock.textContent });
          if (seen.length < wanted) return;
          watch.disconnect();
          resolve(seen);
        });
        watch.observe(clock, { characterData: true, childList: true, subtree: true });
      }),
    figures,
  );
  return seen.map(({ at, text }) => {
    const seconds = text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    return { at, seconds };
  });
}

for (const [how, skew, latency] of [
  ["on a computer whose clock is right", 0, 0],
  ["on a computer whose clock is two minutes ahead, behind a slow network", 120_000, 200],
]) {
  test(`the countdown follows the server's clock ${how}`, async (t) => {
    const planned = await room.plan({ startsIn: DOORS_MS + 45_000 });
    if (!planned) return t.skip("the database is not known");
    const opensAt = planned.startsAt - DOORS_MS;
    const mira = await browser.person();
    await mira.page.addInitScript((ahead) => {
      const right = Date.now;
      Date.now = () => right() + ahead;
    }, skew);
    await comes(mira, room.students[0][skew ? 1 : 0], planned.path);
    await mira.sees("The doors open in");
    if (latency) {
      const network = await mira.page.context().newCDPSession(mira.page);
      await network.send("Network.enable");
      const slow = { offline: false, latency, downloadThroughput: -1, uploadThroughput: -1 };
      await network.send("Network.emulateNetworkConditions", slow);
      await mira.page.reload();
      await mira.sees("This computer's clock is 2:00 ahead, so we don't use it.");
    }
    // The server's time has been asked for a few times by then.
    await mira.page.waitForTimeout(7_000);
    for (const { at, seconds } of await changes(mira.page, 4)) {
      const off = opensAt - at - seconds * 1_000;
      assert.ok(Math.abs(off) <= ERROR_MS_MAX, `off by ${off} ms at ${seconds} s`);
    }
    mira.isContent();
    await mira.goes();
  });
}

test("before the doors the page says what comes, tries the devices, and goes in by itself", async (t) => {
  const planned = await room.plan({ startsIn: DOORS_MS + 25_000 });
  if (!planned) return t.skip("the database is not known");
  const opensAt = planned.startsAt - DOORS_MS;
  const tomas = await browser.person();
  await comes(tomas, room.students[1][0], planned.path);
  await tomas.sees("The doors open in");
  await tomas.sees("Nothing to press, you go in by yourself.");
  await tomas.sees("What happens next");
  await tomas.sees("Why the sea is salt");
  await look(tomas, "waiting");
  await tomas.page.getByRole("button", { name: "Turn on camera" }).click();
  await tomas.page.locator(".preview video").waitFor();
  await tomas.composer.waitFor({ timeout: opensAt - Date.now() + 20_000 });
  const late = Date.now() - opensAt;
  assert.ok(late >= 0 && late <= JITTER_MS + 2_000, `in ${late} ms after the doors`);
  tomas.isContent();
  await tomas.goes();
});

test("who has booked, waits in line or is offered a seat reads it at the door", async (t) => {
  const planned = await room.plan({ startsIn: DOORS_MS + 10 * 60_000 });
  if (!planned) return t.skip("the database is not known");
  const tomas = await browser.person();
  // What the line says is another test's; here it is how the door says it.
  let place = { standing: "waitlisted", position: 3, eta: new Date(planned.startsAt).toISOString() };
  const session_id = planned.path.split("/").at(-1);
  await tomas.page.route("**/v1/me/reservations", (route) =>
    route.fulfill({ json: { reservations: [{ session_id, place }], server_time: new Date().toISOString() } }),
  );
  await comes(tomas, room.students[1][1], planned.path);
  await tomas.sees("Full. You are 3rd on the waitlist.");
  place = { standing: "offered", until: new Date(Date.now() + 120_000).toISOString() };
  await tomas.page.reload();
  await tomas.sees("A seat is free for you.");
  await look(tomas, "waiting-offered");
  place = { standing: "reserved" };
  await tomas.page.reload();
  await tomas.sees("Seat booked.");
  tomas.isContent();
  await tomas.goes();
});

test("a browser without devices waits and goes in all the same", async (t) => {
  const planned = await room.plan({ startsIn: DOORS_MS + 12_000 });
  if (!planned) return t.skip("the database is not known");
  const aylin = await browser.person({ denied: true });
  await comes(aylin, room.students[2][0], planned.path);
  await aylin.sees("The doors open in");
  await aylin.presses("Turn on camera");
  await aylin.presses("Turn on microphone");
  await aylin.sees(/blocking the camera|nobody answered/);
  await look(aylin, "waiting-blocked");
  await aylin.composer.waitFor({ timeout: 40_000 });
  aylin.isContent();
  await aylin.goes();
});

test("a class that is long over is on record, and says so with its corrections and its key", async (t) => {
  const planned = await room.plan({ startsIn: -2 * HOUR, lasts: HOUR });
  if (!planned) return t.skip("the database is not known");
  const aylin = await browser.person();
  await comes(aylin, room.students[2][1], planned.path);
  await aylin.sees("You were not in this class.");
  await aylin.sees("On record since");
  // Nobody was in it, so for the picture of somebody who was what the server would say then is put in its place.
  await aylin.page.route("**/attendance", (route) => route.fulfill({ json: filed(room.session) }));
  await aylin.page.reload();
  await aylin.sees("You were here for 57 of 60 minutes");
  await aylin.sees("You were away from");
  await aylin.sees("On record, corrected at");
  await look(aylin, "ended-filed");
  aylin.isContent();
  await aylin.goes();
});

test("when the class is over everybody sees when they were there, and the teacher who was", async () => {
  const [teacher, jonah] = await Promise.all([browser.person(), browser.person()]);
  await teacher.goesIn(room.teacher[0]);
  await jonah.goesIn(room.students[3][0]);
  await jonah.says("I am here");
  await teacher.hears("I am here");
  await teacher.presses("End class");
  await teacher.page.getByRole("dialog").getByRole("button", { name: "End class" }).click();
  await jonah.sees("The teacher ended the class.");
  await jonah.sees(/You were here for/);
  await jonah.sees("your connection to the class");
  await jonah.sees("Counted so far.");
  await look(jonah, "ended-own");
  // Later, from the address alone.
  await jonah.page.reload();
  await jonah.sees(/You were here for/);
  await jonah.sees("Class over at");
  await teacher.sees("Who was here");
  await teacher.sees("Jonah");
  const saved = teacher.page.waitForEvent("download");
  await teacher.presses("Save as a table");
  assert.match((await saved).suggestedFilename(), /^attendance-.*\.csv$/);
  const polls = teacher.page.waitForEvent("download");
  await teacher.presses("Save the polls as a table");
  assert.match((await polls).suggestedFilename(), /^polls-.*\.csv$/);
  await look(teacher, "ended-teacher");
  for (const person of [teacher, jonah]) {
    person.isContent();
    await person.goes();
  }
});

/** An hour of Aylin's that has been filed and corrected. */
function filed(session) {
  const begun = Date.now() - 2 * HOUR;
  const at = (minutes) => new Date(begun + minutes * 60_000).toISOString();
  const interval = (from, until, sources, confidence) => ({ from: at(from), until: at(until), sources, confidence });
  return {
    session_id: session,
    course_id: session,
    title: "Why the sea is salt",
    starts_at: at(0),
    ends_at: at(60),
    ended_at: at(60),
    filed: { version: 2, at: at(67), key_id: "3f0b1d6a5c2e4f78", public_key: "x" },
    role: "student",
    people: [
      {
        person_id: "de300000-0000-8000-8000-000000000004",
        name: "Aylin",
        role: "student",
        present_seconds: 57 * 60,
        intervals: [
          interval(1, 26, ["socket", "media"], "high"),
          interval(26, 28, ["heartbeat"], "low"),
          interval(30, 60, ["socket", "media"], "high"),
        ],
      },
    ],
    server_time: new Date().toISOString(),
  };
}
