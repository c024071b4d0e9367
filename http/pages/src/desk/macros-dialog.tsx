// Macros: a digit decides the case that is looked at as one says; below, what is decided now is kept as a new one. How far a
// ban reaches is chosen at the case and not in a macro; one from a single class has no length.

import { useEffect, useState } from "preact/hooks";
import { lastsOf } from "../ban-words.ts";
import { Dialog } from "../room/parts.tsx";
import type { Macro, Measure, ReasonCode } from "../wire.ts";
import { words } from "../words.ts";
import { MeasureChoice, ReasonChoice } from "./choices.tsx";
import { keepMacros, loadMacros, macros, MACROS_MAX } from "./macros.ts";
import { macroText, measures, reasons, text } from "./words.ts";
import type { Work } from "./work.ts";

export function MacrosDialog({ work, close }: { work: Work; close(): void }) {
  const [said, say] = useState("");
  useEffect(() => void loadMacros(), []);
  const kept = macros.value ?? [];
  const row = work.row;
  const can = row !== null && row.state.is !== "decided" && row.state.is !== "settled";
  const apply = async (one: Macro | undefined) => {
    if (!one || !can) return;
    close();
    await work.decide(one.measure ?? null, asNow(work, one));
  };
  const keep = async (next: readonly Macro[]) => {
    const why = await keepMacros(next);
    say(why === null ? macroText.kept : why || text.lost);
    return why === null;
  };
  const press = (event: KeyboardEvent) => {
    const writes = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
    if (writes || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    event.preventDefault();
    void apply(kept[Number(event.key) - 1]);
  };
  return (
    <Dialog title={macroText.title} onClose={close}>
      <div onKeyDown={press}>
        <p class="small" role="status">
          {said || (row ? (can ? macroText.how(row.number) : macroText.over) : macroText.none)}
        </p>
        <ol class="desk-bulk">
          {kept.map((one, at) => (
            <li key={`${one.name} ${at}`} class="desk-macro">
              <button class="button plain desk-button" type="button" disabled={!can} onClick={() => void apply(one)}>
                <kbd>{at + 1}</kbd> <bdi>{one.name}</bdi>
              </button>
              <span class="small">{macroText.does(measures(one.measure ?? null, asNow(work, one).minutes), reasons[one.reason])}</span>
              <button class="link small" type="button" onClick={() => void keep(kept.filter((other) => other !== one))}>
                {macroText.forget} <span class="vh">{one.name}</span>
              </button>
            </li>
          ))}
        </ol>
        {kept.length < MACROS_MAX ? <New work={work} kept={kept} keep={keep} /> : <p class="small">{macroText.full}</p>}
        <div class="dialog-actions">
          <button class="button plain" type="button" onClick={close}>
            {words.close}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

/** A macro as it decides the case that is looked at. */
function asNow(work: Work, macro: Macro): Macro {
  if (macro.measure !== "ban") return macro;
  const { minutes = work.lasts.value, ...as } = macro;
  return { ...as, ...lastsOf(work.scope.value, minutes) };
}

function New({ work, kept, keep }: { work: Work; kept: readonly Macro[]; keep(next: readonly Macro[]): Promise<boolean> }) {
  const [name, call] = useState("");
  const [measure, choose] = useState<Measure | null>("warn");
  const [minutes, last] = useState(10);
  const [reason, give] = useState<ReasonCode>(work.reason.value ?? work.reasons[0] ?? "other");
  const [note, write] = useState("");
  const send = async (event: Event) => {
    event.preventDefault();
    const what = { name: name.trim(), reason: measure === null ? ("nothing_wrong" as const) : reason, note };
    const done = measure === null ? {} : { measure, ...(measure === "mute" ? { minutes } : {}) };
    if (await keep([...kept, { ...what, ...done }])) {
      call("");
      write("");
    }
  };
  return (
    <form class="desk-macro-new" onSubmit={(event) => void send(event)}>
      <p>
        <label for="macro-name">{macroText.name}</label>
        <input id="macro-name" class="field" maxLength={40} required value={name} onInput={(event) => call(event.currentTarget.value)} />
      </p>
      <MeasureChoice id="macro-measure" label={macroText.what} value={measure} choose={choose} />
      {measure === "mute" ? (
        <p>
          <label for="macro-minutes">{macroText.minutes}</label>
          <input
            id="macro-minutes"
            class="field"
            type="number"
            min={1}
            max={60}
            required
            value={minutes}
            onInput={(event) => last(event.currentTarget.valueAsNumber)}
          />
        </p>
      ) : null}
      {measure === null ? null : (
        <ReasonChoice id="macro-reason" label={text.why} value={reason} of={work.reasons} choose={give} />
      )}
      <p class="desk-macro-note">
        <label for="macro-note">{macroText.note}</label>
        <input
          id="macro-note"
          class="field"
          maxLength={500}
          required={measure !== null && reason === "other"}
          value={note}
          onInput={(event) => write(event.currentTarget.value)}
        />
      </p>
      <button class="button act" type="submit">
        {macroText.keep}
      </button>
    </form>
  );
}
