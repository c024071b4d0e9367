// What who appealed is asked: wherever they are, and for as long as it can be answered.

import "./window.ts";

import assert from "node:assert/strict";
import { test } from "node:test";
import { askedAmong, openQuestion } from "../src/client/asked.ts";
import { became, overByThen } from "../src/appeal-words.ts";
import { decidedBy, deciderOf } from "../src/moderate-words.ts";
import { worst } from "../src/room/banner.tsx";
import type { Visit } from "../src/room/visit.ts";
import type { Muted, MyAppeal, Sanction } from "../src/wire.ts";
import { words } from "../src/words.ts";
import { ME, NOON, you } from "./cast.ts";

const AT = new Date(NOON).toISOString();
const appeal = (sanction_id: string, change: Partial<MyAppeal> = {}): MyAppeal => ({
  sanction_id,
  session_id: "session-1",
  class: "Why the sea is salt",
  measure: "mute",
  reason: "flood",
  text: "It was one word.",
  at: AT,
  due_at: AT,
  state: "waiting",
  ...change,
});
const asked = { exchange: [{ question: "Which word?", at: AT, until: AT }] };
const replied = { exchange: [{ question: "Which word?", at: AT, until: AT, reply: "Salt." }] };
const mute = (id: string, mutes: Muted): Sanction => ({
  id,
  person: ME,
  measure: "mute",
  mutes,
  reason: "flood",
  at: AT,
  until: new Date(NOON + 600_000).toISOString(),
});

/** What the banner has of a visit, and the sanction its button is about. */
function banner(appeals: MyAppeal[], sanctions: Sanction[] = []) {
  const model = { value: { you: { ...you(), appeals, sanctions } } };
  const media = { state: { value: { is: "on" } } };
  const visit = { model, media, link: { value: { is: "open" } }, facts: { value: null }, back: { value: null } };
  const shown = worst(visit as unknown as Visit, false, () => {});
  const action = shown?.action as { props: { sanction: string } } | undefined;
  return shown && { text: shown.text[0], ...(shown.also ? { why: shown.text[1], also: shown.also } : {}), about: action?.props.sanction };
}

test("a question is in the banner when the mute is over, until it is answered", () => {
  assert.deepEqual(banner([appeal("1", asked)]), { text: words.banner.asked, about: "1" });
  assert.equal(banner([appeal("1", replied)]), null);
  assert.equal(banner([appeal("1", { ...asked, state: "upheld" })]), null);
});

test("a question does not hide until when a mute holds, why, and what who set it is", () => {
  const shown = banner([appeal("1", asked)], [{ ...mute("1", "chat"), role: "teacher" }]);
  assert.match(shown?.text ?? "", /^You can't write until /);
  assert.equal(shown?.why, "The teacher decided this. Reason: Too much of it.");
  assert.deepEqual([shown?.also, shown?.about], [words.banner.asked, "1"]);
});

test("who decided is said by what they are, and what a rule did is nobody's decision", () => {
  const who = [{ role: "teacher" }, { role: "assistant" }, { role: "moderator" }, {}] as const;
  const said = who.map((one) => deciderOf({ reason: "flood", ...one }));
  assert.deepEqual(said, ["The teacher", "An assistant", "A moderator", "A moderator"]);
  assert.equal(deciderOf({ reason: "blocked_words" }), "A rule of the class");
  const two = [{ role: "teacher", reason: "flood" }, { role: "teacher", reason: "insult" }, { reason: "flood" }] as const;
  assert.equal(
    decidedBy(two),
    "The teacher decided this. Reason: Too much of it, An insult. A moderator decided this. Reason: Too much of it.",
  );
});

test("an appeal that is due after what it is about has ended says so, and one that is due before does not", () => {
  const until = new Date(NOON + 300_000).toISOString();
  const over = "The mute is over by then; the decision still counts for the record.";
  const said = (due: number) => became(appeal("1", { until, due_at: new Date(NOON + due).toISOString() }), () => "12:15");
  assert.ok(said(900_000).endsWith(`by 12:15 if they can. ${over}`), said(900_000));
  assert.ok(said(300_000).endsWith("if they can."), "at its end it is not over before");
  assert.match(overByThen({ measure: "ban", until }, NOON + 900_000), /^The ban is over by then/);
  assert.equal(overByThen({ measure: "ban" }, NOON), "", "it has no end");
});

test("of two mutes the one that something is asked about has the button", () => {
  const both = [mute("1", "chat"), mute("2", "hand")];
  assert.equal(banner([appeal("1", asked)], both)?.about, "1");
  assert.equal(banner([appeal("1", replied)], both)?.about, "2", "what can be contested still");
});

test("outside of a class what is asked stands, and what becomes of it where it stood", () => {
  const all = [appeal("1", asked), appeal("2"), appeal("3", { ...asked, session_id: "session-2" })];
  const ids = (found: readonly MyAppeal[]) => found.map((one) => one.sanction_id);
  assert.deepEqual(ids(askedAmong(all, [], undefined)), ["1", "3"]);
  assert.deepEqual(ids(askedAmong(all, [], "session-1")), ["1"]);
  const after = [appeal("1", replied), appeal("2")];
  assert.deepEqual(ids(askedAmong(after, all.slice(0, 1), "session-1")), ["1"]);
  assert.equal(openQuestion(appeal("1", replied)), undefined);
});
