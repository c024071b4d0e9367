// A class that staff call off: how the timetable says it, the door, and the class that was going on.

import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const MINUTE = 60_000;
/** The timetable looks again every ten seconds, the door every thirty. */
const DOOR_LOOKS_MS = 40_000;

const { browser, room } = await opened({ capacity: 1 });

const cancel = (session) => room.verb("session", "cancel", session, "--reason", "the teacher is ill");

test("a class that is called off says so in the timetable and at its door, to who counted on it and who did not", async (t) => {
  const planned = await room.plan({ startsIn: 30 * MINUTE });
  if (!planned) return t.skip("the database is not known");
  const [mira, tomas] = await Promise.all([browser.person(), browser.person()]);
  await mira.opens(room.students[0][0]);
  await mira.page.getByRole("link", { name: "homeroom" }).click();
  const instant = new Date(planned.startsAt).toISOString();
  const row = mira.page.locator(".slot-row").filter({ has: mira.page.locator(`time[datetime="${instant}"]`) });
  await row.getByRole("button", { name: "Reserve a seat" }).click();
  await row.getByText("Seat booked.").waitFor();
  await tomas.opens(room.students[1][0]);
  await tomas.page.goto(new URL(planned.path, room.students[1][0]).href);
  await tomas.sees("The doors open in");

  await cancel(planned.id);
  await row.getByText("Cancelled. Your seat in it is gone").waitFor();
  await look(mira, "home-cancelled");
  await tomas.page.getByText("This class was cancelled").waitFor({ timeout: DOOR_LOOKS_MS });
  await look(tomas, "door-cancelled");
  await mira.page.goto(new URL(planned.path, room.students[0][0]).href);
  await mira.sees("This class was cancelled");
  for (const person of [mira, tomas]) {
    person.isContent();
    await person.goes();
  }
});

test("a class that is called off while it goes on is over for everybody in it", async (t) => {
  if (!(await room.plan({ startsIn: 40 * MINUTE }))) return t.skip("the database is not known");
  const jonah = await browser.person();
  await jonah.goesIn(room.students[3][0]);
  await cancel(room.session);
  await jonah.sees("This class was cancelled.");
  await look(jonah, "ended-cancelled");
  jonah.isContent();
  await jonah.goes();
});
