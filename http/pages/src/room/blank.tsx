// The board while there is no picture on it: the wait, or what the hour is about, and why there is none.

import { now } from "../client/clock.ts";
import { spanOf, words } from "../words.ts";
import type { Visit } from "./visit.ts";

export function Blank({ visit }: { visit: Visit }) {
  const model = visit.model.value;
  const facts = visit.facts.value;
  const text = words.room;
  const media = visit.media.state.value;
  if (!facts) return null;
  const left = Date.parse(facts.starts_at) - now.value;
  const why =
    model.you?.tier === "overflow"
      ? text.noPicture
      : media.is === "none"
        ? text.withoutMedia
        : (model.you?.role ?? visit.listed.value?.role) === "teacher"
          ? text.youTeach
          : media.is !== "on"
            ? text.pictureComing
            : visit.media.faces.value.some((face) => face.teacher)
              ? text.teacherOff
              : text.teacherAway;
  return (
    <div class="blank-board">
      {model.phase === "doors" && left > 0 ? (
        <p class="stage-wait">
          <span class="t3">{text.startsIn}</span>{" "}
          <span class="clock" role="timer" aria-live="off">
            {spanOf(left)}
          </span>
        </p>
      ) : null}
      <p class="t1">{facts.title}</p>
      <p class="lead">{facts.summary}</p>
      <p class="small stage-why">{why}</p>
    </div>
  );
}
