// What a message says, and for staff what it said before it was changed, or where it was taken back or removed. That is shown
// when it is asked for and not before, since the audit keeps each look.

import { useState } from "preact/hooks";
import { saidBefore as text } from "../said-before-words.ts";
import type { Ack, ChatItem, SaidBefore as Said } from "../wire.ts";
import { timeOf } from "../words.ts";
import { PassingButton } from "./parts.tsx";
import type { Visit } from "./visit.ts";

/** Where the focus goes from the button, which is gone when it has done its work. */
const HERE = "said-before";

/** What was read of a message, and how that message stood. */
interface Read {
  said: Said;
  stood: string;
}

const standing = ({ text: words, edited, hidden, deleted }: ChatItem): string => JSON.stringify([words, edited, hidden, deleted]);

/** A message as it is now: it may be changed or taken back while somebody thinks about it. */
export const asItIs = (visit: Visit, message: ChatItem): ChatItem =>
  visit.model.value.chat.find((one) => one.id === message.id) ?? message;

export function SaidBefore({ visit, item }: { visit: Visit; item: ChatItem }) {
  const [read, know] = useState<Read | null>(null);
  const [going, go] = useState(false);
  const [failed, fail] = useState("");
  const isBlank = (item.hidden || item.deleted) ?? false;
  const quote = isBlank ? null : <p class="report-quote small">“{item.text}”</p>;
  if (!visit.model.value.you?.may.includes("review") || !(isBlank || item.edited)) return quote;
  const stood = standing(item);
  // Changed since, it is to be read again.
  const said = read?.stood === stood ? read.said : null;
  const look = async () => {
    if (going) return;
    go(true);
    let data: Ack["data"];
    const answer = await visit.ask({ type: "revisions", data: { message: item.id } }, (carried) => {
      data = carried;
    });
    go(false);
    if (answer === "done" && data && "before" in data) {
      fail("");
      know({ said: data, stood });
    } else if (answer === "done" || answer === "unanswered") fail(text.failed);
    else fail(answer.code === "invalid" ? text.gone : answer.title);
  };
  return (
    <>
      {said ? null : quote}
      <div class="said-before" id={HERE} tabIndex={-1} role="group" aria-label={text.list}>
        <p class="small" role="alert">
          {failed}
        </p>
        {said ? (
          <ol>
            {said.before.map((one) => (
              <Version key={one.until} when={text.until(timeOf(Date.parse(one.until)))} words={one.text} />
            ))}
            <Version when={isBlank ? text.last : text.now} words={said.text} />
          </ol>
        ) : (
          <PassingButton
            to={HERE}
            class={`button plain small-button${going ? " working" : ""}`}
            aria-disabled={going}
            aria-describedby="said-before-kept"
            onClick={() => void look()}
          >
            {isBlank ? text.lookBlank : text.look}
          </PassingButton>
        )}
        <p class="small said-before-kept" id="said-before-kept">
          {text.kept}
        </p>
      </div>
    </>
  );
}

function Version({ when, words }: { when: string; words: string }) {
  return (
    <li>
      <span class="small num said-before-when">{when}</span>
      <span class="said-before-text" dir="auto">
        {words}
      </span>
    </li>
  );
}
