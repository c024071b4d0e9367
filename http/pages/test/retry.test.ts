import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { afterClose, backoff, retryOf } from "../src/client/retry.ts";
import type { Code } from "../src/wire.ts";

// `npm test` runs in http/pages.
const ROWS = readFileSync("../../ops/ERROR_CODES.md", "utf8").matchAll(/^\| \[(\w+)\]\(#\w+\) \| \d+ \| (\w+) \|/gm);

test("every refusal's class is the one the protocol gives it", () => {
  const table = [...ROWS].map(([, code, retry]) => [code, retry] as const);
  assert.ok(table.length > 25);
  for (const [code, retry] of table) assert.equal(retryOf(code as Code), retry, code);
});

test("a code of a newer server is left to the person", () => {
  assert.equal(retryOf("something_new" as Code), "person");
});

test("every close is what the protocol's document says it is, and what the network did is a lost connection", () => {
  const { channels } = JSON.parse(readFileSync("../../protocol/asyncapi.json", "utf8"));
  for (const channel of ["classroom", "desk"]) {
    const codes: { code: number; client: string }[] = channels[channel]["x-close-codes"];
    assert.ok(codes.length > 10);
    for (const { code, client } of codes) assert.equal(afterClose(code).do, client, `${channel} ${code}`);
  }
  for (const code of [1001, 1006, 4999]) assert.equal(afterClose(code).do, "resume");
});

test("who came too often waits as long as they were told", () => {
  assert.deepEqual(afterClose(4429, 7_000), { do: "resume", after: 7_000, jitter: 1_000, backoff: false });
  assert.deepEqual(afterClose(4429), { do: "resume", after: 5_000, jitter: 1_000, backoff: false });
});

test("the waits grow to 30 s and never beyond, and the jitter never makes them shorter than half", () => {
  const close = afterClose(4500);
  assert.ok(close.do === "resume");
  for (let failures = 1; failures < 40; failures++) {
    const step = Math.min(30_000, 1_000 * 2 ** (failures - 1));
    assert.ok(backoff(close, failures, 0) >= step / 2);
    assert.ok(backoff(close, failures, 1) <= 30_000);
  }
});

test("a class that moved is resumed at once, spread over 2 s", () => {
  const close = afterClose(4412);
  assert.ok(close.do === "resume");
  assert.deepEqual([backoff(close, 0, 0), backoff(close, 0, 1)], [0, 2_000]);
});
