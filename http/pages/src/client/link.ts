// How a page is connected, and what a socket needs of the outside world: both doubled in tests.

import type { Ack, Problem, Request, ServerFrame } from "../wire.ts";
import type { Model } from "./model.ts";

/** How a page is connected. */
export type Link =
  | { is: "connecting" }
  | { is: "open" }
  /** Trying again by itself; since when, in milliseconds of server time. */
  | { is: "lost"; since: number }
  /** Not trying any more: the socket's close code, why, and how long that holds, in milliseconds. */
  | { is: "stopped"; code: number; reason?: string; left?: number };

/** What of the outside world a socket needs. */
export interface World {
  open(path: string): WebSocket;
  /** Monotonic milliseconds. */
  tick(): number;
  /** The server's time, milliseconds since 1970. */
  now(): number;
  random(): number;
  uuid(): string;
  hearServerTime(text: string): void;
}

/** A frame that changed the class as this page knows it, or that answered it. */
export interface Heard {
  frame: ServerFrame;
  before: Model;
  after: Model;
  /** Whether an answer is awaited, so that the frame may be what this page itself asked for. */
  asking: boolean;
}

/** What a socket tells the page. */
export interface Listener {
  model(next: Model): void;
  heard(what: Heard): void;
  link(next: Link): void;
  /** Back after a loss: how many own messages went out, how many others were caught up with. */
  back(sent: number, caughtUp: number): void;
  /** The resume token or ticket is not good any more: join again. */
  joinAgain(): void;
}

/** Takes what an answer carries. */
export type Take = (data: Ack["data"]) => void;

/** How something that was asked came out. */
export type Answered = "done" | "unanswered" | Problem;

/** Something asked on the socket that is not a message. */
export type Asked =
  | { kind: "history"; before: number | undefined }
  | { kind: "wish"; request: Request; done: (answer: Answered, data?: Ack["data"]) => void };
