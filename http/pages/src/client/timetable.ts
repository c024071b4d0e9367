// The timetable and the lesson of the day, and what a person has in the hours to come.

import type { LessonRevision, MyReservations, NextSlots, OfferAnswer, PreparedPoll, PreparedPolls, Reservation, Today } from "../wire.ts";
import { ask, authorized } from "./account.ts";
import { hearServerTime } from "./clock.ts";

/** The next hours, of one course or of all, with the times of a zone. The browser asks whether what it has is still the
 * answer. */
export async function nextSlots(zone: string, limit: number, course?: string): Promise<NextSlots> {
  const of = course === undefined ? "" : `&course=${course}`;
  const path = `/v1/schedule/next?zone=${encodeURIComponent(zone)}&limit=${limit}${of}`;
  const found = await ask<NextSlots>("GET", path, undefined, {}, undefined, "no-cache");
  return found;
}

/** The lesson of the day there. */
export const today = (course: string, zone: string): Promise<Today> =>
  ask<Today>("GET", `/v1/lessons/today?course=${course}&zone=${encodeURIComponent(zone)}`, undefined, {}, undefined, "no-cache");

/** The polls that an edition of a lesson has prepared, for who teaches it. */
export const preparedPolls = async ({ lesson_id: lesson, version }: LessonRevision): Promise<readonly PreparedPoll[]> =>
  (await authorized<PreparedPolls>("GET", `/v1/lessons/${lesson}/polls?version=${version}`)).polls;

/** What the person has. */
export async function myReservations(): Promise<MyReservations> {
  const answer = await authorized<MyReservations>("GET", "/v1/me/reservations");
  hearServerTime(answer.server_time);
  return answer;
}

const at = (session: string, what: string) => `/v1/sessions/${session}/${what}`;

/** A seat, or a place in the line. `key` is the same for the same wish tried again. */
export const reserve = (session: string, key: string): Promise<Reservation> =>
  authorized<Reservation>("POST", at(session, "reservation"), undefined, { "idempotency-key": key });

/** Gives a seat or a place back. */
export const cancel = (session: string, key: string): Promise<Reservation> =>
  authorized<Reservation>("DELETE", at(session, "reservation"), undefined, { "idempotency-key": key });

/** Takes an offered seat, or not. */
export const answerOffer = (session: string, key: string, answer: OfferAnswer): Promise<Reservation> =>
  authorized<Reservation>("POST", at(session, "offer"), { answer }, { "idempotency-key": key });
