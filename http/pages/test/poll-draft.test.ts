// An answer that is chosen and not sent.

import "./window.ts";

import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn } from "../src/client/account.ts";
import { Drafts, drafts } from "../src/room/poll-draft.ts";
import type { Account } from "../src/wire.ts";

const POLL = { id: "poll" };
const NAMELESS = { id: "poll", anonymous: true };

/** The storage of a tab. Each `Drafts` on it is a page: the next one is that page after a reload. */
function tab(): { kept: Map<string, string>; page(): Drafts } {
  const kept = new Map<string, string>();
  const shelf = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  return { kept, page: () => new Drafts(() => shelf) };
}

test("a draft of each kind is there after a reload, for whom and for what it is", () => {
  for (const ballot of [{ choices: [1, 3] }, { text: "half a" }, { number: 4 }, { order: [2, 1, 3] }]) {
    const { page } = tab();
    page().keep("mira", POLL, ballot, null);
    assert.deepEqual(page().of("mira", "poll"), ballot);
    assert.equal(page().of("mira", "another poll"), null);
    assert.equal(page().of("tomas", "poll"), null, "who comes to this tab next has chosen nothing");
  }
});

test("an answer without a name is kept while the page lives, and nothing of it is stored", () => {
  const { kept, page } = tab();
  const here = page();
  here.keep("mira", { id: "before" }, { number: 1 }, null);
  here.keep("mira", NAMELESS, { choices: [2] }, null);
  assert.deepEqual(here.of("mira", "poll"), { choices: [2] });
  assert.deepEqual([...kept], []);
  assert.equal(page().of("mira", "poll"), null);
});

test("what was sent is a draft no more, but for what was chosen while it was on its way", () => {
  const { kept, page } = tab();
  const here = page();
  const [first, second] = [{ choices: [1] }, { choices: [2] }];
  here.keep("mira", POLL, first, null);
  here.keep("mira", POLL, second, null);
  here.sent("poll", first);
  assert.equal(here.of("mira", "poll"), second);
  here.sent("poll", second);
  assert.equal(here.of("mira", "poll"), null);
  assert.deepEqual([...kept], []);
});

test("chosen again on its way, what was sent is a draft no more", () => {
  const { kept, page } = tab();
  const here = page();
  const sent = { choices: [1] };
  here.keep("mira", POLL, sent, null);
  here.keep("mira", POLL, { choices: [2] }, null);
  here.keep("mira", POLL, { choices: [1] }, null);
  here.sent("poll", sent);
  assert.equal(here.of("mira", "poll"), null);
  assert.deepEqual([...kept], []);
});

test("who comes back to what the class has of them has no draft", () => {
  const { kept, page } = tab();
  const here = page();
  const taken = { choices: [1, 2] };
  here.keep("mira", POLL, { choices: [1] }, taken);
  assert.deepEqual(here.of("mira", "poll"), { choices: [1] });
  here.keep("mira", POLL, { choices: [1, 2] }, taken);
  assert.equal(here.of("mira", "poll"), null);
  assert.deepEqual([...kept], []);
});

test("who signs out leaves no draft, and who has to sign in again still has it", () => {
  const account = { id: "mira", name: "Mira" } as Account;
  signIn.value = { is: "in", account };
  drafts.keep("mira", POLL, { number: 4 }, null);
  signIn.value = { is: "out", why: "ended" };
  signIn.value = { is: "out" };
  assert.deepEqual(drafts.of("mira", "poll"), { number: 4 });
  signIn.value = { is: "in", account };
  signIn.value = { is: "out" };
  assert.equal(drafts.of("mira", "poll"), null);
});

test("a poll that is closed has no draft, also where it was closed while the page was away", () => {
  const { kept, page } = tab();
  page().keep("mira", POLL, { text: "too late" }, null);
  const here = page();
  here.over([{ id: "other", closed_at: "2026-11-25T12:00:00Z" }, { id: "poll" }]);
  assert.deepEqual(here.of("mira", "poll"), { text: "too late" });
  here.over([{ id: "poll", closed_at: "2026-11-25T12:01:00Z" }]);
  assert.equal(here.of("mira", "poll"), null);
  assert.deepEqual([...kept], []);
});

test("where pages may store nothing, or something else is stored, a draft lasts as long as the page", () => {
  const forbidden = new Drafts(() => {
    throw new Error("forbidden");
  });
  forbidden.keep("mira", POLL, { number: 3 }, null);
  assert.deepEqual(forbidden.of("mira", "poll"), { number: 3 });
  const { kept, page } = tab();
  kept.set("homeroom.poll-draft", "{");
  assert.equal(page().of("mira", "poll"), null);
});
