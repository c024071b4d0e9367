// A student writes to the moderators, is answered, and nobody else sees it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

test("a private talk with those who moderate the class", async () => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);

  await mira.presses("Tell a moderator");
  await mira.page.getByLabel("Write to the moderators").fill("Tomas writes to me all the time.");
  await mira.page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
  await mira.sees("Tomas writes to me all the time.");
  await look(mira, "direct-told");
  await teacher.presses("Private: 1 new");
  await teacher.sees("Tomas writes to me all the time.");
  await teacher.page.getByLabel(/^Answer /).fill("We see to it.");
  await look(teacher, "direct-staff");
  await teacher.page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
  await mira.sees("We see to it.");
  await mira.page.getByRole("dialog").getByRole("button", { name: /^Report: We see/ }).waitFor();
  await mira.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();

  await look(mira, "direct-answered");
  assert.equal(await tomas.page.getByText("We see to it.").count(), 0);
  assert.equal(await tomas.page.getByText("all the time").count(), 0);

  for (const person of [teacher, mira, tomas]) assert.deepEqual(person.complaints, []);
});
