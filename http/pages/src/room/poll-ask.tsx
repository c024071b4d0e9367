// Asking a poll, one of the lesson or made on the spot: a question, how it is answered, and who sees the results.

import { useState } from "preact/hooks";
import { poll as text } from "../poll-words.ts";
import type { AskPoll as Asked, PreparedPoll, Right, Shown } from "../wire.ts";
import { notSent, words } from "../words.ts";
import { Dialog } from "./parts.tsx";
import { firstOf, type Prepared, PreparedChoice, usePrepared } from "./poll-prepared.tsx";
import type { Visit } from "./visit.ts";

type Kind = keyof typeof text.kinds;
const KINDS = Object.keys(text.kinds) as Kind[];
const SECONDS: readonly number[] = [0, 30, 60, 120, 300];
/** How much students may see of the results, from nothing on. */
export const SHOWN: readonly Shown[] = ["hidden", "counts", "full"];

export function AskPoll({ visit }: { visit: Visit }) {
  const [open, turn] = useState(false);
  const prepared = usePrepared(visit, open);
  return (
    <>
      <button class="button plain poll-ask" type="button" onClick={() => turn(true)}>
        {text.ask}
      </button>
      {open ? <AskDialog visit={visit} prepared={prepared} onClose={() => turn(false)} /> : null}
    </>
  );
}

const lines = (written: string, between: string): string[] =>
  written
    .split(between)
    .map((line) => line.trim())
    .filter((line) => line !== "");

function AskDialog({ visit, prepared, onClose }: { visit: Visit; prepared: Prepared; onClose(): void }) {
  // It begins with what the lesson brings. What comes to be known later is offered, and takes nobody's words away.
  const [brought, choose] = useState<PreparedPoll | null>(() => firstOf(prepared, visit.model.peek().polls));
  const [own, be] = useState<Kind>("single");
  const [question, write] = useState("");
  const [written, list] = useState("");
  const [right, mark] = useState("");
  const [range, reach] = useState({ from: 1, to: 5 });
  const [anonymous, hideNames] = useState(false);
  const [seconds, last] = useState(60);
  const [students, show] = useState<Shown>("counts");
  const [trouble, say] = useState("");
  const kind: Kind = brought?.kind ?? own;
  const nameless = kind !== "typed" && kind !== "ordering";
  const choosing = !brought && (kind === "single" || kind === "multiple");
  const ask = (): Asked => {
    const choices = lines(written, "\n");
    const how = {
      shown: { students, staff: "full" as Shown },
      ...(anonymous && nameless ? { anonymous: true } : {}),
      ...(seconds > 0 ? { seconds } : {}),
    };
    if (brought) return { ...brought, ...how };
    const rest = { ...how, question: question.trim() };
    const isRight = (value: Right | null) => (right.trim() && value ? { right: value } : {});
    const places = right.split(/[\s,;]+/).map(Number).filter((place) => place > 0).sort((a, b) => a - b);
    switch (kind) {
      case "single":
      case "multiple":
        return { ...rest, kind, choices, ...isRight({ kind: "choices", places }) };
      case "typed":
        return {
          ...rest,
          kind,
          folds: [{ fold: "case" }, { fold: "accents" }, { fold: "spaces" }],
          ...isRight({ kind: "texts", accepts: lines(right, ";") }),
        };
      case "scale":
        return { ...rest, kind, from: range.from, to: range.to };
      case "ordering": {
        // As they are written is right; what is shown begins in the order of the alphabet.
        const sorted = [...choices].sort();
        return { ...rest, kind, choices: sorted, right: { kind: "order", places: choices.map((one) => sorted.indexOf(one) + 1) } };
      }
    }
  };
  const send = async (event: Event) => {
    event.preventDefault();
    const answer = await visit.ask({ type: "ask_poll", data: ask() });
    if (answer === "done") onClose();
    else say(answer === "unanswered" ? text.failed : (notSent[answer.code] ?? answer.title));
  };
  return (
    <Dialog title={text.askTitle} onClose={onClose}>
      <form class="poll-asking" onSubmit={(event) => void send(event)}>
        <PreparedChoice prepared={prepared} chosen={brought} onChoose={choose} />
        {brought ? null : (
          <>
            <label>
              {text.question}
              <input class="field" required maxLength={500} value={question} onInput={(event) => write(event.currentTarget.value)} />
            </label>
            <label>
              {text.kind}
              <select class="field" value={kind} onChange={(event) => be(event.currentTarget.value as Kind)}>
                {KINDS.map((one) => (
                  <option key={one} value={one}>
                    {text.kinds[one]}
                  </option>
                ))}
              </select>
            </label>
          </>
        )}
        {choosing || (kind === "ordering" && !brought) ? (
          <label>
            {text.choices}
            <textarea class="field" rows={4} value={written} onInput={(event) => list(event.currentTarget.value)} />
          </label>
        ) : null}
        {kind === "scale" && !brought ? (
          <div class="poll-range">
            {(["from", "to"] as const).map((end) => (
              <label key={end}>
                {text[end]}
                <input
                  class="field"
                  type="number"
                  value={range[end]}
                  onInput={(event) => reach({ ...range, [end]: Number(event.currentTarget.value) })}
                />
              </label>
            ))}
          </div>
        ) : null}
        {choosing || (kind === "typed" && !brought) ? (
          <label>
            {text.rightLine}
            <input class="field" value={right} onInput={(event) => mark(event.currentTarget.value)} />
            <span class="small">{choosing ? text.rightHint.choices : text.rightHint.texts}</span>
          </label>
        ) : null}
        <div class="poll-range">
          <label>
            {text.seconds}
            <select class="field" value={seconds} onChange={(event) => last(Number(event.currentTarget.value))}>
              {SECONDS.map((one) => (
                <option key={one} value={one}>
                  {one === 0 ? text.byHand : text.after(one)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {text.students}
            <select class="field" value={students} onChange={(event) => show(event.currentTarget.value as Shown)}>
              {SHOWN.map((one) => (
                <option key={one} value={one}>
                  {text.shown[one]}
                </option>
              ))}
            </select>
          </label>
        </div>
        {nameless ? (
          <label class="poll-check">
            <input type="checkbox" checked={anonymous} onChange={(event) => hideNames(event.currentTarget.checked)} />
            {text.anonymous}
          </label>
        ) : null}
        <p class="dialog-fact" role="alert">
          {trouble}
        </p>
        <div class="dialog-actions">
          <button class="button act" type="submit">
            {text.go}
          </button>
          <button class="button plain" type="button" onClick={onClose}>
            {words.close}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
