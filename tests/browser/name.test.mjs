// What the class calls somebody: asked after the first sign-in by mail, changed with one's classes, and kept where nothing
// can be saved.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

const QUESTION = "What should the class call you?";
const field = (person) => person.page.getByRole("textbox", { name: "Your name" });

/** A name that is none and one that is too long are refused in words, and the field stays. */
async function isRefused(person, state) {
  await field(person).fill("   ");
  await field(person).press("Enter");
  await person.sees("Without a name nobody knows who speaks.");
  await look(person, `${state}-missing`);
  await field(person).fill("…!");
  await field(person).press("Enter");
  await person.sees("This can't be read as a name.");
  await field(person).fill("m".repeat(41));
  await field(person).press("Enter");
  await person.sees("1 character too many.");
  await look(person, `${state}-too-long`);
  assert.ok(await field(person).isVisible());
}

test("who comes for the first time is asked, and is called so from then on", async () => {
  const ines = await browser.person();
  await ines.signsIn(room, "ines.duarte@example.org");
  await ines.sees(QUESTION);
  assert.equal(await field(ines).inputValue(), "Ines");
  await look(ines, "name-first");
  await isRefused(ines, "name-first");
  await field(ines).fill("  Ines   Duarte ");
  await ines.presses("Go on");
  await ines.sees("Signed in as Ines Duarte");
  await ines.page.reload();
  await ines.sees("Signed in as Ines Duarte");

  await ines.presses("Change your name");
  await ines.page.getByRole("dialog", { name: QUESTION }).waitFor();
  assert.equal(await field(ines).inputValue(), "Ines Duarte");
  await look(ines, "name-change");
  await isRefused(ines, "name-change");
  await field(ines).press("Escape");
  await field(ines).waitFor({ state: "detached" });
  await ines.presses("Change your name");
  await field(ines).fill("Inês");
  await field(ines).press("Enter");
  await ines.sees("Signed in as Inês");
  assert.equal(await ines.page.getByRole("dialog").count(), 0);
  await ines.page.waitForFunction(() => document.activeElement?.textContent === "Change your name");
  await look(ines, "name-changed");
  ines.isContent();
  await ines.goes();
});

test("the class reads the name that was chosen before", async () => {
  const [mira, teacher] = await Promise.all([browser.person(), browser.person()]);
  await mira.signsIn(room, "mira@example.org");
  await mira.sees("Signed in as Mira");
  await mira.presses("Change your name");
  await field(mira).fill("Mira Petrova");
  await mira.presses("Save");
  await mira.sees("Signed in as Mira Petrova");
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.address);
  await mira.says("Good morning");
  await teacher.hears("Good morning");
  assert.equal(await teacher.page.locator(".line-name bdi").last().innerText(), "Mira Petrova");
  for (const person of [mira, teacher]) {
    person.isContent();
    await person.goes();
  }
});

test("who keeps the guess goes on to where they came for, and can change it on a phone", async () => {
  const rui = await browser.person({ viewport: { width: 360, height: 740 } });
  await rui.signsIn(room, "rui@example.org", room.address);
  await rui.sees(QUESTION);
  await rui.presses("Go on");
  await rui.sees("This class is not open for you now");
  await rui.page.goto(new URL("/", room.address).href);
  await rui.sees("Next classes");
  await rui.presses("Change your name");
  await field(rui).fill("Rui P.");
  await rui.presses("Save");
  await rui.page.locator(".page-foot").getByText("Signed in as Rui P.").waitFor();
  rui.isContent();
  await rui.goes();
});

test("nobody is kept at the question by a name that cannot be saved", async () => {
  const lena = await browser.person();
  await lena.page.route("**/v1/me/name", (route) => route.abort());
  await lena.signsIn(room, "lena@example.org");
  await lena.sees(QUESTION);
  await field(lena).fill("Lena K.");
  await lena.presses("Go on");
  await lena.sees("That could not be saved. Try again, or keep Lena for now.");
  await look(lena, "name-first-unsaved");
  await lena.presses("Keep Lena");
  await lena.sees("Signed in as Lena");
  lena.isContent();
  await lena.goes();
});
