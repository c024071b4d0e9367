// The polls that the lesson brings along: one is chosen as it is, and asked as it is.

import { useEffect, useState } from "preact/hooks";
import { preparedPolls } from "../client/timetable.ts";
import { poll as text } from "../poll-words.ts";
import type { PreparedPoll } from "../wire.ts";
import type { Visit } from "./visit.ts";

/** What the lesson has prepared; `null` while that is not known, `"away"` where it cannot be had now. */
export type Prepared = readonly PreparedPoll[] | "away" | null;

/** Looks once, when it is first wanted. */
export function usePrepared(visit: Visit): Prepared {
  const [prepared, know] = useState<Prepared>(null);
  const lesson = visit.model.value.facts?.lesson;
  useEffect(() => {
    if (!lesson) return undefined;
    let wanted = true;
    preparedPolls(lesson).then(
      (found) => (wanted ? know(found) : undefined),
      () => (wanted ? know("away") : undefined),
    );
    return () => {
      wanted = false;
    };
  }, [lesson?.lesson_id, lesson?.version]);
  return prepared;
}

interface Props {
  prepared: Prepared;
  chosen: PreparedPoll | null;
  onChoose(poll: PreparedPoll | null): void;
}

/** The choice between what the lesson brings and a question of one's own. */
export function PreparedChoice({ prepared, chosen, onChoose }: Props) {
  if (prepared === "away") return <p class="small">{text.lessonAway}</p>;
  if (!prepared || prepared.length === 0) return null;
  return (
    <>
      <label>
        {text.fromLesson}
        <select
          class="field"
          value={chosen ? prepared.indexOf(chosen) : -1}
          onChange={(event) => onChoose(prepared[Number(event.currentTarget.value)] ?? null)}
        >
          <option value={-1}>{text.ownQuestion}</option>
          {prepared.map((one, place) => (
            <option key={place} value={place}>
              {one.question}
            </option>
          ))}
        </select>
      </label>
      {chosen && "choices" in chosen ? (
        <ul class="poll-brought">
          {chosen.choices.map((choice, place) => (
            <li key={place}>{isRight(chosen, place + 1) ? `${choice} (${text.right})` : choice}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

const isRight = ({ right }: PreparedPoll, place: number): boolean => right?.kind === "choices" && right.places.includes(place);
