import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY, type Model } from "../src/client/model.ts";
import { countsOf, factsOf, type Facts } from "../src/client/tab-news.ts";
import type { PollItem, QuestionItem, Waiter } from "../src/wire.ts";
import { you } from "./cast.ts";

const teacher = you({ role: "teacher", may: ["give_floor", "handle_questions"] });
const question = (id: string, change: Partial<QuestionItem> = {}): QuestionItem => ({
  id,
  text: "Why?",
  at: "2026-11-25T12:00:00.000Z",
  state: "approved",
  votes: 1,
  ...change,
});
const asked = (...items: QuestionItem[]): Partial<Model> => ({ questions: { ...EMPTY.questions, items } });
const of = (change: Partial<Model>): Model => ({ ...EMPTY, you: you(), ...change });
const newIn = (tab: keyof Facts, before: Partial<Model>, after: Partial<Model>): boolean => {
  const seen = factsOf(of(before))[tab];
  return factsOf(of(after))[tab].some((fact) => !seen.includes(fact));
};

test("a question that is asked, put live, or one's own that stands otherwise is new; votes are not", () => {
  assert.ok(newIn("questions", {}, asked(question("1"))));
  assert.ok(newIn("questions", asked(question("1")), asked(question("1", { state: "live" }))));
  assert.ok(!newIn("questions", asked(question("1")), asked(question("1", { votes: 9 }))));
  assert.ok(!newIn("questions", asked(question("1")), asked(question("1", { state: "answered" }))));
  const mine = (state: QuestionItem["state"]) => ({ you: you({ questions: [question("1", { state })] }) });
  assert.ok(newIn("questions", mine("new"), mine("dismissed")));
});

test("questions count while they are to be answered, for staff those too that wait to be approved", () => {
  const items = [question("1"), question("2", { state: "live" }), question("3", { state: "answered" })];
  assert.equal(countsOf(of(asked(...items))).questions, 2);
  assert.equal(countsOf(of(asked(...items, question("4", { state: "new" })))).questions, 3);
});

test("hands count for everybody and are new to who gives the floor; one that goes up again is new again", () => {
  const hands = (at: string) => ({ floor: { hands: [{ person: "joon", name: "Joon", at }] } });
  assert.equal(countsOf(of(hands("1"))).hands, 1);
  assert.ok(!newIn("hands", {}, hands("1")));
  const speaks = { person: "joon", name: "Joon", until: "2026-11-25T12:01:00.000Z" };
  assert.equal(countsOf(of({ floor: { ...hands("1").floor, floor: speaks } })).hands, 0, "who has the floor waits no more");
  assert.ok(newIn("hands", { you: teacher }, { you: teacher, ...hands("1") }));
  assert.ok(newIn("hands", { you: teacher, ...hands("1") }, { you: teacher, ...hands("2") }));
});

test("a poll is new when it is asked and when it is closed", () => {
  const poll = (change: Partial<PollItem>) => ({ polls: [{ id: "1", ...change } as PollItem] });
  assert.ok(newIn("poll", {}, poll({})));
  assert.ok(!newIn("poll", poll({}), poll({ question: "Again?" })));
  assert.ok(newIn("poll", poll({}), poll({ closed_at: "2026-11-25T12:01:00.000Z" })));
});

test("who waits in the lobby counts and is new, and what was written to staff is new", () => {
  const waiting = [{ person: "joon", name: "Joon", since: "2026-11-25T12:00:00.000Z" }] satisfies Waiter[];
  const lobby = { lobby: { on: true, version: 1, waiting } };
  assert.equal(countsOf(of(lobby)).class, 1);
  assert.ok(newIn("class", {}, lobby));
  const written = (answer: boolean) => ({
    direct: [{ id: "1", at: "2026-11-25T12:00:00.000Z", name: "Joon", text: "Help", with: "joon", answer }],
  });
  assert.ok(newIn("class", {}, written(false)));
  assert.ok(!newIn("class", {}, written(true)));
});
