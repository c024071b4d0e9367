// One day in one piece: signing in by mail, a seat that is reserved, waited for, offered and taken, the door, the class,
// leaving it, and the record of it that the node filed and signed. Time is moved by starting the node again, so many
// minutes ahead; everything it knows, it knows from its journals.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Class } from "./class.mjs";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const MINUTE = 60_000;
const DOORS_MS = 10 * MINUTE;
/** From signing in to having taken the offered seat. */
const BEFORE_THE_DOORS_MS = 75_000;

const { browser, room } = await opened({ capacity: 1 });

/** Signs in with an address and the code that was mailed to it, and looks at the classes. */
async function signsIn(name) {
  const person = await browser.person();
  await person.signsIn(room, `${name.toLowerCase()}@example.org`);
  await person.sees(`Signed in as ${name}`);
  return person;
}

/** The node is gone and comes back so many minutes ahead; who was in the class is in it again by themselves. */
async function minutesLater(ahead, person) {
  await room.kill();
  await person.sees("Connection lost");
  await room.restart({ ahead });
}

test("a day: by mail to a seat, through the line, the door and the class, to a record of it", async (t) => {
  const planned = await room.plan({ startsIn: DOORS_MS + BEFORE_THE_DOORS_MS });
  if (!planned) return t.skip("the database is not known");
  const [mira, tomas] = await Promise.all([signsIn("Mira"), signsIn("Tomas")]);
  const instant = new Date(planned.startsAt).toISOString();
  const row = (person) =>
    person.page.locator(".slot-row").filter({ has: person.page.locator(`time[datetime="${instant}"]`) });

  // The only seat is Mira's; Tomas waits, is offered it when she cannot come, and takes it.
  await row(mira).getByRole("button", { name: "Reserve a seat" }).click();
  await row(mira).getByText("Seat booked.").waitFor();
  await row(tomas).getByRole("button", { name: "Join the waitlist" }).click();
  await row(tomas).getByText("You are 1st on the waitlist.").waitFor();
  await row(mira).getByRole("button", { name: "Give the seat back" }).click();
  await row(tomas).getByText("A seat is free for you.").waitFor();
  assert.match((await room.mail("tomas@example.org")).subject, /A seat is free for you/);
  await row(tomas).getByRole("button", { name: "Take the seat" }).click();
  await row(tomas).getByText("Seat booked.").waitFor();
  mira.isContent();
  await mira.goes();

  // At the door he waits with the others, and goes in when it opens.
  await tomas.page.goto(new URL(planned.path, room.address).href);
  await tomas.sees("The doors open in");
  await tomas.sees("Seat booked.");
  await look(tomas, "day-door");
  const opensIn = planned.startsAt - DOORS_MS - Date.now();
  await tomas.composer.waitFor({ timeout: opensIn + 20_000 });
  assert.equal(await tomas.seat(), "Seat 1 of 1");

  // The class: twenty minutes of it, and then he has to go.
  await minutesLater(13, tomas);
  await tomas.isInClass();
  await tomas.says("I have twenty minutes");
  await tomas.hears("I have twenty minutes");
  await minutesLater(33, tomas);
  await tomas.isInClass();
  await tomas.says("Goodbye");
  await tomas.hears("Goodbye");
  await tomas.presses("Leave");
  await tomas.page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await tomas.sees("You left the class");

  // When it is over and on record, his page says what the node put its name to.
  await room.kill();
  await room.restart({ ahead: 90 });
  await tomas.page.reload();
  await tomas.sees("Class over at");
  await tomas.sees(/You were here for 2\d of 60 minutes/);
  await tomas.sees("On record since");
  await tomas.sees("Signed with key");
  await tomas.sees("your connection to the class");
  // And it offers the next class of the course.
  const next = tomas.page.locator(".next-class");
  await next.getByText(/^Next class .*at \d\d:\d\d$|^On now, until/).waitFor();
  const span = [planned.startsAt, planned.startsAt + 60 * MINUTE];
  const times = await tomas.page.evaluate(
    (all) => all.map((at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })),
    span,
  );
  const when = await next.locator("p").first().innerText();
  const isSameTime = times.some((time) => when.endsWith(time));
  const isSameTitle =
    (await next.getByRole("heading").innerText()) === (await tomas.page.getByRole("heading", { level: 1 }).innerText());
  assert.ok(!(isSameTime && isSameTitle), `"${when}" is the class that ended`);
  // Its door where that is open, and never the one of the class that ended; one's own classes are linked once, below.
  const doors = await next.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.ok(doors.length <= 1, doors.join());
  for (const door of doors) {
    assert.match(door, /^\/class\/[0-9a-f-]{36}$/);
    assert.notEqual(door, planned.path);
  }
  assert.equal(await tomas.page.locator('main a[href="/"]').count(), 1);
  await look(tomas, "day-record");
  tomas.isContent();
  await tomas.goes();
});
