// Pre-join: how you look and sound. Every row can fail and says how; none of them stops anybody from going in.

import { signal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { now } from "../client/clock.ts";
import { camera, microphone, type Device } from "../client/devices.ts";
import { spanOf, timeOf, words } from "../words.ts";
import { chime, meterOf } from "./sound.ts";
import { Chip, Heading, Icon, PassingButton, Ticks, TopBar } from "./parts.tsx";
import { entitle } from "./place.ts";
import type { Visit } from "./visit.ts";

const TICKS = 48;
/** A voice is above this level, the hum of a fan below. */
const HEARD = 0.18;

const level = signal(0);
const heard = signal(false);
const played = signal(0);

export function Door({ visit, going, usedLink }: { visit: Visit; going: boolean; usedLink: boolean }) {
  const listed = visit.listed.value;
  const title = listed?.title ?? "";
  const teaches = listed?.role === "teacher";
  const text = words.door;
  useEffect(() => entitle(text.go, title), [title]);
  useEffect(() => {
    heard.value = false;
    void microphone.recall();
    void camera.recall();
    void microphone.look();
    void camera.look();
  }, []);
  const listen = () => {
    microphone.turnOff();
    camera.turnOff();
    void visit.go();
  };
  const withCamera = camera.state.value.is === "on";
  const name = visit.account.value?.name ?? "";
  const go = teaches ? text.goTeach : withCamera || microphone.state.value.is !== "on" ? text.go : text.goWithout;
  return (
    <>
      <TopBar title={title} {...(listed ? { second: listed.course } : {})}>
        <Countdown startsAt={Date.parse(listed?.starts_at ?? "")} />
      </TopBar>
      <main class="page">
        <Heading>{text.title}</Heading>
        {usedLink ? (
          <p class="note note-blue">
            <Icon name="info" />
            <span>{text.linkUsed(name)}</span>
          </p>
        ) : null}
        <div class="door">
          <div>
            <Preview />
            <p class="small door-privacy">{text.privacy}</p>
          </div>
          <div class="door-side">
            <p class="door-name">
              <span class="small">{text.name}</span>
              <strong class="t3">
                <bdi>{name}</bdi>
              </strong>
            </p>
            <Microphone />
            <Speakers />
            <Camera />
            <div class="door-go">
              <button
                class={`button act wide large${going ? " working" : ""}`}
                type="button"
                aria-disabled={going}
                onClick={() => (going ? undefined : void visit.go())}
              >
                {going ? text.going : go}
              </button>
              <button class="button quiet wide" type="button" onClick={() => (going ? undefined : listen())}>
                <Icon name="headphones" />
                {text.listen}
              </button>
            </div>
          </div>
        </div>
      </main>
    </>
  );
}

function Countdown({ startsAt }: { startsAt: number }) {
  const left = startsAt - now.value;
  if (Number.isNaN(startsAt)) return null;
  if (left <= 0) return <span class="small">{words.door.since(timeOf(startsAt))}</span>;
  return (
    <span class="small" role="timer" aria-live="off">
      {words.door.inClass(spanOf(left))}
    </span>
  );
}

function Preview() {
  const state = camera.state.value;
  const text = words.door;
  const video = useRef<HTMLVideoElement>(null);
  const track = state.is === "on" ? state.track : null;
  useEffect(() => {
    if (video.current) video.current.srcObject = track ? new MediaStream([track]) : null;
  }, [track]);
  if (track) {
    return (
      <div class="onboard preview">
        <video ref={video} class="mirror" autoplay muted playsInline aria-label={words.room.yourPicture} />
        <span class="name-tag">{text.preview}</span>
      </div>
    );
  }
  const [title, way] = state.is === "trouble" ? text.cameraTrouble[state.why] : [text.previewOff, text.previewOffWay];
  return (
    <div class="onboard preview">
      <div class="preview-off">
        <Icon name="video-off" size={34} />
        <p class="t3">{title}</p>
        <p>{way}</p>
        <PassingButton
          to="camera-switch"
          class="button plain"
          onClick={() => (state.is === "asking" ? undefined : void camera.turnOn())}
          aria-disabled={state.is === "asking"}
        >
          {state.is === "trouble" ? words.tryAgain : state.is === "asking" ? text.asking : text.turnOnCam}
        </PassingButton>
      </div>
    </div>
  );
}

function Microphone() {
  const state = microphone.state.value;
  const text = words.door;
  const track = state.is === "on" ? state.track : null;
  useEffect(() => {
    if (!track) return undefined;
    return meterOf(track, (value) => {
      level.value = value;
      if (value > HEARD) heard.value = true;
    });
  }, [track]);
  return (
    <section class="row" aria-label={text.microphone}>
      <Icon name={state.is === "on" ? "mic" : "mic-off"} size={22} />
      <div class="row-body">
        <p class="row-head">
          <strong>{text.microphone}</strong>
          {state.is === "trouble" ? <Chip tone="rust">{text.trouble[state.why]}</Chip> : null}
          <Switch id="microphone-switch" device={microphone} on={text.turnOnMic} off={text.turnOffMic} />
        </p>
        {state.is === "on" ? <Level /> : null}
        <p class="small">
          {state.is === "trouble"
            ? text.micTrouble[state.why]
            : state.is === "on"
              ? heard.value
                ? text.hearYou
                : text.hearNothing
              : text.micOff}
        </p>
        <Which device={microphone} label={text.microphone} />
      </div>
    </section>
  );
}

function Level() {
  return <Ticks lit={Math.round(Math.min(1, level.value) * TICKS)} of={TICKS} />;
}

function Camera() {
  const state = camera.state.value;
  const text = words.door;
  return (
    <section class="row" aria-label={text.camera}>
      <Icon name={state.is === "on" ? "video" : "video-off"} size={22} />
      <div class="row-body">
        <p class="row-head">
          <strong>{text.camera}</strong>
          {state.is === "trouble" ? <Chip tone="rust">{text.trouble[state.why]}</Chip> : null}
          {state.is === "on" ? <Switch id="camera-switch" device={camera} on={text.turnOnCam} off={text.turnOffCam} /> : null}
        </p>
        <p class="small">
          {state.is === "trouble" ? text.cameraTrouble[state.why][1] : state.is === "on" ? text.camOn : text.camOff}
        </p>
        <Which device={camera} label={text.camera} />
      </div>
    </section>
  );
}

function Speakers() {
  const text = words.door;
  const play = () => {
    chime();
    played.value += 1;
  };
  return (
    <section class="row" aria-label={text.speakers}>
      <Icon name="volume-2" size={22} />
      <div class="row-body">
        <p class="row-head">
          <strong>{text.speakers}</strong>
          <button class="button plain small-button" type="button" onClick={play}>
            {played.value > 0 ? text.playAgain : text.play}
          </button>
        </p>
        <p class="small">{text.chime}</p>
      </div>
    </section>
  );
}

/** Turns a device on or off; a device in trouble is asked for again. */
function Switch({ id, device, on, off }: { id: string; device: Device; on: string; off: string }) {
  const state = device.state.value;
  const text = words.door;
  const label = state.is === "on" ? off : state.is === "trouble" ? words.tryAgain : state.is === "asking" ? text.asking : on;
  const short = state.is === "on" ? text.turnOff : state.is === "off" ? text.turnOn : label;
  return (
    <button
      id={id}
      class="button plain small-button"
      type="button"
      aria-label={label === short ? undefined : label}
      aria-disabled={state.is === "asking"}
      onClick={() => (state.is === "on" ? device.turnOff() : state.is === "asking" ? undefined : void device.turnOn())}
    >
      {short}
    </button>
  );
}

function Which({ device, label }: { device: Device; label: string }) {
  const id = useId();
  const others = device.others.value;
  if (others.length < 2 || device.state.value.is === "off") return null;
  return (
    <p class="which">
      <label class="vh" for={id}>
        {words.door.which(label.toLowerCase())}
      </label>
      <select id={id} class="field" value={device.chosen.value ?? ""} onChange={(event) => void device.choose(event.currentTarget.value)}>
        {others.map((one) => (
          <option key={one.deviceId} value={one.deviceId}>
            {one.label}
          </option>
        ))}
      </select>
    </p>
  );
}
