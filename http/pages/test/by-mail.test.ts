import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, BEGIN, figuresOf, found, isOpen, kept, notAsked, notSignedIn, type Sent } from "../src/client/by-mail.ts";
import type { Code, Problem } from "../src/wire.ts";
import { NOON } from "./cast.ts";

const EMAIL = "ines@example.org";
const MINUTE = 60_000;

const no = (code: Code, more: Partial<Problem> = {}): Problem => ({ type: "", title: "", status: 400, code, ...more });

const sent = (change: Partial<Sent> = {}): Sent => ({
  is: "code",
  email: EMAIL,
  expiresAt: NOON + 15 * MINUTE,
  againAt: NOON + MINUTE / 2,
  ...change,
});

test("a code is read however it is pasted, and never longer than it is", () => {
  assert.deepEqual(["407 118", " 407-118\n", "Your code: 407 118.", "4071189"].map(figuresOf), Array(4).fill("407118"));
  assert.deepEqual(["", "40", "no"].map(figuresOf), ["", "40", ""]);
});

test("a mail that was asked for leads to the code, and a second one says that it is one", () => {
  const at = (millis: number) => new Date(millis).toISOString();
  const answer = { expires_at: at(NOON + 15 * MINUTE), again_at: at(NOON + MINUTE / 2) };
  const first = asked(BEGIN, EMAIL, answer);
  assert.deepEqual(first, sent());
  assert.deepEqual(asked({ ...first, trouble: "wrong", detail: "3 tries left." }, EMAIL, answer), sent({ resent: true }));
});

test("what stands in the way of asking is told, and too often says until when", () => {
  const step = { is: "address", email: "" } as const;
  assert.deepEqual(notAsked(step, "ines", no("invalid"), NOON), { is: "address", email: "ines", trouble: "noAddress" });
  assert.deepEqual(notAsked(step, EMAIL, no("too_often", { retry_after_ms: 45_000 }), NOON), {
    is: "address",
    email: EMAIL,
    trouble: "wait",
    waitUntil: NOON + 45_000,
  });
  assert.deepEqual(notAsked(step, EMAIL, no("unavailable"), NOON), { is: "address", email: EMAIL, trouble: "unsent" });
  assert.deepEqual(notAsked(step, EMAIL, null, NOON), { is: "address", email: EMAIL, trouble: "offline" });
  const again = notAsked(sent({ resent: true }), EMAIL, no("too_often", { retry_after_ms: 45_000 }), NOON);
  assert.deepEqual(again, sent({ trouble: "wait", againAt: NOON + 45_000 }));
});

test("a wrong code says how many tries are left, and after the last one nothing can be typed", () => {
  const wrong = notSignedIn(sent({ resent: true }), no("code_wrong", { detail: "3 tries left." }));
  assert.deepEqual(wrong, sent({ trouble: "wrong", detail: "3 tries left." }));
  assert.equal(isOpen(wrong, NOON), true);
  const last = notSignedIn(wrong, no("code_wrong", { detail: "No tries left. Ask for a new mail." }));
  assert.deepEqual(last, sent({ trouble: "none" }));
  const over = notSignedIn(wrong, no("link_refused"));
  assert.deepEqual([isOpen(last, NOON), isOpen(over, NOON)], [false, false]);
  assert.deepEqual(notSignedIn(wrong, null), sent({ trouble: "offline" }));
});

test("a code is open until its last moment", () => {
  assert.deepEqual([isOpen(sent(), NOON + 15 * MINUTE - 1), isOpen(sent(), NOON + 15 * MINUTE)], [true, false]);
});

test("a tab that was thrown out finds its mail again while it is good, and nothing else", () => {
  const text = kept(sent({ trouble: "wrong", detail: "3 tries left." }));
  assert.deepEqual(found(text, NOON), sent());
  assert.deepEqual(found(text, NOON + 15 * MINUTE), BEGIN);
  for (const other of [null, "", "{}", "[1,2,3]", '["a@b.c",1]', "null"]) assert.deepEqual(found(other, NOON), BEGIN);
  assert.equal(kept(BEGIN), null);
});
