// For staff: what somebody is muted in, and until when, said beside their name wherever that stands.

import { moderate } from "../moderate-words.ts";
import type { Sanction } from "../wire.ts";
import { timeOf } from "../words.ts";
import type { Visit } from "./visit.ts";

/** All that mutes a person, in words; empty for who reads nothing of it, and for whom nothing mutes. */
export function mutedAt(visit: Visit, person: string): string {
  const of = visit.model.value.held.filter(({ sanction }) => sanction.person === person && sanction.until);
  const mutes = of.filter(({ sanction }) => sanction.measure === "mute");
  const words = ({ mutes, until }: Sanction) =>
    `${moderate.muted[mutes ?? "chat"]} ${moderate.until(timeOf(Date.parse(until ?? "")))}`;
  return mutes.map(({ sanction }) => words(sanction)).join(", ");
}
