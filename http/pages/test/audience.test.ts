import assert from "node:assert/strict";
import { test } from "node:test";
import { allowed, mayLimit, type Present } from "../src/room/audience.ts";

const somebody = (identity: string, role?: string): Present => ({ identity, attributes: role === undefined ? {} : { role } });

test("staff may be sent everything, students the microphone alone, and who is nothing known no more than they", () => {
  const people = [somebody("ana:1", "teacher"), somebody("kim:1", "assistant"), somebody("petra:1", "moderator")];
  const others = [somebody("otto:1", "student"), somebody("egress"), somebody("odd:1", "visitor")];
  assert.deepEqual(
    allowed([...people, ...others], "TR_mic"),
    [
      ...people.map((one) => ({ participantIdentity: one.identity, allowAll: true })),
      ...others.map((one) => ({ participantIdentity: one.identity, allowAll: false, allowedTrackSids: ["TR_mic"] })),
    ],
  );
});

test("without a microphone students may be sent nothing, and nothing is no leave for all", () => {
  assert.deepEqual(allowed([somebody("otto:1", "student")], undefined), [
    { participantIdentity: "otto:1", allowAll: false, allowedTrackSids: [] },
  ]);
});

test("students choose who sees them, and of whom nothing is known is sent no further than they chose; staff do not", () => {
  assert.deepEqual(
    ["student", "teacher", "assistant", "moderator", ""].map((role) => mayLimit({ role })),
    [true, false, false, false, true],
  );
});
