// The rooms of the hour beside the queue: asked for while somebody looks, joined with the open cases of each.

import { signal } from "@preact/signals";
import { authorized, Refused } from "../client/account.ts";
import type { CaseRow, DeskRoom, DeskRooms } from "../wire.ts";

/** How often they are asked for, while the page is looked at. */
const EVERY_MS = 5_000;

/** The rooms as the server last told them; `null`: not known. */
export const rooms = signal<readonly DeskRoom[] | null>(null);

/** One cell of the strip. */
export interface Cell {
  id: string;
  title: string;
  /** What the server says of it; absent where its doors are shut and cases are left. */
  room?: DeskRoom;
  open: number;
  /** The worst of its open cases; 9 where it has none. */
  worst: number;
}

/** The strip: rooms with open cases first, the worst before, then the fullest. */
export function cells(known: readonly DeskRoom[], cases: Iterable<CaseRow>): Cell[] {
  const all = new Map<string, Cell>(known.map((room) => [room.session_id, { id: room.session_id, title: room.title, room, open: 0, worst: 9 }]));
  for (const row of cases) {
    if (row.state.is === "settled" || row.state.is === "decided") continue;
    const cell = all.get(row.subject.session) ?? { id: row.subject.session, title: row.class, open: 0, worst: 9 };
    all.set(cell.id, { ...cell, open: cell.open + 1, worst: Math.min(cell.worst, row.severity) });
  }
  const people = (cell: Cell) => cell.room?.people ?? 0;
  return [...all.values()].sort(
    (one, two) => one.worst - two.worst || two.open - one.open || people(two) - people(one) || (one.id < two.id ? -1 : 1),
  );
}

async function look(): Promise<void> {
  if (document.visibilityState === "hidden") return;
  try {
    rooms.value = (await authorized<DeskRooms>("GET", "/v1/desk/rooms")).rooms;
  } catch {
    // The queue goes on without them; they are asked for again.
  }
}

/** Asks for them from here on, until what it returns is called. */
export function watchRooms(): () => void {
  void look();
  const again = setInterval(() => void look(), EVERY_MS);
  const seen = () => void look();
  document.addEventListener("visibilitychange", seen);
  return () => {
    clearInterval(again);
    document.removeEventListener("visibilitychange", seen);
  };
}

/** Makes a room calm, or as it was; else the sentence that says why not. */
export async function setCalm(id: string, on: boolean): Promise<string | null> {
  try {
    await authorized<void>("PUT", `/v1/desk/rooms/${id}/calm`, { on });
  } catch (error) {
    return error instanceof Refused ? error.problem.title : "";
  }
  rooms.value = (rooms.value ?? []).map((room) => (room.session_id === id ? { ...room, calm: on } : room));
  return null;
}
