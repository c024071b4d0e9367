// Microphone, camera and speakers, each a row that can be tried. Every row can fail and says how; none of them stops
// anybody from going in.

import { signal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { camera, microphone, staffOnly, type Device } from "../client/devices.ts";
import { words } from "../words.ts";
import { late } from "./late.tsx";
import { Chip, Icon, PassingButton, Ticks } from "./parts.tsx";
import { chime, meterOf } from "./sound.ts";

export const CameraFor = late("camera-for", () => import("./camera-for.tsx").then((module) => module.CameraFor));

const TICKS = 48;
/** A voice is above this level, the hum of a fan below. */
const HEARD = 0.18;

const level = signal(0);
const heard = signal(false);
const played = signal(0);

/** Turns on again what was on last time, and looks what there is. */
export function useDevices(): void {
  useEffect(() => {
    heard.value = false;
    void microphone.recall();
    void camera.recall();
    void microphone.look();
    void camera.look();
  }, []);
}

export function Preview() {
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

export function Microphone() {
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

/** With a switch of its own where no picture beside it has one; a student chooses who sees them. */
export function Camera({ alone = false, student = false }: { alone?: boolean; student?: boolean }) {
  const state = camera.state.value;
  const text = words.door;
  return (
    <section class="row" aria-label={text.camera}>
      <Icon name={state.is === "on" ? "video" : "video-off"} size={22} />
      <div class="row-body">
        <p class="row-head">
          <strong>{text.camera}</strong>
          {state.is === "trouble" ? <Chip tone="rust">{text.trouble[state.why]}</Chip> : null}
          {alone || state.is === "on" ? <Switch id="camera-switch" device={camera} on={text.turnOnCam} off={text.turnOffCam} /> : null}
        </p>
        <p class="small">
          {state.is === "trouble" ? (alone ? `${text.cameraTrouble[state.why].join(". ")}` : text.cameraTrouble[state.why][1]) : state.is !== "on" ? text.camOff : student && staffOnly.value ? null : text.camOn}
        </p>
        <Which device={camera} label={text.camera} />
        {student && state.is === "on" ? <CameraFor /> : null}
      </div>
    </section>
  );
}

export function Speakers() {
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

/** All of them on one card, for where one waits. */
export function DeviceCard({ label, student }: { label: string; student: boolean }) {
  return (
    <section class="card card-rows" aria-label={label}>
      {camera.state.value.is === "on" ? <Preview /> : null}
      <Microphone />
      <Camera alone student={student} />
      <Speakers />
    </section>
  );
}
