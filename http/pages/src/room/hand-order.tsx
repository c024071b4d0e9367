// In which order hands are given the floor: what who gives it chooses, and what everybody else sees of it.

import { floorWords as text } from "../floor-words.ts";
import type { FloorView, Hand, HandOrder } from "../wire.ts";
import { ask } from "./hand-switch.tsx";
import { useOpened } from "./tabs.ts";
import type { Visit } from "./visit.ts";

const ORDERS: readonly HandOrder[] = ["in_order", "least_spoken"];

const orderOf = (floor: FloorView): HandOrder => floor.order ?? "in_order";

/** For who gives the floor: who is next where nobody is named. */
export function OrderChoice({ visit }: { visit: Visit }) {
  const order = orderOf(visit.model.value.floor);
  return (
    <p class="floor-order small">
      <label for="floor-order">{text.order}</label>
      <select
        id="floor-order"
        class="field small-field"
        value={order}
        onChange={(event) =>
          void ask(visit, { type: "set_hands", data: { order: event.currentTarget.value as HandOrder } })
        }
      >
        {ORDERS.map((one) => (
          <option key={one} value={one}>
            {text.orders[one]}
          </option>
        ))}
      </select>
    </p>
  );
}

/** How long somebody had the floor before, where the order goes by it. */
export function Spoken({ floor, hand }: { floor: FloorView; hand: Hand }) {
  if (orderOf(floor) !== "least_spoken") return null;
  return <span class="small num floor-spoken">{text.spoken(hand.spoken_ms ?? 0)}</span>;
}

/** For everybody else: where they stand, and behind that the hands in the order in which they are given the floor. */
export function HandsInTurn({ floor, hands, me }: { floor: FloorView; hands: readonly Hand[]; me: string | undefined }) {
  const opened = useOpened(false);
  const place = hands.findIndex((hand) => hand.person === me) + 1;
  return (
    <details class="floor-count small" {...opened}>
      <summary>{place > 0 ? text.raised(place) : text.up(hands.length)}</summary>
      <p>{text.ordered[orderOf(floor)]}</p>
      <ol class="floor-hands">
        {hands.map((hand) => (
          <li key={hand.person} aria-current={hand.person === me ? "true" : undefined}>
            <bdi>{hand.name}</bdi>
            <Spoken floor={floor} hand={hand} />
          </li>
        ))}
      </ol>
    </details>
  );
}
