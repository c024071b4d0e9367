// What became of what this person reported: on the page of a class that is over that of the class, on the home page all of
// the last week. Nothing where nothing was reported. Who was reported, who decided and what was set stands nowhere.

import { useEffect, useState } from "preact/hooks";
import { authorized } from "../client/account.ts";
import { whenIn, zone } from "../client/zone.ts";
import { reportWords } from "../report-words.ts";
import type { MyReports as Answer, ReportMade } from "../wire.ts";
import { words } from "../words.ts";
import { tell } from "./place.ts";

/** Moderators decide within minutes at best: so often it is asked again while one waits. */
const AGAIN_MS = 30_000;

/** Those of a class, or all. */
export const ofClass = (made: readonly ReportMade[], session: string | undefined): readonly ReportMade[] =>
  made.filter((one) => session === undefined || one.session_id === session);

/** Those that were decided since they were looked at before. */
export const newlyDecided = (before: readonly ReportMade[], after: readonly ReportMade[]): readonly ReportMade[] =>
  after.filter((one) => one.outcome !== "received" && before.some((other) => other.id === one.id && other.outcome === "received"));

export const outcomeWords = ({ outcome }: ReportMade): string =>
  outcome === "received" ? reportWords.received : words.report.outcome[outcome];

export function MyReports({ session }: { session?: string }) {
  const [made, know] = useState<readonly ReportMade[]>([]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let before: readonly ReportMade[] = [];
    let over = false;
    const look = async (): Promise<void> => {
      // What cannot be had now is not what these pages are for; it is asked for again as long as something may come.
      const found = await authorized<Answer>("GET", "/v1/me/reports").catch(() => null);
      if (over) return;
      if (found) {
        const own = ofClass(found.reports, session);
        newlyDecided(before, own).forEach((one) => tell(outcomeWords(one)));
        before = own;
        know(own);
      }
      if (!found || before.some((one) => one.outcome === "received")) timer = setTimeout(() => void look(), AGAIN_MS);
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [session]);
  if (made.length === 0) return null;
  return (
    <section class="everybody my-reports" aria-labelledby="my-reports">
      <h2 class="t4" id="my-reports">
        {reportWords.mine}
      </h2>
      <ul class="times">
        {made.map((one) => (
          <li key={one.id}>
            <span class="times-at num">{whenIn(Date.parse(one.at), zone.value)}</span>
            <span class="times-what">
              {outcomeWords(one)}
              {session === undefined ? <bdi class="small my-reports-class">{one.class}</bdi> : null}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
