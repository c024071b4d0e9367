// That there are new cases, said by the protocol's table to who listens instead of looking.

import { useEffect, useRef } from "preact/hooks";
import { newsWords } from "../news-words.ts";
import { Announcer } from "../room/announce.ts";
import { insist, tell } from "../room/place.ts";
import type { Model } from "./model.ts";
import { titleOf } from "./words.ts";

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
    known.current = cases;
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
