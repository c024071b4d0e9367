import assert from "node:assert/strict";
import { test } from "node:test";
import { whyNot } from "../src/words.ts";
import type { Because } from "../src/wire.ts";

test("each reason of a no is a sentence of its own, and an ended plan says when it ended", () => {
  const no: Because[] = ["no_grant", "not_yet", "ended", "other_course", "not_in_plan"];
  const said = no.map((reason) => whyNot({ reason }));
  assert.equal(new Set(said).size, no.length);
  assert.ok(said.every((sentence) => sentence?.endsWith(".")));
  const until = new Date(2026, 10, 25, 18, 20).toISOString();
  assert.match(whyNot({ reason: "ended", until }) ?? "", /^Your plan ended on .*25.* at 18:20\.$/);
  assert.match(whyNot({ reason: "not_yet", from: until }) ?? "", /^Your plan has not begun\. It begins on .*25.* at 18:20\.$/);
  assert.equal(whyNot({ reason: "subscription" }), undefined);
  assert.equal(whyNot(undefined), undefined);
});
