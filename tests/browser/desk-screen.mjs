// A desk with 500 open cases: how long it takes from a report in the room until a moderator can see the case on the screen.
// A measure and no test; by hand: `node desk-screen.mjs`.

import { Class } from "./class.mjs";
import { Browser } from "./person.mjs";
import { speak } from "./speakers.mjs";

/** Cases that are open before anything is measured, and those that are measured. */
const OPEN = 500;
const MEASURED = 60;
/** People who speak at the same time while the desk fills. */
const AT_ONCE = 10;

/** Runs in the desk's page: notes when the row of a case is drawn, by what it is called. */
function watch() {
  window.seen = new Map();
  const note = () => {
    const at = Date.now();
    for (const row of document.querySelectorAll(".desk-row")) {
      const text = row.querySelector(".desk-quote").textContent;
      if (!window.seen.has(text)) window.seen.set(text, at);
    }
  };
  note();
  // After the frame in which it is drawn.
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(note, 0))).observe(document.body, { childList: true, subtree: true });
}

const room = await Class.open({ capacity: OPEN + MEASURED + AT_ONCE });
const browser = new Browser();
try {
  const [speaking, petra] = await Promise.all([1, 2].map(() => browser.person()));
  const names = Array.from({ length: OPEN + MEASURED + AT_ONCE }, (_, n) => `Student ${n}`);
  const secrets = await room.enrol(names);
  if (!secrets) throw new Error("the database is not known");
  await speaking.page.goto(room.address);
  const kept = [];
  /** These say something, and each reports what somebody before them said. */
  const say = async (from, to) => {
    const people = secrets.slice(from, to).map((secret, n) => {
      const about = kept[from + n - AT_ONCE];
      const report = about && { person: about.person, message: about.message, kind: "flood" };
      return { secret, text: `a sentence of number ${from + n} of them`, report };
    });
    kept.push(...(await speaking.page.evaluate(speak, { session: room.session, people })));
  };
  while (kept.length < OPEN + AT_ONCE) await say(kept.length, kept.length + AT_ONCE);
  await petra.opensDesk(room.moderators[0][0]);
  await petra.page.waitForFunction((open) => document.querySelectorAll(".desk-row").length >= open, OPEN);
  await petra.page.evaluate(watch);
  const rows = await petra.page.locator(".desk-row").count();
  const waits = [];
  for (let n = 0; n < MEASURED; n += 1) {
    await say(kept.length, kept.length + 1);
    const reporter = kept.at(-1);
    if (reporter.reported !== "ack") throw new Error(`a report was ${reporter.reported}`);
    const quote = `\u201c${kept.at(-1 - AT_ONCE).text}\u201d`;
    await petra.page.waitForFunction((text) => window.seen.has(text), quote);
    const seen = await petra.page.evaluate((text) => window.seen.get(text), quote);
    waits.push(seen - reporter.sentAt);
  }
  waits.sort((one, two) => one - two);
  const share = (part) => waits[Math.min(waits.length - 1, Math.floor(part * waits.length))];
  console.log(`${rows} rows at the desk, ${MEASURED} reports: on the screen after ${share(0.5)} ms (half), ${share(0.95)} ms (95 of 100), ${waits.at(-1)} ms (all)`);
} finally {
  await browser.close();
  await room.close();
}
