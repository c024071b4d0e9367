import assert from "node:assert/strict";
import { test } from "node:test";
import { begun, completed, isMentioned, meant, pieces } from "../src/client/mention.ts";

test("a name after an @ is found whole, however it is written, and nothing of another name", () => {
  assert.deepEqual(pieces("Ask @mira, or @Mira!", "Mira"), ["Ask ", "@mira", ", or ", "@Mira", "!"]);
  for (const text of ["Mira", "@Miranda", "mail@Mira", "@ Mira", ""]) assert.equal(isMentioned(text, "Mira"), false, text);
  assert.ok(isMentioned("Why, @Ms. Iva?", "Ms. Iva"));
  assert.ok(isMentioned("@Мира ?", "Мира"));
  assert.equal(isMentioned("@anybody", undefined), false);
});

test("a name with signs of its own is a name and no pattern", () => {
  assert.ok(isMentioned("hello @a.b*(c)", "a.b*(c)"));
  assert.equal(isMentioned("hello @axb*(c)", "a.b*(c)"), false);
  assert.deepEqual(pieces("hi @Anne-Marie!", "Anne-Marie"), ["hi ", "@Anne-Marie", "!"]);
  const signs = [..."\\^$.*+?()[]{}|-/'\"`~!#%&=<>,;:_@"];
  for (const sign of signs) assert.ok(isMentioned(`hi @a${sign}b`, `a${sign}b`), sign);
});

test("a name that is begun is known by its @, in front of the caret", () => {
  assert.deepEqual(begun("Ask @mi", 7), { at: 4, prefix: "mi" });
  assert.deepEqual(begun("@", 1), { at: 0, prefix: "" });
  assert.deepEqual(begun("@Ms. I", 6), { at: 0, prefix: "Ms. I" });
  assert.deepEqual(begun("Ask @mi now", 7), { at: 4, prefix: "mi" });
  for (const [text, caret] of [["mail@mi", 7], ["Ask @mi", 3], ["@\n", 2], ["@ mi", 4]] as const) {
    assert.equal(begun(text, caret), null, text);
  }
});

test("forty characters may be a name and one more is none", () => {
  assert.equal(begun(`@${"ü".repeat(40)}`, 41)?.prefix.length, 40);
  assert.equal(begun(`@${"ü".repeat(41)}`, 42), null);
});

test("the whole name takes the place of what was begun, and the caret stands behind it", () => {
  assert.deepEqual(completed("Ask @mi", { at: 4, prefix: "mi" }, "Mira"), { text: "Ask @Mira ", caret: 10 });
  assert.deepEqual(completed("Ask @mi now", { at: 4, prefix: "mi" }, "Mira"), { text: "Ask @Mira now", caret: 10 });
});

test("as one writes on only names that hold what is written are offered, and none once one stands there", () => {
  const names = ["Mira", "Amira", "Miranda"];
  assert.deepEqual(meant(names, "mir"), names);
  assert.deepEqual(meant(names, "amir"), ["Amira"]);
  assert.deepEqual(meant(names, "mira"), [], "whoever wrote a whole name goes on writing");
  assert.deepEqual(meant(names, "mira "), []);
  assert.deepEqual(meant(names, "mi thanks for the help"), []);
});
