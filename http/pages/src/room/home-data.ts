// What the home page knows: who is here, the hours to come, the lesson of the day, and what the person has. Each part is
// looked at again by itself, and what was there stays until something newer is.

import { signal } from "@preact/signals";
import { me, NoAnswer, newKey, Refused } from "../client/account.ts";
import { now } from "../client/clock.ts";
import { answerOffer, cancel, myReservations, nextSlots, reserve, today } from "../client/timetable.ts";
import { timeIn, zone } from "../client/zone.ts";
import type { Me, MyReservation, NextSlot, Reservation, Today } from "../wire.ts";
import { words } from "../words.ts";
import { tell } from "./place.ts";

/** Classes that are shown at first, and all there are to ask for at once. */
const FEW = 8;
const MANY = 50;

export const mine = signal<Me | null>(null);
export const slots = signal<readonly NextSlot[] | null>(null);
export const lessons = signal<ReadonlyMap<string, Today>>(new Map());
export const reservations = signal<readonly MyReservation[]>([]);
/** Since when nothing was answered. */
export const offline = signal<number | null>(null);
/** How many classes are asked for. */
export const wanted = signal(FEW);

/** What the person wants of a class, and is not answered yet. */
export type Wish = "reserve" | "wait" | "cancel" | "leave" | "accept" | "decline";
/** Wishes under way, and those that failed, by class. */
export const wishes = signal<ReadonlyMap<string, { wish: Wish; key: string; trouble?: string }>>(new Map());

/** Whether more could be shown than is. */
export const hasMore = () => wanted.value < MANY && (slots.value?.length ?? 0) >= wanted.value;

export function showMore(): void {
  wanted.value = MANY;
  void look();
}

/** Looks at everything again. */
export async function look(): Promise<void> {
  const shown = zone.peek();
  try {
    const [person, next, held] = await Promise.all([me(), nextSlots(shown, wanted.peek()), myReservations()]);
    // Whoever changed the zone meanwhile has asked again.
    if (shown === zone.peek()) slots.value = next.slots;
    mine.value = person;
    announce(held.reservations);
    reservations.value = held.reservations;
    offline.value = null;
    await lookAtLessons(person, shown);
  } catch (error) {
    if (error instanceof NoAnswer) offline.value ??= now.peek();
    else if (!(error instanceof Refused)) throw error;
  }
}

async function lookAtLessons(person: Me, shown: string): Promise<void> {
  const found = await Promise.all(person.courses.map((course) => today(course.course_id, shown)));
  if (shown === zone.peek()) lessons.value = new Map(found.map((one) => [one.course_id, one]));
}

/** Says aloud that an offer has come, once: it is the one thing here that passes. */
function announce(held: readonly MyReservation[]): void {
  const before = new Map(reservations.peek().map((one) => [one.session_id, one.place.standing]));
  for (const one of held) {
    const { standing, until } = one.place;
    if (standing === "offered" && until && before.get(one.session_id) !== "offered") {
      tell(words.home.told.offered(one.title, timeIn(Date.parse(until), zone.peek())));
    }
  }
}

/** Leaves nothing of this person for the next one. */
export function forgetHome(): void {
  mine.value = null;
  slots.value = null;
  lessons.value = new Map();
  reservations.value = [];
  wishes.value = new Map();
  wanted.value = FEW;
}

function note(session: string, entry: { wish: Wish; key: string; trouble?: string } | null): void {
  const next = new Map(wishes.peek());
  if (entry) next.set(session, entry);
  else next.delete(session);
  wishes.value = next;
}

function ask(session: string, wish: Wish, key: string): Promise<Reservation> {
  switch (wish) {
    case "reserve":
    case "wait":
      return reserve(session, key);
    case "cancel":
    case "leave":
      return cancel(session, key);
    case "accept":
    case "decline":
      return answerOffer(session, key, wish);
  }
}

/** Does what the person wants of a class. The same wish again, after no answer, is one wish. */
export async function want(session: string, title: string, wish: Wish): Promise<void> {
  const before = wishes.peek().get(session);
  if (before && before.trouble === undefined) return;
  const key = before?.wish === wish ? before.key : newKey();
  note(session, { wish, key });
  try {
    const { place } = await ask(session, wish, key);
    note(session, null);
    const { told } = words.home;
    if (place.standing === "reserved" || place.standing === "seated") tell(told.reserved(title));
    else if (place.standing === "waitlisted") tell(told.waitlisted(title, place.position ?? null));
    else if (place.standing === "gone") tell(told.gone(title));
    await look();
  } catch (error) {
    const fresh = error instanceof Refused;
    if (!fresh && !(error instanceof NoAnswer)) throw error;
    const trouble = fresh ? (error.problem.detail ?? error.problem.title) : words.home.unanswered;
    // A refusal is an answer: the next click is another wish.
    note(session, { wish, key: fresh ? newKey() : key, trouble });
    tell(trouble);
    if (fresh) await look();
  }
}
