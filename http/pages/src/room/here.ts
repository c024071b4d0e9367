// How long this person was here, as this page saw it. Kept for the tab, so that a reload in the middle of the hour
// forgets nothing. The class's own attendance is the journal's; this is what the page can say without asking.

export interface Span {
  from: number;
  to: number;
}

/** A drop up to the grace after a lost connection still counts as here (L16). */
export const GRACE_MS = 90_000;

const key = (session: string) => `homeroom.here.${session}`;

export class Here {
  #spans: Span[];

  constructor(private readonly session: string) {
    this.#spans = load(session);
  }

  /** Connected, or still connected. */
  seen(now: number, begins: boolean): void {
    const last = this.#spans.at(-1);
    if (!last || (begins && now - last.to > 1_500)) this.#spans.push({ from: now, to: now });
    else last.to = Math.max(last.to, now);
    try {
      sessionStorage.setItem(key(this.session), JSON.stringify(this.#spans));
    } catch {
      // Without storage a reload starts counting anew, and the page says who counted.
    }
  }

  /** The spans of being here, short drops included, and those drops; all within the class. */
  within(startsAt: number, endsAt: number): { present: Span[]; drops: Span[] } {
    return within(this.#spans, startsAt, endsAt);
  }

  get cameAt(): number | null {
    return this.#spans[0]?.from ?? null;
  }
}

function load(session: string): Span[] {
  try {
    return JSON.parse(sessionStorage.getItem(key(session)) ?? "[]") as Span[];
  } catch {
    return [];
  }
}

/** Joins spans over short drops and cuts them to the class. */
export function within(spans: readonly Span[], startsAt: number, endsAt: number): { present: Span[]; drops: Span[] } {
  const present: Span[] = [];
  const drops: Span[] = [];
  for (const span of spans) {
    const cut = { from: Math.max(span.from, startsAt), to: Math.min(span.to, endsAt) };
    if (cut.to <= cut.from) continue;
    const last = present.at(-1);
    if (last && cut.from - last.to <= GRACE_MS) {
      if (cut.from > last.to) drops.push({ from: last.to, to: cut.from });
      last.to = cut.to;
    } else {
      present.push(cut);
    }
  }
  return { present, drops };
}
