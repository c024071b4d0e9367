// What is chosen in a poll and not sent outlives a cut wire and a reload, and what students see of the results is the
// teacher's choice of three while it runs. Every kind of answer is given once on the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

/** Asks a poll of one's own, and waits until both have it. */
async function asks(teacher, student, question, { kind = "One choice", choices, right, students = "nothing", nameless = false }) {
  await teacher.page.getByRole("button", { name: "Ask a poll" }).click();
  const dialog = teacher.page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "From the lesson" }).selectOption("A question of your own");
  await dialog.getByRole("textbox", { name: "Question" }).fill(question);
  await dialog.getByRole("combobox", { name: "Answered by" }).selectOption(kind);
  if (choices) await dialog.getByRole("textbox", { name: "Choices, one on each line" }).fill(choices.join("\n"));
  if (right) await dialog.getByRole("textbox", { name: /^Right answer/ }).fill(right);
  await dialog.getByRole("combobox", { name: "Closes" }).selectOption("when I close it");
  await dialog.getByRole("combobox", { name: "Students see" }).selectOption(students);
  if (nameless) await dialog.getByRole("checkbox", { name: "Without names" }).check();
  await dialog.getByRole("button", { name: "Ask now" }).click();
  for (const person of [teacher, student]) await person.page.locator(".poll", { hasText: question }).waitFor();
}

/** The wire breaks; `meanwhile` is done before it is mended. */
async function loses(person, meanwhile = async () => undefined) {
  room.cut();
  await person.sees("Connection lost for");
  await meanwhile();
  room.mend();
  await person.seesNoMore("Connection lost for");
}

/** The page is loaded again, and goes in again. */
async function reloads(person) {
  await person.page.reload();
  await person.presses(/^Go in/);
  await person.isInClass();
  await person.page.locator(".poll").waitFor();
}

const option = (person, role, name) => person.page.getByRole(role, { name, exact: true });
/** What is chosen now, by its words. */
const chosen = (person) => person.page.locator(".poll-choices label.chosen").allInnerTexts();

test("a poll is answered in peace", async (t) => {
  const [teacher, mira] = await Promise.all([1, 2].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  const shows = teacher.page.getByRole("group", { name: "Students see" });
  const closes = async () => {
    await teacher.presses("Close poll");
    await mira.sees("Poll, closed");
  };
  const stored = () => mira.page.evaluate(() => sessionStorage.getItem("homeroom.poll-draft"));

  await t.test("one choice: what was chosen is still chosen after a cut and a reload, and then it is sent", async () => {
    await asks(teacher, mira, "Where does the salt come from?", { choices: ["From the rain", "From rivers", "From fish"] });
    await option(mira, "radio", "From the rain").check();
    await mira.sees("Not sent yet.");
    await loses(mira, async () => {
      assert.deepEqual(await chosen(mira), ["From the rain"]);
      await option(mira, "radio", "From rivers").check();
    });
    assert.deepEqual(await chosen(mira), ["From rivers"]);
    await look(mira, "poll-draft");
    await reloads(mira);
    assert.deepEqual(await chosen(mira), ["From rivers"]);
    assert.ok(await option(mira, "radio", "From rivers").isChecked());
    await mira.presses("Send answer");
    await teacher.sees(/1 of 1 answered/);
    await mira.page.getByRole("button", { name: "Change answer" }).waitFor();
    await mira.seesNoMore("Not sent yet.");
    assert.equal(await stored(), null, "what was sent is no draft");
    assert.deepEqual(await chosen(mira), ["From rivers"]);
  });

  await t.test("students see nothing, then how many answered, then the results, and less again", async () => {
    const pressed = async (name) => {
      await shows.getByRole("button", { name }).click();
      await shows.getByRole("button", { name, pressed: true }).waitFor();
      assert.equal(await shows.getByRole("button", { pressed: true }).count(), 1);
    };
    await shows.getByRole("button", { name: "nothing", pressed: true }).waitFor();
    assert.equal(await mira.page.locator(".poll").getByText(/answered/).count(), 0);
    await pressed("how many answered");
    await mira.sees(/1 of 1 answered/);
    assert.equal(await mira.page.getByText("1, 100 %").count(), 0);
    await pressed("the results");
    await mira.sees("1, 100 %");
    await look(teacher, "poll-shown");
    await pressed("how many answered");
    await mira.seesNoMore("1, 100 %");
    await mira.sees(/1 of 1 answered/);
    await pressed("nothing");
    await mira.seesNoMore(/1 of 1 answered/);
    await closes();
  });

  await t.test("several choices", async () => {
    const choices = ["Rain", "Rivers", "Rocks"];
    await asks(teacher, mira, "What carries salt?", { kind: "Several choices", choices, right: "2 3", students: "the results" });
    for (const name of ["Rivers", "Rocks"]) await option(mira, "checkbox", name).check();
    await reloads(mira);
    assert.deepEqual(await chosen(mira), ["Rivers", "Rocks"]);
    await mira.presses("Send answer");
    await teacher.sees(/1 of 1 answered/);
    await closes();
    await mira.sees("Your answer was right.");
    assert.deepEqual(await mira.page.locator(".poll-figure").allInnerTexts(), ["0, 0 %", "1, 100 %", "1, 100 %"]);
  });

  await t.test("a short text", async () => {
    await asks(teacher, mira, "Which sea is the saltiest?", { kind: "A short text", right: "dead sea", students: "the results" });
    const answer = option(mira, "textbox", "Your answer");
    await answer.fill("dead sea");
    await loses(mira);
    assert.equal(await answer.inputValue(), "dead sea");
    await reloads(mira);
    assert.equal(await answer.inputValue(), "dead sea");
    await mira.presses("Send answer");
    await teacher.sees("1, 100 %");
    await closes();
    await mira.sees("Your answer was right.");
  });

  await t.test("a number", async () => {
    await asks(teacher, mira, "How sure are you?", { kind: "A number", students: "the results" });
    await option(mira, "radio", "4").check();
    await reloads(mira);
    assert.deepEqual(await chosen(mira), ["4"]);
    await mira.presses("Send answer");
    await teacher.sees("1, 100 %");
    await closes();
    const rows = mira.page.locator(".poll-results li", { hasText: "1, 100 %" });
    assert.match((await rows.allInnerTexts()).join(), /^4 \(your answer\)/);
  });

  await t.test("an order", async () => {
    await asks(teacher, mira, "Which way does water go?", { kind: "Bringing into order", choices: ["Sea", "Clouds", "Rain"] });
    const order = () => mira.page.locator(".poll-order li > span").allInnerTexts();
    assert.deepEqual(await order(), ["Clouds", "Rain", "Sea"]);
    for (let n = 0; n < 2; n += 1) await mira.presses("Move up: Sea");
    assert.deepEqual(await order(), ["Sea", "Clouds", "Rain"]);
    await reloads(mira);
    assert.deepEqual(await order(), ["Sea", "Clouds", "Rain"]);
    await mira.presses("Send answer");
    await mira.page.getByRole("button", { name: "Change answer" }).waitFor();
    await closes();
    await mira.sees("Your answer was right.");
  });

  await t.test("without names a choice outlives a cut and is never stored, so that a reload forgets it", async () => {
    await asks(teacher, mira, "Was this too fast?", { choices: ["Far too fast", "As it should be"], nameless: true });
    await option(mira, "radio", "Far too fast").check();
    assert.equal(await stored(), null);
    await loses(mira);
    assert.deepEqual(await chosen(mira), ["Far too fast"]);
    await reloads(mira);
    await option(mira, "radio", "Far too fast").waitFor();
    assert.deepEqual(await chosen(mira), []);
    await closes();
  });

  await t.test("a choice that was never sent goes with its poll", async () => {
    await asks(teacher, mira, "Shall we go on?", { choices: ["Let us go on", "Let us wait"] });
    await option(mira, "radio", "Let us wait").check();
    assert.match(await stored(), /choices/);
    await closes();
    await mira.page.waitForFunction(() => sessionStorage.getItem("homeroom.poll-draft") === null);
  });

  await t.test("asking begins with what the lesson brought along", async () => {
    await teacher.page.getByRole("button", { name: "Ask a poll" }).click();
    const dialog = teacher.page.getByRole("dialog");
    const brought = dialog.getByRole("combobox", { name: "From the lesson" });
    assert.notEqual(await brought.inputValue(), "-1");
    assert.equal(await dialog.getByRole("textbox", { name: "Question" }).count(), 0);
    const question = await brought.locator("option:checked").innerText();
    await dialog.locator("p", { hasText: question }).waitFor();
    await look(teacher, "poll-begins");
    await dialog.getByRole("button", { name: "Ask now" }).click();
    await mira.page.locator(".poll", { hasText: question }).waitFor();
    await closes();
    await teacher.page.getByRole("button", { name: "Ask a poll" }).click();
    assert.notEqual(await brought.locator("option:checked").innerText(), question, "what was asked is not asked first");
    await dialog.getByRole("button", { name: "Close", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
  });

  for (const person of [teacher, mira]) person.isContent();
});
