// Bans that end by themselves, in words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BAN_MINUTES, banWords, endOf, lastsOf } from "../src/ban-words.ts";
import { doneBy, measures } from "../src/desk/words.ts";
import type { Decision } from "../src/wire.ts";

const END = new Date(2026, 11, 8, 14, 5);

test("a ban is for a day, a week, a month, or until it is lifted", () => {
  assert.deepEqual(BAN_MINUTES.map(banWords.length), ["1 day", "7 days", "30 days", "Until it is lifted"]);
  assert.equal(banWords.length(90), "90 min", "what another page chose");
});

test("a length is sent of a ban that outlasts the class, and of no other", () => {
  assert.deepEqual(lastsOf("session", 10_080), {});
  assert.deepEqual([lastsOf("series", 10_080), lastsOf("platform", 1_440)], [{ minutes: 10_080 }, { minutes: 1_440 }]);
  assert.deepEqual([lastsOf("series", null), lastsOf("series", undefined)], [{}, {}], "until it is lifted");
});

test("its end is said with day, year and time, to the minute and not early", () => {
  const now = END.getTime() - 86_400_000;
  assert.match(banWords.ends(endOf(now - 20_000, 86_400_000)), /^It ends by itself on .*8.*2026.* at 14:05\.$/);
  assert.equal(endOf(now, 86_400_000), END.getTime(), "what ends at the minute is said as it is");
  assert.match(banWords.ended(END.getTime()), /^It ended on .*8.*2026.* at 14:05\.$/);
});

test("the desk says of a ban how far it reaches and until when, and of a macro how long it will hold", () => {
  const by = { person: "1", name: "Petra", role: "course" as const };
  const ban: Decision = { at: END.toISOString(), by, id: "2", measure: "ban", reason: "threat" };
  assert.equal(doneBy(ban), "Banned.");
  assert.equal(doneBy({ ...ban, scope: "series" }), "Banned from all classes of the course.");
  assert.match(doneBy({ ...ban, until: END.toISOString() }), /^Banned until .*8.*2026.*, 14:05\.$/);
  assert.match(doneBy({ ...ban, scope: "platform", until: END.toISOString() }), /^Banned from all classes there are until .*14:05\.$/);
  assert.deepEqual([measures("ban"), measures("ban", 10_080), measures("mute", 5)], ["Ban", "Ban, 7 days", "Time out 5 min"]);
});
