// When own messages may go out: under the server's limit, after what a refusal asked for, and again when no answer came.

/** Own messages per window: under the server's 5 per 5 s (L5), so that an outbox that has grown is not refused. */
const SAY_PER_WINDOW_MAX = 4;
const SAY_WINDOW_MS = 5_500;
/** A refusal that says "later" is obeyed so often before the person is asked. */
const POSTPONED_MAX = 5;
/** An unanswered message is sent again after so long, on a connection that is otherwise alive; the id makes it safe. */
const ANSWER_MS_MAX = 10_000;

export class Pace {
  #window: number[] = [];
  #sentAt = new Map<string, number>();
  #notBefore = new Map<string, number>();
  #postponed = new Map<string, number>();

  /** Milliseconds until this message may go out; zero: now. */
  wait(id: string, tick: number): number {
    this.#window = this.#window.filter((at) => tick - at < SAY_WINDOW_MS);
    const oldest = this.#window[0];
    const full = this.#window.length >= SAY_PER_WINDOW_MAX && oldest !== undefined;
    return Math.max((this.#notBefore.get(id) ?? 0) - tick, full ? oldest + SAY_WINDOW_MS - tick : 0);
  }

  /** It went out. */
  sent(id: string, tick: number): void {
    this.#window.push(tick);
    this.#sentAt.set(id, tick);
  }

  /** Its answer came. */
  answered(id: string): void {
    this.#sentAt.delete(id);
  }

  /** It was refused with "later". False: it has been tried often enough. */
  postpone(id: string, until: number): boolean {
    const times = (this.#postponed.get(id) ?? 0) + 1;
    this.#postponed.set(id, times);
    this.#notBefore.set(id, until);
    return times <= POSTPONED_MAX;
  }

  /** The person asked for it: it starts anew. */
  forget(id: string): void {
    this.#postponed.delete(id);
    this.#notBefore.delete(id);
  }

  /** A new connection: nothing is on the wire. */
  fresh(): void {
    this.#sentAt.clear();
  }

  /** Those whose answer is overdue. */
  unanswered(tick: number): string[] {
    const overdue = [...this.#sentAt].filter(([, at]) => tick - at > ANSWER_MS_MAX).map(([id]) => id);
    for (const id of overdue) this.#sentAt.delete(id);
    return overdue;
  }
}
