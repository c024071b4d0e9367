// For staff, whom a student asks "why can I not": what keeps them from what. The server is asked when it is opened, each time
// anew, and not before.

import { useRef, useState } from "preact/hooks";
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
  const [rows, know] = useState<readonly string[] | null>(null);
  const turn = useRef(0);
  const look = async (open: boolean) => {
    turn.current += 1;
    const mine = turn.current;
    know(null);
    if (!open) return;
    const path = `/v1/sessions/${visit.session}/may?person=${person}`;
    const found = await authorized<May>("GET", path).then(rowsOf, () => [text.failed]);
    if (turn.current === mine) know(found.length > 0 ? found : [text.nothing]);
  };
  return (
    <details class="moderate-own" onToggle={(event) => void look(event.currentTarget.open)}>
      <summary class="small">{text.title}</summary>
      <div role="status">
        {(rows ?? []).map((row) => (
          <p key={row} class="small">
            {row}
          </p>
        ))}
      </div>
    </details>
  );
}
