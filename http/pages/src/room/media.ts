// Sound and picture of one visit. It comes by itself when it can, says when it cannot, and never touches the class: a
// failure here is a banner, not a page. Lost, it asks the door for fresh tokens and enters again.

import { effect, signal } from "@preact/signals";
import { camera, microphone, staffOnly } from "../client/devices.ts";
import { serverNow } from "../client/clock.ts";
import type { Media as Pass, NoMedia } from "../wire.ts";
import type { Face, Kind, MediaRoom } from "./livekit.ts";

export type MediaState =
  | { is: "coming" }
  | { is: "on" }
  | { is: "none"; reason: NoMedia; since: number }
  | { is: "lost"; since: number };

/** Waits between attempts; the last one for ever. */
const AGAIN_MS = [500, 2_000, 5_000, 10_000, 30_000];
/** A configured media server that does not answer is asked for again so often. */
const UNREACHABLE_AGAIN_MS = 30_000;

export class Media {
  readonly state = signal<MediaState>({ is: "coming" });
  readonly faces = signal<readonly Face[]>([]);
  readonly silent = signal(false);
  /** Whether one is heard oneself now. */
  readonly heard = signal(false);
  /** What the media server lets this person send. */
  readonly maySend = signal<readonly Kind[]>(["audio", "video"]);
  #room: MediaRoom | null = null;
  #turn = 0;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopSending: (() => void) | undefined;

  /** `again` asks the door for a fresh pass; it may fail, then it is asked later. */
  constructor(private readonly again: () => Promise<Pass>) {}

  /** Enters with what the door gave. */
  async use(pass: Pass): Promise<void> {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    await this.#quit();
    if (turn !== this.#turn) return;
    if (pass.status === "none") {
      const before = this.state.value;
      const since = before.is === "none" || before.is === "lost" ? before.since : serverNow();
      this.state.value = { is: "none", reason: pass.reason, since };
      this.faces.value = [];
      if (pass.reason === "unreachable") this.#later(UNREACHABLE_AGAIN_MS);
      return;
    }
    if (this.state.value.is === "none") this.state.value = { is: "coming" };
    try {
      const { MediaRoom } = await import("./livekit.ts");
      if (turn !== this.#turn) return;
      const room = new MediaRoom({
        faces: (list) => {
          if (turn === this.#turn) this.faces.value = list;
        },
        heard: (is) => {
          if (turn === this.#turn) this.heard.value = is;
        },
        gone: () => {
          if (turn === this.#turn) this.#lost();
        },
        maySend: (kinds) => {
          if (turn === this.#turn) this.maySend.value = kinds;
        },
        silent: (is) => {
          if (turn === this.#turn) this.silent.value = is;
        },
      });
      this.#room = room;
      await room.enter(pass.url, pass.token);
      if (turn !== this.#turn) return;
      this.#failures = 0;
      this.state.value = { is: "on" };
      this.#send(room);
    } catch {
      if (turn === this.#turn) this.#lost();
    }
  }

  /** The network is back, or the class is: no need to wait any longer. */
  comeBack(): void {
    const state = this.state.value;
    if (state.is === "lost" || (state.is === "on" && this.#room && !this.#room.connected)) this.#later(0);
  }

  /** Asks for a pass now: something about this person's seat changed. */
  renew(): void {
    this.#later(0);
  }

  async playSound(): Promise<void> {
    await this.#room?.playSound().catch(() => undefined);
  }

  /** Goes for good. */
  async stop(): Promise<void> {
    this.#turn += 1;
    clearTimeout(this.#timer);
    await this.#quit();
    this.faces.value = [];
  }

  #send(room: MediaRoom): void {
    this.#stopSending?.();
    // Before anything is sent, so that nobody is ever sent what is not for them.
    const limits = effect(() => room.limit(staffOnly.value));
    const sends = [microphone, camera].map((device) =>
      effect(() => {
        const state = device.state.value;
        // A track that cannot be published is heard of as a loss of the room; the device stays as it is.
        const track = state.is === "on" && this.maySend.value.includes(device.kind) ? state.track : null;
        void room.send(device.kind, track).catch(() => undefined);
      }),
    );
    this.#stopSending = () => {
      for (const stop of [limits, ...sends]) stop();
    };
  }

  #lost(): void {
    const state = this.state.value;
    this.heard.value = false;
    if (state.is === "on" || state.is === "coming") this.state.value = { is: "lost", since: serverNow() };
    const wait = AGAIN_MS[Math.min(this.#failures, AGAIN_MS.length - 1)] ?? UNREACHABLE_AGAIN_MS;
    this.#failures += 1;
    this.#later(wait);
  }

  #later(wait: number): void {
    clearTimeout(this.#timer);
    const turn = this.#turn;
    this.#timer = setTimeout(() => {
      this.again().then(
        (pass) => (turn === this.#turn ? this.use(pass) : undefined),
        () => (turn === this.#turn ? this.#lost() : undefined),
      );
    }, wait);
  }

  async #quit(): Promise<void> {
    this.#stopSending?.();
    this.#stopSending = undefined;
    this.heard.value = false;
    const room = this.#room;
    this.#room = null;
    await room?.leave().catch(() => undefined);
  }
}
