// The spotlight: who is in it, said over the board to everybody, and for staff the way to put somebody in and to end it.

import { spotlightWords as text } from "../spotlight-words.ts";
import type { Spotlit } from "../wire.ts";
import { ask } from "./hand-switch.tsx";
import { Chip, Icon } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const mayLight = (visit: Visit): boolean => visit.model.value.you?.may.includes("spotlight") ?? false;

/** Who is in the spotlight; `seen`: their picture is on the board. */
export function Spotlight({ visit, lit, seen }: { visit: Visit; lit: Spotlit; seen: boolean }) {
  const mine = lit.person === visit.model.value.you?.person;
  return (
    <div class="stage-lit">
      <Chip icon="spotlight">
        <span>
          <bdi>{mine ? text.mine : text.is(lit.name)}</bdi>
          {seen ? null : `, ${text.unseen}`}
        </span>
      </Chip>
      {mayLight(visit) ? (
        <button class="button plain small-button" type="button" onClick={() => void ask(visit, { type: "spotlight", data: {} })}>
          {text.end}
        </button>
      ) : null}
    </div>
  );
}

interface Lights {
  visit: Visit;
  person: string;
  name: string;
  look: string;
  /** With its words, where there is room for them, and it is said who is meant. */
  worded?: boolean;
}

/** For staff: puts somebody in the spotlight, or ends it where they are in it. */
export function SpotlightButton({ visit, person, name, look, worded = false }: Lights) {
  if (!mayLight(visit)) return null;
  const on = visit.model.value.floor.spotlight?.person === person;
  return (
    <button
      class={on ? `${look} lit` : look}
      type="button"
      aria-label={worded ? undefined : on ? text.end : text.putNamed(name)}
      title={worded ? undefined : on ? text.end : text.put}
      onClick={() => void ask(visit, { type: "spotlight", data: on ? {} : { person } })}
    >
      <Icon name="spotlight" size={14} />
      {worded ? <span>{on ? text.end : text.put}</span> : null}
    </button>
  );
}
