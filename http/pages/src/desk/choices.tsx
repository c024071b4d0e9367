// What a decision does and why, each chosen from a list: for many cases at once, and for a macro. How long a ban holds.

import { BAN_MINUTES, banWords } from "../ban-words.ts";
import type { Measure, ReasonCode } from "../wire.ts";
import { measures, reasons } from "./words.ts";

const MEASURES: readonly (Measure | null)[] = [null, "warn", "hide", "mute", "remove", "ban"];

export function MeasureChoice(props: { id: string; label: string; value: Measure | null; choose(value: Measure | null): void }) {
  return (
    <p>
      <label for={props.id}>{props.label}</label>
      <select
        id={props.id}
        class="field"
        value={props.value ?? ""}
        onChange={(event) => props.choose((event.currentTarget.value || null) as Measure | null)}
      >
        {MEASURES.map((one) => (
          <option key={one} value={one ?? ""}>
            {measures(one)}
          </option>
        ))}
      </select>
    </p>
  );
}

interface Lasts {
  id: string;
  look?: string;
  /** In minutes; `null`: until it is lifted. */
  value: number | null;
  choose(value: number | null): void;
}

export function LastsChoice({ id, look, value, choose }: Lasts) {
  return (
    <p class={look}>
      <label for={id}>{banWords.lasts}</label>{" "}
      <select id={id} class="field" value={value ?? ""} onChange={(event) => choose(Number(event.currentTarget.value) || null)}>
        {BAN_MINUTES.map((one) => (
          <option key={one} value={one ?? ""}>
            {banWords.length(one)}
          </option>
        ))}
      </select>
    </p>
  );
}

interface Reasons {
  id: string;
  label: string;
  value: ReasonCode;
  of: readonly ReasonCode[];
  choose(value: ReasonCode): void;
}

export function ReasonChoice({ id, label, value, of, choose }: Reasons) {
  return (
    <p>
      <label for={id}>{label}</label>
      <select id={id} class="field" value={value} onChange={(event) => choose(event.currentTarget.value as ReasonCode)}>
        {of.map((one) => (
          <option key={one} value={one}>
            {reasons[one]}
          </option>
        ))}
      </select>
    </p>
  );
}
