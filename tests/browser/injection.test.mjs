// What people write is text (S12): three hundred payloads in the chat, and some as a name, a poll and a report, looked at in
// the room and at the desk. Nothing of them runs, nothing is fetched, nothing leaves its place, and each is there as it was
// sent.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { Class } from "./class.mjs";
import { Browser } from "./person.mjs";
import { look, lookAtDesk } from "./screens.mjs";

const families = JSON.parse(await readFile(new URL("../src/payloads.json", import.meta.url), "utf8"));
/** A page of text knows one end of a line, and a text field keeps no other. */
const PAYLOADS = Object.values(families)
  .flat()
  .map((text) => text.replace(/\r\n?/g, "\n"));
/** Characters of one message, and messages in a row (L3, L5). */
const CHARACTERS_MAX = 1_900;
const IN_A_ROW = 5;
const ROW_MS = 5_200;
const NAME = "<img src=x onerror=top.injected=1>\u202e";

const browser = new Browser();
let room;
before(async () => {
  room = await Class.open();
});
after(async () => {
  await browser.close();
  await room?.close();
});

/** The payloads in as few messages as they fit into; each is one paragraph of its own. */
function messages() {
  const made = [];
  let one = "";
  for (const [n, payload] of PAYLOADS.entries()) {
    const next = `${n}: ${payload}\n`;
    if ([...one, ...next].length > CHARACTERS_MAX) {
      made.push(one);
      one = "";
    }
    one += next;
  }
  return [...made, one].map((text) => text.trim());
}

/** Everything that a page should never have done, from here on. */
function watched(person) {
  const wrong = [];
  person.page.on("dialog", (dialog) => {
    wrong.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  person.page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (["http:", "https:", "ws:", "wss:"].includes(protocol) && hostname !== "127.0.0.1" && hostname !== "localhost") {
      wrong.push(`fetched ${request.url()}`);
    }
  });
  person.page.on("popup", () => wrong.push("a window opened"));
  person.page.on("framenavigated", (frame) => {
    if (frame !== person.page.mainFrame()) wrong.push(`a frame: ${frame.url()}`);
  });
  return { wrong };
}

async function isClean(person, seen, where) {
  const found = await person.page.evaluate(() => ({
    injected: globalThis.injected ?? null,
    // What only a payload would have put there.
    elements: [...document.querySelectorAll("iframe, object, embed, base, marquee, plaintext, form[action], math, [onerror], [onload], [onclick]")].map(
      (element) => element.outerHTML.slice(0, 80),
    ),
    links: [...document.links].map((link) => link.href).filter((href) => !href.startsWith(location.origin)),
    sideways: document.documentElement.scrollWidth - innerWidth,
    title: document.title,
  }));
  assert.deepEqual({ ...found, title: "" }, { injected: null, elements: [], links: [], sideways: 0, title: "" }, where);
  assert.deepEqual(seen.wrong, [], where);
  person.isContent();
}

test("three hundred payloads are text in the room and at the desk", async (t) => {
  await room.rename("Tomas", NAME);
  const [mira, tomas, teacher, petra] = await Promise.all([1, 2, 3, 4].map(() => browser.person()));
  const seen = [mira, tomas, teacher, petra].map(watched);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  await teacher.goesIn(room.teacher[0]);
  await petra.page.goto(room.moderators[0][0]);
  await petra.page.locator(".desk").waitFor();
  const texts = messages();

  await t.test("in the chat each is there as it was sent", async () => {
    const composer = await mira.composer.boundingBox();
    for (const [n, text] of texts.entries()) {
      if (n > 0 && n % IN_A_ROW === 0) await tomas.page.waitForTimeout(ROW_MS);
      await tomas.says(text);
      await mira.page.locator(".line").nth(n).waitFor();
    }
    const heard = (await mira.chat()).map((line) => line.text.normalize("NFC"));
    assert.deepEqual(heard, texts.map((text) => text.normalize("NFC")));
    assert.deepEqual(await mira.composer.boundingBox(), composer, "what is beside it stays where it is");
    for (const [n, person] of [mira, tomas, teacher].entries()) await isClean(person, seen[n], `the room, ${n}`);
    await look(mira, "injected-chat");
  });

  await t.test("as a name it is text, and turns nothing round", async () => {
    const name = mira.page.locator(".line").first().getByText("<img src=x onerror=top.injected=1>");
    await name.first().waitFor();
    await isClean(mira, seen[0], "a name");
  });

  await t.test("as a question and its choices", async () => {
    const [question, ...choices] = [families.script[0], families.script[8], families.bidi[4], families.ansi[0]];
    await teacher.page.getByRole("button", { name: "Ask a poll" }).click();
    const dialog = teacher.page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Question" }).fill(question);
    await dialog.getByRole("textbox", { name: "Choices, one on each line" }).fill(choices.join("\n"));
    await dialog.getByRole("button", { name: "Ask now" }).click();
    await mira.page.getByText(question).first().waitFor();
    await isClean(mira, seen[0], "a poll");
    await isClean(teacher, seen[2], "a poll, asked");
  });

  await t.test("as a report, with all that was said around it, at the desk", async () => {
    const line = mira.page.locator(".line").nth(texts.length - 2);
    await line.hover();
    await line.getByRole("button", { name: /^Report/ }).click();
    const dialog = mira.page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "Too much of it" }).check();
    const note = dialog.getByRole("textbox");
    if ((await note.count()) > 0) await note.first().fill(`${families.script[1]} ${families.ansi[0]}`);
    await dialog.getByRole("button", { name: "Report" }).click();
    await mira.sees("The moderators have it");
    await petra.page.locator(".desk-row").first().waitFor();
    await petra.page.keyboard.press("s");
    await petra.page.locator(".desk-evidence").getByText("top.injected=1").first().waitFor();
    await isClean(petra, seen[3], "the desk");
    await lookAtDesk(petra, "injected-desk");
    await isClean(petra, seen[3], "the desk, looked at");
  });
});
