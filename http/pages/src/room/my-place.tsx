// At the door: whether a seat is booked, the place in the line, or a seat that is offered.

import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { now } from "../client/clock.ts";
import { answerOffer, placeIn } from "../client/places.ts";
import type { OfferAnswer, Place } from "../wire.ts";
import { spanOf, timeOf, words } from "../words.ts";

/** The line is looked at so often; nobody is told more often than that. */
const AGAIN_MS = 30_000;

const place = signal<Place | null>(null);
/** A seat is offered to this person now. */
export const offered = computed(() => place.value?.standing === "offered" && Date.parse(place.value.until ?? "") > now.value);
const answering = signal<OfferAnswer | null>(null);

export function MyPlace({ session }: { session: string }) {
  useEffect(() => {
    place.value = null;
    const look = () => void placeIn(session).then(taken, ignored);
    look();
    const timer = setInterval(look, AGAIN_MS);
    return () => clearInterval(timer);
  }, [session]);
  const text = words.place;
  const here = place.value;
  if (!here) return null;
  if (offered.value && here.until) {
    return <Offer session={session} until={Date.parse(here.until)} />;
  }
  const said =
    here.standing === "reserved" || here.standing === "seated"
      ? text.booked
      : here.standing === "waitlisted" && here.position
        ? [text.waits(here.position), here.eta ? text.eta(timeOf(Date.parse(here.eta))) : ""].join(" ").trim()
        : here.standing === "gone" && here.cause
          ? text.gone[here.cause]
          : "";
  return (
    <p class="lead" role="status">
      {said}
    </p>
  );
}

function Offer({ session, until }: { session: string; until: number }) {
  const text = words.place;
  return (
    <div role="region" aria-label={text.offer}>
      <p class="lead" role="alert">
        {text.offered(timeOf(until))}
      </p>
      <p class="t2 num" role="timer" aria-live="off">
        {spanOf(until - now.value)}
      </p>
      <p class="actions">
        <OfferButtons session={session} accepted={() => undefined} />
      </p>
    </div>
  );
}

/** Take it, or let the next have it. */
export function OfferButtons({ session, accepted }: { session: string; accepted: () => void }) {
  const text = words.place;
  const answer = (what: OfferAnswer) => {
    if (answering.value) return;
    answering.value = what;
    void answerOffer(session, what)
      .then(
        (here) => {
          taken(here);
          if (what === "accept") accepted();
        },
        () => placeIn(session).then(taken, ignored),
      )
      .finally(() => {
        answering.value = null;
      });
  };
  const button = (what: OfferAnswer, name: string, going: string, kind: string) => (
    <button
      class={`button ${kind}${answering.value === what ? " working" : ""}`}
      type="button"
      aria-disabled={answering.value !== null}
      onClick={() => answer(what)}
    >
      {answering.value === what ? going : name}
    </button>
  );
  return (
    <>
      {button("accept", text.take, text.taking, "now")}
      {button("decline", text.leaveIt, text.leavingIt, "plain")}
    </>
  );
}

function taken(here: Place | null): void {
  place.value = here;
}

/** What was known stays; it is looked at again. */
const ignored = () => undefined;
