// The board: the teacher's picture on it, the others beside it, and where there is no picture, what the hour is about.
// Nothing covers what is taught.

import type { RemoteTrack } from "livekit-client";
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { now } from "../client/clock.ts";
import { camera } from "../client/devices.ts";
import type { Model } from "../client/model.ts";
import { moderate } from "../moderate-words.ts";
import { spanOf, timeOf, words } from "../words.ts";
import type { Face } from "./livekit.ts";
import { Icon, PassingButton } from "./parts.tsx";
import type { Visit } from "./visit.ts";

/** Tiles beside the board; more would be too small to see. Who speaks comes first. */
const TILES_MAX = 5;

/** On a phone the small picture lies on a corner of the board; a tap puts it away. */
const away = signal(false);

export function Stage({ visit }: { visit: Visit }) {
  const media = visit.media.state.value;
  const faces = visit.media.faces.value;
  const model = visit.model.value;
  const teaches = (model.you?.role ?? visit.listed.value?.role) === "teacher";
  const own = camera.state.value.is === "on" ? camera.state.value.track : null;
  const teacher = faces.find((face) => face.teacher);
  const shown = teaches ? null : teacher?.video;
  const others = faces
    .filter((face) => face !== teacher && (face.video || face.microphone))
    .sort((one, two) => Number(two.speaking) - Number(one.speaking) || Number(two.video !== null) - Number(one.video !== null));
  const tiles = others.slice(0, TILES_MAX);
  return (
    <section class="onboard stage" aria-label={words.room.stage}>
      <div class="stage-main">
        {teaches && own ? (
          <Own track={own} />
        ) : shown ? (
          <>
            <Remote track={shown} name={nameOf(model, teacher)} />
            <span class="name-tag">
              <bdi>{nameOf(model, teacher)}</bdi>
            </span>
          </>
        ) : (
          <Blank visit={visit} teaches={teaches} teacher={teacher} />
        )}
        {media.is === "lost" && shown ? (
          <p class="stage-chip chip">
            <Icon name="pause" size={14} />
            {words.room.pictureStopped(timeOf(media.since))}
          </p>
        ) : null}
        {visit.media.silent.value ? (
          <PassingButton to="write" class="button plain stage-sound" onClick={() => void visit.media.playSound()}>
            <Icon name="volume-x" />
            {words.room.noSound}
          </PassingButton>
        ) : null}
      </div>
      {tiles.length > 0 || (own && !teaches) ? (
        <>
          <button
            class="faces-away"
            type="button"
            aria-expanded={!away.value}
            aria-label={words.room.smallPictures}
            onClick={() => {
              away.value = !away.value;
            }}
          >
            <Icon name={away.value ? "users" : "x"} size={24} />
          </button>
          <ul class="faces">
            {own && !teaches ? (
              <li class="face">
                <Own track={own} />
                <span class="name-tag">{words.room.you}</span>
              </li>
            ) : null}
            {tiles.map((face) => (
              <Tile key={face.person} visit={visit} face={face} name={nameOf(model, face)} />
            ))}
            {others.length > TILES_MAX ? <li class="small">{words.room.more(others.length - TILES_MAX)}</li> : null}
          </ul>
        </>
      ) : null}
    </section>
  );
}

/** A name as the class has heard it; who has said nothing yet is called by what they are. */
function nameOf(model: Model, face: Face | undefined): string {
  const said = model.chat.findLast((item) => item.person === face?.person);
  return said?.name ?? (face?.teacher ? words.room.theTeacher : words.room.aStudent);
}

function Tile({ visit, face, name }: { visit: Visit; face: Face; name: string }) {
  return (
    <li class={`face${face.speaking ? " face-speaking" : ""}`}>
      {face.video ? <Remote track={face.video} name={name} /> : null}
      {visit.model.value.you?.may.includes("sanction") ? (
        <button
          class="face-act"
          type="button"
          aria-label={moderate.person(name)}
          onClick={() => {
            visit.about.value = { person: face.person, name };
          }}
        >
          <Icon name="flag" size={14} />
        </button>
      ) : null}
      <span class="name-tag">
        <Icon name={face.microphone ? "mic" : "mic-off"} size={14} />
        <bdi>{name}</bdi>
        {face.speaking ? <span class="vh">, {words.room.speaking}</span> : null}
      </span>
    </li>
  );
}

/** What stands on the board while there is no picture: the wait, or what the hour is about, and why. */
function Blank({ visit, teaches, teacher }: { visit: Visit; teaches: boolean; teacher: Face | undefined }) {
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
        : teaches
          ? text.youTeach
          : media.is !== "on"
            ? text.pictureComing
            : teacher
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

/** One's own picture, as in a mirror, straight from the camera. */
function Own({ track }: { track: MediaStreamTrack }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return <video ref={video} class="mirror" autoplay muted playsInline aria-label={words.room.yourPicture} />;
}

/** Somebody else's picture. The library is told which element shows it, so that it fetches no more than that needs. */
function Remote({ track, name }: { track: RemoteTrack; name: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    track.attach(element);
    return () => {
      track.detach(element);
    };
  }, [track]);
  return <video ref={video} autoplay playsInline aria-label={words.room.pictureOf(name)} />;
}
