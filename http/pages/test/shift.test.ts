// What a moderator did in a shift.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY, type Model } from "../src/desk/model.ts";
import { shift } from "../src/desk/shift.ts";
import type { CaseRow, Measure } from "../src/wire.ts";

const at = (seconds: number) => new Date(1_000_000_000_000 + seconds * 1000).toISOString();
const millis = (seconds: number) => 1_000_000_000_000 + seconds * 1000;
const who = (person: string) => ({ person, name: person, role: "course" }) as const;

function model(...states: { state: unknown; due?: number; level?: string }[]): Model {
  const rows = states.map(({ state, due = 100, level = "desk" }, n) => ({ id: String(n), state, due_at: at(due), level }) as unknown as CaseRow);
  const you = { who: who("petra"), reasons: [] } as unknown as Model["you"];
  return { ...EMPTY, you, cases: new Map(rows.map((row) => [row.id, row])) };
}

const decided = (person: string, seconds: number, measure?: Measure, is = "settled") => ({
  state: { is, decision: { by: who(person), at: at(seconds), measure } },
});

test("one's own decisions since it began are counted by what they did", () => {
  const of = shift(
    model(decided("petra", 10, "ban"), decided("petra", 20), decided("petra", 30, undefined, "decided"), decided("petra", 9, "ban"), decided("sam", 20, "ban")),
    millis(10),
    millis(40),
  );
  assert.deepEqual(of.decided, [
    ["nothing", 2],
    ["ban", 1],
  ]);
});

test("what is held, free, late and passed upward is left", () => {
  const of = shift(
    model(
      { state: { is: "open" }, due: 50 },
      { state: { is: "open" }, due: 49, level: "escalated" },
      { state: { is: "claimed", by: who("petra") } },
      { state: { is: "claimed", by: who("sam") } },
      decided("petra", 1),
    ),
    millis(0),
    millis(50),
  );
  assert.deepEqual([of.unclaimed, of.late, of.upward, of.held.map((row) => row.id)], [2, 1, 1, ["2"]]);
});
