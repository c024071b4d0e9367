// When news is said, by the table that comes with the protocol: at once, when there is a moment, or with others as a
// figure. A busy list that is read out floods who listens, and some readers read the whole of it again; so the lists are
// silent and this speaks for them.

import { newsWords as text, type DigestKind } from "../news-words.ts";
import { ANNOUNCE, ANNOUNCE_PACE } from "../wire.ts";
import type { Kind, News } from "./news.ts";

type Manner = "assertive" | "polite" | "digest" | "silent";
interface Row {
  own: Manner;
  me: Manner;
  others: Manner;
  every_seconds?: number;
}
const TABLE: Record<Kind, Row> = ANNOUNCE;

/** What comes together is said together. */
const SETTLE_MS = 100;
/** What was said and must not be said again: of so much. */
const SAID_MAX = 1_000;

export interface Voice {
  polite(text: string): void;
  assertive(text: string): void;
  /** Monotonic milliseconds. */
  tick(): number;
}

/** A figure that is soon another one. */
interface Figure {
  words: string;
  said: string;
  next: number;
  timer?: ReturnType<typeof setTimeout> | undefined;
}

export class Announcer {
  #said = new Set<string>();
  #counted: News[] = [];
  #countedAt: ReturnType<typeof setTimeout> | undefined;
  #quietUntil = 0;
  #polite = new Map<string, string>();
  #politeAt: ReturnType<typeof setTimeout> | undefined;
  #figures = new Map<Kind, Figure>();

  constructor(private readonly voice: Voice) {}

  hear(news: readonly News[]): void {
    const breaksIn: string[] = [];
    for (const one of news) {
      const row = TABLE[one.kind];
      const manner = row[one.whose];
      if (manner === "silent" || this.#wasSaid(one.key)) continue;
      if (row.every_seconds !== undefined) this.#figure(one, row.every_seconds * 1_000);
      else if (manner === "digest") this.#count(one);
      else if (manner === "assertive" && !one.missed) breaksIn.push(one.words);
      else this.#mention(one);
    }
    if (breaksIn.length > 0) this.voice.assertive(breaksIn.join(" "));
  }

  stop(): void {
    clearTimeout(this.#countedAt);
    clearTimeout(this.#politeAt);
    for (const figure of this.#figures.values()) clearTimeout(figure.timer);
  }

  #wasSaid(key: string | undefined): boolean {
    if (key === undefined) return false;
    if (this.#said.has(key)) return true;
    this.#said.add(key);
    const [oldest] = this.#said;
    if (this.#said.size > SAID_MAX && oldest !== undefined) this.#said.delete(oldest);
    return false;
  }

  /** By itself. Of what was missed only how it is by now: a poll that was opened and closed is closed. */
  #mention(one: News): void {
    const topic = one.missed ? (one.topic ?? one.key ?? one.kind).split(" ")[0] : `${this.#polite.size}`;
    this.#polite.delete(topic ?? "");
    this.#polite.set(topic ?? "", one.words);
    this.#politeAt ??= setTimeout(() => {
      this.#politeAt = undefined;
      const all = [...this.#polite.values()].join(" ");
      this.#polite.clear();
      this.voice.polite(all);
    }, SETTLE_MS);
  }

  /** With others. How many were missed the page says when it is back. */
  #count(one: News): void {
    if (one.missed) return;
    this.#counted.push(one);
    const wait = Math.max(SETTLE_MS, this.#quietUntil - this.voice.tick());
    this.#countedAt ??= setTimeout(() => this.#tellCounted(), wait);
  }

  #tellCounted(): void {
    this.#countedAt = undefined;
    const all = this.#counted.splice(0);
    const [first] = all;
    if (!first) return;
    const alone = all.length === 1;
    const rest = alone ? ANNOUNCE_PACE.read_out_seconds : ANNOUNCE_PACE.digest_seconds;
    this.#quietUntil = this.voice.tick() + rest * 1_000;
    this.voice.polite(alone ? first.words : digest(all));
  }

  #figure(one: News, everyMs: number): void {
    const figure: Figure = this.#figures.get(one.kind) ?? { words: "", said: "", next: 0 };
    this.#figures.set(one.kind, figure);
    figure.words = one.words;
    figure.timer ??= setTimeout(
      () => {
        figure.timer = undefined;
        if (figure.words === figure.said) return;
        figure.said = figure.words;
        figure.next = this.voice.tick() + everyMs;
        this.voice.polite(figure.words);
      },
      Math.max(SETTLE_MS, figure.next - this.voice.tick()),
    );
  }
}

/** `12 new messages from 5 people, 2 new questions`. */
function digest(all: readonly News[]): string {
  const kinds = [...new Set(all.map((one) => one.kind))] as DigestKind[];
  const parts = kinds.map((kind) => {
    const of = all.filter((one) => one.kind === kind);
    const people = new Set(of.flatMap((one) => one.by ?? [])).size;
    return text.many[kind](of.reduce((sum, one) => sum + (one.count ?? 1), 0), people);
  });
  return parts.join(", ");
}
