// One person with a browser of their own: what they do, and what they see.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** Nothing a page does by itself takes longer. */
const PATIENCE_MS = 20_000;
const DEVICES = ["--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required"];
/** Fake devices without a question, or a browser that refuses every question. */
const ALLOWED = "--use-fake-ui-for-media-stream";
const DENIED = "--deny-permission-prompts";

export class Browser {
  #open = new Map();

  /** A person in a fresh profile; `denied`: their browser blocks camera and microphone; `voice`: what their microphone hears
      instead of beeps. */
  async person({ denied = false, voice, viewport = { width: 1280, height: 800 } } = {}) {
    const answer = denied ? DENIED : ALLOWED;
    const key = `${answer} ${voice ?? ""}`;
    if (!this.#open.has(key)) {
      // Inside a container Chromium cannot make its own sandbox; what it loads here is ours alone.
      const heard = voice ? [`--use-file-for-fake-audio-capture=${voice}`] : [];
      const options = ["--no-sandbox", ...DEVICES, answer, ...heard];
      this.#open.set(key, chromium.launch({ executablePath: PROGRAM, args: options }));
    }
    const browser = await this.#open.get(key);
    const context = await browser.newContext({
      viewport,
      locale: "en-GB",
      permissions: denied ? [] : ["camera", "microphone"],
    });
    context.setDefaultTimeout(PATIENCE_MS);
    return Person.enter(context);
  }

  async close() {
    for (const browser of this.#open.values()) await (await browser).close();
  }
}

export class Person {
  /** What the page complained of: errors, and everything its policy forbade. */
  complaints = [];

  constructor(page) {
    this.page = page;
  }

  static async enter(context) {
    const page = await context.newPage();
    const person = new Person(page);
    page.on("pageerror", (error) => person.complaints.push(error.message));
    await page.exposeFunction("forbidden", (what) => person.complaints.push(what));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        window.forbidden(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    return person;
  }

  /** Asks for a mail to an address, from the start page or from `page`, and types the code that comes in it. */
  async signsIn(room, address, page = new URL("/", room.address).href) {
    await this.page.goto(page);
    await this.page.getByRole("textbox", { name: "Email" }).fill(address);
    await this.presses("Email me a link and a code");
    await this.sees("Check your email");
    const [, code] = /Your code: +(\d{3} \d{3})/.exec((await room.mail(address)).text);
    await this.page.getByRole("textbox", { name: "The code, six figures" }).fill(code);
  }

  /** Opens a link as far as the door. */
  async opens(link) {
    await this.page.goto(link);
    await this.sees("How do you look and sound?");
  }

  /** Opens a moderator's link: the desk. */
  async opensDesk(link) {
    await this.page.goto(link);
    await this.page.locator(".desk").waitFor();
  }

  /** Opens a link, turns on what is asked for, and goes in. */
  async goesIn(link, { camera = false, microphone = false } = {}) {
    await this.opens(link);
    if (camera) await this.presses("Turn on camera");
    if (microphone) await this.presses("Turn on microphone");
    if (camera) await this.page.locator(".preview video").waitFor();
    await this.presses(/^Go in/);
    await this.isInClass();
  }

  async isInClass() {
    await this.composer.waitFor();
    await this.page.locator(".class-bar .chip").first().waitFor();
  }

  /** Presses a button, the first of that name. */
  async presses(name) {
    await this.page.getByRole("button", { name }).first().click();
  }

  /** Presses a button of a message, found by its words. */
  async acts(words, name) {
    const line = this.page.locator(".line", { hasText: words }).first();
    await line.hover();
    await line.getByRole("button", { name }).click();
  }

  /** Reports a message to the moderators, by its words; `kind`: as the form calls it. */
  async reports(words, kind) {
    await this.acts(words, /^Report/);
    await this.page.getByRole("radio", { name: kind }).check();
    await this.page.getByRole("dialog").getByRole("button", { name: "Report" }).click();
    await this.sees("The moderators have it");
    await this.presses("Close");
  }

  /** Waits until a text can be seen. */
  async sees(text) {
    await this.page.getByText(text).first().waitFor();
  }

  /** Waits until a text can no longer be seen. */
  async seesNoMore(text) {
    await this.page.getByText(text).first().waitFor({ state: "detached" });
  }

  get composer() {
    return this.page.getByRole("textbox", { name: "Write to the class" });
  }

  async says(text) {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** Waits until a message is there and confirmed. */
  async hears(text) {
    await this.page.locator(".line:not(.line-pending):not(.line-failed) .line-text", { hasText: text }).first().waitFor();
  }

  /** Everything in the chat: its id, its words, and how it stands. */
  async chat() {
    return this.page.locator(".lines > [data-id]").evaluateAll((lines) =>
      lines.map((line) => ({
        id: line.dataset.id,
        text: line.querySelector(".line-text").textContent,
        stands: line.className.includes("pending") ? "pending" : line.className.includes("failed") ? "failed" : "there",
      })),
    );
  }

  async texts() {
    return (await this.chat()).map((line) => line.text);
  }

  /** The chip with the seat: `Seat 3 of 12`. */
  async seat() {
    return this.page.locator(".chip-seat").innerText();
  }

  /** Frames that a picture on the board really showed within `ms`. */
  async frames(ms) {
    const video = this.page.locator(".stage-main video");
    await video.waitFor();
    return video.evaluate(
      (element, span) =>
        new Promise((resolve) => {
          let count = 0;
          const next = () => {
            count += 1;
            element.requestVideoFrameCallback(next);
          };
          element.requestVideoFrameCallback(next);
          setTimeout(() => resolve(count), span);
        }),
      ms,
    );
  }

  /** Nothing went wrong in this page. */
  isContent() {
    assert.deepEqual(this.complaints, []);
  }

  async goes() {
    await this.page.context().close();
  }
}
