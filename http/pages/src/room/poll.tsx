// The poll above the chat: for who answers it a question with one button, for who asks it the results and their end. What
// was closed last stays with its results until the next one is asked.

import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../client/clock.ts";
import type { Answered } from "../client/link.ts";
import { poll as text } from "../poll-words.ts";
import type { Ballot, MyVote, PollItem, Presence, Request, Shown } from "../wire.ts";
import { notSent } from "../words.ts";
import { keptFrom } from "./hand-switch.tsx";
import { tell } from "./place.ts";
import { AskPoll, SHOWN } from "./poll-ask.tsx";
import { drafts, sameBallot } from "./poll-draft.ts";
import { PollResults } from "./poll-results.tsx";
import { panel } from "./tabs.ts";
import type { Visit } from "./visit.ts";

/** Answers this short stand side by side. */
const SHORT_CHARACTERS = 6;

/** What an answer says against what was asked; empty: it is done. */
const against = (answer: Answered): string =>
  answer === "done" ? "" : answer === "unanswered" ? text.failed : (notSent[answer.code] ?? answer.title);

/** How many of those here may answer: who gives the class may not. */
export const mayAnswer = (here: Presence | null): number =>
  here ? here.seated + here.watching - (here.giving ?? 0) : 0;

export function Poll({ visit }: { visit: Visit }) {
  const { polls, you } = visit.model.value;
  const item = polls.at(-1);
  const asks = you?.may.includes("poll") ?? false;
  useEffect(() => drafts.over(polls), [polls]);
  useEffect(
    () => () => {
      if (visit.stage.peek().is === "left") drafts.forget();
    },
    [visit],
  );
  if (!item && !asks) return null;
  const isOpen = item && !item.closed_at;
  return (
    <div role="region" aria-label={text.title} tabIndex={0} {...panel("poll", visit.model.value, "poll-place")}>
      {item ? <Card key={item.id} visit={visit} item={item} mine={you?.votes?.find((vote) => vote.poll === item.id)} /> : null}
      {asks && !isOpen ? <AskPoll visit={visit} /> : null}
    </div>
  );
}

function Card({ visit, item, mine }: { visit: Visit; item: PollItem; mine: MyVote | undefined }) {
  const may = visit.model.value.you?.may ?? [];
  const here = visit.model.value.presence;
  const votes = may.includes("vote") && !item.closed_at;
  const done = item.anonymous ? mine !== undefined : false;
  const kept = item.closed_at ? null : keptFrom(visit, "vote");
  const given = useRef<HTMLParagraphElement>(null);
  const sent = useRef(false);
  const [answers, answered] = useState(0);
  // That it is in is told where it can be seen: on a small screen the rest of the poll may hide it.
  useEffect(() => {
    const line = given.current;
    if (!sent.current || !line) return;
    tell(line.textContent ?? "");
    line.scrollIntoView({ block: "nearest" });
    // Without names the form is gone, and the focus with it.
    if (document.activeElement === document.body) line.focus({ preventScroll: true });
  }, [answers, done]);
  return (
    <section class="poll" aria-labelledby="poll-question">
      <p class="poll-top small">
        <b>{item.closed_at ? text.closedTitle : text.title}</b>
        <Left item={item} />
      </p>
      <h2 id="poll-question" class="t4">
        {item.question}
      </h2>
      {votes && !done ? <Answering visit={visit} item={item} mine={mine} line={given} onSend={() => (sent.current = true)} onDone={() => answered((before) => before + 1)} /> : null}
      {kept ? <p class="small">{kept}</p> : null}
      {item.anonymous && mine ? (
        <p ref={given} class="small" tabIndex={-1}>
          {mine.waits ? text.waits : text.counted}
        </p>
      ) : null}
      {item.results ? (
        <p class="small">{text.answered(item.results.votes, item.closed_at ? 0 : mayAnswer(here))}</p>
      ) : null}
      <PollResults item={item} mine={mine} />
      {may.includes("poll") ? <Staff visit={visit} item={item} /> : null}
    </section>
  );
}

/** How long it is open; its own component, so that the tick of the clock draws no more than this. */
function Left({ item }: { item: PollItem }) {
  if (item.closed_at) return null;
  if (!item.closes_at) return <span>{text.open}</span>;
  const seconds = Math.max(0, Math.ceil((Date.parse(item.closes_at) - now.value) / 1000));
  return (
    <span role="timer">{text.closesIn(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`)}</span>
  );
}

interface AnsweringProps {
  visit: Visit;
  item: PollItem;
  mine: MyVote | undefined;
  /** Where it says that the answer is in. */
  line: RefObject<HTMLParagraphElement | null>;
  onSend(): void;
  onDone(): void;
}

function Answering({ visit, item, mine, line, onSend, onDone }: AnsweringProps) {
  const person = visit.model.value.you?.person ?? "";
  // What was taken is told by `you`, which may come after the answer.
  const [told, know] = useState<Ballot | null>(null);
  const taken = told ?? mine?.ballot ?? null;
  const draft = drafts.of(person, item.id);
  const given = draft ?? taken;
  const [standing, stand] = useState<"asked" | "going">("asked");
  const [trouble, say] = useState("");
  const isUnsent = draft !== null && standing !== "going" && !sameBallot(draft, taken);
  const send = async (event: Event) => {
    event.preventDefault();
    if (standing === "going") return;
    const ballot = given ?? (item.kind === "ordering" ? { order: item.choices.map((_, n) => n + 1) } : null);
    if (!ballot) {
      say(text.choose);
      return;
    }
    stand("going");
    say("");
    onSend();
    // A ballot without a name is answered when it is counted; that it waits is told by `you`.
    const answer = await visit.vote({ type: "vote", data: { poll: item.id, ballot } }, item.anonymous ?? false);
    stand("asked");
    say(against(answer));
    if (answer !== "done") return;
    know(ballot);
    drafts.sent(item.id, ballot);
    if (!item.anonymous) onDone();
  };
  return (
    <form class="poll-form" onSubmit={(event) => void send(event)}>
      <Answers item={item} given={given} give={(ballot) => drafts.keep(person, item, ballot, taken)} />
      <p ref={line} class="small poll-rule">
        {isUnsent ? `${text.unsent} ` : taken && standing !== "going" ? <b>{text.isIn} </b> : ""}
        {item.anonymous ? `${text.final} ${text.risk}` : text.change}
      </p>
      <button class={`button act${standing === "going" ? " working" : ""}`} type="submit">
        {standing === "going" ? text.sending : mine ? text.sendAgain : text.send}
      </button>
      <p class="dialog-fact" role="alert">
        {trouble}
      </p>
    </form>
  );
}

function Answers({ item, given, give }: { item: PollItem; given: Ballot | null; give(ballot: Ballot): void }) {
  switch (item.kind) {
    case "single":
    case "multiple": {
      const chosen = given && "choices" in given ? given.choices : [];
      const single = item.kind === "single";
      const press = (place: number, on: boolean) =>
        give({ choices: single ? [place] : on ? [...chosen, place].sort((a, b) => a - b) : chosen.filter((one) => one !== place) });
      const short = item.choices.every((choice) => choice.length <= SHORT_CHARACTERS);
      return (
        <div class={`poll-choices${short ? " poll-short" : ""}`} role={single ? "radiogroup" : "group"} aria-labelledby="poll-question">
          {item.choices.map((choice, n) => (
            <label key={choice} class={chosen.includes(n + 1) ? "chosen" : ""}>
              <input
                type={single ? "radio" : "checkbox"}
                name={`poll-${item.id}`}
                checked={chosen.includes(n + 1)}
                onChange={(event) => press(n + 1, event.currentTarget.checked)}
              />
              <span>{choice}</span>
            </label>
          ))}
        </div>
      );
    }
    case "typed":
      return (
        <input
          class="field"
          aria-label={text.typed}
          maxLength={200}
          value={given && "text" in given ? given.text : ""}
          onInput={(event) => give({ text: event.currentTarget.value })}
        />
      );
    case "scale":
      return (
        <div class="poll-choices poll-short" role="radiogroup" aria-label={text.scale(item.from, item.to)}>
          {Array.from({ length: item.to - item.from + 1 }, (_, n) => item.from + n).map((number) => (
            <label key={number} class={given && "number" in given && given.number === number ? "chosen" : ""}>
              <input
                type="radio"
                name={`poll-${item.id}`}
                checked={given !== null && "number" in given && given.number === number}
                onChange={() => give({ number })}
              />
              <span>{number}</span>
            </label>
          ))}
        </div>
      );
    case "ordering": {
      const order = given && "order" in given ? given.order : item.choices.map((_, n) => n + 1);
      const up = (at: number) => {
        const next = [...order];
        const [moved] = next.splice(at, 1);
        if (moved !== undefined) next.splice(at - 1, 0, moved);
        give({ order: next });
      };
      return (
        <ol class="poll-order" aria-label={text.order}>
          {order.map((place, at) => (
            <li key={place}>
              <span>{item.choices[place - 1]}</span>
              <button
                class="button quiet small-button"
                type="button"
                disabled={at === 0}
                aria-label={text.up(item.choices[place - 1] ?? "")}
                onClick={() => up(at)}
              >
                ↑
              </button>
            </li>
          ))}
        </ol>
      );
    }
  }
}

/** For who asks: the end of it, and how much of the results students see, before and after. */
function Staff({ visit, item }: { visit: Visit; item: PollItem }) {
  const [trouble, say] = useState("");
  const ask = async (request: Request) => {
    say("");
    say(against(await visit.ask(request)));
  };
  const show = (students: Shown) => {
    if (item.shown.students !== students) void ask({ type: "show_poll", data: { poll: item.id, students } });
  };
  return (
    <div class="poll-acts">
      {item.closed_at ? null : (
        <button class="button plain" type="button" onClick={() => void ask({ type: "close_poll", data: { poll: item.id } })}>
          {text.close}
        </button>
      )}
      <fieldset class="poll-shown">
        <legend class="small">{text.students}</legend>
        {SHOWN.map((one) => (
          <button
            key={one}
            class="button plain small-button"
            type="button"
            aria-pressed={item.shown.students === one}
            onClick={() => show(one)}
          >
            {text.shown[one]}
          </button>
        ))}
      </fieldset>
      <p class="dialog-fact" role="alert">
        {trouble}
      </p>
    </div>
  );
}
