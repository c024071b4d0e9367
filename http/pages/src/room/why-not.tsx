// For staff, whom a student asks "why can I not": what keeps them from what. The server is asked while it is open, and not
// before.

import { useEffect, useState } from "preact/hooks";
import { authorized } from "../client/account.ts";
import { mayWords as text } from "../may-words.ts";
import type { CommandKind, May } from "../wire.ts";
import { timeOf } from "../words.ts";
import type { Visit } from "./visit.ts";

/** One row for each reason, with all that it takes; the same rule with another end is another reason. */
export function rowsOf({ may_not, tier }: May): readonly string[] {
  const reasons = new Map<string, { why: string; until: string | null; what: string[] }>();
  for (const [kind, name] of Object.entries(text.kinds) as [CommandKind, string][]) {
    const not = may_not.find((one) => one.what === kind);
    if (!not || not.rule === "role") continue;
    const why = tier === "lobby" && not.rule === "tier" ? text.lobby : ((not.rule && text.rules[not.rule]) ?? text.other);
    const until = not.until ? timeOf(Date.parse(not.until)) : null;
    const reason = reasons.get(`${why} ${until}`) ?? { why, until, what: [] };
    reason.what.push(name);
    reasons.set(`${why} ${until}`, reason);
  }
  return [...reasons.values()].map(({ why, until, what }) => text.row(why, until, what));
}

export function WhyNot({ visit, person }: { visit: Visit; person: string }) {
  const [open, turn] = useState(false);
  const [rows, know] = useState<readonly string[]>([]);
  const { calm, exceptions, floor, held, phase, rules } = visit.model.value;
  // Asked again when something that may keep them from it has changed, as by the controls above it.
  useEffect(() => {
    if (!open) return know([]);
    let isOld = false;
    const path = `/v1/sessions/${visit.session}/may?person=${person}`;
    void authorized<May>("GET", path)
      .then(rowsOf, () => [text.failed])
      .then((found) => isOld || know(found.length > 0 ? found : [text.nothing]));
    return () => {
      isOld = true;
    };
  }, [visit, person, open, calm, exceptions, floor.locks, held, phase, rules]);
  return (
    <details class="moderate-own" onToggle={(event) => turn(event.currentTarget.open)}>
      <summary class="small">{text.title}</summary>
      <div role="status">
        {rows.map((row) => (
          <p key={row} class="small">
            {row}
          </p>
        ))}
      </div>
    </details>
  );
}
