// After a class: the next one of its course, with its time, and its door once that is open. Where none is planned, or it is
// not known, this is nothing.

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
  /** The class of that hour; `null` where there are several, since this page does not know in which this person has a seat. */
  session: SlotSession | null;
}

interface Props {
  course: string;
  /** When the class that is over began, in milliseconds since 1970. */
  after: number;
}

/** The first hour in which a class takes place that began later than another one, and is not over. */
export function nextOf(slots: readonly NextSlot[], after: number, at: number): Next | null {
  const later = slots.filter((slot) => Date.parse(slot.starts_at) > after && Date.parse(slot.ends_at) > at);
  for (const slot of later) {
    const [session, ...others] = slot.sessions.filter((one) => !one.cancelled);
    if (session) return { slot, session: others.length === 0 ? session : null };
  }
  return null;
}

/** Its door, once that is open. Before that, and where there are several, one's own classes say more, and are linked below. */
export function doorOf({ slot, session }: Next, at: number): string | null {
  return session && at >= Date.parse(slot.starts_at) - DOORS_MS ? `/class/${session.session_id}` : null;
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
  const door = doorOf(next, now.value);
  const title = session?.title ?? slot.course;
  return (
    <section class="next-class" aria-labelledby="next-class">
      <p class="small num">{whenOf(slot, now.value)}</p>
      <h2 class="t4" id="next-class">
        {title}
      </h2>
      {title === slot.course ? null : <p class="small">{slot.course}</p>}
      {door ? (
        <p class="actions">
          <Inside to={door} class="button plain">
            {now.value < Date.parse(slot.starts_at) ? words.home.goAndWait : words.home.join}
          </Inside>
        </p>
      ) : null}
    </section>
  );
}

function whenOf(slot: NextSlot, at: number): string {
  const startsAt = Date.parse(slot.starts_at);
  if (startsAt <= at) return words.home.now(timeIn(Date.parse(slot.ends_at), zone.value));
  const today = dayIn(startsAt, zone.value) === dayIn(at, zone.value);
  return words.home.nextAt(today ? "" : dateIn(startsAt, zone.value), timeIn(startsAt, zone.value));
}
