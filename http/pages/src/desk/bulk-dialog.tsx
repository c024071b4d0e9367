// Many cases decided alike: what is chosen, what will become of each, and then what became of each.

import { useState } from "preact/hooks";
import { Dialog } from "../room/parts.tsx";
import type { Measure, ReasonCode } from "../wire.ts";
import { words } from "../words.ts";
import { picked, planned } from "./bulk.ts";
import { MeasureChoice, ReasonChoice } from "./choices.tsx";
import { bulkText, text, titleOf } from "./words.ts";
import type { Work } from "./work.ts";

/** What became of a case, in words. */
interface Became {
  number: number;
  name: string;
  words: string;
  done: boolean;
}

export function BulkDialog({ work, close }: { work: Work; close(): void }) {
  // Those that were picked when it was asked for: what comes in later is not among them.
  const [ids] = useState(work.picked.value);
  const [measure, choose] = useState<Measure | null>(null);
  const [reason, give] = useState<ReasonCode | null>(work.reasons[0] ?? null);
  const [became, tell] = useState<readonly Became[] | null>(null);
  const [busy, wait] = useState(false);
  const model = work.socket.model.value;
  const plan = planned(model, picked(model, ids), measure);
  const good = plan.filter((one) => one.left === null);
  const decide = async () => {
    wait(true);
    const outcomes: Became[] = [];
    for (const { row, left } of plan) {
      const said = left === null ? await work.decideOne(row, measure, measure === null ? "nothing_wrong" : reason) : bulkText.left[left];
      outcomes.push({ number: row.number, name: row.name, words: said ?? bulkText.became(measure), done: said === null });
      tell([...outcomes]);
    }
    wait(false);
    work.picked.value = new Set();
  };
  // What became of each is not thrown away while there is more to come.
  const leave = () => {
    if (!busy) close();
  };
  if (became) {
    const done = became.filter((one) => one.done).length;
    return (
      <Dialog title={busy ? bulkText.going(became.length, plan.length) : bulkText.after(done, plan.length)} onClose={leave}>
        <ul class="desk-bulk" tabIndex={0} aria-label={bulkText.outcomes}>
          {became.map((one) => (
            <li key={one.number} class={one.done ? "desk-bulk-done" : "desk-bulk-left"}>
              <strong>{bulkText.number(one.number)}</strong> <bdi>{one.name}</bdi> <span>{one.words}</span>
            </li>
          ))}
        </ul>
        <div class="dialog-actions">
          <button class="button act" type="button" disabled={busy} onClick={close}>
            {words.close}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={bulkText.title(plan.length)} onClose={leave}>
      <div class="desk-bulk-ask">
        <MeasureChoice id="bulk-measure" label={bulkText.what} value={measure} choose={choose} />
        {measure === null || reason === null ? null : (
          <ReasonChoice id="bulk-reason" label={text.why} value={reason} of={work.reasons} choose={give} />
        )}
      </div>
      <ul class="desk-bulk" tabIndex={0} aria-label={bulkText.before}>
        {plan.map(({ row, left }) => (
          <li key={row.id} class={left === null ? undefined : "desk-bulk-left"}>
            <strong>{bulkText.number(row.number)}</strong> {titleOf(row)}, <bdi>{row.name}</bdi>{" "}
            <span>{left === null ? bulkText.will(measure) : bulkText.left[left]}</span>
          </li>
        ))}
      </ul>
      <div class="dialog-actions">
        <button class="button act" type="button" disabled={busy || good.length === 0 || (measure !== null && reason === null)} onClick={() => void decide()}>
          {bulkText.decide(good.length)}
        </button>
        <button class="button plain" type="button" onClick={close}>
          {words.close}
        </button>
      </div>
    </Dialog>
  );
}
