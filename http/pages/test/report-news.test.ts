import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { mintedAt, uuid7 } from "../src/client/uuid.ts";
import { ownNews } from "../src/room/own-news.ts";
import { foundWords, ReportNews } from "../src/room/report-news.ts";
import type { MyReport } from "../src/wire.ts";
import { timeOf, words } from "../src/words.ts";
import { NOON, you } from "./cast.ts";

/** What a tab keeps, as far as it is used here. */
function keepsake() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), kept };
}
const report = (id: string, outcome: MyReport["outcome"]): MyReport => ({ id, outcome });
const before = Object.getOwnPropertyDescriptor(globalThis, "sessionStorage");
let tab = keepsake();

beforeEach(() => {
  tab = keepsake();
  Object.defineProperty(globalThis, "sessionStorage", { configurable: true, get: () => tab });
});
afterEach(() => {
  if (before) Object.defineProperty(globalThis, "sessionStorage", before);
  else Reflect.deleteProperty(globalThis, "sessionStorage");
});

test("a report is news once it is decided, the first one first, until it is closed", () => {
  const news = new ReportNews();
  assert.equal(news.next(undefined), undefined);
  assert.equal(news.next([report("one", "received")]), undefined);
  const reports = [report("one", "received"), report("two", "acted"), report("three", "nothing_wrong")];
  const first = news.next(reports);
  assert.equal(first?.id, "two");
  if (first) news.close(first);
  const second = news.next(reports);
  assert.equal(second?.id, "three");
  if (second) news.close(second);
  assert.equal(news.next(reports), undefined);
});

test("what was closed stays closed over a reload, and decided otherwise it is news once more", () => {
  const news = new ReportNews();
  const first = news.next([report("one", "acted")]);
  if (first) news.close(first);
  const reloaded = new ReportNews();
  assert.equal(reloaded.next([report("one", "acted")]), undefined);
  assert.equal(reloaded.next([report("one", "nothing_wrong")])?.outcome, "nothing_wrong");
});

test("a tab that keeps nothing, or something else, has news all the same", () => {
  tab.setItem("homeroom.reports", '{"not": "a list"}');
  assert.equal(new ReportNews().next([report("one", "acted")])?.id, "one");
  tab.setItem("homeroom.reports", "no json");
  const news = new ReportNews();
  Object.defineProperty(globalThis, "sessionStorage", {
    configurable: true,
    get: () => {
      throw new Error("forbidden");
    },
  });
  const one = new ReportNews().next([report("one", "acted")]);
  assert.equal(one?.id, "one");
  if (one) news.close(one);
  assert.equal(news.next([report("one", "acted")]), undefined);
});

test("an id says when it was minted, to the millisecond; of another kind it says nothing", () => {
  assert.equal(mintedAt(uuid7(NOON + 123)), NOON + 123);
  assert.equal(mintedAt("9b2d5f0e-8c1a-4f3b-9a7e-1c2d3e4f5a6b"), null);
  assert.equal(mintedAt("report-1"), null);
});

test("it is said which report it was, by its time, where its id has one", () => {
  const at = `You reported it at ${timeOf(NOON)}.`;
  assert.deepEqual(foundWords(uuid7(NOON), "nothing_wrong"), [words.report.outcome.nothing_wrong, at]);
  assert.deepEqual(foundWords("report-1", "acted"), [words.report.outcome.acted, ""]);
});

test("it is said aloud as well", () => {
  const id = uuid7(NOON);
  const [news] = ownNews(you({ reports: [report(id, "received")] }), you({ reports: [report(id, "acted")] }));
  assert.equal(news?.words, `${words.report.outcome.acted} You reported it at ${timeOf(NOON)}.`);
  assert.deepEqual(ownNews(you({ reports: [report(id, "acted")] }), you({ reports: [report(id, "acted")] })), []);
});
