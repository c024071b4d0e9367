// Questions: asked, approved, wanted by others, put live, answered, united, without a name, reported.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

const opens = (person) => person.page.locator(".questions summary").click();
const row = (person, text) => person.page.locator(".question", { hasText: text }).first();
const order = (person) => person.page.locator(".question button.question-want + .question-body .question-text").allInnerTexts();

async function asks(person, text, nameless = false) {
  await person.page.getByRole("textbox", { name: "Ask the teacher" }).fill(text);
  if (nameless) await person.page.getByRole("checkbox", { name: /^Don't show my name/ }).check();
  await person.presses("Ask");
  await person.sees("Asked. The class sees it when it is approved.");
}

test("a class asks its teacher", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  for (const person of [teacher, mira, tomas]) await opens(person);

  await t.test("a question waits for the teacher, and only its asker sees it till then", async () => {
    await asks(mira, "Is the Dead Sea a sea?");
    await row(mira, "Waits to be approved").waitFor();
    await teacher.sees("1 new");
    assert.equal(await row(tomas, "Dead Sea").count(), 0);
    await look(mira, "questions-asked");
    await teacher.presses(/^Approve: Is the Dead Sea/);
    await row(tomas, "Is the Dead Sea a sea?").waitFor();
  });

  await t.test("without a name it is asked where the teacher lets it, and the teacher knows whose it is", async () => {
    await teacher.page.getByRole("checkbox", { name: /^Questions without a name/ }).check();
    await asks(tomas, "How deep is it?", true);
    await row(teacher, "(the class doesn't know)").waitFor();
    await teacher.presses(/^Approve: How deep/);
    await row(mira, "Without a name").waitFor();
    assert.equal(await mira.page.locator(".questions", { hasText: "Tomas" }).count(), 0);
  });

  await t.test("who wants to know too lifts it, by key as well, and the order rests while one is live", async () => {
    await row(mira, "How deep").getByRole("button", { name: /^I want to know too/ }).press("Enter");
    await row(tomas, "2").waitFor();
    assert.deepEqual(await order(tomas), ["How deep is it?", "Is the Dead Sea a sea?"]);
    await look(mira, "questions-open");
    await teacher.presses(/^Answer now: How deep/);
    await tomas.page.locator(".question-live", { hasText: "How deep is it?" }).waitFor();
    await row(tomas, "Dead Sea").getByRole("button", { name: /^I want to know too/ }).click();
    await row(mira, "Dead Sea").getByText("2", { exact: true }).waitFor();
    await row(mira, "How deep").getByRole("button", { name: /^You want to know too/ }).click();
    await row(tomas, "How deep").getByText("1", { exact: true }).waitFor();
    assert.deepEqual(await order(tomas), ["How deep is it?", "Is the Dead Sea a sea?"], "nothing moves");
    await look(tomas, "questions-live");
    await look(teacher, "questions-teacher");
  });

  await t.test("answered it is the class's no more, and the rest stands by votes", async () => {
    await teacher.presses(/^Answered: How deep/);
    await tomas.page.locator(".question-live").waitFor({ state: "detached" });
    assert.deepEqual(await order(tomas), ["Is the Dead Sea a sea?"]);
  });

  await t.test("one that asks the same goes into the other, and its asker knows", async () => {
    await asks(tomas, "Is that a sea at all?");
    await teacher.page
      .getByRole("combobox", { name: /^Is that a sea at all/ })
      .selectOption({ label: "Is the Dead Sea a sea?" });
    await row(tomas, "Asked with another one").waitFor();
    await look(tomas, "questions-merged");
  });

  await t.test("a question is reported to the moderators", async () => {
    await row(tomas, "Is the Dead Sea").getByRole("button", { name: /^Report the question/ }).click();
    await tomas.sees("Report this question?");
    const report = tomas.page.getByRole("dialog").getByRole("button", { name: "Report" });
    await report.click();
    await tomas.sees("Say what is wrong with it.");
    await tomas.page.getByRole("radio", { name: "An insult" }).check();
    await report.click();
    await tomas.sees("The moderators have it");
    await look(tomas, "questions-reported");
    await tomas.page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  });

  await t.test("a page that is loaded again has all of it", async () => {
    await mira.page.reload();
    await mira.presses(/^Go in/);
    await opens(mira);
    assert.deepEqual(await order(mira), ["Is the Dead Sea a sea?"]);
    await row(mira, "How deep is it?").waitFor();
  });

  await t.test("when the class is over, what was answered stands there with its time", async () => {
    await teacher.presses("End class");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "End class" }).click();
    await mira.sees("Answered in this class");
    const answered = mira.page.getByRole("region", { name: "Answered in this class" }).getByRole("listitem");
    assert.equal(await answered.count(), 1);
    assert.match(await answered.innerText(), /^\d\d:\d\d\s+How deep is it\?$/);
    await look(mira, "questions-ended");
  });

  for (const person of [teacher, mira, tomas]) assert.deepEqual(person.complaints, []);
});
