// Messages that are looked at before they are shown: one's own that wait or were discarded, and for staff those of all,
// with a button that says how many and a list in which each is shown or discarded.

import { useState } from "preact/hooks";
import { moderate } from "../moderate-words.ts";
import { reviewWords } from "../review-words.ts";
import type { HeldMessage, MyHeld, ReasonCode } from "../wire.ts";
import { timeOf, words } from "../words.ts";
import { Icon } from "./parts.tsx";
import { StaffList } from "./staff-list.tsx";
import type { Visit } from "./visit.ts";

const REASONS: readonly ReasonCode[] = [
  "insult",
  "flood",
  "personal_details",
  "contact_off_platform",
  "answers_for_sale",
  "threat",
  "other",
];

/** One's own messages that the class does not see. */
export function MyHeldMessages({ visit }: { visit: Visit }) {
  const mine = visit.model.value.you?.held ?? [];
  return (
    <ol class="lines lines-held">
      {mine.map((one) => (
        <MyHeldMessage key={one.message} visit={visit} one={one} />
      ))}
    </ol>
  );
}

function MyHeldMessage({ visit, one }: { visit: Visit; one: MyHeld }) {
  const { message, text, discarded } = one;
  const [failed, fail] = useState(false);
  const takeBack = async () => {
    fail((await visit.ask({ type: "delete", data: { message } })) === "unanswered");
  };
  return (
    <li class={`line ${discarded ? "line-failed" : "line-pending"}`} data-id={message}>
      <time class="line-time num" dateTime={one.at}>
        {timeOf(Date.parse(one.at))}
      </time>
      <div class="line-body">
        <p class="line-name">{words.chat.you}</p>
        <p class="line-text" dir="auto">
          {text}
        </p>
        <p class={`line-state xs${discarded ? " line-state-red" : ""}`}>
          <Icon name={discarded ? "circle-x" : "eye"} size={14} />
          <span>{discarded ? reviewWords.not(moderate.reasons[discarded]) : reviewWords.waits}</span>
          {discarded ? null : (
            <button
              class="link"
              type="button"
              aria-label={reviewWords.takeBackNamed(text.slice(0, 40))}
              onClick={() => void takeBack()}
            >
              {reviewWords.takeBack}
            </button>
          )}
          {failed ? <span>{reviewWords.failed}</span> : null}
        </p>
      </div>
    </li>
  );
}

/** For staff: how many messages wait, and the list of them. */
export function ReviewButton({ visit }: { visit: Visit }) {
  const { toReview, you } = visit.model.value;
  return (
    <StaffList
      may={you?.may.includes("review") ?? false}
      count={toReview.length}
      look="plain to-review"
      icon="eye"
      label={reviewWords.toLookAt(toReview.length)}
      title={reviewWords.title}
      none={reviewWords.none}
      list="review"
    >
      {toReview.map((one) => (
        <ReviewRow key={one.item.id} visit={visit} one={one} />
      ))}
    </StaffList>
  );
}

function ReviewRow({ visit, one }: { visit: Visit; one: HeldMessage }) {
  const { item } = one;
  const [reason, because] = useState<ReasonCode>("insult");
  const [failed, fail] = useState("");
  const start = item.text.slice(0, 40);
  const told = (answer: Awaited<ReturnType<Visit["ask"]>>) => {
    if (answer !== "done") fail(answer === "unanswered" ? reviewWords.failed : answer.code === "invalid" ? reviewWords.gone : answer.title);
  };
  const through = async () => told(await visit.ask({ type: "let_through", data: { message: item.id } }));
  const discard = async () => told(await visit.ask({ type: "discard", data: { message: item.id, reason } }));
  return (
    <li class="review-row">
      <p class="small">
        <bdi class="held-name">{item.name}</bdi>, <time dateTime={item.at}>{timeOf(Date.parse(item.at))}</time>
        {one.because === "words" ? `, ${reviewWords.forWords}` : null}
      </p>
      <p class="review-text" dir="auto">
        {item.text}
      </p>
      <div class="review-acts">
        <button
          class="button act small-button"
          type="button"
          aria-label={reviewWords.throughNamed(item.name, start)}
          onClick={() => void through()}
        >
          {reviewWords.through}
        </button>
        <span class="review-not">
          <select
            class="field small-field"
            aria-label={reviewWords.why}
            value={reason}
            onChange={(event) => because(event.currentTarget.value as ReasonCode)}
          >
            {REASONS.map((code) => (
              <option key={code} value={code}>
                {moderate.reasons[code]}
              </option>
            ))}
          </select>
          <button
            class="button plain small-button"
            type="button"
            aria-label={reviewWords.discardNamed(item.name, start)}
            onClick={() => void discard()}
          >
            {reviewWords.discard}
          </button>
        </span>
      </div>
      <p class="small hint-red" role="alert">
        {failed}
      </p>
    </li>
  );
}
