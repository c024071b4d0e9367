// For who gives the floor: hands that were lowered together, and for a moment the way back, for whoever meant another button.

import { useEffect, useRef, useState } from "preact/hooks";
import { now, serverNow } from "../client/clock.ts";
import { inTurn } from "../client/turns.ts";
import { floorWords as text } from "../floor-words.ts";
import type { HandFilter } from "../wire.ts";
import { ask } from "./hand-switch.tsx";
import { PassingButton } from "./parts.tsx";
import { tell } from "./place.ts";
import type { Visit } from "./visit.ts";

/** For so long the server puts them up again; later it refuses with `undo_over`. It counts from when they went down, this page
 *  from when it asked, which is sooner: it offers nothing that is over. */
const UNDO_MS = 10_000;
/** For so long after the answer it is counted which of those hands are down: that may be seen after it, and not of all at once. */
const COUNT_MS = 1_000;
/** Why they stay down can be read for so long. */
const READ_MS = 10_000;

export interface Lowered {
  /** Whose hands were up before. */
  up: readonly string[];
  /** Until when they can be put up again, in milliseconds of server time. */
  until: number;
}

/** Lowers the hands of a kind; `null` where that was refused, which is said aloud. */
export async function lowerHands(visit: Visit, filter: HandFilter): Promise<Lowered | null> {
  const up = inTurn(visit.model.value.floor).map((hand) => hand.person);
  const until = serverNow() + UNDO_MS;
  return (await ask(visit, { type: "lower_hands", data: { filter } })) ? { up, until } : null;
}

interface Props {
  visit: Visit;
  lowered: Lowered;
  /** Where the focus goes when the button goes. */
  head: string;
  /** It was done, or cannot be done any more. */
  onGone(): void;
}

export function LoweredHands({ visit, lowered, head, onGone }: Props) {
  const [going, go] = useState(false);
  const [trouble, meet] = useState<keyof typeof text.notRestored | null>(null);
  const people = useRef<readonly string[]>([]);
  const counted = useRef(serverNow() + COUNT_MS);
  const up = new Set((visit.model.value.floor.hands ?? []).map((hand) => hand.person));
  // Who lowers a hand later is not one of them, and who raises it again at once still is.
  if (people.current.length === 0 || serverNow() < counted.current) {
    people.current = lowered.up.filter((person) => !up.has(person) || people.current.includes(person));
  }
  const isDown = people.current.some((person) => !up.has(person));
  const said = text.lowered(people.current.length);
  const left = Math.max(0, Math.ceil((lowered.until - Math.max(now.value, serverNow())) / 1_000));
  useEffect(() => {
    if (isDown) tell(`${said} ${text.restoreFor(left)}`);
  }, [isDown, said]);
  useEffect(() => {
    if (going) return undefined;
    const timer = setTimeout(onGone, trouble ? READ_MS : Math.max(0, lowered.until - serverNow()));
    return () => clearTimeout(timer);
  }, [going, trouble]);
  const restore = async () => {
    if (going) return;
    go(true);
    const answer = await visit.ask({ type: "restore_hands", data: {} });
    if (answer === "done") return onGone();
    const why = answer !== "unanswered" && answer.code === "undo_over" ? "over" : "failed";
    tell(text.notRestored[why]);
    meet(why);
    go(false);
  };
  if (!isDown && !trouble) return null;
  const isOffered = going || (left > 0 && trouble !== "over");
  return (
    <div class="floor-lowered small">
      <p>{trouble ? text.notRestored[trouble] : said}</p>
      {isOffered ? (
        <>
          <PassingButton
            to={head}
            class={`button plain small-button${going ? " working" : ""}`}
            aria-disabled={going}
            onClick={() => void restore()}
          >
            {text.restore}
          </PassingButton>
          <span class="num" aria-hidden="true">
            {text.restoreLeft(left)}
          </span>
        </>
      ) : null}
    </div>
  );
}
