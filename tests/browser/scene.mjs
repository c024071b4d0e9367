// What nearly every test begins with: a class on a node of its own, and a browser to come to it with. Both end with the file.

import assert from "node:assert/strict";
import { after } from "node:test";
import { Class } from "./class.mjs";
import { Browser } from "./person.mjs";

/** Opens a class, as `Class.open` does. */
export async function opened(options) {
  const room = await Class.open(options);
  const browser = new Browser();
  after(async () => {
    await browser.close();
    await room.close();
  });
  return { browser, room };
}

/** Asks again and again until something is so; `what` is said where it never is. */
export async function until(what, ask) {
  const patience = Date.now() + 20_000;
  while (!(await ask())) {
    assert.ok(Date.now() < patience, what);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
