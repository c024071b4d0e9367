// The home page: today's lesson, the next hours in a zone of one's own, and a seat that is reserved, waited for, offered
// and taken.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

// One seat in each class, so that the second person waits.
const { browser, room } = await opened({ capacity: 1 });

/** Somebody who is signed in and looks at the start page. */
async function home(link, options) {
  const person = await browser.person(options);
  await person.opens(link);
  await person.page.getByRole("link", { name: "homeroom" }).click();
  await person.sees("Next classes");
  return person;
}

/** The nth row of the list whose doors are not open yet. */
const rows = (person) => person.page.locator(".slot-row");

test("the next hours stand there with their seats, and in whatever zone the person reads times", async () => {
  const mira = await home(room.students[0][0]);
  await mira.sees("Today's lesson");
  const list = rows(mira).locator("time");
  await list.nth(3).waitFor();
  const before = await list.allInnerTexts();
  await look(mira, "home-hours");
  await mira.page.getByLabel("Times in").selectOption("Asia/Tokyo");
  await mira.page.waitForFunction(
    (first) => document.querySelector(".slot-row time")?.textContent !== first,
    before[0],
  );
  const instants = (times) => times.evaluateAll((all) => all.map((one) => one.dateTime));
  const there = await list.allInnerTexts();
  const at = new Date((await instants(list))[0]);
  const wall = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" });
  assert.equal(there[0], wall.format(at));
  await mira.page.reload();
  await mira.sees("Next classes");
  await list.first().waitFor();
  assert.equal((await list.allInnerTexts())[0], there[0], "the choice is kept");
  const shown = await rows(mira).count();
  await mira.presses("Show more classes");
  await rows(mira).nth(shown + 10).waitFor();
  mira.isContent();
  await mira.goes();
});

test("a seat is reserved, the next one waits, and is offered the seat that is given back", async () => {
  const [tomas, aylin] = await Promise.all([home(room.students[1][0]), home(room.students[2][0])]);
  // Far enough ahead that its doors do not open meanwhile.
  const instant = await rows(tomas).nth(3).locator("time").getAttribute("datetime");
  const row = (person) => rows(person).filter({ has: person.page.locator(`time[datetime="${instant}"]`) });

  await row(tomas).getByRole("button", { name: "Reserve a seat" }).click();
  await row(tomas).getByText("Seat booked.").waitFor();
  await look(tomas, "home-reserved");

  await row(aylin).getByText("Full.").waitFor();
  await look(aylin, "home-full");
  await row(aylin).getByRole("button", { name: "Join the waitlist" }).click();
  await row(aylin).getByText("Full. You are 1st on the waitlist.").waitFor();
  await look(aylin, "home-waitlisted");

  await row(tomas).getByRole("button", { name: "Give the seat back" }).click();
  await row(tomas).getByRole("button", { name: "Join the waitlist" }).waitFor();
  await row(aylin).getByText("A seat is free for you.").waitFor();
  await row(aylin).getByText("Yours to take until").waitFor();
  await look(aylin, "home-offered");
  await row(aylin).getByRole("button", { name: "Take the seat" }).click();
  await row(aylin).getByText("Seat booked.").waitFor();
  for (const person of [tomas, aylin]) {
    person.isContent();
    await person.goes();
  }
});
