// The chat as it is shown, row by row.

import { signal } from "@preact/signals";
import type { ChatItem } from "../wire.ts";
import type { Model, Pending } from "./model.ts";

/** A row of the chat as it is shown. */
export type Row =
  | { kind: "item"; key: string; item: ChatItem }
  | { kind: "pending"; key: string; pending: Pending }
  | { kind: "lost"; key: string; at: number }
  /** What comes after was new to who came to it. */
  | { kind: "new"; key: string }
  /** Items are missing here, and being fetched. */
  | { kind: "gap"; key: string };

/** Up to this offset the chat had been read when this page came to it, where something was new. */
export const newAfter = signal<number | null>(null);

/** Everything in the order it is shown: items by offset, what failed where it failed, what is on its way at the end. `from`:
 *  what comes after it was new. */
export function rows(model: Model, from: number | null): Row[] {
  const list: Row[] = [];
  const failed = model.outbox.filter((pending) => pending.state === "failed");
  const extras: { after: number; row: Row }[] = [
    ...model.lost.map((lost) => ({
      after: lost.after,
      row: { kind: "lost", key: `lost-${lost.after}`, at: lost.at } as Row,
    })),
    ...(model.gap ? [{ after: model.gap.from, row: { kind: "gap", key: `gap-${model.gap.from}` } as Row }] : []),
    ...(from === null ? [] : [{ after: from, row: { kind: "new", key: "new" } as Row }]),
    ...failed.map((pending) => ({
      after: pending.after ?? 0,
      row: { kind: "pending", key: pending.id, pending } as Row,
    })),
  ].sort((one, two) => one.after - two.after);
  let next = 0;
  const place = (offset: number) => {
    for (let extra = extras[next]; extra && extra.after < offset; extra = extras[++next]) list.push(extra.row);
  };
  for (const item of model.chat) {
    place(item.offset);
    list.push({ kind: "item", key: item.id, item });
  }
  place(Number.POSITIVE_INFINITY);
  for (const pending of model.outbox) {
    if (pending.state !== "failed") list.push({ kind: "pending", key: pending.id, pending });
  }
  return list;
}
