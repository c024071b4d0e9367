// The polls that the lesson brings along: one is chosen as it is, and asked as it is.

import { useEffect, useState } from "preact/hooks";
import { preparedPolls } from "../client/timetable.ts";
import { poll as text } from "../poll-words.ts";
import type { PollItem, PreparedPoll } from "../wire.ts";
import type { Visit } from "./visit.ts";

/** What the lesson has prepared; `null` while that is not known, `"away"` where it cannot be had now. */
export type Prepared = readonly PreparedPoll[] | "away" | null;

/** What an edition of a lesson has prepared never changes: each is fetched once. */
const known = new Map<string, Prepared>();

/** Looks before it is wanted, so that the dialog can begin with it; where it could not be had, again when it is. */
export function usePrepared(visit: Visit, isOpen: boolean): Prepared {
  const lesson = visit.model.value.facts?.lesson;
  const edition = lesson ? `${lesson.lesson_id} ${lesson.version}` : "";
  const [, look] = useState(0);
  useEffect(() => {
    const had = known.get(edition);
    const isSettled = had === "away" ? !isOpen : had !== undefined;
    if (!lesson || isSettled) return undefined;
    let wanted = true;
    const learn = (found: Prepared) => {
      known.set(edition, found);
      if (wanted) look((times) => times + 1);
    };
    preparedPolls(lesson).then(learn, () => learn("away"));
    return () => {
      wanted = false;
    };
  }, [edition, isOpen]);
  return known.get(edition) ?? null;
}

/** The first that the class was not asked yet. */
export function firstOf(prepared: Prepared, asked: readonly Pick<PollItem, "question">[]): PreparedPoll | null {
  if (prepared === null || prepared === "away") return null;
  return prepared.find((one) => !asked.some((poll) => poll.question === one.question)) ?? null;
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
          {prepared.map((one, place) => (
            <option key={place} value={place}>
              {one.question}
            </option>
          ))}
          <option value={-1}>{text.ownQuestion}</option>
        </select>
      </label>
      {/* A field shows as much of it as it has room for, and it is to be read before it is asked. */}
      {chosen ? <p dir="auto">{chosen.question}</p> : null}
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
