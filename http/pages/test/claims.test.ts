// Claims at the desk: kept while somebody works there, and told when they are lost.

import { page } from "./window.ts";

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { signal } from "@preact/signals";
import { serverNow } from "../src/client/clock.ts";
import { lost } from "../src/desk/claims.ts";
import { EMPTY, type Model } from "../src/desk/model.ts";
import type { Answer, DeskSocket } from "../src/desk/socket.ts";
import { Work } from "../src/desk/work.ts";
import type { CaseRow, CaseState, DeskRequest } from "../src/wire.ts";

const SECOND = 1_000;
const NOW = serverNow();
const who = (person: string) => ({ person, name: person, role: "course" }) as const;
const at = (seconds: number) => new Date(NOW + seconds * SECOND).toISOString();
const OPEN: CaseState = { is: "open" };
const claimed = (person: string, until: number): CaseState => ({ is: "claimed", by: who(person), until: at(until) });
const decision = (person: string) => ({ id: "one", by: who(person), at: at(0), reason: "insult" }) as const;
const decided = (person: string): CaseState => ({ is: "decided", decision: decision(person), undo_until: at(10) });
const settled = (person: string): CaseState => ({ is: "settled", decision: decision(person) });

const row = (number: number, state: CaseState, more: object = {}) =>
  ({ id: `case-${number}`, number, version: 1, state, level: "desk", severity: 2, kind: "insult", reports: 1, opened_at: at(-60), subject: {}, ...more }) as unknown as CaseRow;

function desk(...rows: CaseRow[]): Model {
  const you = { who: who("petra"), reasons: [] } as Model["you"];
  return { ...EMPTY, you, cases: new Map(rows.map((one) => [one.id, one])) };
}

/** What is lost of one case when it stands otherwise than before. */
function loss(before: CaseState, after: CaseState | null, { given = [] as string[], level = "desk", seconds = 0 } = {}) {
  const then = after ? desk(row(7, after, { level })) : desk();
  return lost(desk(row(7, before)), then, new Set(given), NOW + seconds * SECOND).map(({ row: of, ...rest }) => ({ case: of.number, ...rest }));
}

test("a claim is lost when it runs out, when somebody else has or decided the case, and when the case is gone", () => {
  const mine = claimed("petra", 90);
  assert.deepEqual(loss(mine, OPEN, { seconds: 90 }), [{ case: 7, how: "ran_out" }]);
  assert.deepEqual(loss(mine, OPEN, { seconds: 89 }), [{ case: 7, how: "ran_out" }], "the page's clock may be a little behind");
  assert.deepEqual(loss(mine, claimed("sam", 180), { seconds: 100 }), [{ case: 7, how: "taken", by: "sam" }]);
  assert.deepEqual(loss(mine, decided("sam")), [{ case: 7, how: "decided", by: "sam" }]);
  assert.deepEqual(loss(mine, settled("sam")), [{ case: 7, how: "decided", by: "sam" }]);
  assert.deepEqual(loss(mine, null), [{ case: 7, how: "gone" }]);
});

test("what one gave up oneself is no loss, here or on another page of one's own", () => {
  const mine = claimed("petra", 90);
  assert.deepEqual(loss(mine, OPEN, { given: ["case-7"], seconds: 90 }), [], "released, passed upward");
  assert.deepEqual(loss(mine, claimed("sam", 90), { given: ["case-7"] }), [], "handed over");
  assert.deepEqual([decided, settled].flatMap((state) => loss(mine, state("petra"))), [], "decided");
  assert.deepEqual(loss(mine, OPEN, { seconds: 30 }), [], "released elsewhere: before its end nobody else can");
  assert.deepEqual(loss(mine, OPEN, { level: "escalated", seconds: 90 }), [], "passed upward elsewhere");
});

test("a claim that is renewed is none that is lost, nor is one that was another's or nobody's", () => {
  assert.deepEqual(loss(claimed("petra", 20), claimed("petra", 90), { seconds: 30 }), []);
  assert.deepEqual(loss(claimed("sam", 90), OPEN, { seconds: 90 }), []);
  assert.deepEqual(loss(claimed("sam", 90), decided("sam")), []);
  assert.deepEqual(loss(OPEN, claimed("sam", 90)), []);
});

/** A desk whose clock is cranked by hand, and a moderator at it. */
class Shift {
  readonly asked: DeskRequest[] = [];
  answers: Answer = { id: "ack" };
  readonly socket;
  readonly work: Work;
  #passed = 0;

  constructor(...rows: CaseRow[]) {
    const before = performance.now();
    mock.method(performance, "now", () => before + this.#passed);
    mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
    this.socket = {
      model: signal(desk(...rows)),
      ask: (request: DeskRequest) => {
        this.asked.push(request);
        return Promise.resolve(this.answers);
      },
      detail: () => Promise.resolve(null),
    };
    this.work = new Work(this.socket as unknown as DeskSocket);
  }

  passes(seconds: number): void {
    for (let left = seconds; left > 0; left -= 1) {
      this.#passed += SECOND;
      mock.timers.tick(SECOND);
    }
  }
  becomes(...rows: CaseRow[]): void {
    this.socket.model.value = desk(...rows);
  }
  get told(): string {
    return this.work.told.value?.words ?? "";
  }
  /** The cases that were renewed since the last look. */
  get renewed(): string[] {
    return this.asked.splice(0).flatMap((one) => (one.type === "renew" ? [one.data.case] : []));
  }
}

let shift: Shift | null = null;
beforeEach(() => {
  page.visibilityState = "visible";
});
afterEach(() => {
  shift?.work.stop();
  mock.timers.reset();
  mock.restoreAll();
});
const begins = (...rows: CaseRow[]): Shift => (shift = new Shift(...rows));

test("held cases are renewed every 20 s while the moderator works, and no others", () => {
  const here = begins(row(1, claimed("petra", 900)), row(2, claimed("sam", 900)), row(3, OPEN), row(4, claimed("petra", -1)));
  here.passes(19);
  assert.deepEqual(here.renewed, []);
  here.passes(1);
  assert.deepEqual(here.renewed, ["case-1"]);
  here.passes(100);
  assert.equal(here.renewed.length, 5);
  here.passes(60);
  assert.deepEqual(here.renewed, [], "two minutes without a sign of them");
  here.work.seen();
  here.passes(20);
  assert.deepEqual(here.renewed, ["case-1"]);
  page.visibilityState = "hidden";
  here.passes(20);
  assert.deepEqual(here.renewed, [], "nobody looks at the page");
});

test("that a claim ran out is said, and stands until somebody is there to read it", () => {
  const here = begins(row(7, claimed("petra", 90)), row(8, claimed("petra", 90)));
  here.passes(90);
  here.becomes(row(7, OPEN), row(8, claimed("petra", 90)));
  assert.equal(here.told, "Your claim on case 7 ran out. Nobody has it now: claim it again to go on.");
  here.becomes(row(7, OPEN), row(8, claimed("sam", 180)));
  assert.match(here.told, /^Your claim on case 7 ran out\. .* sam has case 8 now\. It is not yours any more\.$/);
  here.passes(600);
  assert.notEqual(here.told, "");
  here.work.seen();
  here.passes(7);
  assert.notEqual(here.told, "");
  here.passes(1);
  assert.equal(here.told, "");
});

test("nothing is said of what the moderator gave up, whichever comes first, the answer or the news", async () => {
  const mine = row(7, claimed("petra", 90));
  const here = begins(mine);
  await here.work.release(mine);
  here.becomes(row(7, OPEN));
  assert.equal(here.told, "");

  here.becomes(mine);
  const going = here.work.handOver(mine.id, "sam", "");
  here.becomes(row(7, claimed("sam", 90)));
  await going;
  assert.equal(here.told, "");

  here.becomes(mine);
  await here.work.decideOne(mine, "warn", "insult");
  here.becomes(row(7, decided("petra")));
  assert.equal(here.told, "");
});

test("one that could not be given up can still be lost", async () => {
  const mine = row(7, claimed("petra", 90));
  const here = begins(mine);
  here.answers = "unanswered";
  await here.work.release(mine);
  here.passes(90);
  here.becomes(row(7, OPEN));
  assert.match(here.told, /^Your claim on case 7 ran out\./);
});
