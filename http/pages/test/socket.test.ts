import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { item, ME, Page, problem, said, view, welcome } from "./cast.ts";

let page: Page;
beforeEach(() => {
  page = new Page();
});
afterEach(() => page.gone());

/** In class, with what the class has said so far. */
function inClass(): void {
  page.wire.opens(view(10, [item(8), item(10)]));
}

describe("what was said", () => {
  test("a message is sent once the class has answered the hello, and is a message like any other once acknowledged", () => {
    page.socket.say("early");
    assert.deepEqual(page.states, [["early", "waiting"]]);
    inClass();
    const [[id] = []] = page.wire.words;
    assert.deepEqual(page.shown.outbox.map((one) => one.state).length, 1);
    page.wire.say({ type: "ack", data: { id: id ?? "", offset: 12 } });
    assert.deepEqual(page.texts, ["word 8", "word 10", "early"]);
    assert.deepEqual(page.states, []);
  });

  test("the entry and the ack of one message make one message, whichever comes first", () => {
    inClass();
    page.socket.say("mine");
    const id = page.wire.words[0]?.[0] ?? "";
    page.wire.say({ type: "entry", data: said(12, 10, { id, person: ME, text: "mine" }) });
    page.wire.say({ type: "ack", data: { id, offset: 12 } });
    page.socket.say("mine too");
    const second = page.wire.words[1]?.[0] ?? "";
    page.wire.say({ type: "ack", data: { id: second, offset: 13 } });
    page.wire.say({ type: "entry", data: said(13, 12, { id: second, person: ME, text: "mine too" }) });
    page.wait(100);
    assert.deepEqual(page.texts, ["word 8", "word 10", "mine", "mine too"]);
  });

  test("a refused message stays, says why, and goes out again with the same id when the person asks", () => {
    inClass();
    page.socket.say("no");
    const id = page.wire.words[0]?.[0] ?? "";
    page.wire.say({ type: "refused", data: { id, problem: problem("not_permitted") } });
    assert.deepEqual(page.states, [["no", "failed"]]);
    page.socket.again(id);
    page.wait(100);
    assert.deepEqual(page.wire.words.map(([one]) => one), [id, id]);
    assert.deepEqual(page.states, [["no", "sent"]]);
  });

  test("a refusal that says later is obeyed without the person, with the same id, and not for ever", () => {
    inClass();
    page.socket.say("busy");
    const id = page.wire.words[0]?.[0] ?? "";
    for (let times = 0; times < 12 && page.states[0]?.[1] !== "failed"; times++) {
      page.wire.say({ type: "refused", data: { id, problem: problem("busy", { retry_after_ms: 2_000 }) } });
      page.wait(2_100);
    }
    assert.deepEqual(page.states, [["busy", "failed"]]);
    assert.ok(page.wire.words.length > 3 && page.wire.words.every(([one]) => one === id));
  });

  test("an outbox that has grown goes out in order and under the limit of 5 in 5 s", () => {
    for (let number = 1; number <= 9; number++) page.socket.say(`word ${number}`);
    inClass();
    const answer = () => page.wire.words.forEach(([id], index) => page.wire.say({ type: "ack", data: { id, offset: 20 + index } }));
    for (const figure of [4, 8, 9]) {
      assert.equal(page.wire.words.length, figure);
      answer();
      page.wait(5_600);
    }
    assert.deepEqual(page.wire.words.map(([, text]) => text), Array.from({ length: 9 }, (_, index) => `word ${index + 1}`));
  });

  test("a message without an answer is sent again with the same id", () => {
    inClass();
    page.socket.say("hello?");
    page.wait(12_000);
    const ids = page.wire.words.map(([id]) => id);
    assert.equal(ids.length, 2);
    assert.equal(new Set(ids).size, 1);
  });
});

describe("a lost connection", () => {
  test("resumes after the last offset with the newest token, keeps the list, and sends what waited with the same ids", () => {
    inClass();
    page.socket.say("on the wire");
    const [first] = page.wire.words[0] ?? [""];
    page.wait(6_000);
    page.wire.cut();
    assert.equal(page.linked.is, "lost");
    page.socket.say("written offline");
    assert.deepEqual(page.texts, ["word 8", "word 10"]);
    page.wait(1_000);
    page.wire.opens(welcome(14));
    assert.deepEqual(page.wire.hello, { resume_token: "token-10", after: 10 });
    assert.deepEqual(page.wire.words.map(([, text]) => text), ["on the wire", "written offline"]);
    assert.equal(page.wire.words[0]?.[0], first);
    // The first had arrived before the cut: its entry is among the missed ones, and its ack comes once more.
    page.wire.say({ type: "entry", data: said(12, 10, { id: first, person: ME, text: "on the wire" }) });
    page.wire.say({ type: "entry", data: said(14, 12) });
    page.wire.say({ type: "ack", data: { id: first, offset: 12 } });
    page.wire.say({ type: "ack", data: { id: page.wire.words[1]?.[0] ?? "", offset: 15 } });
    page.wait(100);
    assert.deepEqual(page.texts, ["word 8", "word 10", "on the wire", "word 14", "written offline"]);
    assert.deepEqual(page.backs, [[2, 1]]);
  });

  test("an entry whose predecessor never came is not shown; the page resumes instead", () => {
    inClass();
    page.wire.say({ type: "entry", data: said(14, 12) });
    assert.deepEqual(page.texts, ["word 8", "word 10"]);
    assert.equal(page.wires.length, 2);
    page.wire.opens(welcome(14));
    page.wire.say({ type: "entry", data: said(12, 10) });
    page.wire.say({ type: "entry", data: said(14, 12) });
    page.wait(100);
    assert.deepEqual(page.texts, ["word 8", "word 10", "word 12", "word 14"]);
  });

  test("a view after a long absence leaves the list standing and closes the gap by history, page by page", () => {
    inClass();
    page.wire.cut();
    page.wait(1_000);
    page.wire.opens(view(60, [item(58), item(60)], true));
    assert.deepEqual(page.texts, ["word 8", "word 10", "word 58", "word 60"]);
    assert.deepEqual(page.backs, []);
    const asked = () => page.wire.heard.filter((frame) => frame.type === "history");
    assert.deepEqual(asked().map((frame) => frame.data), [{ before: 58, limit: 100 }]);
    page.wire.say({ type: "ack", data: { id: asked()[0]?.id ?? "", data: { items: [item(30), item(40)], more: true } } });
    assert.deepEqual(asked().at(-1)?.data, { before: 30, limit: 100 });
    page.wire.say({ type: "ack", data: { id: asked()[1]?.id ?? "", data: { items: [item(8), item(10), item(20)], more: true } } });
    page.wait(100);
    assert.deepEqual(page.shown.chat.map((one) => one.offset), [8, 10, 20, 30, 40, 58, 60]);
    assert.equal(page.shown.gap, null);
    assert.deepEqual(page.backs, [[0, 5]]);
  });

  test("a second loss while a gap is being closed asks for it again", () => {
    inClass();
    page.wire.cut();
    page.wait(1_000);
    page.wire.opens(view(60, [item(58), item(60)], true));
    page.wire.cut();
    page.wait(2_000);
    page.wire.opens(welcome(60));
    const asked = page.wire.heard.filter((frame) => frame.type === "history");
    assert.deepEqual(asked.map((frame) => frame.data), [{ before: 58, limit: 100 }]);
  });

  test("silence of 45 s is a lost connection, and a beat within it is not", () => {
    inClass();
    page.wait(40_000);
    page.wire.say({ type: "signal", data: { type: "beat" } });
    page.wait(40_000);
    assert.equal(page.linked.is, "open");
    page.wait(7_000);
    assert.equal(page.wires.length, 2);
  });

  test("attempts back off, and what the person does makes the next one come at once", () => {
    inClass();
    page.wait(6_000);
    page.wire.cut();
    for (let times = 0; times < 8; times++) {
      page.wait(20_000);
      page.wire.cut();
    }
    const before = page.wires.length;
    page.wait(5_000);
    assert.equal(page.wires.length, before);
    page.socket.tryNow();
    assert.equal(page.wires.length, before + 1);
  });
});

describe("close codes", () => {
  for (const code of [1000, 1009, 4400, 4403, 4404, 4409]) {
    test(`${code} stops until the person asks`, () => {
      inClass();
      page.wire.cut(code);
      page.wait(60_000);
      assert.deepEqual([page.linked.is, page.wires.length], ["stopped", 1]);
    });
  }

  test("who is banned until an end is told how long that is, and the page does not come back by itself", () => {
    inClass();
    page.wire.say({ type: "bye", data: { code: 4403, reason: "banned_from_course", retry_after_ms: 2_000 } });
    page.wire.cut(4403);
    page.wait(60_000);
    assert.deepEqual(page.linked, { is: "stopped", code: 4403, reason: "banned_from_course", left: 2_000 });
    assert.equal(page.wires.length, 1);
  });

  for (const code of [4408, 4410, 4412, 4500, 1006, 1001]) {
    test(`${code} resumes`, () => {
      inClass();
      page.wire.cut(code);
      page.wait(3_100);
      assert.equal(page.wires.length, 2);
    });
  }

  test("4429 resumes no sooner than it was told to", () => {
    inClass();
    page.wire.say({ type: "bye", data: { code: 4429, retry_after_ms: 8_000 } });
    page.wire.cut(4429);
    page.wait(7_900);
    assert.equal(page.wires.length, 1);
    page.wait(1_200);
    assert.equal(page.wires.length, 2);
  });

  test("4401 joins again, and goes on with the new ticket, the list and the outbox", () => {
    inClass();
    page.wire.cut(4401);
    page.socket.say("meanwhile");
    page.wait(60_000);
    assert.deepEqual([page.joinsAgain, page.wires.length], [1, 1]);
    page.socket.rejoined("another-ticket");
    page.wire.opens(view(12, [item(8), item(10), item(12)]));
    assert.deepEqual(page.wire.hello, { ticket: "another-ticket" });
    assert.deepEqual(page.texts, ["word 8", "word 10", "word 12"]);
    assert.equal(page.wire.words[0]?.[1], "meanwhile");
  });
});

describe("a node that wants to be left", () => {
  test("is heard until the new connection has its welcome, and nothing is lost or doubled on the way", () => {
    inClass();
    const old = page.wire;
    old.say({ type: "reconnect", data: { within_ms: 10_000 } });
    page.wait(100);
    assert.equal(page.wires.length, 2);
    old.say({ type: "entry", data: said(12, 10) });
    page.socket.say("between");
    assert.equal(old.words.length, 1);
    page.wire.opens(welcome(12));
    assert.deepEqual([old.closed, page.linked.is], [true, "open"]);
    assert.deepEqual(page.wire.words, old.words);
    assert.deepEqual(page.texts, ["word 8", "word 10", "word 12"]);
  });

  test("may close first: the new connection goes on, and nothing is written to it before its welcome", () => {
    inClass();
    const old = page.wire;
    old.say({ type: "reconnect", data: { within_ms: 10_000 } });
    page.wait(100);
    old.cut(4412);
    page.socket.say("early");
    assert.equal(page.wire.words.length, 0);
    page.wire.opens(welcome(10));
    assert.deepEqual(page.wire.words.map(([, text]) => text), ["early"]);
  });
});

describe("ending and leaving", () => {
  test("an end that a loss swallowed goes out again with the same id", async () => {
    inClass();
    const answer = page.socket.ask({ type: "end", data: {} });
    const id = page.wire.heard.find((frame) => frame.type === "end")?.id ?? "";
    page.wire.cut();
    page.wait(1_000);
    page.wire.opens(welcome(10));
    assert.equal(page.wire.heard.find((frame) => frame.type === "end")?.id, id);
    page.wire.say({ type: "ack", data: { id, offset: 12 } });
    assert.equal(await answer, "done");
  });

  test("an end nobody answers is said to be unanswered", async () => {
    inClass();
    const answer = page.socket.ask({ type: "end", data: {} });
    page.wait(11_000);
    assert.equal(await answer, "unanswered");
  });

  test("whoever leaves is gone also when nobody answers", async () => {
    inClass();
    const gone = page.socket.leave();
    page.wait(2_000);
    await gone;
    assert.equal(page.wire.closed, true);
    page.wait(60_000);
    assert.equal(page.wires.length, 1);
  });

  test("after the class has ended no close makes the page come back", () => {
    inClass();
    page.wire.say({
      type: "entry",
      data: { offset: 12, after: 10, at: new Date().toISOString(), events: [{ type: "ended", by_teacher: true }] },
    });
    page.wire.cut(1006);
    page.wait(60_000);
    assert.deepEqual([page.shown.ended?.byTeacher, page.wires.length], [true, 1]);
  });
});
