// One visit to one class: the door, the socket, the media room, and which page shows it. It is the only place that
// decides what a refusal at the door or a closed socket means for the person.

import { computed, signal } from "@preact/signals";
import { join, me, newKey, NoAnswer, Refused, signIn } from "../client/account.ts";
import { browser } from "../client/browser.ts";
import { now, serverNow } from "../client/clock.ts";
import { camera, microphone } from "../client/devices.ts";
import type { Answered, Link, Take } from "../client/link.ts";
import { EMPTY, type Model } from "../client/model.ts";
import { retryOf } from "../client/retry.ts";
import { ClassSocket } from "../client/socket.ts";
import type { Account, ChatItem, Joined, MyClass, OtherDevice, Problem, Request, Role } from "../wire.ts";
import { DoorWait } from "./door-wait.ts";
import { Ear } from "./ear.ts";
import { Here } from "./here.ts";
import { DOORS_MS } from "./hour-rule.tsx";
import { Media } from "./media.ts";
import { OwnAttendance } from "./own-attendance.ts";
import { Talking } from "./talking.ts";
import { Watched } from "./watched.ts";

export type Stage =
  | { is: "looking" }
  | { is: "unlisted" }
  | { is: "door"; going: boolean }
  /** Before the doors: goes in by itself; once they are open it is on its way. */
  | { is: "waiting"; going: boolean }
  | { is: "other_device"; taken: boolean; going: boolean }
  | { is: "class" }
  | { is: "ended" }
  | { is: "left" }
  | { is: "refused"; problem: Problem; decision?: string | undefined }
  | { is: "closed"; code: number; reason?: string | undefined; left?: number | undefined; decision?: string | undefined }
  | { is: "offline"; since: number; go: () => void };

export interface Back {
  sent: number;
  caughtUp: number;
}

/** Waits between attempts where there was no answer. */
const AGAIN_MS = [1_000, 2_000, 5_000, 10_000, 20_000];
/** A ballot without a name may wait as long as a poll is open: an hour. */
const BALLOT_MS_MAX = 3_660_000;
/** How long "You're back" stays. */
const BACK_MS = 4_000;
/** A wish that is still being worked on, or a class that is busy, is asked for again so often before the person is. */
const LATER_MAX = 4;

export class Visit {
  readonly stage = signal<Stage>({ is: "looking" });
  readonly listed = signal<MyClass | null>(null);
  readonly account = signal<Account | null>(null);
  readonly model = signal<Model>(EMPTY);
  readonly link = signal<Link>({ is: "connecting" });
  readonly back = signal<Back | null>(null);
  readonly joined = signal<Joined | null>(null);
  /** The message that is being reported, or that staff do something about. */
  readonly reporting = signal<ChatItem | null>(null);
  /** The person that is reported, or that staff do something about, whatever they said. */
  readonly about = signal<{ person: string; name: string; role: Role } | null>(null);
  readonly talking = new Talking((react) => this.ask({ type: "react", data: react }));
  readonly ear = new Ear();
  readonly media: Media;
  readonly here: Here;
  readonly attendance: OwnAttendance;
  endedByMe = false;
  /** What everyone knows of the class: from the feed, or before it from the list of one's own classes. */
  readonly facts = computed(() => this.model.value.facts ?? this.listed.value);
  readonly #wait: DoorWait;
  readonly #watched: Watched;
  #socket: ClassSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #backTimer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #over = false;
  #stops: (() => void)[] = [];

  constructor(readonly session: string) {
    this.here = new Here(session);
    this.attendance = new OwnAttendance(session);
    this.#watched = new Watched(session);
    this.#wait = new DoorWait(
      () => Date.parse(this.facts.value?.starts_at ?? "") - DOORS_MS,
      () => void this.go(),
      (mine) => mine.classes.some((one) => one.session_id === session && one.cancelled),
    );
    this.media = new Media(async () => (await join(session, newKey())).media);
    const online = () => this.#online();
    const offline = () => this.#socket?.wentOffline();
    const shown = () => (document.visibilityState === "visible" ? this.#online() : undefined);
    // Words nobody has confirmed live in this page alone: the browser asks before they go with it.
    const unsaid = (event: BeforeUnloadEvent) => {
      if (this.stage.value.is === "class" && this.model.value.outbox.length > 0) event.preventDefault();
    };
    addEventListener("beforeunload", unsaid);
    addEventListener("online", online);
    addEventListener("offline", offline);
    document.addEventListener("visibilitychange", shown);
    this.#stops.push(
      () => removeEventListener("beforeunload", unsaid),
      () => removeEventListener("online", online),
      () => removeEventListener("offline", offline),
      () => document.removeEventListener("visibilitychange", shown),
      now.subscribe(() => this.#tick()),
      signIn.subscribe((state) => {
        // Nobody, or somebody else, is signed in: this visit is over for the server too.
        if (state.is === "other") this.dispose();
      }),
    );
  }

  /** Looks which class this is. */
  async look(): Promise<void> {
    if (this.#over) return;
    try {
      const mine = await me();
      this.#failures = 0;
      this.account.value = mine.account;
      this.listed.value = mine.classes.find((one) => one.session_id === this.session) ?? null;
      const listed = this.listed.value;
      // The door itself says so, with what support looks it up by.
      if (listed?.cancelled) return this.#knock(newKey(), undefined, 0);
      const over = !listed || serverNow() >= Date.parse(listed.ends_at);
      if (over && (await this.#wasThere())) this.stage.value = { is: "ended" };
      else if (!listed) this.stage.value = { is: "unlisted" };
      else if (serverNow() < Date.parse(listed.starts_at) - DOORS_MS) this.#waitForDoors();
      else this.stage.value = { is: "door", going: false };
    } catch (error) {
      this.#noWay(error, () => void this.look());
    }
  }

  /** Whether this is a class that is over, of which this person may know when they were there. */
  async #wasThere(): Promise<boolean> {
    try {
      return Boolean((await this.attendance.ask()).ended_at);
    } catch (error) {
      if (error instanceof Refused && retryOf(error.problem.code) !== "sign_in") return false;
      throw error;
    }
  }

  /** Goes in. */
  async go(otherDevice?: OtherDevice): Promise<void> {
    if (this.#over) return;
    clearTimeout(this.#timer);
    const stage = this.stage.value;
    if (stage.is === "door" || stage.is === "waiting") this.stage.value = { ...stage, going: true };
    if (stage.is === "other_device") this.stage.value = { ...stage, going: true };
    await this.#knock(newKey(), otherDevice, 0);
  }

  async #knock(key: string, otherDevice: OtherDevice | undefined, times: number): Promise<void> {
    try {
      const joined = await join(this.session, key, otherDevice);
      if (this.#over) return;
      this.#failures = 0;
      this.#enter(joined);
    } catch (error) {
      if (this.#over) return;
      if (error instanceof Refused) {
        const { code, retry_after_ms: after } = error.problem;
        if (code === "other_device") {
          this.stage.value = { is: "other_device", taken: false, going: false };
          return;
        }
        if (code === "not_open") {
          this.#waitForDoors();
          return;
        }
        if (retryOf(code) === "later" && times < LATER_MAX) {
          this.#timer = setTimeout(() => void this.#knock(key, otherDevice, times + 1), after ?? 1_000);
          return;
        }
      }
      // The same key: whether the first wish arrived is not known, so it has to be the same wish.
      this.#noWay(error, () => void this.#knock(key, otherDevice, times));
    }
  }

  #waitForDoors(): void {
    this.stage.value = { is: "waiting", going: false };
    this.#wait.begin();
  }

  #enter(joined: Joined): void {
    this.joined.value = joined;
    if (this.#socket && this.stage.value.is === "class") {
      this.#socket.rejoined(joined.ticket);
    } else {
      this.#socket?.stop();
      this.#socket = new ClassSocket(joined.socket, joined.ticket, browser, {
        model: (next) => this.#model(next),
        heard: (what) => this.ear.hear(what),
        link: (next) => this.#link(next),
        back: (sent, caughtUp) => this.#back({ sent, caughtUp }),
        joinAgain: () => this.#joinAgain(),
      });
      this.link.value = { is: "connecting" };
      this.stage.value = { is: "class" };
      this.#socket.start();
    }
    // A camera that nobody can see is not left on.
    if (joined.media.status === "none" && joined.outcome !== "lobby") this.#releaseDevices();
    void this.media.use(joined.media);
  }

  #model(next: Model): void {
    const before = this.model.value;
    this.model.value = next;
    if (next.ended && this.stage.value.is === "class") void this.#end();
    // A watcher who was given a seat may send media now, and gets a pass for it.
    if (before.you?.tier === "overflow" && next.you?.tier === "seated") this.media.renew();
  }

  #link(next: Link): void {
    this.link.value = next;
    if (next.is === "open") {
      this.here.seen(serverNow(), true);
      this.media.comeBack();
      // Let in while the connection was lost: from here on there is something to see.
      const media = this.media.state.value;
      const seated = this.model.value.you?.tier === "seated";
      if (media.is === "none" && media.reason === "lobby" && seated) this.media.renew();
    }
    if (next.is === "lost") {
      clearTimeout(this.#backTimer);
      this.back.value = null;
    }
    if (next.is === "stopped") {
      void this.media.stop();
      this.#releaseDevices();
      if (this.stage.value.is !== "class") return;
      const decision = this.joined.value?.decision_id;
      // Turned away in the lobby: the door says why.
      if (next.code === 4403 && this.model.value.you?.lobby) void this.#knock(newKey(), undefined, 0);
      else if (next.code === 4409) this.stage.value = { is: "other_device", taken: true, going: false };
      else if (this.model.value.ended) this.stage.value = { is: "ended" };
      else this.stage.value = { is: "closed", code: next.code, reason: next.reason, left: next.left, decision };
    }
  }

  #back(back: Back): void {
    this.back.value = back;
    clearTimeout(this.#backTimer);
    this.#backTimer = setTimeout(() => (this.back.value = null), BACK_MS);
  }

  /** The ticket or resume token is not good any more; the page stays, the banner says that we try. */
  #joinAgain(): void {
    const key = newKey();
    const attempt = () => {
      join(this.session, key).then(
        (joined) => {
          this.#failures = 0;
          if (!this.#over) this.#enter(joined);
        },
        (error: unknown) => {
          if (this.#over) return;
          if (error instanceof Refused && retryOf(error.problem.code) !== "later") {
            this.#refused(error.problem);
            return;
          }
          const wait = AGAIN_MS[Math.min(this.#failures++, AGAIN_MS.length - 1)] ?? 0;
          this.#timer = setTimeout(attempt, wait);
        },
      );
    };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(attempt, Math.random() * 500);
  }

  #refused(problem: Problem): void {
    // Signed out in the middle of a class: the page stays and its banner says so.
    if (retryOf(problem.code) === "sign_in") return;
    this.#socket?.stop();
    this.#socket = null;
    void this.media.stop();
    if (problem.code === "other_device") this.stage.value = { is: "other_device", taken: true, going: false };
    else if (problem.code === "over") void this.#end();
    else this.stage.value = { is: "refused", problem, decision: this.joined.value?.decision_id };
  }

  async #end(): Promise<void> {
    if (!this.model.value.ended) {
      this.model.value = { ...this.model.value, phase: "ended", ended: { byTeacher: false, at: serverNow() } };
    }
    this.stage.value = { is: "ended" };
    this.#socket?.stop();
    this.#socket = null;
    await this.media.stop();
    this.#releaseDevices();
  }

  #noWay(error: unknown, again: () => void): void {
    if (this.#over) return;
    if (error instanceof NoAnswer) {
      const before = this.stage.value;
      const go = () => {
        clearTimeout(this.#timer);
        again();
      };
      this.stage.value = { is: "offline", since: before.is === "offline" ? before.since : serverNow(), go };
      this.#timer = setTimeout(go, AGAIN_MS[Math.min(this.#failures++, AGAIN_MS.length - 1)] ?? 0);
      return;
    }
    if (error instanceof Refused) {
      if (retryOf(error.problem.code) === "sign_in") return;
      this.#releaseDevices();
      const over = error.problem.code === "over" && this.facts.value;
      this.stage.value = over ? { is: "ended" } : { is: "refused", problem: error.problem };
      return;
    }
    throw error;
  }

  #online(): void {
    if (this.stage.value.is === "offline") this.stage.value.go();
    if (this.stage.value.is === "waiting" && !this.stage.value.going) this.#wait.again();
    this.#socket?.tryNow();
    this.media.comeBack();
  }

  #tick(): void {
    if (this.stage.peek().is !== "class") return;
    const open = this.link.peek().is === "open";
    if (open) this.here.seen(serverNow(), false);
    this.#watched.tick(serverNow(), open, this.media.state.peek().is === "on");
  }

  // ---- What the person does

  say(text: string, replyTo?: string): void {
    this.#socket?.say(text, replyTo);
  }
  again(id: string): void {
    this.#socket?.again(id);
  }
  forget(id: string): void {
    this.#socket?.forget(id);
  }
  older(): void {
    this.#socket?.older();
  }
  tryNow(): void {
    this.#online();
  }

  /** Ends the class for all. */
  async end(): Promise<Answered> {
    this.endedByMe = true;
    const answer = await this.ask({ type: "end", data: {} });
    if (answer !== "done" && !this.model.value.ended) this.endedByMe = false;
    return answer;
  }

  /** Answers a poll. Without a name the answer may come as late as the poll's end, and until then is asked for again after
   * each loss; that it is given already is as good as taken. */
  async vote(request: Request, anonymous: boolean): Promise<Answered> {
    const answer = (await this.#socket?.ask(request, anonymous ? BALLOT_MS_MAX : undefined)) ?? "unanswered";
    return answer !== "unanswered" && answer !== "done" && answer.code === "voted" ? "done" : answer;
  }

  /** Asks the class for something that is not a message. */
  async ask(request: Request, take?: Take): Promise<Answered> {
    return (await this.#socket?.ask(request, undefined, take)) ?? "unanswered";
  }

  async leave(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    this.stage.value = { is: "left" };
    this.model.value = EMPTY;
    void this.media.stop();
    this.#releaseDevices();
    await socket?.leave();
  }

  #releaseDevices(): void {
    microphone.release();
    camera.release();
  }

  /** The page shows something else: the person keeps their seat for the grace, as if the network had gone. */
  dispose(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#backTimer);
    this.#wait.stop();
    this.attendance.stop();
    for (const stop of this.#stops) stop();
    this.#socket?.stop();
    this.#socket = null;
    void this.media.stop();
    this.#releaseDevices();
  }
}
