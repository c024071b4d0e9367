// The cast of the socket's tests: a class on the other side of a wire that can be cut, and a page that listens.

import { mock } from "node:test";
import type { Heard, Link, Listener, World } from "../src/client/link.ts";
import { EMPTY, type Model } from "../src/client/model.ts";
import { ClassSocket } from "../src/client/socket.ts";
import type { ChatItem, ClientFrame, Entry, MyClass, Problem, ServerFrame, Welcome, You } from "../src/wire.ts";

export const ME = "01a213dd-4d00-7000-8000-000000000001";
export const OTHER = "01a213dd-4d00-7000-8000-000000000002";
export const NOON = Date.parse("2026-11-25T12:00:00.000Z");

export const you = (change: Partial<You> = {}): You => ({
  person: ME,
  name: "Mira",
  role: "student",
  tier: "seated",
  seat: 3,
  may: ["join", "enter", "say", "history", "microphone", "camera", "leave"],
  ...change,
});

export const item = (offset: number, change: Partial<ChatItem> = {}): ChatItem => ({
  id: `item-${offset}`,
  offset,
  person: OTHER,
  name: "Joon",
  role: "student",
  text: `word ${offset}`,
  at: new Date(NOON + offset * 1_000).toISOString(),
  ...change,
});

/** A class that begins and ends so many minutes from noon. */
export const myClass = (begins: number, ends: number): MyClass => ({
  session_id: `session-${begins}`,
  course_id: "course",
  course: "Small wonders",
  title: "Why the sea is salt",
  summary: "Rivers carry a pinch of salt to the sea.",
  role: "student",
  starts_at: new Date(NOON + begins * 60_000).toISOString(),
  ends_at: new Date(NOON + ends * 60_000).toISOString(),
});

export const said = (offset: number, after: number, change: Partial<ChatItem> = {}): Entry => ({
  offset,
  after,
  at: new Date(NOON).toISOString(),
  events: [{ type: "said", item: item(offset, change) }],
});

export const problem = (code: Problem["code"], change: Partial<Problem> = {}): Problem => ({
  type: `/errors#${code}`,
  title: code,
  status: 400,
  code,
  ...change,
});

export const welcome = (offset: number, change: Partial<Welcome> = {}): Welcome => ({
  offset,
  you: you(),
  server_time: new Date(NOON).toISOString(),
  heartbeat_seconds: 20,
  resume_token: `token-${offset}`,
  resumed: true,
  ...change,
});

/** A welcome with a picture of the class. */
export const view = (offset: number, items: ChatItem[], more = false): Welcome =>
  welcome(offset, {
    resumed: false,
    view: {
      class: {
        title: "Why the sea is salt",
        summary: "Where the salt comes from.",
        starts_at: new Date(NOON).toISOString(),
        ends_at: new Date(NOON + 3_600_000).toISOString(),
        capacity: 12,
      },
      phase: "live",
      presence: { seated: 2, watching: 0 },
      chat: { items, more },
    },
  });

/** One connection as the server sees it. */
export class Wire {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly heard: ClientFrame[] = [];
  closed = false;

  send(text: string): void {
    this.heard.push(JSON.parse(text) as ClientFrame);
  }
  close(): void {
    this.closed = true;
  }

  /** The server says something. */
  say(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  /** The connection is there, and the server answers its hello. */
  opens(frame: Welcome): void {
    this.onopen?.();
    this.say({ type: "welcome", data: frame });
  }
  /** The server, or the network, closes it. */
  cut(code = 1006): void {
    this.onclose?.({ code, reason: "" });
  }
  get hello(): unknown {
    return this.heard.find((frame) => frame.type === "hello")?.data;
  }
  /** What was said on it, as `[id, text]`. */
  get words(): [string, string][] {
    return this.heard.flatMap((frame) => (frame.type === "say" ? [[frame.id, frame.data.text] as [string, string]] : []));
  }
}

/** A page with one class, its clock cranked by hand. */
export class Page implements Listener {
  readonly wires: Wire[] = [];
  shown: Model = EMPTY;
  linked: Link = { is: "connecting" };
  /** Who else hears what comes. */
  ear: ((what: Heard) => void) | null = null;
  backs: [number, number][] = [];
  joinsAgain = 0;
  readonly socket: ClassSocket;
  #ids = 0;

  constructor() {
    mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: NOON });
    const world: World = {
      open: () => {
        const wire = new Wire();
        this.wires.push(wire);
        return wire as unknown as WebSocket;
      },
      tick: () => Date.now() - NOON,
      now: () => Date.now(),
      random: () => 0,
      uuid: () => `id-${++this.#ids}`,
      hearServerTime: () => undefined,
    };
    this.socket = new ClassSocket("/v1/classroom/x", "a-ticket", world, this);
    this.socket.start();
  }

  heard(what: Heard): void {
    this.ear?.(what);
  }
  model(next: Model): void {
    this.shown = next;
  }
  link(next: Link): void {
    this.linked = next;
  }
  back(sent: number, caughtUp: number): void {
    this.backs.push([sent, caughtUp]);
  }
  joinAgain(): void {
    this.joinsAgain += 1;
  }

  /** The newest connection. */
  get wire(): Wire {
    const last = this.wires.at(-1);
    if (!last) throw new Error("no connection");
    return last;
  }
  /** Time passes; timers that timers set are heard as well. */
  wait(ms: number): void {
    for (let left = ms; left > 0; left -= 100) mock.timers.tick(Math.min(left, 100));
  }
  get texts(): string[] {
    return this.shown.chat.map((one) => one.text);
  }
  get states(): [string, string][] {
    return this.shown.outbox.map((pending) => [pending.text, pending.state]);
  }
  gone(): void {
    this.socket.stop();
    mock.timers.reset();
  }
}
