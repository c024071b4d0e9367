// What a screen reader hears of the chat. A busy `role=log` floods it, and some readers read the whole log again, so the
// list itself is silent and this says each message while they are few, and only their number above one in three seconds.

import type { ChatItem } from "../wire.ts";
import { words } from "../words.ts";

/** Above one message in so long, messages are counted and not read out. */
const READ_OUT_MS = 3_000;

export class Announcer {
  #waiting: ChatItem[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #quietUntil = 0;

  constructor(
    private readonly tell: (text: string) => void,
    private readonly tick: () => number = () => performance.now(),
  ) {}

  /** New messages of others. */
  hear(items: readonly ChatItem[]): void {
    if (items.length === 0) return;
    this.#waiting.push(...items);
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#quietUntil - this.tick());
    this.#timer = setTimeout(() => this.#flush(), wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
  }

  #flush(): void {
    this.#timer = undefined;
    this.#quietUntil = this.tick() + READ_OUT_MS;
    const [first] = this.#waiting;
    const figure = this.#waiting.length;
    this.#waiting = [];
    if (!first) return;
    this.tell(figure === 1 ? words.chat.said(first.name, first.text) : words.chat.fresh(figure));
  }
}
