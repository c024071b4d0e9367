// The pictures of the class: one large on the board, the others beside it.

import type { RemoteTrack } from "livekit-client";
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { cameraForWords } from "../camera-for-words.ts";
import { camera, staffOnly } from "../client/devices.ts";
import type { Model } from "../client/model.ts";
import { moderate } from "../moderate-words.ts";
import { timeOf, words } from "../words.ts";
import { boardOf, type Board } from "./large.ts";
import type { Face } from "./livekit.ts";
import { Icon } from "./parts.tsx";
import { Spotlight, SpotlightButton } from "./spotlight.tsx";
import type { Visit } from "./visit.ts";

/** Tiles beside the board; more would be too small to see. Who speaks comes first. */
const TILES_MAX = 5;

/** On a phone the small picture lies on a corner of the board; a tap puts it away. */
const away = signal(false);

const ownTrack = () => (camera.state.value.is === "on" ? camera.state.value.track : null);

/** Whether one's own picture is for staff alone. */
const isForStaff = (visit: Visit): boolean => staffOnly.value && visit.model.value.you?.role === "student";

function boardIn(visit: Visit): Board {
  const { you, floor } = visit.model.value;
  const faces = visit.media.faces.value;
  const [lit, teaches, own] = [floor.spotlight?.person, you?.role === "teacher", ownTrack() !== null];
  return boardOf({ faces, lit, me: you?.person, teaches, own });
}

/** What is on the board: a picture, or what stands there without one; and over it who is in the spotlight. */
export function Large({ visit, blank }: { visit: Visit; blank: JSX.Element }) {
  const model = visit.model.value;
  const media = visit.media.state.value;
  const { large } = boardIn(visit);
  const own = ownTrack();
  const lit = model.floor.spotlight;
  const seen = large.is === "face" ? large.face.person : large.is === "own" ? model.you?.person : undefined;
  return (
    <>
      {lit ? <Spotlight visit={visit} lit={lit} seen={lit.person === seen} /> : null}
      {large.is === "own" && own ? (
        <>
          <Own track={own} />
          {isForStaff(visit) ? <span class="name-tag">{cameraForWords.tile}</span> : null}
        </>
      ) : large.is === "face" && large.face.video ? (
        <>
          <Remote track={large.face.video} name={nameOf(model, large.face)} />
          {lit ? null : (
            <span class="name-tag">
              <bdi>{nameOf(model, large.face)}</bdi>
            </span>
          )}
        </>
      ) : (
        blank
      )}
      {media.is === "lost" && large.is === "face" ? (
        <p class="stage-chip chip">
          <Icon name="pause" size={14} />
          {words.room.pictureStopped(timeOf(media.since))}
        </p>
      ) : null}
    </>
  );
}

/** That one's own picture is for staff alone, on a tile that is very small on a phone. */
function ForStaff() {
  return (
    <>
      <span class="only-wide">{cameraForWords.tile}</span>
      <span class="only-phone">{cameraForWords.tileShort}</span>
    </>
  );
}

/** The small pictures, and the voices of who is not seen. */
export function Beside({ visit }: { visit: Visit }) {
  const model = visit.model.value;
  const { large, beside } = boardIn(visit);
  const own = large.is === "own" ? null : ownTrack();
  if (beside.length === 0 && !own) return null;
  return (
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
        {own ? (
          <li class="face">
            <Own track={own} />
            <span class="name-tag">{isForStaff(visit) ? <ForStaff /> : words.room.you}</span>
          </li>
        ) : null}
        {beside.slice(0, TILES_MAX).map((face) => (
          <Tile key={face.person} visit={visit} face={face} name={nameOf(model, face)} />
        ))}
        {beside.length > TILES_MAX ? <li class="small">{words.room.more(beside.length - TILES_MAX)}</li> : null}
      </ul>
    </>
  );
}

/** A name as the class has heard it; who has said nothing yet is called by what they are. */
function nameOf({ chat, floor }: Model, { person, teacher }: Face): string {
  const known = floor.spotlight?.person === person ? floor.spotlight : chat.findLast((item) => item.person === person);
  return known?.name ?? (teacher ? words.room.theTeacher : words.room.aStudent);
}

function Tile({ visit, face, name }: { visit: Visit; face: Face; name: string }) {
  const { you } = visit.model.value;
  const may = you?.may ?? [];
  const acts = may.includes("sanction") && !face.teacher;
  return (
    <li class={`face${face.speaking ? " face-speaking" : ""}`}>
      {face.video ? <Remote track={face.video} name={name} /> : null}
      <span class="face-acts">
        <SpotlightButton visit={visit} person={face.person} name={name} look="face-act" />
        {acts || (may.includes("report") && face.person !== you?.person) ? (
          <button
            class={acts ? "face-act" : "face-act face-report"}
            type="button"
            aria-label={acts ? moderate.person(name) : words.report.person(name)}
            title={acts ? moderate.act : words.report.act}
            onClick={() => {
              visit.about.value = { person: face.person, name, role: face.teacher ? "teacher" : "student" };
            }}
          >
            <Icon name="flag" size={14} />
          </button>
        ) : null}
      </span>
      <span class="name-tag">
        <Icon name={face.microphone ? "mic" : "mic-off"} size={14} />
        <bdi>{name}</bdi>
        {face.speaking ? <span class="vh">, {words.room.speaking}</span> : null}
      </span>
    </li>
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
