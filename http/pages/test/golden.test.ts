import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import type { ServerFrame } from "../src/wire.ts";
import { Page, view } from "./cast.ts";

// `npm test` runs in http/pages.
const FOLDER = "../../protocol/wire/server/";

let page: Page;
beforeEach(() => {
  page = new Page();
});
afterEach(() => page.gone());

const golden = (name: string) => JSON.parse(readFileSync(FOLDER + name, "utf8")) as ServerFrame;

test("every frame the protocol keeps a sample of is taken without a word", () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  assert.ok(names.length > 8);
  page.wire.opens(view(40, []));
  for (const name of names) page.wire.say(golden(name));
  page.wait(100);
});

test("the sample of an entry ends the class with its last word in the list", () => {
  page.wire.opens(view(40, []));
  page.wire.say(golden("entry.json"));
  page.wait(100);
  assert.deepEqual([page.texts, page.shown.phase, page.shown.ended?.byTeacher], [
    ["Добро утро! Is the Dead Sea a sea?"],
    "ended",
    true,
  ]);
});

test("a frame of a newer server changes nothing and breaks nothing", () => {
  page.wire.opens(view(40, []));
  page.wire.say({ type: "poll", data: {} } as unknown as ServerFrame);
  page.wire.onmessage?.({ data: "not json" });
  assert.equal(page.linked.is, "open");
});
