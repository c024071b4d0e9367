// What is new in the chat: to who reads further up, to who comes back, and to who looks at another page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened, until } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();
const [teacher, mira] = await Promise.all([browser.person(), browser.person()]);

/** What the page said of how far she read, and whether it was taken. */
const marks = new Map();
mira.page.on("websocket", (socket) => {
  socket.on("framesent", ({ payload }) => {
    const frame = JSON.parse(payload);
    if (frame.type === "read") marks.set(frame.id, { to: frame.data.to, taken: false });
  });
  socket.on("framereceived", ({ payload }) => {
    const frame = JSON.parse(payload);
    if (frame.type === "ack" && marks.has(frame.data.id)) marks.get(frame.data.id).taken = true;
  });
});
/** Out of sight the page says at once how far it was read, where it has not yet; until that is kept. */
async function leavesOff(person) {
  await sight(person, "hidden");
  for (let tries = 0; tries < 100; tries += 1) {
    await person.page.waitForTimeout(100);
    if (marks.size > 0 && [...marks.values()].every((mark) => mark.taken)) break;
  }
  assert.ok(marks.size > 0, "nothing was said of it");
  await person.page.goto("about:blank");
}

/** The page is out of sight, or in sight again. */
const sight = (person, state) =>
  person.page.evaluate((is) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => is });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);

test("who comes for the first time has nothing to catch up with", async () => {
  await teacher.goesIn(room.teacher[0]);
  for (const text of ["Good morning", "Open the book"]) await teacher.says(text);
  await teacher.hears("Open the book");
  await mira.goesIn(room.students[0][0]);
  await mira.hears("Open the book");
  assert.equal(await mira.page.locator(".line-new, .chat-new").count(), 0);
});

test("a page out of sight counts in its title what others say, and no more when it is looked at", async () => {
  await sight(mira, "hidden");
  await teacher.says("Page nine");
  await teacher.says("The second line");
  await mira.page.waitForFunction(() => document.title.startsWith("(2) "));
  await sight(mira, "visible");
  await mira.page.waitForFunction(() => !document.title.startsWith("("));
});

test("who comes back is shown where the new begins, and only as much as is new", async () => {
  await leavesOff(mira);
  for (let at = 1; at <= 30; at++) {
    await teacher.says(`Sentence ${at} of those she missed`);
    await teacher.hears(`Sentence ${at} of those`);
  }
  await mira.opens(room.students[0][0]);
  await mira.presses(/^Go in/);
  await mira.isInClass();
  await mira.sees("30 new messages since you were here");
  await look(mira, "unread");
  await mira.presses(/^30 new messages since/);
  const divider = mira.page.getByText("New since you were here");
  await divider.waitFor();
  const [line, list] = await Promise.all([divider.boundingBox(), mira.page.locator("#chat-list").boundingBox()]);
  assert.ok(line.y >= list.y && line.y + line.height <= list.y + list.height, "the place is in view");
  const next = mira.page.locator(".line-new + .line .line-text");
  assert.equal(await next.innerText(), "Sentence 1 of those she missed");
  assert.equal(await mira.page.locator(".chat-new").count(), 0, "the way there is not shown any more");
  await look(mira, "unread-place");
});

test("what was read is not new when she comes again", async () => {
  await mira.page.locator("#chat-list").evaluate(async (list) => {
    const scrolled = new Promise((done) => list.addEventListener("scroll", done, { once: true }));
    list.scrollTo(0, list.scrollHeight);
    await scrolled;
  });
  await leavesOff(mira);
  await teacher.says("The last word");
  await teacher.hears("The last word");
  await mira.opens(room.students[0][0]);
  await mira.presses(/^Go in/);
  await mira.isInClass();
  await mira.page.locator(".line-new + .line .line-text", { hasText: "The last word" }).waitFor();
  // Where it begins is in view by itself.
  await until("the way there is shown no more", async () => (await mira.page.locator(".chat-new").count()) === 0);
});

test("nothing was forbidden to the pages, and nothing broke in them", () => {
  teacher.isContent();
  mira.isContent();
});
