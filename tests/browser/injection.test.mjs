// What people write and how they call themselves is text wherever it is shown (S12): three hundred payloads in the chat,
// as names, in polls and at the desk. No dialog opens, nothing runs or is fetched, every text stands as it was sent, and no
// line pushes another away.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";
import { speak } from "./speakers.mjs";

const { browser, room } = await opened({ capacity: 400 });

const FAMILIES = JSON.parse(await readFile(new URL("../src/payloads.json", import.meta.url), "utf8"));
const PAYLOADS = Object.values(FAMILIES).flat();
/** People who speak at the same time. */
const AT_ONCE = 10;
/** The longest name and the longest text of a report that the server takes, and the longest answer of a poll. */
const NAME_CHARACTERS_MAX = 40;
const NOTE_CHARACTERS_MAX = 500;
const POLL_ANSWER_CHARACTERS_MAX = 80;
/** Cases whose evidence is opened. */
const OPENED = 10;
/** A text of so many characters stands in one line of the chat, or breaks once. */
const SHORT_CHARACTERS = 20;
/** With hundreds of rows one size is enough to look at. */
const WIDE = { wide: { width: 1280, height: 800 } };

const characters = (text) => [...text].length;
const same = (text) => text.normalize("NFC");

/** Nothing ran, nothing was fetched from elsewhere, nothing asked; and what is there was made by the page. */
async function isClean(person, told) {
  assert.deepEqual(person.complaints, []);
  assert.deepEqual(told, []);
  const found = await person.page.evaluate(() => ({
    injected: "injected" in window,
    elements: [...document.querySelectorAll("iframe, object, embed, base, form[action], marquee, style, link[href*=evil]")].length,
    images: [...document.images].map((image) => image.src),
    sideways: document.documentElement.scrollWidth - innerWidth,
    title: document.title,
  }));
  const { title, ...rest } = found;
  assert.deepEqual(rest, { injected: false, elements: 0, images: [], sideways: 0 });
  assert.ok(!PAYLOADS.includes(title));
}

/** Keeps what a page should never do: dialogs, and requests to anybody but the node. */
function watched(person) {
  const told = [];
  person.page.on("dialog", (dialog) => {
    told.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  person.page.on("request", (request) => {
    const url = new URL(request.url());
    const ours = /^(127\.0\.0\.1|(.*\.)?localhost)$/.test(url.hostname) || ["blob:", "data:"].includes(url.protocol);
    if (!ours) told.push(`a request: ${url}`);
  });
  return told;
}

test("three hundred payloads are text in the chat, as names, in polls and at the desk", async (t) => {
  const [mira, speaking, petra] = await Promise.all([1, 2, 3].map(() => browser.person()));
  const [atMira, atPetra] = [watched(mira), watched(petra)];
  const isName = (text) => characters(text.trim()) > 0 && characters(text) <= NAME_CHARACTERS_MAX && !text.includes("\0");
  const names = PAYLOADS.map((text, n) => (isName(text) ? text : `Speaker ${n}`));
  const secrets = await room.enrol(names);
  if (!secrets) return t.skip("the database is not known");
  await mira.goesIn(room.students[0][0]);
  await speaking.page.goto(room.address);

  const kept = [];
  await t.test("each is said by somebody of such a name, and reported with such a note by another", async () => {
    for (let from = 0; from < PAYLOADS.length; from += AT_ONCE) {
      const people = secrets.slice(from, from + AT_ONCE).map((secret, n) => {
        const about = kept[from + n - AT_ONCE];
        const text = PAYLOADS[from + n];
        const note = characters(text) <= NOTE_CHARACTERS_MAX ? text : "";
        return { secret, text, report: about && { person: about.person, message: about.message, text: note } };
      });
      kept.push(...(await speaking.page.evaluate(speak, { session: room.session, people })));
    }
    assert.deepEqual(kept.filter((one) => one.said !== "ack"), []);
    assert.ok(kept.filter((one) => one.reported === "ack").length > 250);
  });

  await t.test("in the chat every text and every name stands as it was sent, and no line pushes another away", async () => {
    const lines = mira.page.locator(".lines > [data-id]");
    await lines.nth(PAYLOADS.length - 1).waitFor();
    const shown = await lines.evaluateAll((all) =>
      all.map((line) => {
        const text = line.querySelector(".line-text");
        return {
          id: line.dataset.id,
          name: line.querySelector(".line-name bdi")?.textContent,
          text: text.textContent,
          inside: [...line.querySelectorAll("*")].map((one) => one.localName).filter((name) => /^(script|img|iframe|a|b|h1|table|form|input)$/.test(name)),
          lines: Math.round(text.getBoundingClientRect().height / parseFloat(getComputedStyle(text).lineHeight)),
          wide: line.scrollWidth > line.clientWidth,
        };
      }),
    );
    const byId = new Map(shown.map((line) => [line.id, line]));
    for (const one of kept) {
      const line = byId.get(one.message);
      assert.equal(same(line.text), same(one.text));
      if (line.name !== undefined) assert.equal(same(line.name), same(one.name));
      const short = characters(one.text) <= SHORT_CHARACTERS && !/[\n\r\u0085\u2028\u2029\v\f]/.test(one.text);
      if (short) assert.ok(line.lines <= 2, `${JSON.stringify(one.text)} takes ${line.lines} lines`);
      assert.equal(line.wide, false, JSON.stringify(one.text));
    }
    assert.deepEqual(shown.filter((line) => line.inside.length > 0), []);
    await isClean(mira, atMira);
    await look(mira, "injection-chat", WIDE);
  });

  await t.test("in a poll the question and its answers are text", async () => {
    const teacher = await browser.person();
    const atTeacher = watched(teacher);
    await teacher.goesIn(room.teacher[0]);
    const answers = PAYLOADS.filter((text) => text.trim() && characters(text) <= POLL_ANSWER_CHARACTERS_MAX && !/[\n\r]/.test(text));
    for (const [question, first, second] of [answers.slice(0, 3), answers.slice(60, 63), answers.slice(120, 123)]) {
      await teacher.presses("Ask a poll");
      const dialog = teacher.page.getByRole("dialog");
      await dialog.getByRole("combobox", { name: "From the lesson" }).selectOption("A question of your own");
      await dialog.getByRole("textbox", { name: "Question" }).fill(question);
      await dialog.getByRole("textbox", { name: "Choices, one on each line" }).fill(`${first}\n${second}`);
      await dialog.getByRole("combobox", { name: "Closes" }).selectOption("when I close it");
      await dialog.getByRole("button", { name: "Ask now" }).click();
      const poll = mira.page.locator(".poll");
      await poll.getByText(first, { exact: true }).waitFor();
      for (const text of [question, first, second]) assert.ok(same(await poll.textContent()).includes(same(text)), text);
      await teacher.presses("Close poll");
      await teacher.page.getByRole("button", { name: "Close poll" }).waitFor({ state: "detached" });
    }
    await isClean(teacher, atTeacher);
    await isClean(mira, atMira);
  });

  await t.test("at the desk the reported texts, the names and the notes are text, in the queue and in the evidence", async () => {
    await petra.opensDesk(room.moderators[0][0]);
    const reported = kept.slice(AT_ONCE).flatMap((one, n) => (one.reported === "ack" ? [kept[n]] : []));
    const rows = petra.page.locator(".desk-row .desk-quote");
    await rows.nth(reported.length - 1).waitFor();
    const quotes = new Set((await rows.allTextContents()).map(same));
    for (const one of reported) assert.ok(quotes.has(same(`“${one.text}”`)), JSON.stringify(one.text));
    const texts = new Set(kept.map((one) => same(one.text)));
    for (let n = 0; n < OPENED; n += 1) {
      const lines = petra.page.locator(".desk-case .desk-lines .line-text");
      await lines.first().waitFor();
      for (const text of await lines.allTextContents()) assert.ok(texts.has(same(text)), JSON.stringify(text));
      await petra.page.keyboard.press("j");
    }
    await isClean(petra, atPetra);
    await look(petra, "injection-desk", WIDE);
  });
});
