// For staff, whom a student asks "why can I not": what keeps them from what. The server is asked while it is open, and not
// before.

import { useEffect, useState } from "preact/hooks";
import { authorized } from "../client/account.ts";
import { mayWords as text, type Asked } from "../may-words.ts";
import { deciderOf, moderate } from "../moderate-words.ts";
import type { CommandKind, Held, May, MayNot, Muted } from "../wire.ts";
import { timeOf } from "../words.ts";
import type { Visit } from "./visit.ts";

/** What staff know beside the answer: what holds about the person, and how long slow mode lets wait. */
export interface Known {
  held: readonly Held[];
  slowSeconds: number;
}

/** Which mutes a command falls to. */
const MUTES: Partial<Record<CommandKind, Muted>> = {
  microphone: "mic",
  camera: "camera",
  raise_hand: "hand",
  vote: "poll",
};

/** Why, by whom, and for what reason where one was given. */
function whyOf({ what, rule, until }: MayNot, { person_id, tier }: May, { held, slowSeconds }: Known): string {
  if (!rule || !(rule in text.rules)) return text.other;
  if (rule === "tier" && tier === "lobby") return text.lobby;
  if (rule === "slow" && what === "say" && slowSeconds > 0) return text.slow(slowSeconds);
  if (rule !== "muted") return text.rules[rule as Asked];
  const mutes = MUTES[what] ?? "chat";
  const of = held.map(({ sanction }) => sanction).filter((one) => one.person === person_id && one.measure === "mute");
  // Of two that mute alike the longer one is told.
  const cause = of.find((one) => (one.mutes ?? "chat") === mutes && one.until === until);
  if (!cause) return text.rules.muted;
  return cause.reason === "blocked_words" ? text.byFilter : text.mutedFor(deciderOf(cause), moderate.reasons[cause.reason]);
}

/** One row for each reason, with all that it takes; the same rule with another end is another reason. */
export function rowsOf(may: May, known: Known): readonly string[] {
  const { may_not } = may;
  const reasons = new Map<string, { why: string; until: string | null; what: string[] }>();
  for (const [kind, name] of Object.entries(text.kinds) as [CommandKind, string][]) {
    const not = may_not.find((one) => one.what === kind);
    if (!not || not.rule === "role") continue;
    const why = whyOf(not, may, known);
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
      .then((may) => rowsOf(may, { held, slowSeconds: rules.slow_seconds ?? 0 }), () => [text.failed])
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
