// Polls on the page: asked by the teacher, answered with the keyboard, changed, closed; and one without names.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened, until } from "./scene.mjs";
import { look, lookAtPhone } from "./screens.mjs";

const { browser, room } = await opened();

/** Runs in the page: whether the whole of an element can be seen, and nothing lies over it. */
function inView(element) {
  const { left, top, bottom } = element.getBoundingClientRect();
  const at = (y) => element.contains(document.elementFromPoint(left + 4, y));
  return at(top + 4) && at(bottom - 4);
}

/** Asks a poll with three choices from the dialog. */
async function asks(teacher, question, { nameless = false } = {}) {
  await teacher.page.getByRole("button", { name: "Ask a poll" }).click();
  const dialog = teacher.page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "From the lesson" }).selectOption("A question of your own");
  await dialog.getByRole("textbox", { name: "Question" }).fill(question);
  await dialog.getByRole("textbox", { name: "Choices, one on each line" }).fill("1½\n3\n6");
  await dialog.getByRole("textbox", { name: /^Right answer/ }).fill("3");
  await dialog.getByRole("combobox", { name: "Closes" }).selectOption("when I close it");
  await dialog.getByRole("combobox", { name: "Students see" }).selectOption("the results");
  if (nameless) await dialog.getByRole("checkbox", { name: "Without names" }).check();
  else await look(teacher, "poll-ask");
  await dialog.getByRole("button", { name: "Ask now" }).click();
}

test("a poll is asked, answered with the keyboard, changed, closed, and what was right is told", async (t) => {
  const [teacher, mira] = await Promise.all([1, 2].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);

  await t.test("with names", async () => {
    await asks(teacher, "Three pizzas, half a pizza each. How many people eat?");
    await mira.sees("Three pizzas, half a pizza each. How many people eat?");
    await mira.page.getByRole("radio", { name: "3", exact: true }).focus();
    await mira.page.keyboard.press("Space");
    await look(mira, "poll-open");
    await mira.page.keyboard.press("Enter");
    await teacher.sees(/1 of 1 answered/);
    await mira.sees("Your answer is in.");
    await mira.page.getByRole("radio", { name: "6", exact: true }).check();
    await mira.page.getByRole("button", { name: "Change answer" }).click();
    await teacher.sees("1, 100 %");
    await look(teacher, "poll-teacher");
    await teacher.page.getByRole("button", { name: "Close poll" }).click();
    await mira.sees("Your answer was right.");
    await look(mira, "poll-closed");
  });

  await t.test("without names", async () => {
    await asks(teacher, "Was this too fast?", { nameless: true });
    await mira.sees(/nobody can see it is yours/);
    await mira.page.getByRole("radio", { name: "3", exact: true }).check();
    await mira.page.getByRole("button", { name: "Send answer" }).click();
    await mira.sees("Your answer waits to be counted with others.");
    await look(mira, "poll-waits");
    await teacher.page.getByRole("button", { name: "Close poll" }).click();
    await mira.sees("Fewer than 5 have answered, so nothing is shown.");
    assert.equal(await teacher.page.getByText("1, 100 %").count(), 0);
  });

  await t.test("on a small phone it is seen that an answer is in, and the focus stays", async () => {
    const wide = mira.page.viewportSize();
    await mira.page.setViewportSize({ width: 360, height: 640 });
    for (const nameless of [false, true]) {
      await asks(teacher, `Is this ${nameless ? "nameless" : "named"}?`, { nameless });
      await mira.page.getByRole("tab", { name: /^Poll/ }).click();
      await mira.page.getByRole("radio", { name: "3", exact: true }).focus();
      await mira.page.keyboard.press("Space");
      await mira.page.keyboard.press("Enter");
      const said = mira.page.locator(".poll").getByText(nameless ? "Your answer waits to be counted with others." : "Your answer is in.");
      await said.waitFor();
      await until("it is in view", () => said.evaluate(inView));
      assert.notEqual(await mira.page.evaluate(() => document.activeElement.tagName), "BODY");
      await mira.page.screenshot({ path: `../../target/screens/poll-in-${nameless ? "nameless" : "named"}-small.png` });
      await teacher.page.getByRole("button", { name: "Close poll" }).click();
      await mira.sees("Poll, closed");
    }
    await mira.page.setViewportSize(wide);
  });

  await t.test("one that the lesson brought along", async () => {
    await teacher.page.getByRole("button", { name: "Ask a poll" }).click();
    const dialog = teacher.page.getByRole("dialog");
    const brought = dialog.getByRole("combobox", { name: "From the lesson" });
    const first = brought.locator('option:not([value="-1"])').first();
    const question = await first.innerText();
    await brought.selectOption(question);
    await dialog.getByText(/\(right\)/).waitFor();
    assert.equal(await dialog.getByRole("textbox", { name: "Question" }).count(), 0, "it is asked as it is");
    await look(teacher, "poll-brought");
    await dialog.getByRole("button", { name: "Ask now" }).click();
    await mira.sees(question);
    await teacher.page.getByRole("button", { name: "Close poll" }).click();
  });

  await t.test("on a phone it comes forward by itself, but not to who is writing", async () => {
    const tab = (name, selected) => mira.page.getByRole("tab", { name, selected });
    await mira.page.evaluate(() => document.activeElement.blur());
    await mira.page.setViewportSize({ width: 360, height: 740 });
    await mira.page.getByRole("tab", { name: "Chat" }).click();
    await tab("Chat", true).waitFor();
    await asks(teacher, "Two and two?");
    await tab(/^Poll$/, true).waitFor();
    await mira.sees("Two and two?");
    await lookAtPhone(mira, "poll-phone");
    await teacher.page.getByRole("button", { name: "Close poll" }).click();
    await mira.sees("Poll, closed");
    await tab("Chat", false).click();
    await mira.composer.fill("four, I th");
    await asks(teacher, "Three and three?");
    await mira.page.getByText("Three and three?").first().waitFor({ state: "attached" });
    await tab(/^Poll new$/, false).waitFor();
    assert.equal(await tab("Chat", true).count(), 1, "she stays where she writes");
    assert.equal(await mira.composer.inputValue(), "four, I th");
    await lookAtPhone(mira, "poll-phone-writing");
    await teacher.page.getByRole("button", { name: "Close poll" }).click();
  });

  for (const person of [teacher, mira]) assert.deepEqual(person.complaints, []);
});
