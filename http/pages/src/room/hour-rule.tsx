// The hour rule: a ruler of the hour with its parts above, now marked on it, and figures below. Every page carries one.

import { DEVICE_ZONE, timeIn } from "../client/zone.ts";
import { words } from "../words.ts";

/** How long before its start a session's doors open, and how long after its end it closes; the protocol's limits. */
export const DOORS_MS = 10 * 60_000;
export const CLOSING_MS = 5 * 60_000;

const MINUTE = 60_000;

export interface Part {
  from: number;
  to: number;
  label?: string;
}

interface Props {
  from: number;
  to: number;
  parts: readonly Part[];
  /** The now-marker; absent where it is about the past. */
  now?: number;
  /** Fills these spans instead of the past, with what was dropped hatched. */
  spans?: readonly Part[];
  dropped?: readonly Part[];
  sentence: string;
  labels?: boolean;
  /** Whose clock the figures are; the device's where none is named. */
  zone?: string;
}

/** The parts of a class: doors, the class, and the closing span. */
export function classParts(startsAt: number, endsAt: number): { from: number; to: number; parts: Part[] } {
  const from = startsAt - DOORS_MS;
  const to = endsAt + CLOSING_MS;
  return {
    from,
    to,
    parts: [
      { from, to: startsAt, label: words.rule.doors },
      { from: startsAt, to: endsAt, label: words.rule.class },
      { from: endsAt, to, label: words.rule.closing },
    ],
  };
}

/** Ticks for minutes that are readable at that length: an hour has 1, 5 and 15; a longer one fewer. */
function steps(minutes: number): [number, number, number] {
  if (minutes <= 100) return [1, 5, 15];
  if (minutes <= 200) return [5, 15, 30];
  if (minutes <= 400) return [5, 15, 60];
  return [15, 60, 180];
}

export function HourRule({ from, to, parts, now, spans, dropped, sentence, labels = true, zone = DEVICE_ZONE }: Props) {
  const timeOf = (instant: number) => timeIn(instant, zone);
  const total = Math.max(MINUTE, to - from);
  const minutes = total / MINUTE;
  const at = (instant: number) => Math.min(100, Math.max(0, ((instant - from) / total) * 100));
  const [small, middle, large] = steps(minutes);
  let ticks = "";
  const figures: { at: number; text: string }[] = [];
  const first = Math.ceil(from / (small * MINUTE)) * small * MINUTE;
  for (let instant = first; instant <= to; instant += small * MINUTE) {
    // Minutes of the zone's own hour: some zones are half an hour off.
    const [hours = 0, past = 0] = timeOf(instant).split(":").map(Number);
    const local = hours * 60 + past;
    const height = local % large === 0 ? 13 : local % middle === 0 ? 9 : 5;
    ticks += `M${((instant - from) / total) * 1000} 13v${-height}`;
    if (local % large === 0) {
      const text = timeOf(instant);
      figures.push({ at: at(instant), text: text.endsWith("00") ? text : text.slice(-3) });
    }
  }
  const flag = now === undefined ? undefined : at(now);
  // Figures under the flag, and those that would touch a neighbour or the edge, are left out.
  const shown = figures.filter((figure) => (flag === undefined || Math.abs(figure.at - flag) > 4.5) && figure.at > 1.5 && figure.at < 97);
  const current = (part: Part) => now !== undefined && now >= part.from && now < part.to;
  return (
    <div class={`rule${labels ? "" : " no-labels"}`} role="img" aria-label={sentence}>
      {labels ? (
        <div class="rule-labels">
          {parts.map((part) => (
            <span
              key={part.from}
              class={`${current(part) ? "current" : ""}${at(part.from) > 88 ? " at-end" : ""}`}
              style={at(part.from) > 88 ? undefined : { insetInlineStart: `${at(part.from)}%` }}
            >
              {part.label}
            </span>
          ))}
        </div>
      ) : null}
      <svg class="rule-ticks" viewBox="0 0 1000 13" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <path d={ticks} vector-effect="non-scaling-stroke" />
      </svg>
      <div class="band">
        {parts.map((part) => (
          <span
            key={part.from}
            class="band-part"
            style={{ insetInlineStart: `${at(part.from)}%`, insetInlineEnd: `${100 - at(part.to)}%` }}
          >
            {spans === undefined && now !== undefined && now > part.from ? (
              <span
                class="past"
                style={{ inlineSize: `${Math.min(100, ((now - part.from) / (part.to - part.from)) * 100)}%` }}
              />
            ) : null}
          </span>
        ))}
        {spans?.map((span) => (
          <span key={span.from} class="past over" style={{ insetInlineStart: `${at(span.from)}%`, insetInlineEnd: `${100 - at(span.to)}%` }} />
        ))}
        {dropped?.map((span) => (
          <span key={span.from} class="dropped over" style={{ insetInlineStart: `${at(span.from)}%`, insetInlineEnd: `${100 - at(span.to)}%` }} />
        ))}
      </div>
      <div class="rule-figures num">
        {shown.map((figure) => (
          <span
            key={figure.at}
            class={flag !== undefined && Math.abs(figure.at - flag) < 13 ? "near" : undefined}
            style={{ insetInlineStart: `${figure.at}%` }}
          >
            {figure.text}
          </span>
        ))}
      </div>
      {flag !== undefined && now !== undefined ? (
        <div class="nowm" style={{ insetInlineStart: `${flag}%` }}>
          <span class={`flag num${flag < 4 ? " flag-start" : flag > 96 ? " flag-end" : ""}`}>{timeOf(now)}</span>
        </div>
      ) : null}
    </div>
  );
}
