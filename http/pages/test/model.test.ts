import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../src/client/rows.ts";
import * as model from "../src/client/model.ts";
import { item, ME, NOON, problem, said, view, welcome, you } from "./cast.ts";

const started = () => model.welcomed(model.EMPTY, view(10, [item(8), item(10)], true));
const offsets = (of: model.Model) => of.chat.map((one) => one.offset);

test("an entry that is known already changes nothing", () => {
  const before = started();
  assert.equal(model.applied(before, said(10, 8)), before);
});

test("a view takes the place of what it covers and of nothing else", () => {
  const before = model.recalled(started(), 8, { items: [item(2), item(4)], more: false });
  const after = model.welcomed(before, view(12, [item(8), item(12)]));
  assert.deepEqual(offsets(after), [2, 4, 8, 12]);
  assert.equal(after.gap, null);
});

test("a gap that was open when the next view came is one gap with it", () => {
  const once = model.welcomed(started(), view(40, [item(38)], true));
  const twice = model.welcomed(once, view(80, [item(78)], true));
  assert.deepEqual(twice.gap, { from: 10, before: 78 });
});

test("a history page that brings nothing older ends the asking", () => {
  const gap = model.welcomed(started(), view(40, [item(38)], true));
  const after = model.recalled(gap, 38, { items: [], more: true });
  assert.ok(after.gap === null);
});

test("a message of one's own that a view or a page holds is not shown a second time as waiting", () => {
  const waiting = model.said(started(), "mine", "hello", NOON);
  const byView = model.welcomed(waiting, view(12, [item(12, { id: "mine", person: ME })]));
  const byPage = model.recalled(waiting, 8, { items: [item(6, { id: "mine", person: ME })], more: false });
  assert.deepEqual([byView.outbox, byPage.outbox], [[], []]);
});

test("what failed stays where it failed, and what is on its way stands at the end", () => {
  let now = model.said(started(), "bad", "bad", NOON);
  now = model.refused(now, "bad", problem("too_long"));
  now = model.said(now, "good", "good", NOON);
  const next = model.applied(now, said(12, 10));
  assert.ok(next !== "gap");
  assert.deepEqual(rows(next, null).map((row) => row.key), ["item-8", "item-10", "bad", "item-12", "good"]);
});

test("a lost connection is marked once where it was lost, and a gap where it lies", () => {
  const lost = model.disconnected(model.disconnected(started(), NOON), NOON + 5);
  const after = model.welcomed(lost, view(40, [item(40)], true));
  assert.deepEqual(rows(after, null).map((row) => row.kind), ["item", "item", "lost", "gap", "item"]);
});

test("a message that may be on its way is never dropped", () => {
  const waiting = model.said(started(), "mine", "hello", NOON);
  assert.equal(model.dropped(waiting, "mine").outbox.length, 1);
  const failed = model.refused(waiting, "mine", problem("not_permitted"));
  assert.equal(model.dropped(failed, "mine").outbox.length, 0);
});

test("a resumed welcome leaves the list as it is", () => {
  const before = started();
  assert.equal(model.welcomed(before, welcome(20)).chat, before.chat);
});

test("a view of a class that is over says so", () => {
  const frame = view(20, []);
  const ended = model.welcomed(model.EMPTY, { ...frame, view: { ...frame.view!, phase: "ended" } });
  assert.notEqual(ended.ended, null);
});

test("a changed message stands where it stood, and one that was taken back says nothing", () => {
  const changed = { ...item(8), text: "better", edited: true };
  const entry = (offset: number, after: number, event: unknown) =>
    ({ offset, after, at: new Date(NOON).toISOString(), events: [event] }) as Parameters<typeof model.applied>[1];
  const once = model.applied(started(), entry(11, 10, { type: "edited", item: changed }));
  assert.ok(once !== "gap");
  assert.deepEqual(once.chat[0], changed);
  const twice = model.applied(once, entry(12, 11, { type: "deleted", message: changed.id }));
  assert.ok(twice !== "gap");
  assert.deepEqual([offsets(twice), twice.chat[0]?.text, twice.chat[0]?.deleted], [[8, 10], "", true]);
});

test("in slow mode a student waits from their last message on, sent or not, and staff never", () => {
  const slow = { ...started(), rules: { slow_seconds: 30, paused: false } };
  assert.equal(model.mayWriteAt(slow), 0);
  const written = model.said(slow, "mine", "hello", NOON);
  assert.equal(model.mayWriteAt(written), NOON + 30_000);
  assert.equal(model.mayWriteAt(model.refused(written, "mine", problem("muted"))), 0);
  const staff = { ...written, you: written.you && { ...written.you, role: "teacher" as const } };
  assert.equal(model.mayWriteAt(staff), 0);
});

test("reactions are as the last update says, and one's own as the person and the server say", () => {
  const counts = [{ reaction: "agree", count: 2 } as const];
  const entry = { offset: 12, after: 10, at: new Date(NOON).toISOString() };
  const event = { type: "reacted", messages: [{ message: "item-10", counts }] } as const;
  const next = model.applied(started(), { ...entry, events: [{ ...event, messages: [...event.messages] }] });
  assert.ok(next !== "gap");
  assert.deepEqual(next.chat.map((one) => one.reactions), [undefined, counts]);
  const react = { message: "item-10", reaction: "agree", on: true } as const;
  const mine = model.settled(next, { type: "react", data: react });
  assert.deepEqual(mine.mine, { "item-10": ["agree"] });
  assert.deepEqual(model.settled(mine, { type: "react", data: { ...react, on: false } }).mine, { "item-10": [] });
  const told = model.personal(mine, you({ reactions: [{ message: "item-8", reactions: ["love"] }] }));
  assert.deepEqual(told.mine, { "item-8": ["love"] });
});

test("who is put back into the lobby has nothing of the class left", () => {
  const inside = model.welcomed(model.EMPTY, view(12, [item(11), item(12)]));
  assert.equal(inside.chat.length, 2);
  const lobby = { position: 1, since: "2026-11-25T18:00:00.000Z", put_back: true };
  const waiting = model.welcomed(inside, { ...view(13, []), you: you({ tier: "lobby", lobby }) });
  assert.deepEqual([waiting.chat, waiting.older, waiting.floor, waiting.offset], [[], false, {}, -1]);
});

test("hands that go up again stand as the server says, whatever was up meanwhile", () => {
  const hand = (person: string, second: number) => ({ person, name: person, at: new Date(NOON + second * 1_000).toISOString() });
  const at = new Date(NOON).toISOString();
  const [mira, joon, late] = [hand("mira", 1), hand("joon", 2), hand("late", 3)];
  const once = model.applied(started(), { offset: 11, after: 10, at, events: [{ type: "hand_raised", hand: late }] });
  assert.ok(once !== "gap");
  const hands = [mira, joon, late];
  const twice = model.applied(once, { offset: 12, after: 11, at, events: [{ type: "hands_restored", hands }] });
  assert.ok(twice !== "gap");
  assert.deepEqual(twice.floor.hands, hands);
});
