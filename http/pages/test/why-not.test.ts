// Why a student may not, as staff read it.

import "./window.ts";

import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsOf as rowsKnown, type Known } from "../src/room/why-not.tsx";
import type { CommandKind, Held, May, MayNot, Muted, ReasonCode, Rule } from "../src/wire.ts";
import { timeOf } from "../src/words.ts";

const NOTHING: Known = { held: [], slowSeconds: 0 };
const rowsOf = (may: May, known = NOTHING) => rowsKnown(may, known);
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
    "Staff have paused the chat: writing, reacting",
    `Staff have locked it for them alone, until ${timeOf(Date.parse(until))}: raising a hand`,
    "Staff have locked it for all students: answering polls",
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

test("a mute says who decided it, for what reason, and until when; slow mode how slow it is", () => {
  const until = "2026-11-25T18:10:00Z";
  const time = timeOf(Date.parse(until));
  const held = (mutes: Muted, reason: ReasonCode, person = "p1"): Held => ({
    name: "Tomas",
    sanction: { id: `${mutes}${person}`, person, measure: "mute", mutes, reason, until, at: "2026-11-25T18:00:00Z" },
  });
  const known = { held: [held("chat", "threat", "p2"), held("chat", "flood"), held("hand", "blocked_words")], slowSeconds: 30 };
  const muted = may(not("say", "muted", until), not("react", "muted", until), not("raise_hand", "muted", until), not("camera", "muted", until));
  assert.deepEqual(rowsOf(muted, known), [
    `A moderator has muted them (Too much of it), until ${time}: writing, reacting`,
    `Muted by itself, for words that are not allowed here, until ${time}: raising a hand`,
    `They are muted, until ${time}: camera`,
  ]);
  assert.deepEqual(rowsOf(may(not("say", "slow", until), not("direct", "slow", until)), known), [
    `Slow mode, one message every 30 s, until ${time}: writing`,
    `They have just written, until ${time}: writing to the moderators`,
  ]);
});
