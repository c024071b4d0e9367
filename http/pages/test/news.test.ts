import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { Announcer } from "../src/room/announce.ts";
import type { Kind, News } from "../src/room/news.ts";
import { Whose } from "../src/room/whose.ts";
import type { FeedEvent, MyAppeal, PollItem, QuestionItem, Sanction, You } from "../src/wire.ts";
import { ANNOUNCE, ANNOUNCE_PACE } from "../src/wire.ts";
import { item, ME, NOON, OTHER, Page, problem, view, welcome, you } from "./cast.ts";

const AT = new Date(NOON).toISOString();
const poll = (change: { id?: string; question?: string; closed_at?: string } = {}): PollItem => ({
  id: "poll-1",
  kind: "single",
  question: "Is it salt?",
  choices: ["yes", "no"],
  at: AT,
  shown: { students: "full", staff: "full" },
  ...change,
});
const question = (state: QuestionItem["state"], id = "question-1"): QuestionItem => ({
  id,
  text: "Why blue?",
  at: AT,
  state,
  votes: 1,
  asker: { person: OTHER, name: "Joon" },
});
const appeal = (state: MyAppeal["state"]): MyAppeal => ({
  sanction_id: "sanction-1",
  session_id: "session-1",
  class: "Why the sea is salt",
  measure: "mute",
  reason: "flood",
  text: "It was one word.",
  at: AT,
  due_at: AT,
  state,
});

const mute: Sanction = {
  id: "sanction-1",
  person: ME,
  measure: "mute",
  reason: "flood",
  at: AT,
  until: new Date(NOON + 600_000).toISOString(),
};

let page: Page;
let polite: string[];
let assertive: string[];
let kinds: Set<Kind>;
let offset: number;
let whose: Whose;

beforeEach(() => {
  page = new Page();
  polite = [];
  assertive = [];
  kinds = new Set();
  const announcer = new Announcer({
    polite: (text) => polite.push(text),
    assertive: (text) => assertive.push(text),
    tick: () => Date.now() - NOON,
  });
  whose = new Whose((news: readonly News[]) => {
    for (const one of news) kinds.add(one.kind);
    announcer.hear(news);
  });
  page.ear = (what) => whose.hear(what);
  page.wire.opens(view(10, [item(8), item(9, { person: ME, id: "mine" })]));
  offset = 10;
});
afterEach(() => {
  whose.stop();
  page.gone();
});

function happens(...events: FeedEvent[]): number {
  offset += 1;
  page.wire.say({ type: "entry", data: { offset, after: offset - 1, at: AT, events } });
  return offset;
}
const says = (change: Parameters<typeof item>[1] = {}) => {
  const at = offset + 1;
  happens({ type: "said", item: item(at, change) });
};
const own = (change: Partial<You>) => page.wire.say({ type: "you", data: you(change) });

describe("how often", () => {
  test("a single message is read out, and a flood is a digest, no more often than is stated", () => {
    says();
    page.wait(200);
    assert.deepEqual(polite, ["Joon: word 11"]);
    for (let at = 0; at < 12; at++) says({ person: `person-${at % 5}` });
    happens({ type: "question", question: question("approved", "one") });
    happens({ type: "question", question: question("approved", "two") });
    page.wait(ANNOUNCE_PACE.read_out_seconds * 1_000 + 200);
    assert.deepEqual(polite.slice(1), ["12 new messages from 5 people, 2 new questions"]);
    says();
    says();
    page.wait(ANNOUNCE_PACE.digest_seconds * 1_000 - 1_000);
    assert.equal(polite.length, 2, "a digest rests");
    page.wait(1_000);
    assert.deepEqual(polite.slice(2), ["2 new messages"]);
  });

  test("a figure that is soon another one is read once in half a minute, and as it is by then", () => {
    for (const seated of [3, 4, 5]) page.wire.say({ type: "signal", data: { type: "presence", seated, watching: 0 } });
    page.wait(200);
    page.wire.say({ type: "signal", data: { type: "presence", seated: 6, watching: 0 } });
    page.wire.say({ type: "signal", data: { type: "presence", seated: 7, watching: 0 } });
    page.wait(ANNOUNCE.presence.every_seconds * 1_000 - 1_000);
    assert.deepEqual(polite, ["5 here"]);
    page.wait(1_000);
    assert.deepEqual(polite, ["5 here", "7 here"]);
  });

  test("a class of more than are counted aloud is not", () => {
    const most = ANNOUNCE_PACE.counted_people_max;
    page.wire.say({ type: "signal", data: { type: "presence", seated: most, watching: 1 } });
    page.wait(1_000);
    assert.deepEqual(polite, []);
    page.wire.say({ type: "signal", data: { type: "presence", seated: most, watching: 0 } });
    page.wait(200);
    assert.deepEqual(polite, ["50 here"]);
  });
});

describe("for whom", () => {
  test("who is meant by an @ hears it however much else is said, and nobody else does sooner", () => {
    for (let at = 0; at < 5; at++) says({ person: `person-${at}` });
    says({ text: "Look, @mira" });
    says({ text: "Look, @Miranda" });
    page.wait(200);
    assert.ok(polite.includes("Joon: Look, @mira"), polite.join(" / "));
    assert.ok(!polite.some((one) => one.includes("Miranda")), polite.join(" / "));
  });

  test("what concerns oneself breaks in at once", () => {
    happens({ type: "floor", floor: { person: ME, name: "Mira", until: AT } });
    happens({ type: "poll", poll: poll() });
    own({ sanctions: [mute] });
    own({ sanctions: [mute], offer_until: AT });
    assert.equal(assertive.length, 4);
    assert.equal(assertive[0], "You have the floor.");
    assert.equal(assertive[1], "New poll: Is it salt?");
    assert.match(assertive[2] ?? "", /^You can't write until .* Reason: Too much of it/);
    assert.deepEqual(polite, []);
  });

  test("others have the floor when there is a moment, and an answer to one is read out among many", () => {
    happens({ type: "floor", floor: { person: OTHER, name: "Joon", until: AT } });
    says({ reply_to: "mine", text: "yes, it is" });
    for (let at = 0; at < 5; at++) says();
    page.wait(5_000);
    assert.deepEqual(assertive, []);
    assert.deepEqual(polite, ["Joon has the floor. Joon: yes, it is", "5 new messages"]);
  });

  test("one's own message is no news, nor is what this page asked for, in whichever order its answer comes", async () => {
    says({ person: ME });
    const first = page.socket.ask({ type: "set_chat", data: { slow_seconds: 0, paused: true } });
    const id = page.wire.heard.at(-1)?.id ?? "";
    const at = happens({ type: "chat_set", rules: { slow_seconds: 0, paused: true } });
    page.wire.say({ type: "ack", data: { id, offset: at } });
    await first;
    const second = page.socket.ask({ type: "set_chat", data: { slow_seconds: 10, paused: false } });
    page.wire.say({ type: "ack", data: { id: page.wire.heard.at(-1)?.id ?? "", offset: offset + 1 } });
    await second;
    happens({ type: "chat_set", rules: { slow_seconds: 10, paused: false } });
    page.wait(30_000);
    assert.deepEqual([...polite, ...assertive], []);
    happens({ type: "chat_set", rules: { slow_seconds: 0, paused: true } });
    page.wait(200);
    assert.deepEqual(polite, ["The chat is paused."], "somebody else's is");
  });

  test("while an answer is awaited that does not come, what others do is told all the same", () => {
    void page.socket.ask({ type: "set_questions", data: { anonymous: true } });
    happens({ type: "floor", floor: { person: ME, name: "Mira", until: AT } });
    assert.deepEqual(assertive, []);
    page.wait(1_100);
    assert.deepEqual(assertive, ["You have the floor."]);
  });

  test("calm says of itself what it changes", () => {
    happens(
      { type: "calm", on: true },
      { type: "chat_set", rules: { slow_seconds: 0, paused: true } },
      { type: "locks", locks: ["publish"] },
    );
    page.wait(200);
    assert.deepEqual(polite, ["Calm mode. For now only staff write and send."]);
  });
});

describe("hands that go up again", () => {
  const hand = (person: string, name: string) => ({ person, name, at: AT });
  const joon = hand(OTHER, "Joon");
  const mine = hand(ME, "Mira");

  test("the class hears of it when there is a moment, and whose hand it is that it is theirs", () => {
    happens({ type: "hands_restored", hands: [joon] });
    page.wait(200);
    assert.deepEqual(polite, ["Hands that were lowered are up again."]);
    happens({ type: "hands_restored", hands: [joon, mine] });
    page.wait(ANNOUNCE_PACE.digest_seconds * 1_000);
    assert.deepEqual([assertive, polite.slice(1)], [[], ["Your hand is up again."]]);
    happens({ type: "hands_restored", hands: [joon, mine] });
    page.wait(ANNOUNCE_PACE.digest_seconds * 1_000);
    assert.equal(polite.length, 2, "what was up is no news");
  });

  test("who put them up again hears no echo", () => {
    void page.socket.ask({ type: "restore_hands", data: {} });
    const at = happens({ type: "hands_restored", hands: [joon] });
    page.wire.say({ type: "ack", data: { id: page.wire.heard.at(-1)?.id ?? "", offset: at } });
    page.wait(30_000);
    assert.deepEqual([...polite, ...assertive], []);
  });
});

describe("the spotlight", () => {
  const lit = { person: ME, name: "Mira" };
  const joon = { person: OTHER, name: "Joon" };

  test("who is in it hears so at once, everybody else when there is a moment, and who did it nothing", () => {
    happens({ type: "spotlight", spotlight: lit });
    page.wait(200);
    assert.deepEqual([assertive, polite], [["You are in the spotlight: everybody sees you large."], []]);
    happens({ type: "spotlight", spotlight: joon });
    page.wait(200);
    assert.deepEqual(polite, ["Joon is in the spotlight."]);
    happens({ type: "spotlight", spotlight: joon });
    happens({ type: "spotlight" });
    page.wait(200);
    assert.deepEqual(polite.slice(1), ["Nobody is in the spotlight any more."]);
    void page.socket.ask({ type: "spotlight", data: { person: OTHER } });
    const offset = happens({ type: "spotlight", spotlight: joon });
    const id = page.wire.heard.at(-1)?.id ?? "";
    page.wire.say({ type: "ack", data: { id, offset } });
    page.wait(1_200);
    assert.equal(polite.length, 2, "who did it knows");
  });

  test("of what was missed only who is in it by now is told, from entries and from a picture", () => {
    page.wire.cut();
    page.wait(3_000);
    page.wire.opens(welcome(13));
    happens({ type: "spotlight", spotlight: lit });
    happens({ type: "spotlight" });
    happens({ type: "spotlight", spotlight: joon });
    page.wait(1_000);
    assert.deepEqual([assertive, polite], [[], ["Joon is in the spotlight."]]);
    assert.deepEqual(page.shown.floor.spotlight, joon);
    page.wire.cut();
    page.wait(3_000);
    page.wire.opens(view(60, [item(58)], true));
    page.wait(1_000);
    assert.deepEqual(polite.slice(1), ["Nobody is in the spotlight any more."]);
    assert.equal(page.shown.floor.spotlight, undefined);
  });
});

describe("nothing twice", () => {
  test("a page that begins is told nothing of what it shows, and a resume nothing it was told", () => {
    assert.deepEqual([...polite, ...assertive], []);
    happens({ type: "poll", poll: poll() });
    own({ sanctions: [mute] });
    says();
    page.wait(1_000);
    const heard = [...assertive, ...polite];
    page.wire.cut();
    page.wait(5_000);
    page.wire.opens(welcome(offset, { you: you({ sanctions: [mute] }) }));
    page.wire.say({ type: "entry", data: { offset, after: offset - 1, at: AT, events: [{ type: "poll", poll: poll() }] } });
    page.wait(30_000);
    assert.deepEqual([...assertive, ...polite], heard);
  });

  test("of what was missed, messages are counted by the page, and the rest is told as it is by now", () => {
    page.wire.cut();
    page.wait(3_000);
    page.wire.opens(welcome(13));
    says();
    happens({ type: "poll", poll: poll() });
    happens({ type: "poll", poll: poll({ closed_at: AT }) });
    page.wait(20_000);
    assert.deepEqual([assertive, polite], [[], ["The poll is closed."]]);
    says();
    page.wait(200);
    assert.equal(polite.at(-1), "Joon: word 14");
  });

  test("a picture after a long loss is told by what is otherwise", () => {
    happens({ type: "poll", poll: poll() });
    page.wire.cut();
    page.wait(3_000);
    const frame = view(60, [item(58), item(59)], true);
    if (frame.view) Object.assign(frame.view, { polls: [poll(), poll({ id: "poll-2", question: "Sure?" })], calm: true });
    page.wire.opens(frame);
    page.wait(1_000);
    assert.deepEqual(assertive, ["New poll: Is it salt?"]);
    assert.deepEqual(polite, ["Calm mode. For now only staff write and send. New poll: Sure?"]);
  });
});

test("every kind that is spoken in a class is made of something", () => {
  page.socket.say("no");
  const id = page.wire.words.at(-1)?.[0] ?? "";
  page.wire.say({ type: "refused", data: { id, problem: problem("muted") } });
  page.wire.say({ type: "signal", data: { type: "presence", seated: 9, watching: 0 } });
  const waiter = { person: OTHER, name: "Joon", since: AT };
  happens(
    { type: "amended", class: { title: "Tides", summary: "", starts_at: AT, ends_at: AT, capacity: 3 } },
    { type: "phase", phase: "closing" },
    { type: "said", item: item(11) },
    { type: "chat_set", rules: { slow_seconds: 5, paused: false } },
    { type: "reacted", messages: [{ message: "mine", counts: [{ reaction: "love", count: 2 }] }] },
    { type: "questions_set", anonymous: true },
    { type: "hand_raised", hand: { person: OTHER, name: "Joon", at: AT } },
    { type: "hand_lowered", person: ME },
    { type: "hands_restored", hands: [{ person: OTHER, name: "Joon", at: AT }, { person: ME, name: "Mira", at: AT }] },
    { type: "hands_set", order: "least_spoken" },
    { type: "floor", floor: { person: ME, name: "Mira", until: AT } },
    { type: "locks", locks: ["publish"] },
    { type: "sanctioned", held: { name: "Joon", sanction: { ...mute, person: OTHER } } },
    { type: "message_held", held: { item: item(11), because: "words" } } as FeedEvent,
    { type: "direct", item: { id: "direct-1", with: OTHER, name: "Joon", text: "psst", at: AT } },
    { type: "lobby", version: 1, change: { what: "on", on: true } },
    { type: "lobby", version: 2, change: { what: "waits", waiter } },
  );
  happens({ type: "calm", on: true });
  for (const state of ["new", "approved", "live"] as const) happens({ type: "question_seen", question: question(state) });
  happens({ type: "poll", poll: poll() });
  happens({ type: "poll", poll: poll({ closed_at: AT }) });
  happens({ type: "floor" });
  happens({ type: "spotlight", spotlight: { person: ME, name: "Mira" } });
  happens({ type: "spotlight" });
  own({ tier: "overflow", offer_until: AT, sanctions: [mute], locks: [{ what: "camera", locked: true }] });
  own({
    lobby: { position: 2, since: AT, notes: [{ text: "Soon", at: AT }] },
    reports: [{ id: "report-1", outcome: "received" }],
    appeals: [{ ...appeal("waiting"), exchange: [{ question: "Who saw it?", at: AT, until: AT }] }],
    held: [{ message: "held-1", text: "hm", at: AT }],
    direct: [{ id: "direct-2", with: ME, name: "Mira", answer: true, text: "We look", at: AT }],
    questions: [question("new", "own-1")],
  });
  own({ reports: [{ id: "report-1", outcome: "acted" }], appeals: [appeal("upheld")], questions: [question("approved", "own-1")] });
  page.wait(1_500);
  const spoken = Object.entries(ANNOUNCE).filter(([kind, row]) => "word" in row && !kind.startsWith("desk_"));
  assert.deepEqual([...kinds].sort(), spoken.map(([kind]) => kind).sort());
});
