// The desk over its socket: applies what comes, and asks for what the moderator does. Every question gets an answer in
// words: done, or why not.

import { signal } from "@preact/signals";
import { accessToken, NoAnswer, Refused } from "../client/account.ts";
import { hearServerTime, serverNow } from "../client/clock.ts";
import { Connection, type Speech } from "../client/connection.ts";
import type { Link } from "../client/link.ts";
import { uuid7 } from "../client/uuid.ts";
import type { CaseDetail, DeskAck, DeskFrame, DeskHello, DeskRequest, DeskWelcome, Problem } from "../wire.ts";
import * as model from "./model.ts";

interface DeskSpeech extends Speech {
  hello: DeskHello;
  request: DeskRequest;
  welcome: DeskWelcome;
  frame: Exclude<DeskFrame, { type: "welcome" | "reconnect" | "bye" }>;
}

/** How long an answer may take. */
const ANSWER_MS_MAX = 10_000;
/** A token that could not be had is asked for again after this. */
const AGAIN_MS = 3_000;

export type Answer = DeskAck | Problem | "unanswered";

/** Whether something was taken. */
export const taken = (answer: Answer): answer is DeskAck => answer !== "unanswered" && !("status" in answer);

export class DeskSocket {
  readonly model = signal<model.Model>(model.EMPTY);
  readonly link = signal<Link>({ is: "connecting" });
  #hello: DeskHello = { access_token: "" };
  #asked = new Map<string, { request: DeskRequest; done: (answer: Answer) => void }>();
  #again: ReturnType<typeof setTimeout> | undefined;
  #connection = new Connection<DeskSpeech>(
    "/v1/desk",
    {
      open: (path) => new WebSocket(`${location.origin.replace(/^http/, "ws")}${path}`, "homeroom.desk.v1"),
      tick: () => performance.now(),
      now: serverNow,
      random: Math.random,
      uuid: () => uuid7(serverNow()),
      hearServerTime,
    },
    {
      hello: () => ("resume_token" in this.#hello ? { ...this.#hello, after: this.model.peek().offset } : this.#hello),
      welcome: (frame) => this.#welcome(frame),
      frame: (frame) => this.#frame(frame),
      lost: () => {
        this.link.value = { is: "lost", since: serverNow() };
      },
      joinAgain: () => void this.start(),
      stopped: (code, reason) => {
        this.link.value = { is: "stopped", code, reason };
      },
      over: () => false,
      look: () => undefined,
    },
  );

  /** Connects with a fresh token, and stays connected until `stop`. */
  async start(): Promise<void> {
    clearTimeout(this.#again);
    try {
      this.#hello = { access_token: await accessToken() };
      this.#connection.open();
    } catch (error) {
      if (error instanceof Refused) this.link.value = { is: "stopped", code: 4401, reason: error.problem.code };
      else if (error instanceof NoAnswer) this.#again = setTimeout(() => void this.start(), AGAIN_MS);
      else throw error;
    }
  }

  stop(): void {
    clearTimeout(this.#again);
    this.#connection.stop();
  }

  change(next: (model: model.Model) => model.Model): void {
    this.model.value = next(this.model.peek());
  }

  /** Asks, and hears what became of it. What was on a wire that broke is asked again under its id. */
  ask(request: DeskRequest): Promise<Answer> {
    const id = uuid7(serverNow());
    return new Promise((resolve) => {
      const timer = setTimeout(() => done("unanswered"), ANSWER_MS_MAX);
      const done = (answer: Answer) => {
        clearTimeout(timer);
        this.#asked.delete(id);
        resolve(answer);
      };
      this.#asked.set(id, { request, done });
      this.#connection.send(request, id);
    });
  }

  /** Everything about a case; `null` where it could not be had. */
  async detail(id: string): Promise<CaseDetail | null> {
    const answer = await this.ask({ type: "case", data: { case: id } });
    return taken(answer) && answer.data ? answer.data : null;
  }

  #welcome(frame: DeskWelcome): void {
    hearServerTime(frame.server_time);
    this.#hello = { resume_token: frame.resume_token, after: 0 };
    this.model.value = model.welcomed(this.model.peek(), frame);
    this.link.value = { is: "open" };
    for (const [id, asked] of this.#asked) this.#connection.send(asked.request, id);
  }

  #frame(frame: DeskSpeech["frame"]): void {
    switch (frame.type) {
      case "entry": {
        const next = model.applied(this.model.peek(), frame.data);
        if (next === "gap") this.#connection.open();
        else this.model.value = next;
        break;
      }
      case "signal":
        if (frame.data.type === "moderators") this.model.value = { ...this.model.peek(), moderators: frame.data.here };
        break;
      case "you":
        this.model.value = { ...this.model.peek(), you: frame.data };
        break;
      case "ack":
        this.#asked.get(frame.data.id)?.done(frame.data);
        break;
      case "refused":
        this.#asked.get(frame.data.id)?.done(frame.data.problem);
        break;
      default:
        // A newer server's frame; unknown types change nothing here.
        break;
    }
  }
}
