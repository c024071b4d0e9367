// After a class: the next one of its course, with its time and the way to it. Where none is planned, or it is not known, this
// is nothing.

import { useEffect, useState } from "preact/hooks";
import { now } from "../client/clock.ts";
import { nextSlots } from "../client/timetable.ts";
import { dateIn, dayIn, timeIn, zone } from "../client/zone.ts";
import type { NextSlot, SlotSession } from "../wire.ts";
import { words } from "../words.ts";
import { DOORS_MS } from "./hour-rule.tsx";
import { Inside } from "./parts.tsx";

/** Hours that are asked for: those that are cancelled, and the one that is over, are passed over. */
const SLOTS = 10;

interface Next {
  slot: NextSlot;
  session: SlotSession;
}

interface Props {
  course: string;
  /** When the class that is over began, in milliseconds since 1970. */
  after: number;
}

/** The first class that takes place and began later than another one, and is not over. */
export function nextOf(slots: readonly NextSlot[], after: number, at: number): Next | null {
  const later = slots.filter((slot) => Date.parse(slot.starts_at) > after && Date.parse(slot.ends_at) > at);
  const held = later.flatMap((slot) => {
    const session = slot.sessions.find((one) => !one.cancelled);
    return session ? [{ slot, session }] : [];
  });
  return held[0] ?? null;
}

export function NextClass({ course, after }: Props) {
  const [slots, know] = useState<readonly NextSlot[]>([]);
  const shown = zone.value;
  useEffect(() => {
    let wanted = true;
    nextSlots(shown, SLOTS, course).then(
      (found) => (wanted ? know(found.slots) : undefined),
      // What cannot be had now is not what this page is for.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [course, shown]);
  const next = nextOf(slots, after, now.value);
  if (!next) return null;
  const { slot, session } = next;
  return (
    <section class="next-class" aria-labelledby="next-class">
      <p class="small num">{whenOf(slot, now.value)}</p>
      <h2 class="t4" id="next-class">
        {session.title}
      </h2>
      {session.title === slot.course ? null : <p class="small">{slot.course}</p>}
      <p class="actions">
        <Way next={next} at={now.value} />
      </p>
    </section>
  );
}

function whenOf(slot: NextSlot, at: number): string {
  const startsAt = Date.parse(slot.starts_at);
  if (startsAt <= at) return words.home.now(timeIn(Date.parse(slot.ends_at), zone.value));
  const today = dayIn(startsAt, zone.value) === dayIn(at, zone.value);
  return words.home.nextAt(today ? "" : dateIn(startsAt, zone.value), timeIn(startsAt, zone.value));
}

/** Through its door where that is open; else to the timetable, which knows whether this person has a seat. */
function Way({ next: { slot, session }, at }: { next: Next; at: number }) {
  const startsAt = Date.parse(slot.starts_at);
  const open = at >= startsAt - DOORS_MS;
  return (
    <Inside to={open ? `/class/${session.session_id}` : "/"} class="button plain">
      {open ? (at < startsAt ? words.home.goAndWait : words.home.join) : words.home.toSeat}
    </Inside>
  );
}
