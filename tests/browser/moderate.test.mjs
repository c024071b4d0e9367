// In the room: the teacher does something about a message, sees what holds, and takes it back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened, until } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened({ media: true });

const WEEK_MS = 7 * 86_400_000;

/** Their page says when a ban of a week ends, to the minute. */
async function inAWeek(person) {
  const said = await person.page.getByText(/It ends by itself on/).innerText();
  const [, day, time] = /on (\d+ \w+ \d{4}) at (\d\d:\d\d)\./.exec(said);
  const off = Date.parse(`${day} ${time}`) - Date.now() - WEEK_MS;
  assert.ok(Math.abs(off) < 2 * 60_000, `${said} is ${off} ms off`);
}

test("the teacher removes a message and mutes its author from the class, and takes both back", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  await tomas.says("you are all slow");
  await teacher.hears("you are all slow");

  await t.test("the message is blank for everybody, and its author is told", async () => {
    await teacher.acts("you are all slow", /^Do something/);
    await look(teacher, "moderate-message");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Do it" }).click();
    await mira.sees("Removed by a moderator.");
    await tomas.sees("The teacher removed a message of yours.");
    await teacher.sees("1 measure holds");
  });

  await t.test("muted, he cannot write, and knows until when", async () => {
    await tomas.says("slow slow slow");
    await teacher.acts("slow slow slow", /^Do something/);
    await teacher.page.getByRole("radio", { name: "Mute for a while" }).check();
    await teacher.page.getByRole("combobox", { name: "Why" }).selectOption("flood");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Do it" }).click();
    await teacher.page.locator("[aria-live]", { hasText: /Done\. Tomas: cannot write until \d\d:\d\d\./ }).waitFor({ state: "attached" });
    await teacher.page.locator(".line-name", { hasText: "Tomas" }).getByText(/^cannot write until \d\d:\d\d$/).first().waitFor();
    await teacher.sees("2 measures hold");
    await tomas.sees(/You can't write until/);
    await tomas.sees("The teacher decided this. Reason: Too much of it.");
    await tomas.sees("You can't write in the chat for now.");
    await teacher.presses("2 measures hold");
    await look(teacher, "moderate-held");
  });

  await t.test("what is taken back holds no more, and the message is read again where it stood", async () => {
    await teacher.page.getByRole("button", { name: /^Take back: message removed/ }).click();
    await mira.hears("you are all slow");
    await teacher.page.getByRole("button", { name: /^Take back: cannot write/ }).click();
    await teacher.sees("Nothing holds any more.");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await tomas.says("sorry");
    await mira.hears("sorry");
  });

  const pictures = room.media ? false : "there is no LiveKit";
  await t.test("muted in the camera, his picture is gone for the class and his microphone is not", { skip: pictures }, async () => {
    await tomas.page.getByRole("switch", { name: /^Camera/ }).click();
    const seen = () => mira.page.locator(".face video").count();
    await until("he is seen", async () => (await seen()) === 1);
    await look(teacher, "moderate-tile");
    await teacher.page.getByRole("button", { name: "Do something about Tomas" }).click();
    await teacher.page.getByRole("radio", { name: "Camera" }).check();
    await look(teacher, "moderate-person");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Do it" }).click();
    await tomas.sees(/Your camera is off for the class until/);
    await look(tomas, "moderate-muted");
    await until("he is not seen", async () => (await seen()) === 0);
    const off = (name) => tomas.page.getByRole("switch", { name }).getAttribute("aria-disabled");
    assert.deepEqual([await off(/^Camera/), await off(/^Microphone/)], ["true", "false"]);
    await teacher.presses("1 measure holds");
    await teacher.page.getByRole("button", { name: /^Take back: camera off/ }).click();
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await until("he is seen again", async () => (await seen()) === 1);
  });

  await t.test("banned from all classes of the course for a week, his page says until when, and taken back the door opens", async () => {
    await tomas.says("I know where you live");
    await teacher.acts("I know where you live", /^Do something/);
    await teacher.page.getByRole("radio", { name: "Ban", exact: true }).check();
    const classOnly = teacher.page.getByRole("radio", { name: "This class", exact: true });
    assert.equal(await classOnly.isChecked(), true);
    const week = teacher.page.getByRole("radio", { name: "7 days" });
    assert.equal(await week.count(), 0, "a ban from this class is over with it");
    const wholeCourse = teacher.page.getByRole("radio", { name: "All classes of this course" });
    await wholeCourse.check();
    assert.equal(await teacher.page.getByRole("radio", { name: "Until it is lifted" }).isChecked(), true);
    await week.check();
    await look(teacher, "moderate-ban");
    await classOnly.check();
    assert.equal(await week.count(), 0);
    await wholeCourse.check();
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Do it" }).click();
    await tomas.sees("You can't come to the classes of this course");
    await inAWeek(tomas);
    assert.equal(await tomas.page.getByRole("button", { name: "Try again" }).count(), 0, "it has not ended");
    await look(tomas, "moderate-banned");
    await tomas.page.reload();
    await tomas.presses(/^Go in/);
    await tomas.sees("You can't come to the classes of this course");
    await inAWeek(tomas);
    await look(tomas, "moderate-banned-door");
    await teacher.presses("1 measure holds");
    await teacher.page.getByRole("dialog").getByText(/until \d+ \w+ \d{4}, \d\d:\d\d/).waitFor();
    await look(teacher, "moderate-banned-held");
    await teacher.page.getByRole("button", { name: /^Take back: banned from the course/ }).click();
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await until("he is in again", async () => {
      await tomas.page.reload();
      await tomas.presses(/^Go in/);
      return (await tomas.page.locator(".lines").count()) > 0;
    });
  });

  await t.test("a student has no such button", async () => {
    const line = mira.page.locator(".line", { hasText: "sorry" });
    await line.hover();
    assert.equal(await line.getByRole("button", { name: /^Do something/ }).count(), 0);
    assert.equal(await line.getByRole("button", { name: /^Report/ }).count(), 1);
  });

  for (const person of [teacher, mira, tomas]) assert.deepEqual(person.complaints, []);

  await t.test("when the ban has ended his page says so by itself, and lets him try again", async (part) => {
    const planned = await room.plan({ startsIn: -60_000, lasts: 8 * 86_400_000 });
    if (!planned) return part.skip("the database is not known");
    const aylin = await browser.person();
    await aylin.page.addInitScript(() => {
      const right = performance.now.bind(performance);
      performance.now = () => right() + (window.cranked ?? 0);
    });
    await aylin.goesIn(room.students[2][0]);
    await aylin.says("I know where you live too");
    await teacher.acts("I know where you live too", /^Do something/);
    await teacher.page.getByRole("radio", { name: "Ban", exact: true }).check();
    await teacher.page.getByRole("radio", { name: "All classes of this course" }).check();
    await teacher.page.getByRole("radio", { name: "7 days" }).check();
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Do it" }).click();
    await aylin.sees("You can't come to the classes of this course");

    const again = aylin.page.getByRole("button", { name: "Try again" });
    await aylin.page.goto(new URL(planned.path, aylin.page.url()).href);
    await aylin.presses(/^Go in/);
    await aylin.sees("You can't come to the classes of this course");
    await inAWeek(aylin);
    assert.equal(await again.count(), 0, "it has not ended");

    // A week passes, for the server and for this page, which nobody touches.
    await room.kill();
    await room.restart({ ahead: (WEEK_MS + 120_000) / 60_000 });
    await aylin.page.evaluate((week) => void (window.cranked = week + 120_000), WEEK_MS);
    await aylin.sees(/It ended on \d+ \w+ \d{4} at \d\d:\d\d\./);
    await look(aylin, "moderate-ban-ended");
    await again.click();
    await aylin.isInClass();
    await aylin.says("I am sorry");
    await aylin.hears("I am sorry");
    // The media server has another port since, which is not in the policy of a page that stayed open.
    assert.deepEqual(aylin.complaints.filter((what) => !/^connect-src \w+:\/\/127\.0\.0\.1:\d+\/rtc\//.test(what)), []);
  });
});
