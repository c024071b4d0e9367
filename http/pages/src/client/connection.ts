// The connection to one class: says hello, hands over, measures silence, and tries again as the close code's class says.
// Frames are known here only as far as that needs; what they mean is `socket.ts`'s business.

import type { Bye, Hello, Reconnect, Request, ServerFrame, Welcome } from "../wire.ts";
import type { World } from "./link.ts";
import { afterClose, backoff, type AfterClose } from "./retry.ts";

/** Silence after which a connection is called dead, as a multiple of the heartbeat: 45 s at 20 s (L12). */
const SILENCE_HEARTBEATS = 2.25;
/** How often silence and unanswered messages are looked at. */
const WATCH_MS = 1_000;
/** How long a connection may take until its welcome. */
const WELCOME_MS_MAX = 10_000;
/** A connection that lived so long was a good one: the next loss begins without a wait again. */
const STEADY_MS = 5_000;

/** Frames that are about the class, not about the connection. */
export type ClassFrame = Exclude<ServerFrame, { type: "welcome" | "reconnect" | "bye" }>;

/** What is spoken on a socket. The envelope is the same for all; these are its words. */
export interface Speech {
  hello: unknown;
  request: { type: string; data: unknown };
  welcome: { heartbeat_seconds: number };
  frame: { type: string; data: unknown };
}

/** What is spoken in a class. */
export interface ClassSpeech extends Speech {
  hello: Hello;
  request: Request;
  welcome: Welcome;
  frame: ClassFrame;
}

/** Whose connection it is. */
export interface Party<S extends Speech = ClassSpeech> {
  /** What to say first, each time anew. */
  hello(): S["hello"];
  /** It is through: from here on anything may be sent. */
  welcome(frame: S["welcome"]): void;
  frame(frame: S["frame"]): void;
  /** It is gone and comes back by itself. */
  lost(): void;
  /** The ticket or token is not good any more; `open` is called when there is a new one. */
  joinAgain(): void;
  /** It is gone for good. */
  stopped(code: number, reason: string, left?: number): void;
  /** Whether a close, whatever its code, is the end. */
  over(): boolean;
  /** Once a second while the connection is through. */
  look(tick: number): void;
}

export class Connection<S extends Speech = ClassSpeech> {
  #current: WebSocket | null = null;
  /** The next connection while a `reconnect` hands over; the current one still speaks. */
  #next: WebSocket | null = null;
  /** Whether the current connection has had its welcome: only then anything but `hello` is written. */
  #through = false;
  #throughAt = 0;
  #openedAt = 0;
  #heard = 0;
  #silenceMsMax = 45_000;
  #bye: Bye | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #handOverAt: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly path: string,
    private readonly world: World,
    private readonly party: Party<S>,
  ) {}

  /** Whether frames can be sent. */
  get through(): boolean {
    return this.#through && this.#current !== null;
  }

  /** Connects anew, at once. */
  open(): void {
    this.#watch ??= setInterval(() => this.#look(), WATCH_MS);
    this.#drop();
    this.#current = this.#connect();
  }

  /** Tries at once where a wait is on: the person, or the browser, says that it may work now. */
  hurry(): void {
    if (this.#retry === undefined) return;
    this.#failures = 0;
    this.open();
  }

  /** Sends a frame; false: not now. */
  send(request: S["request"], id: string): boolean {
    if (!this.#current || !this.#through) return false;
    this.#write(this.#current, request, id);
    return true;
  }

  /** The network is known to be gone: no need to wait for silence. */
  giveUp(): void {
    if (this.#through) this.#lose({ do: "resume", after: 1_000, jitter: 500, backoff: true });
  }

  /** Joins again with a new ticket; what comes on this connection is not heard any more. */
  joinAgain(): void {
    this.#lose({ do: "join_again" });
  }

  /** Connects no more. */
  stop(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#drop();
  }

  #connect(): WebSocket {
    const socket = this.world.open(this.path);
    this.#openedAt = this.#heard = this.world.tick();
    socket.onopen = () => this.#write(socket, { type: "hello", data: this.party.hello() }, this.world.uuid());
    socket.onmessage = (event) => {
      if (typeof event.data === "string") this.#read(socket, event.data);
    };
    socket.onclose = (event) => this.#closed(socket, event.code, event.reason);
    return socket;
  }

  #write(socket: WebSocket, request: { type: string; data: unknown }, id: string): void {
    socket.send(JSON.stringify({ id, ...request }));
  }

  /** Closes a socket that is not listened to any more. */
  #close(socket: WebSocket | null): void {
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#handOverAt);
    this.#retry = this.#handOverAt = undefined;
    this.#close(this.#next);
    this.#close(this.#current);
    this.#next = this.#current = null;
    this.#through = false;
    this.#bye = null;
  }

  #read(socket: WebSocket, text: string): void {
    if (socket === this.#current) this.#heard = this.world.tick();
    let frame: { type: string; data: unknown };
    try {
      frame = JSON.parse(text) as { type: string; data: unknown };
    } catch {
      return;
    }
    switch (frame.type) {
      case "welcome":
        this.#welcome(socket, frame.data as S["welcome"]);
        break;
      case "reconnect":
        if (socket === this.#current) this.#handOver((frame.data as Reconnect).within_ms);
        break;
      case "bye":
        if (socket === this.#current) this.#bye = frame.data as Bye;
        break;
      default:
        if (socket === this.#current && this.#through) this.party.frame(frame as S["frame"]);
        break;
    }
  }

  #welcome(socket: WebSocket, frame: S["welcome"]): void {
    if (socket === this.#next) {
      this.#close(this.#current);
      this.#current = socket;
      this.#next = null;
      this.#bye = null;
    }
    if (socket !== this.#current) return;
    this.#through = true;
    this.#throughAt = this.#heard = this.world.tick();
    this.#silenceMsMax = frame.heartbeat_seconds * 1_000 * SILENCE_HEARTBEATS;
    this.party.welcome(frame);
  }

  /** The node wants to be left: a second connection takes over, then the first is closed. */
  #handOver(withinMs: number): void {
    if (this.#next || this.#handOverAt !== undefined || !this.#through) return;
    const wait = this.world.random() * Math.min(withinMs / 2, 2_000);
    this.#handOverAt = setTimeout(() => {
      this.#handOverAt = undefined;
      if (!this.#next && this.#through) this.#next = this.#connect();
    }, wait);
  }

  #closed(socket: WebSocket, code: number, reason: string): void {
    if (socket === this.#next) {
      // The hand-over failed; the current connection still speaks, and its own close brings the next attempt.
      this.#next = null;
      return;
    }
    if (socket !== this.#current) return;
    if (this.#next) {
      // The old one went first: the new one's welcome is still to come.
      this.#current = this.#next;
      this.#next = null;
      this.#bye = null;
      this.#through = false;
      return;
    }
    const bye = this.#bye;
    const close = afterClose(code, bye?.retry_after_ms);
    if (close.do === "stop" || this.party.over()) {
      this.stop();
      this.party.stopped(code, bye?.reason ?? reason, bye?.retry_after_ms);
      return;
    }
    this.#lose(close);
  }

  #lose(close: AfterClose): void {
    if (this.#through && this.world.tick() - this.#throughAt > STEADY_MS) this.#failures = 0;
    this.#drop();
    this.party.lost();
    if (close.do === "join_again") this.party.joinAgain();
    if (close.do !== "resume") return;
    const wait = backoff(close, this.#failures, this.world.random());
    this.#failures += 1;
    this.#retry = setTimeout(() => this.open(), wait);
  }

  /** The page sees no pings, so silence is measured here. */
  #look(): void {
    const tick = this.world.tick();
    if (this.#next && tick - this.#openedAt > WELCOME_MS_MAX) {
      this.#close(this.#next);
      this.#next = null;
    }
    if (!this.#current) return;
    if (!this.#through) {
      if (tick - this.#openedAt > WELCOME_MS_MAX) this.#lose(afterClose(1006));
      return;
    }
    if (tick - this.#heard > this.#silenceMsMax) this.#lose(afterClose(4410));
    else this.party.look(tick);
  }
}
