// A report until its end: a student reports a person, from the list of who is here and from their picture, moderators decide
// at the desk, and the one who reported reads what became of it, until it is closed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look, lookAtDesk } from "./screens.mjs";

const { browser, room } = await opened({ media: true });

test("who reports a person reads what the moderators did about it", async (t) => {
  const [teacher, mira, tomas, petra] = await Promise.all([1, 2, 3, 4].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  await petra.opensDesk(room.moderators[0][0]);
  const dialog = (person) => person.page.getByRole("dialog");
  const banner = mira.page.locator(".banner", { hasText: "what you reported" });

  await t.test("everybody but oneself can be reported from the list of who is here", async () => {
    await mira.page.getByRole("button", { name: /\d here/ }).click();
    await dialog(mira).getByRole("button", { name: "Report Tomas" }).waitFor();
    const named = await dialog(mira).getByRole("button", { name: /^Report / }).evaluateAll((all) =>
      all.map((one) => one.getAttribute("aria-label")),
    );
    assert.deepEqual(named.sort(), ["Report Ms. Iva", "Report Tomas"]);
    await look(mira, "reported-people");
  });

  await t.test("it is a report without a message, and says so", async () => {
    await dialog(mira).getByRole("button", { name: "Report Tomas" }).click();
    await mira.sees("Report Tomas to the moderators?");
    assert.equal(await mira.page.locator(".report-quote").count(), 0);
    await dialog(mira).getByRole("button", { name: "Report" }).click();
    await mira.sees("Say what is wrong.");
    await look(mira, "reported-person");
    await mira.page.getByRole("radio", { name: "Their name" }).check();
    await dialog(mira).getByRole("textbox").fill("That is not what he is called");
    await dialog(mira).getByRole("button", { name: "Report" }).click();
    await mira.sees("The moderators have it");
    await mira.sees(/You read here what becomes of it, and for a week under your classes/);
    await look(mira, "reported-done");
    await dialog(mira).getByRole("button", { name: "Close" }).click();
    assert.equal(await banner.count(), 0, "nothing has become of it yet");
  });

  await t.test("at the desk it is a case about the person, and is decided as any other", async () => {
    await petra.sees(/Reported by Mira\. Frozen at/);
    await petra.sees("That is not what he is called");
    await lookAtDesk(petra, "desk-person");
    await petra.page.keyboard.press("c");
    await petra.sees("Renews while you work here");
    await petra.page.keyboard.press("w");
    await tomas.sees("A moderator asks you to keep to the rules of the class.");
  });

  await t.test("once nobody can undo it she reads what became of it, and which report it was, over a reload too", async () => {
    await banner.getByText("The moderators did something about what you reported.").waitFor();
    await banner.getByText(/You reported it at \d\d:\d\d\./).waitFor();
    await look(mira, "reported-outcome");
    await mira.page.reload();
    await mira.presses(/^Go in/);
    await banner.getByText("The moderators did something about what you reported.").waitFor();
  });

  await t.test("closed by key it is gone, the focus is where one writes, and a reload does not bring it back", async () => {
    await banner.getByRole("button", { name: "Close" }).focus();
    await mira.page.keyboard.press("Enter");
    await banner.waitFor({ state: "detached" });
    assert.equal(await mira.page.evaluate(() => document.activeElement.id), "write");
    await mira.page.reload();
    await mira.presses(/^Go in/);
    await mira.isInClass();
    await mira.says("here again");
    await mira.hears("here again");
    assert.equal(await banner.count(), 0);
  });

  await t.test("another report has news of its own", async () => {
    await tomas.says("flood flood flood");
    await mira.hears("flood flood flood");
    await mira.reports("flood flood flood", "The same again and again");
    // A new case does not move what a moderator reads: it waits until they ask for it.
    await petra.sees("1 new");
    await petra.page.keyboard.press("g");
    await petra.sees("flood flood flood");
    await petra.page.locator(".desk-what", { hasText: "flood flood flood" }).click();
    await petra.page.keyboard.press("a");
    await banner.getByText("The moderators looked at what you reported and found nothing wrong.").waitFor();
    assert.equal(await banner.getByText("did something").count(), 0);
    await banner.getByRole("button", { name: "Close" }).click();
    await banner.waitFor({ state: "detached" });
  });

  await t.test("whoever may act leaves a person to the moderators all the same", async () => {
    await teacher.page.getByRole("button", { name: /\d here/ }).click();
    await dialog(teacher).getByRole("button", { name: "Do something about Tomas" }).click();
    await dialog(teacher).getByRole("button", { name: "Leave it to the moderators instead" }).click();
    await teacher.sees("Report Tomas to the moderators?");
    await dialog(teacher).getByRole("button", { name: "Close" }).click();
    await dialog(teacher).waitFor({ state: "detached" });
  });

  const pictures = room.media ? false : "there is no LiveKit";
  await t.test("a picture has the same way to a report", { skip: pictures }, async () => {
    await tomas.page.getByRole("switch", { name: /^Camera/ }).click();
    await mira.page.locator(".face video").waitFor();
    const report = mira.page.locator(".face").getByRole("button", { name: "Report Tomas" });
    await report.waitFor();
    await look(mira, "reported-tile");
    await report.click();
    await mira.sees("Report Tomas to the moderators?");
    await mira.page.keyboard.press("Escape");
    await dialog(mira).waitFor({ state: "detached" });
  });

  const after = () => mira.page.locator(".my-reports");
  await t.test("decided when the class is over, it is read on its page and among her classes", async () => {
    await mira.page.getByRole("button", { name: /\d here/ }).click();
    await dialog(mira).getByRole("button", { name: "Report Ms. Iva" }).click();
    await mira.page.getByRole("radio", { name: "Something else" }).check();
    await dialog(mira).getByRole("button", { name: "Report" }).click();
    await mira.sees("The moderators have it");
    await dialog(mira).getByRole("button", { name: "Close" }).click();
    await teacher.presses("End class");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "End class" }).click();
    await mira.sees("The teacher ended the class.");
    await after().getByRole("heading", { name: "What you reported" }).waitFor();
    await after().getByText("It is with the moderators.").waitFor();
    assert.equal(await after().getByText("The moderators did something about what you reported.").count(), 1);
    await after().scrollIntoViewIfNeeded();
    await look(mira, "reported-after-waits");
    await petra.page.keyboard.press("g");
    await petra.page.locator(".desk-row", { hasText: "Ms. Iva" }).first().click();
    await petra.page.keyboard.press("a");
    // The page asks again by itself, twice a minute.
    await after().getByText("It is with the moderators.").waitFor({ state: "detached", timeout: 60_000 });
    assert.equal(await after().getByText("found nothing wrong").count(), 2);
    assert.equal(await after().getByText(/Petra|Tomas|Ms\. Iva/).count(), 0, "neither whom it was about nor who decided");
    await after().scrollIntoViewIfNeeded();
    await look(mira, "reported-after");
    await mira.page.goto(new URL("/", mira.page.url()).href);
    await after().getByText("The moderators did something about what you reported.").waitFor();
    assert.equal(await after().locator("li").count(), 3);
    await after().scrollIntoViewIfNeeded();
    await look(mira, "reported-home", { wide: mira.page.viewportSize() });
    // On a phone it stands further down.
    const phone = { width: 360, height: 740 };
    await mira.page.setViewportSize(phone);
    await after().scrollIntoViewIfNeeded();
    await look(mira, "reported-home", { phone });
    await tomas.page.goto(new URL("/", tomas.page.url()).href);
    await tomas.page.locator(".page-foot").waitFor();
    assert.equal(await tomas.page.locator(".my-reports").count(), 0, "who reported nothing has no such place");
  });

  for (const person of [teacher, mira, tomas, petra]) person.isContent();
});
