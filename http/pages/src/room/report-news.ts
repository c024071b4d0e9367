// What became of one's reports, until it was read: each stands in the banner until it is closed. What was closed is kept
// for the tab, so that a reload does not bring it back; a report that is decided otherwise later is news once more.

import { signal } from "@preact/signals";
import { mintedAt } from "../client/uuid.ts";
import type { MyReport, ReportOutcome } from "../wire.ts";
import { timeOf, words } from "../words.ts";

/** What the moderators found. */
type Found = Exclude<ReportOutcome, "received">;
type Decided = MyReport & { outcome: Found };

const KEY = "homeroom.reports";
/** More than anybody can report in the classes of a day. */
const CLOSED_MAX = 200;

const isDecided = (report: MyReport): report is Decided => report.outcome !== "received";
const keyOf = ({ id, outcome }: MyReport): string => `${id} ${outcome}`;

export class ReportNews {
  readonly #closed = signal(load());

  /** The first of them that was decided and not closed. */
  next(reports: readonly MyReport[] = []): Decided | undefined {
    return reports.filter(isDecided).find((one) => !this.#closed.value.includes(keyOf(one)));
  }

  /** It was read. */
  close(report: Decided): void {
    this.#closed.value = [...this.#closed.value, keyOf(report)].slice(-CLOSED_MAX);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.#closed.value));
    } catch {
      // Without storage it comes back with a reload, and can be closed again.
    }
  }
}

/** What was found, and of which report: the id of a report says when it was made. */
export function foundWords(id: string, outcome: Found): readonly [string, string] {
  const at = mintedAt(id);
  return [words.report.outcome[outcome], at === null ? "" : words.report.at(timeOf(at))];
}

function load(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}
