// Reactions below a message: what was given, each a button that gives it too or takes it back, and the six there are to
// choose from while somebody chooses.

import { useEffect, useRef, useState } from "preact/hooks";
import { reactionWords as text } from "../reaction-words.ts";
import type { ChatItem, Reaction } from "../wire.ts";
import { notSent } from "../words.ts";
import { Icon } from "./parts.tsx";
import { tell } from "./place.ts";
import type { Talking } from "./talking.ts";

const ICONS: Record<Reaction, string> = {
  agree: "thumbs-up",
  love: "heart",
  funny: "laugh",
  insight: "lightbulb",
  amazed: "sparkles",
  unsure: "circle-question-mark",
};
const KINDS = Object.keys(ICONS) as Reaction[];

interface Props {
  item: ChatItem;
  mine: readonly Reaction[] | undefined;
  may: boolean;
  acts: Talking;
  choosing: boolean;
  /** Nobody chooses any more; the focus goes back to where it came from. */
  onChosen(): void;
}

export function Reactions({ item, mine, may, acts, choosing, onChosen }: Props) {
  const [going, go] = useState<readonly Reaction[]>([]);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (choosing) first.current?.focus();
  }, [choosing]);
  const press = async (kind: Reaction) => {
    // Who may not give one may still take theirs back.
    if (going.includes(kind) || (!may && !mine?.includes(kind))) return;
    go((now) => [...now, kind]);
    const answer = await acts.react({ message: item.id, reaction: kind, on: !mine?.includes(kind) });
    go((now) => now.filter((one) => one !== kind));
    if (answer === "done") return;
    if (answer === "unanswered") tell(text.failed);
    else if (answer.code === "invalid") tell(text.gone);
    else if (answer.code === "too_often") tell(text.tooOften);
    else tell(answer.detail ?? notSent[answer.code] ?? answer.title);
  };
  const state = (kind: Reaction) => `${mine?.includes(kind) ? " chosen" : ""}${going.includes(kind) ? " working" : ""}`;
  const given = item.reactions ?? [];
  return (
    <div
      class="reactions"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !choosing) return;
        event.stopPropagation();
        onChosen();
      }}
    >
      {given.length > 0 ? (
        <ul class="reactions-given" aria-label={text.title}>
          {given.map(({ reaction, count }) => (
            <li key={reaction}>
              <button
                class={`reaction${state(reaction)}`}
                type="button"
                aria-pressed={mine?.includes(reaction) ?? false}
                aria-disabled={!may}
                aria-label={text.count(text.kinds[reaction], count, mine?.includes(reaction) ?? false)}
                title={text.kinds[reaction]}
                onClick={() => void press(reaction)}
              >
                <Icon name={ICONS[reaction]} size={14} />
                <span class="num">{count}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {choosing ? (
        <div class="reactions-all" role="group" aria-label={text.act}>
          {KINDS.map((kind, at) => (
            <button
              key={kind}
              ref={at === 0 ? first : undefined}
              class={`reaction${state(kind)}`}
              type="button"
              aria-pressed={mine?.includes(kind) ?? false}
              onClick={() => {
                void press(kind);
                onChosen();
              }}
            >
              <Icon name={ICONS[kind]} size={14} />
              {text.kinds[kind]}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
