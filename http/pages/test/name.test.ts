import assert from "node:assert/strict";
import { test } from "node:test";
import { against, named } from "../src/client/name.ts";
import type { Code, Problem } from "../src/wire.ts";

const no = (code: Code, errors?: Problem["errors"]): Problem => ({
  type: "",
  title: "",
  status: 422,
  code,
  ...(errors ? { errors } : {}),
});

test("a name is kept with one space where there were several", () => {
  assert.deepEqual(["  Mira \t P.\n", "Mira", " \n"].map(named), ["Mira P.", "Mira", ""]);
});

test("what stands against a name is said by its own reason, and anything else is a failure", () => {
  for (const code of ["missing", "too_long", "not_name"]) {
    assert.equal(against(no("invalid", [{ pointer: "/name", code }])), code);
  }
  assert.equal(against(no("invalid", [{ pointer: "/name", code: "unheard_of" }])), "failed");
  assert.equal(against(no("invalid", [{ pointer: "/other", code: "missing" }])), "failed");
  assert.equal(against(no("sign_in_ended")), "failed");
  assert.equal(against(null), "failed");
});
