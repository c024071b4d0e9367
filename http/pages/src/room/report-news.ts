// What became of one's reports, said once each.

import { useEffect, useRef } from "preact/hooks";
import { words } from "../words.ts";
import { tell } from "./place.ts";
import type { Visit } from "./visit.ts";

/** Says once what became of a report. */
export function useOutcomes(visit: Visit): void {
  const told = useRef(new Map<string, string>());
  const reports = visit.model.value.you?.reports;
  useEffect(() => {
    for (const { id, outcome } of reports ?? []) {
      if (told.current.get(id) === outcome) continue;
      const isNews = told.current.has(id);
      told.current.set(id, outcome);
      if (isNews && outcome !== "received") tell(words.report.outcome[outcome]);
    }
  }, [reports]);
}
