// The wrong button: the teacher lowers all hands, and for ten seconds can put them up again where they were.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();

test("hands that were all lowered go up again where they were", async (t) => {
  const [teacher, mira, tomas] = await Promise.all([1, 2, 3].map(() => browser.person()));
  await teacher.goesIn(room.teacher[0]);
  await mira.goesIn(room.students[0][0]);
  await tomas.goesIn(room.students[1][0]);
  const line = teacher.page.locator(".floor-lowered");
  const again = teacher.page.getByRole("button", { name: "Put them up again" });
  const listed = () => teacher.page.locator(".floor-hands bdi").allTextContents();
  const focused = () => teacher.page.evaluate(() => document.activeElement.id);
  const lowersAll = async () => {
    await teacher.presses("Lower all");
    await line.getByText("2 hands lowered.").waitFor();
    for (const person of [mira, tomas]) await person.seesNoMore(/^Your hand is up,/);
  };

  await t.test("lowered, nobody's hand is up, and the teacher reads how many it were", async () => {
    await tomas.presses("Raise hand");
    await tomas.sees("Your hand is up, you are next");
    await mira.presses("Raise hand");
    await mira.sees("Your hand is up, place 2");
    await teacher.sees("2 hands are up");
    await lowersAll();
    await teacher.sees("No hand is up.");
    assert.equal(await focused(), "floor-up", "the button that is gone has left the focus where the hands are");
  });

  await t.test("put up again they stand as before, and each sees their own", async () => {
    await again.click();
    await tomas.sees("Your hand is up, you are next");
    await mira.sees("Your hand is up, place 2");
    await teacher.sees("2 hands are up");
    assert.deepEqual(await listed(), ["Tomas", "Mira"]);
    for (const person of [mira, tomas]) {
      const hand = person.page.getByRole("button", { name: "Lower hand", exact: true });
      assert.equal(await hand.getAttribute("aria-pressed"), "true");
    }
    await line.waitFor({ state: "detached" });
    assert.equal(await focused(), "floor-up");
  });

  await t.test("after ten seconds it is offered no more, also to who has the focus on it", async () => {
    const began = performance.now();
    await lowersAll();
    await again.focus();
    await look(teacher, "floor-hands-lowered");
    await line.waitFor({ state: "detached" });
    const stood = performance.now() - began;
    assert.ok(stood > 9_500, `${stood} ms`);
    assert.equal(await focused(), "floor-up");
    await teacher.sees("No hand is up.");
    await look(mira, "floor-hands-stay-down");
  });

  for (const person of [teacher, mira, tomas]) person.isContent();
});
