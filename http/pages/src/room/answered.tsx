// The questions that were answered in the class that is over, with the time of each answer.

import { useEffect, useState } from "preact/hooks";
import { authorized } from "../client/account.ts";
import { questionWords as text } from "../question-words.ts";
import type { Chapter, Chapters } from "../wire.ts";
import { timeOf } from "../words.ts";

export function Answered({ session }: { session: string }) {
  const [chapters, know] = useState<readonly Chapter[]>([]);
  useEffect(() => {
    let wanted = true;
    authorized<Chapters>("GET", `/v1/sessions/${session}/chapters`).then(
      (found) => (wanted ? know(found.chapters) : undefined),
      // What cannot be had now is not what this page is for.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [session]);
  if (chapters.length === 0) return null;
  return (
    <section class="everybody" aria-labelledby="answered-in-class">
      <h2 class="t4" id="answered-in-class">
        {text.answeredHere}
      </h2>
      <ul class="times">
        {chapters.map(({ question, text: asked, from }) => (
          <li key={question}>
            <span class="times-at num">{timeOf(Date.parse(from))}</span>
            <span class="times-what" dir="auto">
              {asked}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
