// The class over its socket: applies what comes, sends what waits, and closes gaps. It owns the model and publishes it;
// the page only reads it. When the page crashes or is closed nothing is lost but what was never confirmed, and that was
// shown as such.

import type { Ack, Entry, Hello, Problem, Request, ServerFrame, Welcome } from "../wire.ts";
import { Connection, type ClassFrame } from "./connection.ts";
import type { Answered, Asked, Link, Listener, Take, World } from "./link.ts";
import * as model from "./model.ts";
import { Pace } from "./pace.ts";
import { retryOf } from "./retry.ts";

/** How long `end` may take to be answered, a lost connection included. */
const ANSWER_MS_MAX = 10_000;
/** The time for `leave` to go out and be answered. */
const LEAVE_MS_MAX = 1_500;
/** Items of a history page (L18). */
const HISTORY_ITEMS = 100;
/** A refusal that says "later" without saying when. */
const LATER_MS = 1_000;

export class ClassSocket {
  #model: model.Model = model.EMPTY;
  #link: Link = { is: "connecting" };
  #hello: { ticket: string } | { resume_token: string };
  #connection: Connection;
  #flushAt: ReturnType<typeof setTimeout> | undefined;
  #publishAt: ReturnType<typeof setTimeout> | undefined;
  #pace = new Pace();
  #asked = new Map<string, Asked>();
  /** Since a loss: the last offset then, the own messages that waited, and the head to catch up with. */
  #away: { offset: number; own: Set<string>; head: number } | null = null;

  constructor(
    path: string,
    ticket: string,
    private readonly world: World,
    private readonly listener: Listener,
  ) {
    this.#hello = { ticket };
    this.#connection = new Connection(path, world, {
      hello: () => this.#helloNow(),
      welcome: (frame) => this.#welcome(frame),
      frame: (frame) => this.#frame(frame),
      lost: () => this.#lost(),
      joinAgain: () => listener.joinAgain(),
      stopped: (code, reason, left) => this.#stopped(code, reason, left),
      over: () => this.#model.ended !== null,
      look: (tick) => this.#look(tick),
    });
  }

  /** Connects, and stays connected until `stop`. */
  start(): void {
    this.#connection.open();
  }

  /** The present state. */
  get model(): model.Model {
    return this.#model;
  }

  /** A new ticket after `joinAgain`; the list and the outbox stay. */
  rejoined(ticket: string): void {
    this.#hello = { ticket };
    this.#connection.open();
  }

  /** Writes a message; it is shown at once and sent as soon as it can be. */
  say(text: string, replyTo?: string): void {
    const id = this.world.uuid();
    this.#away?.own.add(id);
    this.#change(model.said(this.#model, id, text, this.world.now(), replyTo), true);
    this.#flush();
  }

  /** Sends a failed message again, with the same id. */
  again(id: string): void {
    this.#pace.forget(id);
    this.#change(model.retried(this.#model, id), true);
    this.#flush();
  }

  /** Forgets a failed message. */
  forget(id: string): void {
    this.#change(model.dropped(this.#model, id), true);
  }

  /** Asks for older items. */
  older(): void {
    if (this.#model.gap || !this.#model.older) return;
    this.#history(this.#model.chat[0]?.offset);
  }

  /** Asks for something that is not a message; asked again after a lost connection, until it is answered or too late. */
  async ask(request: Request, within = ANSWER_MS_MAX, take?: Take): Promise<Answered> {
    const answer = await this.#ask(request, within, take);
    const next = answer === "done" ? model.settled(this.#model, request) : this.#model;
    if (next !== this.#model) this.#change(next, true);
    return answer;
  }

  /** Goes: frees the seat, and connects no more. */
  async leave(): Promise<void> {
    if (this.#connection.through) await this.#ask({ type: "leave", data: {} }, LEAVE_MS_MAX);
    this.stop();
  }

  /** Tries at once, for a person who pressed "Try now" or a browser that says it is online. */
  tryNow(): void {
    this.#connection.hurry();
  }

  /** The browser says the network is gone. */
  wentOffline(): void {
    this.#connection.giveUp();
  }

  /** Connects no more. */
  stop(): void {
    clearTimeout(this.#flushAt);
    this.#connection.stop();
    if (this.#publishAt !== undefined) this.#publish();
  }

  // ---- What the connection says

  #helloNow(): Hello {
    return "ticket" in this.#hello ? this.#hello : { ...this.#hello, after: Math.max(0, this.#model.offset) };
  }

  #welcome(frame: Welcome): void {
    this.world.hearServerTime(frame.server_time);
    this.#hello = { resume_token: frame.resume_token };
    // What was on the wire of an earlier connection may or may not have arrived: the same id makes it one message.
    const next = model.unsent(model.welcomed(this.#model, frame));
    this.#pace.fresh();
    if (this.#away) this.#away.head = frame.offset;
    this.#hear({ type: "welcome", data: frame }, next, true);
    this.#set({ is: "open" });
    for (const [id, asked] of this.#asked) {
      if (asked.kind === "history") this.#asked.delete(id);
      else this.#connection.send(asked.request, id);
    }
    if (next.gap) this.#history(next.gap.before);
    this.#flush();
    this.#maybeBack();
  }

  #lost(): void {
    clearTimeout(this.#flushAt);
    if (this.#link.is === "lost") return;
    const since = this.world.now();
    this.#set({ is: "lost", since });
    if (this.#model.offset < 0) return;
    const waiting = this.#model.outbox.filter((pending) => pending.state !== "failed").map((pending) => pending.id);
    const own = new Set([...(this.#away?.own ?? []), ...waiting]);
    this.#away = { offset: this.#away?.offset ?? this.#model.offset, own, head: -1 };
    this.#change(model.disconnected(this.#model, since), true);
  }

  #stopped(code: number, reason: string, left?: number): void {
    this.stop();
    this.#set({ is: "stopped", code, ...(reason ? { reason } : {}), ...(left === undefined ? {} : { left }) });
  }

  #look(tick: number): void {
    const silent = this.#pace.unanswered(tick);
    for (const id of silent) this.#change(model.postponed(this.#model, id), false);
    if (silent.length > 0) this.#flush();
  }

  #frame(frame: ClassFrame): void {
    switch (frame.type) {
      case "entry":
        this.#entry(frame.data);
        break;
      case "signal":
        if (frame.data.type === "presence") this.#hear(frame, model.counted(this.#model, frame.data), false);
        else if (frame.data.type === "poll") this.#change(model.tallied(this.#model, frame.data), false);
        else if (frame.data.type === "people") this.#change({ ...this.#model, crowd: frame.data }, false);
        break;
      case "you":
        this.#hear(frame, model.personal(this.#model, frame.data), true);
        break;
      case "ack":
        this.#acked(frame.data);
        this.#hear(frame, this.#model, false);
        break;
      case "refused":
        this.#refused(frame.data.id, frame.data.problem);
        this.#hear(frame, this.#model, false);
        break;
      default:
        // A newer server's frame; unknown types change nothing here.
        break;
    }
  }

  #entry(entry: Entry): void {
    const next = model.applied(this.#model, entry);
    if (next === "gap") {
      // An entry before this one never came: ask again from where we are.
      this.#connection.open();
      return;
    }
    this.#hear({ type: "entry", data: entry }, next, next.ended !== null);
    this.#maybeBack();
  }

  #acked(ack: Ack): void {
    this.#pace.answered(ack.id);
    const asked = this.#asked.get(ack.id);
    this.#asked.delete(ack.id);
    if (asked?.kind === "history") {
      if (ack.data && "items" in ack.data) this.#change(model.recalled(this.#model, asked.before, ack.data), true);
      const gap = this.#model.gap;
      if (gap && asked.before !== gap.before) this.#history(gap.before);
    } else if (asked) {
      asked.done("done", ack.data);
    } else if (ack.data && "held" in ack.data) {
      this.#change(model.held(this.#model, ack.id), true);
    } else {
      this.#change(model.acknowledged(this.#model, ack.id, ack.offset), true);
    }
    this.#maybeBack();
  }

  #refused(id: string, problem: Problem): void {
    this.#pace.answered(id);
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    const retry = retryOf(problem.code);
    const later = problem.retry_after_ms ?? LATER_MS;
    if (asked) {
      if (asked.kind !== "history") asked.done(problem);
      else if (retry === "later") setTimeout(() => this.#history(asked.before), later);
      return;
    }
    if (retry === "join_again") {
      this.#connection.joinAgain();
      return;
    }
    if (retry === "later" && this.#pace.postpone(id, this.world.tick() + later)) {
      this.#change(model.postponed(this.#model, id), false);
      this.#flush();
      return;
    }
    this.#change(model.refused(this.#model, id, problem), true);
    this.#maybeBack();
  }

  // ---- What goes out

  #ask(request: Request, within: number, take?: Take): Promise<Answered> {
    return new Promise((resolve) => {
      const id = this.world.uuid();
      const done = (answer: Answered, data?: Ack["data"]) => {
        clearTimeout(timer);
        take?.(data);
        this.#asked.delete(id);
        resolve(answer);
      };
      const timer = setTimeout(() => done("unanswered"), within);
      this.#asked.set(id, { kind: "wish", request, done });
      this.#connection.send(request, id);
    });
  }

  #history(before: number | undefined): void {
    for (const asked of this.#asked.values()) if (asked.kind === "history" && asked.before === before) return;
    const id = this.world.uuid();
    const data = before === undefined ? { limit: HISTORY_ITEMS } : { before, limit: HISTORY_ITEMS };
    if (this.#connection.send({ type: "history", data }, id)) this.#asked.set(id, { kind: "history", before });
  }

  /** Sends what waits, in order, no faster than the server takes it. */
  #flush(): void {
    clearTimeout(this.#flushAt);
    if (!this.#connection.through) return;
    for (const pending of this.#model.outbox) {
      if (pending.state !== "waiting") continue;
      const tick = this.world.tick();
      const wait = this.#pace.wait(pending.id, tick);
      if (wait > 0) {
        // What is behind it waits too: messages go out in the order they were written.
        this.#flushAt = setTimeout(() => this.#flush(), wait);
        return;
      }
      this.#pace.sent(pending.id, tick);
      const answers = pending.replyTo === undefined ? {} : { reply_to: pending.replyTo };
      this.#connection.send({ type: "say", data: { text: pending.text, ...answers } }, pending.id);
      this.#change(model.sent(this.#model, pending.id), false);
    }
  }

  // ---- What the page hears

  /** After a loss: once the missed entries are here and what waited is confirmed, say how it went. */
  #maybeBack(): void {
    const away = this.#away;
    if (!away || !this.#connection.through || away.head < 0) return;
    if (this.#model.offset < away.head || this.#model.gap) return;
    if (this.#model.outbox.some((pending) => pending.state !== "failed" && away.own.has(pending.id))) return;
    this.#away = null;
    const news = this.#model.chat.filter((item) => item.offset > away.offset);
    const sent = this.#model.chat.filter((item) => away.own.has(item.id)).length;
    this.listener.back(sent, news.filter((item) => !away.own.has(item.id)).length);
  }

  #set(link: Link): void {
    this.#link = link;
    this.listener.link(link);
  }

  /** A frame that is news, and the class with it. */
  #hear(frame: ServerFrame, after: model.Model, atOnce: boolean): void {
    const before = this.#model;
    const asking = [...this.#asked.values()].some((one) => one.kind === "wish" && one.request.type !== "vote");
    this.#change(after, atOnce);
    this.listener.heard({ frame, before, after, asking });
  }

  /** A burst of entries is one change on the screen; what a person did is shown at once. */
  #change(next: model.Model, atOnce: boolean): void {
    this.#model = next;
    if (atOnce) this.#publish();
    else this.#publishAt ??= setTimeout(() => this.#publish(), 0);
  }

  #publish(): void {
    clearTimeout(this.#publishAt);
    this.#publishAt = undefined;
    this.listener.model(this.#model);
  }
}
