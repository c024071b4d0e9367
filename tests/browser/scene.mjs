// What nearly every test begins with: a class on a node of its own, and a browser to come to it with. Both end with the file.

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
