// The hour of the desk: reports per minute above the ruler, now marked on it.

import { now } from "../client/clock.ts";
import { HourRule } from "../room/hour-rule.tsx";
import { text } from "./words.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Reports in a minute that fill the height. */
const FULL = 6;

export function Rule({ heard }: { heard: readonly { at: number; worst: boolean }[] }) {
  const from = Math.floor(now.value / HOUR) * HOUR;
  const minutes = Array.from({ length: 60 }, () => ({ all: 0, worst: false }));
  for (const one of heard) {
    const minute = minutes[Math.floor((one.at - from) / MINUTE)];
    if (minute) {
      minute.all += 1;
      minute.worst ||= one.worst;
    }
  }
  return (
    <div class="desk-rule">
      <p class="xs desk-rule-words">{text.rule}</p>
      <svg class="desk-bars" viewBox="0 0 60 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {minutes.map((minute, index) =>
          minute.all > 0 ? (
            <rect
              key={index}
              class={minute.worst ? "worst" : undefined}
              x={index + 0.08}
              width={0.84}
              y={6 - Math.min(6, (minute.all / FULL) * 6)}
              height={Math.min(6, (minute.all / FULL) * 6)}
            />
          ) : null,
        )}
      </svg>
      <HourRule from={from} to={from + HOUR} parts={[{ from, to: from + HOUR }]} now={now.value} sentence={text.rule} labels={false} />
    </div>
  );
}
