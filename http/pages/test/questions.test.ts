import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, happened, NO_QUESTIONS, voted, without } from "../src/client/questions.ts";
import type { QuestionItem, Sanction } from "../src/wire.ts";

const item = (id: string, change: Partial<QuestionItem> = {}): QuestionItem => ({
  id,
  text: "Why?",
  at: `2026-11-25T12:00:0${id}.000Z`,
  state: "approved",
  votes: 1,
  ...change,
});
const ids = (items: readonly QuestionItem[]) => items.map((one) => one.id).join("");
const all = ["1", "2", "3"].map((id) => item(id)).reduce(asked, [] as readonly QuestionItem[]);

test("questions stand by votes, the older first, and rest while one is live", () => {
  assert.equal(ids(voted(all, [{ question: "3", votes: 2 }])), "312");
  const live = asked(all, item("1", { state: "live" }));
  const later = asked(voted(live, [{ question: "3", votes: 5 }]), item("4", { votes: 9 }));
  assert.equal(ids(later), "1234");
  assert.equal(ids(asked(later, item("1", { state: "answered" }))), "4321");
});

test("new ones stand behind the open ones, dismissed ones at the end, and the last answer is read first", () => {
  const staff = asked(all, item("4", { state: "new", votes: 9 }));
  assert.equal(ids(staff), "1234");
  const answered = asked(asked(staff, item("1", { state: "answered" })), item("2", { state: "answered" }));
  assert.equal(ids(answered), "3421");
  assert.equal(ids(asked(answered, item("4", { state: "dismissed" }))), "3214");
  assert.equal(ids(without(answered, "3")), "421");
  assert.equal(without(all, "9"), all);
});

test("what staff blank is gone, and of who is put out what nobody has looked at is dismissed", () => {
  const of = (id: string, state: QuestionItem["state"]) => item(id, { state, asker: { person: "p", name: "Otto" } });
  const items = [of("4", "approved"), of("5", "new")].reduce(asked, all);
  const after = (change: Partial<Sanction>) => {
    const sanction = { id: "s", person: "p", measure: "hide", reason: "insult", at: items[0]!.at, ...change } as Sanction;
    const event = { type: "sanctioned", held: { name: "Otto", sanction } } as const;
    const left = happened({ ...NO_QUESTIONS, items }, event).items;
    return ids(left) + left.filter((one) => one.state === "dismissed").map((one) => `-${one.id}`).join("");
  };
  assert.equal(after({ measure: "hide", message: "4" }), "1235");
  assert.equal(after({ measure: "ban" }), "12345-5");
  assert.equal(after({ measure: "ban", person: "q" }), "12345");
  assert.equal(after({ measure: "warn" }), "12345");
});
