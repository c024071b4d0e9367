// Why a student may not, as staff read it.

import "./window.ts";

import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsOf } from "../src/room/why-not.tsx";
import type { CommandKind, May, MayNot, Rule } from "../src/wire.ts";
import { timeOf } from "../src/words.ts";

const not = (what: CommandKind, rule?: Rule, until?: string): MayNot => ({
  what,
  problem: { type: "/errors#not_permitted", title: "You may not do this now.", status: 403, code: "not_permitted" },
  ...(rule ? { rule } : {}),
  ...(until ? { until } : {}),
});
const may = (...may_not: MayNot[]): May => ({
  session_id: "s1",
  person_id: "p1",
  role: "student",
  tier: "seated",
  phase: "live",
  may: [],
  may_not,
  server_time: "2026-11-25T18:00:00Z",
});

test("each reason is a row with all that it takes, and with its end", () => {
  const until = "2026-11-25T18:10:00Z";
  const rows = rowsOf(
    may(not("raise_hand", "locked_alone", until), not("react", "chat_paused"), not("say", "chat_paused"), not("vote", "locked")),
  );
  assert.deepEqual(rows, [
    "The chat is paused: writing, reacting",
    `Locked for them alone, until ${timeOf(Date.parse(until))}: raising a hand`,
    "Locked for all students: answering polls",
  ]);
});

test("the same rule with another end is another row", () => {
  const rows = rowsOf(may(not("say", "muted", "2026-11-25T18:10:00Z"), not("camera", "muted", "2026-11-25T18:20:00Z")));
  assert.equal(rows.length, 2);
});

test("what is never a student's is no row, and a rule that this page does not know is", () => {
  assert.deepEqual(rowsOf(may(not("end", "role"), not("lock", "role"), not("say", "role"))), []);
  const unknown = "of_tomorrow" as Rule;
  assert.deepEqual(rowsOf(may(not("say"), not("react", unknown))), ["Another rule: writing, reacting"]);
});

test("who waits in the lobby has to be let in, and needs no seat for it", () => {
  assert.deepEqual(rowsOf({ ...may(not("say", "tier")), tier: "lobby" }), ["They wait in the lobby: writing"]);
});
