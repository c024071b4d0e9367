// For how long one's own voice is heard while one has the floor: after that one's hand has done its work, and goes down.

/** Speech that is no cough, no "er" and no word to somebody in the room, and short enough that nobody wonders why the hand of
    who speaks is still up. */
export const HEARD_MS = 5_000;

/** Counts it within one floor; pauses between words do not count, and do not begin it anew. */
export class Voice {
  #floor: string | null = null;
  #since: number | null = null;
  #heard = 0;
  #told = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `enough`: called once in each floor. */
  constructor(
    private readonly enough: () => void,
    private readonly clock = () => performance.now(),
  ) {}

  /** `floor`: until when the floor is one's own, by which it is known from the next; `heard`: whether one speaks now. */
  note(floor: string | null, heard: boolean): void {
    clearTimeout(this.#timer);
    const at = this.clock();
    if (this.#since !== null) this.#heard += at - this.#since;
    this.#since = null;
    if (floor !== this.#floor) {
      this.#floor = floor;
      this.#heard = 0;
      this.#told = false;
    }
    if (floor === null || this.#told) return;
    if (this.#heard >= HEARD_MS) {
      this.#told = true;
      this.enough();
    } else if (heard) {
      this.#since = at;
      this.#timer = setTimeout(() => this.note(floor, true), HEARD_MS - this.#heard);
    }
  }
}
