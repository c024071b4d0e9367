import assert from "node:assert/strict";
import { test } from "node:test";
import { Away } from "../src/client/away.ts";
import { changed, inOrder, read, type Crowd } from "../src/client/crowd.ts";
import type { PersonHere } from "../src/wire.ts";

const one = (person: string, name: string, more: Partial<PersonHere> = {}): PersonHere => ({
  person,
  name,
  role: "student",
  tier: "seated",
  whereabouts: "here",
  ...more,
});
const ids = (crowd: Crowd | null) => crowd?.people.map((who) => who.person);
const page = (people: PersonHere[], more: boolean, version = 4) => ({ people, more, version, told: true });

test("pages follow one another, nobody twice, and the first one's number counts", () => {
  const first = read(null, page([one("a", "Mira"), one("b", "Tomas")], true));
  const both = read(first, page([one("b", "Tomas"), one("c", "Otto")], false, 6));
  assert.deepEqual(ids(both), ["a", "b", "c"]);
  assert.deepEqual([both.more, both.version], [false, 4]);
});

test("a change is applied in its turn, an old one is known, a missed one means to read again", () => {
  const crowd = read(null, page([one("a", "Mira"), one("c", "Otto")], false));
  const away = one("a", "Mira", { whereabouts: "away" });
  const next = changed(crowd, { version: 5, people: [away, one("b", "Tomas")], gone: ["c"] });
  assert.deepEqual(next, { people: [away, one("b", "Tomas")], more: false, version: 5, told: true });
  assert.equal(changed(crowd, { version: 4, gone: ["a"] }), crowd);
  assert.equal(changed(crowd, { version: 6, gone: ["a"] }), null);
});

test("who comes behind the last that was read comes with the next page", () => {
  const crowd = read(null, page([one("a", "Mira"), one("m", "Otto")], true));
  assert.deepEqual(ids(changed(crowd, { version: 5, people: [one("b", "Tomas"), one("x", "Ida")] })), ["a", "b", "m"]);
});

test("a list that was looked for by name or role takes those in who fit, and lets all go", () => {
  const crowd = read(null, page([one("a", "Mira"), one("m", "Mirko")], false));
  const came = { version: 5, people: [one("b", "Miriam"), one("c", "Otto")], gone: ["m"] };
  assert.deepEqual(ids(changed(crowd, came, { name: "MIR" })), ["a", "b"]);
  assert.deepEqual(ids(changed(crowd, came, { role: "teacher" })), ["a"]);
});

test("who gives the class is first, then by name", () => {
  const people = [one("a", "Tomas"), one("b", "Ada"), one("c", "Ms. Iva", { role: "teacher" })];
  assert.deepEqual(inOrder(people).map((who) => who.name), ["Ms. Iva", "Ada", "Tomas"]);
});

test("a page says that it is away after 10 s, that it is back at once, and again after a loss", () => {
  const said: boolean[] = [];
  const away = new Away((is) => said.push(is));
  away.tick(0, true, true);
  away.tick(9_999, true, true);
  assert.deepEqual(said, []);
  away.tick(10_000, true, true);
  away.tick(11_000, true, true);
  assert.deepEqual(said, [true]);
  away.lost();
  away.tick(12_000, false, true);
  away.tick(13_000, true, true);
  assert.deepEqual(said, [true, true]);
  away.tick(13_001, true, false);
  away.tick(14_000, true, false);
  assert.deepEqual(said, [true, true, false]);
});
