// What a moderator does, one function each. Nothing is silently not done: what was refused is said, with who was first.

import { signal } from "@preact/signals";
import { serverNow } from "../client/clock.ts";
import { tell } from "../room/place.ts";
import type { AppealOutcome, CaseDetail, CaseRow, DeskRequest, Macro, Measure, ReasonCode, Scope } from "../wire.ts";
import { toggled } from "./bulk.ts";
import { givenUp, isHeld, lost } from "./claims.ts";
import { focused, gathered, moved, viewed, type Model } from "./model.ts";
import { began } from "./shift.ts";
import { taken, type Answer, type DeskSocket } from "./socket.ts";
import { appealText, bulkText, lostBy, REASONS, refused, text, usual } from "./words.ts";

/** How often held cases are renewed, and for how long after the last sign of the moderator. */
const RENEW_MS = 20_000;
const WORKS_MS = 120_000;
const TOLD_MS = 8_000;

export type Asking =
  | { is: "keys" }
  | { is: "shift" }
  | { is: "macros" }
  | { is: "bulk" }
  | { is: "note" | "reverse" | "hand_over"; case: string } | null;

/** How something is decided, besides what and why. */
type How = Partial<Macro> & { scope?: Scope };

/** What was said about the last thing that was tried. */
export interface Told {
  words: string;
  tone: "red" | "act";
}

export class Work {
  readonly detail = signal<CaseDetail | null>(null);
  readonly reason = signal<ReasonCode | null>(null);
  /** How far a ban reaches, if this is to be one. */
  readonly scope = signal<Scope>("session");
  /** How many minutes one holds; `null`: until it is lifted. */
  readonly lasts = signal<number | null>(null);
  readonly told = signal<Told | null>(null);
  readonly asking = signal<Asking>(null);
  /** Whether words that may hurt are shown. */
  readonly bare = signal(false);
  /** Cases that are picked, to be decided alike. */
  readonly picked = signal<ReadonlySet<string>>(new Set());
  /** Something is being asked right now. */
  readonly busy = signal(false);
  /** When this shift began. */
  readonly began = began(serverNow());
  #seenAt = performance.now();
  /** Cases that this page is giving up: that they go is no news. */
  #given = new Set<string>();
  /** What was said of lost claims waits for the moderator: a claim runs out because nobody was there. */
  #waits = false;
  #renew: ReturnType<typeof setInterval>;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #stop: () => void;

  constructor(readonly socket: DeskSocket) {
    this.#renew = setInterval(() => this.#renewHeld(), RENEW_MS);
    let known = "";
    let before = socket.model.peek();
    this.#stop = socket.model.subscribe((model) => {
      this.#follow(before, model);
      before = model;
      const row = model.focus ? model.cases.get(model.focus) : undefined;
      const key = row ? `${row.id} ${row.version} ${row.reports}` : "";
      if (key === known) return;
      if (!row || !known.startsWith(row.id)) {
        this.reason.value = row ? this.usualFor(row) : null;
        this.scope.value = "session";
        this.lasts.value = null;
        this.bare.value = false;
      }
      known = key;
      void this.#look(row?.id ?? null);
    });
  }

  stop(): void {
    clearInterval(this.#renew);
    clearTimeout(this.#quiet);
    this.#stop();
  }

  /** The moderator is at it. */
  seen(): void {
    this.#seenAt = performance.now();
    if (this.#waits) this.#stands();
  }

  get row(): CaseRow | null {
    const model = this.socket.model.value;
    return (model.focus ? model.cases.get(model.focus) : null) ?? null;
  }

  /** The reasons that are in use, as they stand on the keys. */
  get reasons(): readonly ReasonCode[] {
    const used = this.socket.model.value.you?.reasons;
    return used ? REASONS.filter((reason) => used.includes(reason)) : REASONS;
  }

  /** The reason that goes with what was complained about, where it is in use. */
  usualFor(row: CaseRow): ReasonCode | null {
    const reason = usual[row.kind];
    return this.reasons.includes(reason) ? reason : null;
  }

  /** Whether a case is held by this moderator. */
  holds(row: CaseRow): boolean {
    return isHeld(this.socket.model.value, row);
  }

  move(by: number): void {
    this.socket.change((model) => moved(model, by));
  }

  focus(id: string): void {
    this.socket.change((model) => focused(model, id));
  }

  gather(): void {
    this.socket.change(gathered);
  }

  async claim(row: CaseRow | null): Promise<boolean> {
    return row !== null && this.#done(await this.#ask({ type: "claim", data: { case: row.id } }));
  }

  async release(row: CaseRow | null): Promise<void> {
    if (row) this.#done(await this.#ask({ type: "release", data: { case: row.id } }));
  }

  async escalate(row: CaseRow | null): Promise<void> {
    if (row) this.#done(await this.#ask({ type: "escalate", data: { case: row.id } }));
  }

  async note(id: string, words: string): Promise<boolean> {
    const done = this.#done(await this.#ask({ type: "note", data: { case: id, text: words } }));
    if (done) await this.#look(id);
    return done;
  }

  async handOver(id: string, to: string, words: string): Promise<boolean> {
    return this.#done(await this.#ask({ type: "hand_over", data: { case: id, to, text: words } }));
  }

  async reverse(id: string, words: string): Promise<boolean> {
    return this.#done(await this.#ask({ type: "reverse", data: { case: id, text: words } }));
  }

  /** Shows appeals alone, or the whole queue. */
  view(appeals: boolean): void {
    this.socket.change((model) => viewed(model, appeals));
  }

  /** Decides an appeal. */
  async answerAppeal(row: CaseRow, outcome: AppealOutcome, words: string): Promise<void> {
    const why = await this.#holding(row, async () => {
      const { version } = this.socket.model.value.cases.get(row.id) ?? row;
      const data = { case: row.id, version, outcome, ...(words ? { text: words } : {}) };
      return this.#against(await this.#ask({ type: "answer_appeal", data }));
    });
    this.#says(why);
  }

  /** Asks who appealed something; whether it was asked. */
  async askAppeal(row: CaseRow, words: string): Promise<boolean> {
    const why = await this.#holding(row, async () => {
      const { version } = this.socket.model.value.cases.get(row.id) ?? row;
      return this.#against(await this.#ask({ type: "ask_appeal", data: { case: row.id, version, text: words } }));
    });
    this.#says(why);
    return why === null;
  }

  /** Picks a case, or picks it no more. */
  pick(row: CaseRow | null): void {
    if (row && row.state.is !== "settled" && row.state.is !== "decided") this.picked.value = toggled(this.picked.value, row.id);
  }

  /** Asks how those that are picked are to be decided. */
  askBulk(): void {
    if (this.picked.value.size > 0) this.asking.value = { is: "bulk" };
    else this.say(bulkText.none, "red");
  }

  /** Decides the case that is looked at, as the page stands or as `as` says. */
  async decide(measure: Measure | null, as?: Partial<Macro>): Promise<void> {
    const row = this.row;
    if (!row) return;
    if (row.appeal) return this.say(appealText.instead, "red");
    const reason: ReasonCode | null = measure ? (as?.reason ?? this.reason.value ?? this.usualFor(row)) : "nothing_wrong";
    if (reason === null) return this.say(text.noReason, "red");
    const scope = measure === "ban" && this.scope.value !== "session" ? { scope: this.scope.value } : {};
    const lasts = measure === "ban" && this.lasts.value !== null ? { minutes: this.lasts.value } : {};
    this.#says(await this.decideOne(row, measure, reason, { ...(as ?? lasts), ...scope }));
  }

  /** Decides a case as it was looked at. What was said against it, `null`: it is decided. */
  decideOne(row: CaseRow, measure: Measure | null, reason: ReasonCode | null, as: How = {}): Promise<string | null> {
    return this.#holding(row, () => this.#decides(row, measure, reason, as));
  }

  /** Does something with a case; one that nobody holds is claimed first, and given back where something was said against it. */
  async #holding(row: CaseRow, act: () => Promise<string | null>): Promise<string | null> {
    const claims = row.state.is === "open";
    if (claims) {
      const why = this.#against(await this.#ask({ type: "claim", data: { case: row.id } }));
      if (why !== null) return why;
    }
    const why = await act();
    if (why !== null && claims) await this.#ask({ type: "release", data: { case: row.id } });
    return why;
  }

  async #decides(row: CaseRow, measure: Measure | null, reason: ReasonCode | null, as: How): Promise<string | null> {
    const now = this.socket.model.value.cases.get(row.id) ?? row;
    if (now.reports !== row.reports) return bulkText.left.reported;
    const note = as.note || (reason === "other" ? text.number(row.number) : "");
    const { minutes, scope } = as;
    const more = { ...(minutes === undefined ? {} : { minutes }), ...(scope === undefined ? {} : { scope }) };
    const how = measure === null ? {} : { measure, ...more };
    const data = { case: now.id, version: now.version, reason: reason ?? "other", note, ...how };
    return this.#against(await this.#ask({ type: "decide", data }));
  }

  /** What Remove does to what the case is about. */
  removal(row: CaseRow): Measure {
    return row.subject.message ? "hide" : "remove";
  }

  /** The latest decision of this moderator that can still be undone. */
  get undoable(): CaseRow | null {
    const model = this.socket.model.value;
    const mine = [...model.cases.values()].filter(
      (row) => row.state.is === "decided" && row.state.decision.by.person === model.you?.who.person,
    );
    const at = (row: CaseRow) => (row.state.is === "decided" ? Date.parse(row.state.decision.at) : 0);
    return mine.sort((one, two) => at(two) - at(one))[0] ?? null;
  }

  async undo(): Promise<void> {
    const row = this.undoable;
    if (row) {
      this.focus(row.id);
      this.#done(await this.#ask({ type: "undo", data: { case: row.id } }));
      return;
    }
    const here = this.row;
    if (here?.state.is === "settled") this.asking.value = { is: "reverse", case: here.id };
    else this.say(refused.undo_over ?? "", "red");
  }

  async #ask(request: DeskRequest): Promise<Answer> {
    this.busy.value = true;
    const given = givenUp(request);
    if (given !== null) this.#given.add(given);
    const answer = await this.socket.ask(request);
    // What was refused is held as before, and can be lost yet.
    if (given !== null && !taken(answer)) this.#given.delete(given);
    this.busy.value = false;
    return answer;
  }

  /** What an answer says against what was asked; `null`: it is done. */
  #against(answer: Answer): string | null {
    if (taken(answer)) return null;
    if (answer === "unanswered") return text.lost;
    const why = [answer.detail, answer.explain].filter((part) => part).join(" ");
    return `${refused[answer.code] ?? answer.title} ${why}`.trim();
  }

  #done(answer: Answer): boolean {
    const why = this.#against(answer);
    this.#says(why);
    return why === null;
  }

  /** Says what was said against something; where that is nothing, what was said before goes. */
  #says(why: string | null): void {
    if (why !== null) this.say(why, "red");
    else if (!this.#waits) this.told.value = null;
  }

  /** Says what became of something. */
  say(words: string, tone: Told["tone"]): void {
    this.told.value = { words, tone };
    tell(words);
    this.#stands();
  }

  /** What was said last stands for a while from now. */
  #stands(): void {
    this.#waits = false;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.told.value = null;
    }, TOLD_MS);
  }

  /** Says which claims were lost from one picture to the next, until somebody is there to read it. */
  #follow(before: Model, after: Model): void {
    const losses = lost(before, after, this.#given, serverNow()).map(lostBy);
    for (const id of this.#given) {
      const row = after.cases.get(id);
      if (!row || !isHeld(after, row)) this.#given.delete(id);
    }
    if (losses.length === 0) return;
    const words = losses.join(" ");
    const earlier = this.#waits ? `${this.told.peek()?.words ?? ""} ` : "";
    clearTimeout(this.#quiet);
    this.#waits = true;
    this.told.value = { words: `${earlier}${words}`.trim(), tone: "red" };
    tell(words);
  }

  async #look(id: string | null): Promise<void> {
    if (id === null) {
      this.detail.value = null;
      return;
    }
    if (this.detail.peek()?.row.id !== id) this.detail.value = null;
    const detail = await this.socket.detail(id);
    if (detail && this.socket.model.peek().focus === id) this.detail.value = detail;
  }

  #renewHeld(): void {
    if (performance.now() - this.#seenAt > WORKS_MS || document.visibilityState === "hidden") return;
    for (const row of this.socket.model.peek().cases.values()) {
      if (this.holds(row) && row.state.is === "claimed" && Date.parse(row.state.until) > serverNow()) {
        void this.socket.ask({ type: "renew", data: { case: row.id } });
      }
    }
  }
}
