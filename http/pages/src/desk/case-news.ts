// That there are new cases, that who appealed has answered, and that an appeal is due soon, said by the protocol's table to
// who listens instead of looking.

import { useEffect, useRef } from "preact/hooks";
import { newsWords } from "../news-words.ts";
import { Announcer } from "../room/announce.ts";
import { insist, tell } from "../room/place.ts";
import type { Kind, News } from "../room/news.ts";
import type { CaseRow } from "../wire.ts";
import { timeOf } from "../words.ts";
import type { Model } from "./model.ts";
import { appealText, titleOf } from "./words.ts";

/** Says which cases are new since the page knows the desk. */
export function useCaseNews({ offset, cases }: Model): void {
  const known = useRef<Model["cases"] | null>(null);
  const announcer = useRef<Announcer | null>(null);
  useEffect(() => {
    announcer.current = new Announcer({ polite: tell, assertive: insist, tick: () => performance.now() });
    return () => announcer.current?.stop();
  }, []);
  useEffect(() => {
    if (offset < 0) return;
    const fresh = known.current ? [...cases.values()].filter((row) => !known.current?.has(row.id)) : [];
    const before = known.current;
    known.current = cases;
    const changed = before ? [...cases.values()].flatMap((row) => newsOf(row, before.get(row.id))) : [];
    if (changed.length > 0) announcer.current?.hear(changed);
    announcer.current?.hear(
      fresh.map((row) => ({
        kind: "desk_case",
        whose: "others",
        words: newsWords.newCase(row.number, titleOf(row), row.class),
        key: `case ${row.id}`,
      })),
    );
  }, [offset, cases]);
}

/** What is new about an appeal that is known: an answer, or that it is due soon. */
function newsOf(row: CaseRow, before: CaseRow | undefined): News[] {
  const replies = (one: CaseRow) => one.appeal?.exchange?.filter(({ reply }) => reply).length ?? 0;
  const made = (kind: Kind, words: string, key: string): News[] => [{ kind, whose: "others", words, key }];
  if (!before) return [];
  if (replies(row) > replies(before)) {
    // A kind that is said by itself: who answered would be lost in the figure of new cases.
    return made("desk_reminder", appealText.answered(row.number, row.name), `answer ${row.id} ${replies(row)}`);
  }
  if (!row.appeal?.reminded || before.appeal?.reminded) return [];
  return made("desk_reminder", appealText.dueSoon(row.number, row.name, timeOf(Date.parse(row.due_at))), `due ${row.id} ${row.due_at}`);
}
