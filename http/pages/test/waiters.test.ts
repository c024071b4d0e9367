import assert from "node:assert/strict";
import { test } from "node:test";
import { became, ofKind, outcomeOf } from "../src/client/waiters.ts";
import { lobbyWords } from "../src/lobby-words.ts";
import type { LobbyEnd, Waiter } from "../src/wire.ts";

const waiter = (name: string, reserved?: boolean): Waiter => ({
  person: `person-${name}`,
  name,
  since: "2026-11-25T12:00:00.000Z",
  ...(reserved === undefined ? {} : { reserved }),
});
const [mira, tomas, aylin] = [waiter("Mira", true), waiter("Tomas"), waiter("Aylin", false)];
const waiting = [mira, tomas, aylin];
const names = (of: readonly Waiter[]) => of.map((one) => one.name);
const answer = (outcome: LobbyEnd, ...of: readonly Waiter[]) => ({ people: of.map(({ person }) => ({ person, outcome })) });

test("a button acts on those of the kind that is chosen, in their order", () => {
  assert.deepEqual(names(ofKind(waiting, "all")), ["Mira", "Tomas", "Aylin"]);
  assert.deepEqual(names(ofKind(waiting, "reserved")), ["Mira"]);
  assert.deepEqual(names(ofKind(waiting, "unreserved")), ["Tomas", "Aylin"]);
});

test("of the answers only that of the lobby says what became of whom", () => {
  const outcome = answer("let_in", mira);
  assert.equal(outcomeOf(outcome), outcome);
  assert.equal(outcomeOf({ people: [], more: false, told: true, version: 3 }), null);
  assert.equal(outcomeOf({ held: true }), null);
  assert.equal(outcomeOf(undefined), null);
});

test("what was done is counted by the answer, and who was meant and is not in it is named", () => {
  assert.deepEqual(became(waiting, answer("let_in", ...waiting)), { end: "let_in", done: 3, left: [] });
  assert.deepEqual(became(waiting, answer("denied", mira, aylin)), { end: "denied", done: 2, left: ["Tomas"] });
  assert.deepEqual(became([mira], answer("let_in", mira, tomas)), { end: "let_in", done: 2, left: [] });
  assert.equal(became(waiting, answer("let_in")), null);
});

test("it is said in a sentence, and of many names the first", () => {
  assert.equal(lobbyWords.became("let_in", 12, []), "12 let in.");
  assert.equal(lobbyWords.became("denied", 2, ["Tomas"]), "2 of 3 turned away. Not: Tomas.");
  const many = Array.from({ length: 7 }, (_, at) => `p${at}`);
  assert.equal(lobbyWords.became("let_in", 3, many), "3 of 10 let in. Not: p0, p1, p2, p3, p4 and 2 more.");
  assert.equal(lobbyWords.becameOne("pardoned", "Tomas"), "Tomas: allowed to come again.");
  assert.deepEqual([lobbyWords.many.let_in(12), lobbyWords.many.turn_away(1)], ["Let 12 in", "Turn 1 away"]);
  assert.deepEqual([lobbyWords.many.let_in(0), lobbyWords.many.turn_away(0)], ["Let in", "Turn away"], "nobody: no figure");
});
