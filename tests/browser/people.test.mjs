// Who is here, by name: the list opens from the count, is found in, follows who comes, is away and goes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

/** The page is hidden, or seen again, as a browser tells it. */
const hides = (person, hidden) =>
  person.page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden ? "hidden" : "visible");

test("a class reads who is here, and finds somebody", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  const dialog = (person) => person.page.getByRole("dialog", { name: "Who is here" });
  const row = (person, name) => dialog(person).getByRole("listitem").filter({ hasText: name });
  const names = (person) => dialog(person).locator(".people-name").allTextContents();

  await t.test("the list opens from the count, who gives the class first", async () => {
    await mira.page.getByRole("button", { name: /2 here/ }).click();
    await row(mira, "Mira").waitFor();
    const [first, second] = await names(mira);
    assert.notEqual(first, "Mira");
    assert.equal(second, "Mira");
    await teacher.page.getByRole("button", { name: /2 here/ }).click();
    await row(teacher, "Mira").waitFor();
  });

  await t.test("who comes stands in it, and who is away is marked", async () => {
    await tomas.goesIn(room.students[1][0]);
    await row(mira, "Tomas").waitFor();
    await row(teacher, "Tomas").waitFor();
    await hides(tomas, true);
    await row(teacher, "Tomas").getByText("Away").waitFor();
    await look(teacher, "people-staff");
    await look(mira, "people-student");
    await hides(tomas, false);
    await row(teacher, "Tomas").getByText("Away").waitFor({ state: "detached" });
  });

  await t.test("a part of a name and a role find people, and nobody is said", async () => {
    const find = dialog(mira).getByRole("searchbox", { name: "Find a name" });
    await find.fill("OMA");
    await row(mira, "Mira").waitFor({ state: "detached" });
    assert.deepEqual(await names(mira), ["Tomas"]);
    await find.fill("nobody is called this");
    await dialog(mira).getByText("Nobody is found.").waitFor();
    await find.fill("");
    await row(mira, "Tomas").waitFor();
    await dialog(mira).getByRole("combobox", { name: "Who" }).selectOption("teacher");
    await row(mira, "Tomas").waitFor({ state: "detached" });
    assert.equal((await names(mira)).length, 1);
    assert.equal(await dialog(mira).getByRole("option", { name: "Moderators" }).count(), 0);
  });

  await t.test("staff do something about a person from it, students do not", async () => {
    assert.equal(await dialog(mira).getByRole("button", { name: /^Do something about/ }).count(), 0);
    await dialog(teacher).getByRole("button", { name: "Do something about Tomas" }).click();
    await teacher.sees("Tomas: what is to be done?");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  });

  await t.test("who goes is gone from it", async () => {
    await dialog(mira).getByRole("combobox", { name: "Who" }).selectOption("");
    await row(mira, "Tomas").waitFor();
    await tomas.presses("Leave");
    await tomas.page.getByRole("dialog").getByRole("button", { name: /^Leave/ }).click();
    await row(mira, "Tomas").waitFor({ state: "detached" });
    await dialog(mira).getByRole("button", { name: "Close" }).click();
  });

  for (const person of [teacher, mira, tomas]) assert.deepEqual(person.complaints, []);
});
