// Many cases decided alike, and the strip of rooms.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BULK_CASES_MAX, picked, planned, toggled } from "../src/desk/bulk.ts";
import { EMPTY, type Model } from "../src/desk/model.ts";
import { cells } from "../src/desk/rooms.ts";
import type { CaseRow, DeskRoom } from "../src/wire.ts";

const who = (person: string) => ({ person, name: person, role: "course" }) as const;
const row = (id: string, more: object = {}) =>
  ({ id, state: { is: "open" }, level: "desk", severity: 2, class: "Fractions", subject: { session: "one", person: "kai", message: "m" }, ...more }) as unknown as CaseRow;

function model(...rows: CaseRow[]): Model {
  const you = { who: who("petra"), reasons: [] } as unknown as Model["you"];
  return { ...EMPTY, you, cases: new Map(rows.map((one) => [one.id, one])), shown: rows.map((one) => one.id) };
}

test("what will be left is known before, and why", () => {
  const of = model(
    row("open"),
    row("mine", { state: { is: "claimed", by: who("petra") } }),
    row("theirs", { state: { is: "claimed", by: who("sam") } }),
    row("over", { state: { is: "settled", decision: {} } }),
    row("person", { subject: { session: "one", person: "kai" } }),
    row("upward", { level: "escalated" }),
  );
  const rows = picked(of, new Set(of.shown));
  const left = planned(of, rows, "hide").map((one) => one.left);
  assert.deepEqual(left, [null, null, "held", "over", "no_message", "upward"]);
  assert.equal(planned(of, rows, "warn")[4]?.left, null, "a person can be warned without a message");
});

test("those picked are in the order of the screen, and those that left the screen are there still", () => {
  const of = { ...model(row("a"), row("b"), row("c")), shown: ["c", "a"] };
  assert.deepEqual(picked(of, new Set(["a", "b", "c", "gone"])).map((one) => one.id), ["c", "a", "b"]);
});

test("no more are picked than can be decided while their claims last", () => {
  let ids: ReadonlySet<string> = new Set();
  for (let n = 0; n <= BULK_CASES_MAX; n += 1) ids = toggled(ids, String(n));
  assert.equal(ids.size, BULK_CASES_MAX);
  assert.equal(toggled(ids, "0").size, BULK_CASES_MAX - 1, "one that is picked can be picked no more");
});

test("rooms with open cases come first, the worst before, and one whose doors are shut is there while it has cases", () => {
  const room = (session_id: string, people: number) => ({ session_id, title: session_id, people, hands: 0, in_lobby: 0, calm: false }) as unknown as DeskRoom;
  const at = (id: string, session: string, severity: number, more = {}) => row(id, { severity, subject: { session, person: "kai" }, ...more });
  const strip = cells(
    [room("quiet", 200), room("full", 300), room("bad", 5)],
    [at("1", "bad", 3), at("2", "bad", 1), at("3", "shut", 2), at("4", "quiet", 1, { state: { is: "settled" } })],
  );
  assert.deepEqual(
    strip.map((cell) => [cell.id, cell.open, cell.worst, cell.room !== undefined]),
    [
      ["bad", 2, 1, true],
      ["shut", 1, 2, false],
      ["full", 0, 9, true],
      ["quiet", 0, 9, true],
    ],
  );
});
