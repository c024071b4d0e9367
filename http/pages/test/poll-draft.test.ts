// An answer that is chosen and not sent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../src/room/poll-draft.ts";

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
    page().keep("mira", POLL, ballot);
    assert.deepEqual(page().of("mira", "poll"), ballot);
    assert.equal(page().of("mira", "another poll"), null);
    assert.equal(page().of("tomas", "poll"), null, "who comes to this tab next has chosen nothing");
  }
});

test("an answer without a name is kept while the page lives, and nothing of it is stored", () => {
  const { kept, page } = tab();
  const here = page();
  here.keep("mira", { id: "before" }, { number: 1 });
  here.keep("mira", NAMELESS, { choices: [2] });
  assert.deepEqual(here.of("mira", "poll"), { choices: [2] });
  assert.deepEqual([...kept], []);
  assert.equal(page().of("mira", "poll"), null);
});

test("what was sent is a draft no more, but for what was chosen while it was on its way", () => {
  const { kept, page } = tab();
  const here = page();
  const [first, second] = [{ choices: [1] }, { choices: [2] }];
  here.keep("mira", POLL, first);
  here.keep("mira", POLL, second);
  here.sent("poll", first);
  assert.equal(here.of("mira", "poll"), second);
  here.sent("poll", second);
  assert.equal(here.of("mira", "poll"), null);
  assert.deepEqual([...kept], []);
});

test("a poll that is closed has no draft, also where it was closed while the page was away", () => {
  const { kept, page } = tab();
  page().keep("mira", POLL, { text: "too late" });
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
  forbidden.keep("mira", POLL, { number: 3 });
  assert.deepEqual(forbidden.of("mira", "poll"), { number: 3 });
  const { kept, page } = tab();
  kept.set("homeroom.poll-draft", "{");
  assert.equal(page().of("mira", "poll"), null);
});
