// The microphone and the camera of this device. Each is off until the person turns it on, each trouble has a word of
// its own, and none of them stands between a person and the class.

import { signal } from "@preact/signals";

export type Trouble = "blocked" | "dismissed" | "none" | "busy" | "unsupported" | "unplugged" | "system";

export type DeviceState =
  | { is: "off" }
  | { is: "asking" }
  | { is: "on"; track: MediaStreamTrack }
  | { is: "trouble"; why: Trouble };

type Kind = "audio" | "video";

const KEY = "homeroom.devices";

interface Choice {
  audio?: boolean;
  video?: boolean;
  /** Whether the picture is for staff alone. */
  staffOnly?: boolean;
  audioId?: string;
  videoId?: string;
}

function remembered(): Choice {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Choice;
  } catch {
    return {};
  }
}

function remember(change: Choice): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...remembered(), ...change }));
  } catch {
    // Storage may be off or full; then the choice is asked again next time.
  }
}

const VIDEO: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24 } };
const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class Device {
  readonly state = signal<DeviceState>({ is: "off" });
  readonly others = signal<readonly MediaDeviceInfo[]>([]);
  readonly chosen = signal<string | null>(null);
  #turn = 0;

  constructor(readonly kind: Kind) {
    this.chosen.value = remembered()[`${kind}Id`] ?? null;
  }

  /** Turns on again what the person had on last time, where the browser does not have to ask. */
  async recall(): Promise<void> {
    if (!remembered()[this.kind] || this.state.value.is !== "off") return;
    if ((await this.#permission()) === "granted") await this.turnOn();
  }

  async turnOn(): Promise<void> {
    const turn = ++this.#turn;
    this.#stop();
    this.state.value = { is: "asking" };
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (!media?.getUserMedia) {
      this.state.value = { is: "trouble", why: "unsupported" };
      return;
    }
    try {
      const stream = await media.getUserMedia({ [this.kind]: this.#constraints() });
      const track = stream.getTracks()[0];
      if (turn !== this.#turn || !track) {
        for (const other of stream.getTracks()) other.stop();
        return;
      }
      track.addEventListener("ended", () => {
        if (this.state.value.is === "on" && this.state.value.track === track) {
          this.state.value = { is: "trouble", why: "unplugged" };
        }
      });
      this.state.value = { is: "on", track };
      this.chosen.value = track.getSettings().deviceId ?? this.chosen.value;
      remember({ [this.kind]: true, ...(this.chosen.value ? { [`${this.kind}Id`]: this.chosen.value } : {}) });
      await this.look();
    } catch (error) {
      if (turn === this.#turn) this.state.value = { is: "trouble", why: await this.#why(error) };
    }
  }

  turnOff(): void {
    this.#turn += 1;
    this.#stop();
    this.state.value = { is: "off" };
    remember({ [this.kind]: false });
  }

  /** Stops the device without forgetting that the person wants it on: they leave the room, not their mind. */
  release(): void {
    this.#turn += 1;
    this.#stop();
    this.state.value = { is: "off" };
  }

  async choose(id: string): Promise<void> {
    this.chosen.value = id;
    remember({ [`${this.kind}Id`]: id });
    if (this.state.value.is === "on") await this.turnOn();
  }

  /** Looks which devices there are; names come only once the browser allows them. */
  async look(): Promise<void> {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (!media?.enumerateDevices) return;
    const all = await media.enumerateDevices().catch(() => []);
    this.others.value = all.filter((one) => one.kind === `${this.kind}input` && one.deviceId && one.label);
  }

  #stop(): void {
    if (this.state.value.is === "on") this.state.value.track.stop();
  }

  #constraints(): MediaTrackConstraints {
    const base = this.kind === "video" ? VIDEO : AUDIO;
    return this.chosen.value ? { ...base, deviceId: { ideal: this.chosen.value } } : base;
  }

  async #permission(): Promise<PermissionState | "unknown"> {
    try {
      const name = (this.kind === "video" ? "camera" : "microphone") as PermissionName;
      return (await navigator.permissions.query({ name })).state;
    } catch {
      return "unknown";
    }
  }

  async #why(error: unknown): Promise<Trouble> {
    const name = error instanceof Error ? error.name : "";
    switch (name) {
      case "NotAllowedError":
      case "SecurityError":
        if (error instanceof Error && /system/i.test(error.message)) return "system";
        return (await this.#permission()) === "prompt" ? "dismissed" : "blocked";
      case "NotFoundError":
      case "OverconstrainedError":
        return "none";
      case "TypeError":
        return "unsupported";
      default:
        return "busy";
    }
  }
}

export const microphone = new Device("audio");
export const camera = new Device("video");

/** Whether a student's camera is for staff alone. Kept like what was on: a page that comes back shows nobody more than before. */
export const staffOnly = signal(remembered().staffOnly ?? false);

export function showTo(staff: boolean): void {
  staffOnly.value = staff;
  remember({ staffOnly: staff });
}

/** Follows devices that are plugged in and out. */
export function followDevices(): void {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  media?.addEventListener?.("devicechange", () => {
    void microphone.look();
    void camera.look();
  });
}
