// How a person stands with the seats of a class: booked, in the line, or with an offer.

import type { AnswerOffer, MyReservations, OfferAnswer, Place, Reservation } from "../wire.ts";
import { authorized, newKey } from "./account.ts";

/** How this person stands with a class; null: they never asked for a seat before coming. */
export async function placeIn(session: string): Promise<Place | null> {
  const { reservations } = await authorized<MyReservations>("GET", "/v1/me/reservations");
  return reservations.find((one) => one.session_id === session)?.place ?? null;
}

/** Takes the seat that is offered, or lets the next have it; how this person stands then. */
export async function answerOffer(session: string, answer: OfferAnswer): Promise<Place> {
  const body: AnswerOffer = { answer };
  const headers = { "idempotency-key": newKey() };
  return (await authorized<Reservation>("POST", `/v1/sessions/${session}/offer`, body, headers)).place;
}
