// Looks at a state as it is shown: wide and on a phone, light and dark, each as a picture in target/screens and through
// axe. A state that is not free of its complaints, or that scrolls sideways, fails.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../target/screens/", import.meta.url));
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };
/** Longer than any change of colour or place; what turns for ever is not waited for. */
const REST_MS = 350;

const PHONE = { phone: SIZES.phone };

/** Looks at what is a phone's alone. */
export const lookAtPhone = (person, state) => look(person, state, PHONE);

const DESKS = { 1280: { width: 1280, height: 800 }, 1920: { width: 1920, height: 1080 } };

/** Looks at the desk: at the two widths it is made for. */
export const lookAtDesk = (person, state) => look(person, state, DESKS);

/** Looks at what the person sees now. The page is left as it was found. */
export async function look(person, state, sizes = SIZES) {
  const { page } = person;
  const before = page.viewportSize();
  await mkdir(FOLDER, { recursive: true });
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(atRest, REST_MS);
      const name = `${state}-${size}-${colorScheme}`;
      await page.screenshot({ path: `${FOLDER}${name}.png` });
      assert.deepEqual(await complaints(page), [], name);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
}

/** Runs in the page: until everything that moves or fades has come to its end, so that contrast is measured at rest. */
async function atRest(most) {
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  const enough = new Promise((over) => setTimeout(over, most));
  // The first frame draws what has changed, the second has begun what moves.
  await Promise.race([frame().then(frame), enough]);
  const moving = document.getAnimations().map((one) => one.finished.catch(() => undefined));
  await Promise.race([Promise.all(moving), enough]);
}

async function complaints(page) {
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(`${AXE};0`);
  const { violations } = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules }), RULES);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  return sideways > 0 ? [`${sideways} px sideways`, ...found] : found;
}
