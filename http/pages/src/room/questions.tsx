// Questions above the chat: the one that is being answered, always; the others in one place that opens. Who asks sees theirs
// and how it stands; who gives the class approves, answers, unites and dismisses.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { liveOf, placeOf } from "../client/questions.ts";
import { questionWords as text } from "../question-words.ts";
import type { MyQuestion, QuestionItem, QuestionState, Request } from "../wire.ts";
import { notSent, words } from "../words.ts";
import { Icon } from "./parts.tsx";
import { tell } from "./place.ts";
import { AskQuestion } from "./question-ask.tsx";
import { ReportForm } from "./report.tsx";
import { panel, useOpened } from "./tabs.ts";
import type { Visit } from "./visit.ts";

/** Asks for something about a question; what was refused is said aloud. */
async function ask(visit: Visit, request: Request): Promise<void> {
  const answer = await visit.ask(request);
  if (answer === "unanswered") tell(text.failed);
  else if (answer !== "done") {
    tell(answer.code === "invalid" ? text.gone : (answer.explain ?? notSent[answer.code] ?? answer.title));
  }
}

export function Questions({ visit }: { visit: Visit }) {
  const { you } = visit.model.value;
  const questions = visit.model.value.questions.items;
  const [reporting, report] = useState<QuestionItem | null>(null);
  const opened = useOpened(false);
  const may = you?.may ?? [];
  const handles = may.includes("handle_questions");
  const of = (place: ReturnType<typeof placeOf>) => questions.filter((item) => placeOf(item) === place);
  const live = liveOf(questions);
  const [open, fresh, answered, dismissed] = [of("open"), of("new"), of("answered"), of("dismissed")];
  const listed = new Set(questions.map((item) => item.id));
  const mine = (you?.questions ?? []).filter((one) => !listed.has(one.id));
  const row = (item: QuestionItem) => <Row key={item.id} visit={visit} item={item} others={open} report={report} />;
  return (
    <section aria-label={text.title} {...panel("questions", visit.model.value, "questions")}>
      {live ? (
        <div class="question-live">
          <p class="small">
            <b>{text.live}</b>
            <span>{text.wants(live.votes)}</span>
          </p>
          <p class="question-text" dir="auto">
            {live.text}
          </p>
          {handles ? <Acts visit={visit} item={live} others={[]} /> : null}
        </div>
      ) : null}
      <details {...opened}>
        <summary class="small">
          <b>{text.title}</b> {text.open(open.length)}
          {fresh.length > 0 ? <span class="chip chip-small">{text.fresh(fresh.length)}</span> : null}
        </summary>
        <div class="questions-all">
          {open.length + fresh.length + answered.length + mine.length === 0 ? <p class="small">{text.none}</p> : null}
          {fresh.length > 0 ? <List title={text.newOnes}>{fresh.map(row)}</List> : null}
          {open.length > 0 ? <List title={text.list}>{open.map(row)}</List> : null}
          {mine.length > 0 ? <List title={text.yours}>{mine.map(mineRow)}</List> : null}
          {answered.length > 0 ? <List title={text.answered}>{answered.map(row)}</List> : null}
          {dismissed.length > 0 ? <List title={text.dismissed}>{dismissed.map(row)}</List> : null}
          {may.includes("ask_question") ? <AskQuestion visit={visit} /> : null}
          {handles ? <Allow visit={visit} /> : null}
        </div>
      </details>
      {reporting ? (
        <ReportForm
          title={text.reportTitle}
          quote={reporting.text}
          request={(kind, more) =>
            visit.ask({ type: "report_question", data: { question: reporting.id, kind, text: more } })
          }
          onClose={() => report(null)}
        />
      ) : null}
    </section>
  );
}

function List({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div>
      <h2 class="small">{title}</h2>
      <ol class="question-list">{children}</ol>
    </div>
  );
}

function mineRow(item: MyQuestion) {
  const stands = item.hidden ? text.blanked : item.merged_into ? text.merged : text.state[item.state];
  return (
    <li key={item.id} class="question">
      <p class="question-text" dir="auto">
        {item.text}
      </p>
      <p class="xs question-who">{stands}</p>
    </li>
  );
}

interface RowProps {
  visit: Visit;
  item: QuestionItem;
  /** The open ones, into which it can go. */
  others: readonly QuestionItem[];
  report(item: QuestionItem): void;
}

function Row({ visit, item, others, report }: RowProps) {
  const { you, questions } = visit.model.value;
  const may = you?.may ?? [];
  const own = you?.questions?.some((one) => one.id === item.id) ?? false;
  const open = placeOf(item) === "open";
  const who = item.asker ? (item.anonymous ? text.namelessOf(item.asker.name) : item.asker.name) : text.nameless;
  return (
    <li class={`question${item.state === "live" ? " question-now" : ""}`}>
      <div class="question-row">
        {open ? <Want visit={visit} item={item} may={may.includes("upvote")} mine={questions.wants.includes(item.id)} /> : null}
        <div class="question-body">
          <p class="question-text" dir="auto">
            {item.text}
          </p>
          <p class="xs question-who">
            <bdi>{own ? words.chat.you : who}</bdi>
            {item.state === "live" ? <span>{text.live}</span> : null}
          </p>
        </div>
        {!own && may.includes("report") ? (
          <button
            class="line-report"
            type="button"
            aria-label={text.reportNamed(item.text.slice(0, 40))}
            title={text.report}
            onClick={() => report(item)}
          >
            <Icon name="flag" size={14} />
          </button>
        ) : null}
      </div>
      {/* What can be done with the live one stands above, with it. */}
      {may.includes("handle_questions") && item.state !== "live" ? (
        <Acts visit={visit} item={item} others={others} />
      ) : null}
    </li>
  );
}

/** That one wants to know too: the figure is the button. */
function Want({ visit, item, may, mine }: { visit: Visit; item: QuestionItem; may: boolean; mine: boolean }) {
  const [going, go] = useState(false);
  const press = async () => {
    if (going || !may) return;
    go(true);
    const answer = await visit.ask({ type: "upvote", data: { question: item.id, on: !mine } });
    go(false);
    if (answer !== "done") tell(answer === "unanswered" ? text.failed : text.gone);
  };
  if (!may) {
    return (
      <span class="question-want" title={text.wants(item.votes)}>
        <Icon name="arrow-down" size={14} />
        <span class="num">{item.votes}</span>
      </span>
    );
  }
  return (
    <button
      class={`question-want${mine ? " chosen" : ""}${going ? " working" : ""}`}
      type="button"
      aria-pressed={mine}
      aria-label={text.want(item.text.slice(0, 60), item.votes, mine)}
      onClick={() => void press()}
    >
      <Icon name="arrow-down" size={14} />
      <span class="num">{item.votes}</span>
    </button>
  );
}

/** What who handles questions can do with one. */
const MOVES: Record<QuestionState, readonly [QuestionState, string][]> = {
  new: [
    ["approved", text.approve],
    ["live", text.putLive],
    ["dismissed", text.dismiss],
  ],
  approved: [
    ["live", text.putLive],
    ["answered", text.done],
    ["dismissed", text.dismiss],
  ],
  live: [
    ["answered", text.done],
    ["approved", text.back],
    ["dismissed", text.dismiss],
  ],
  answered: [
    ["approved", text.back],
    ["dismissed", text.dismiss],
  ],
  dismissed: [["approved", text.approve]],
};

function Acts({ visit, item, others }: Omit<RowProps, "report">) {
  const start = item.text.slice(0, 40);
  const merges = item.state === "new" || item.state === "approved";
  const into = !merges ? [] : others.filter((other) => other.id !== item.id);
  return (
    <div class="question-acts">
      {MOVES[item.state].map(([state, act], at) => (
        <button
          key={state}
          class={`button ${at === 0 ? "plain" : "quiet"} small-button`}
          type="button"
          aria-label={text.named(act, start)}
          onClick={() => void ask(visit, { type: "move_question", data: { question: item.id, state } })}
        >
          {act}
        </button>
      ))}
      {into.length > 0 ? (
        <select
          class="field small-field"
          aria-label={text.sameNamed(start)}
          value=""
          onChange={(event) => {
            const target = event.currentTarget.value;
            if (target) void ask(visit, { type: "merge_question", data: { question: item.id, into: target } });
          }}
        >
          <option value="">{text.same}</option>
          {into.map((other) => (
            <option key={other.id} value={other.id}>
              {other.text.slice(0, 60)}
            </option>
          ))}
        </select>
      ) : null}
    </div>
  );
}

function Allow({ visit }: { visit: Visit }) {
  const { nameless } = visit.model.value.questions;
  return (
    <label class="small question-allow">
      <input
        type="checkbox"
        checked={nameless}
        onChange={() => void ask(visit, { type: "set_questions", data: { anonymous: !nameless } })}
      />
      <span>
        {text.allow} <span class="question-who">{text.allowLead}</span>
      </span>
    </label>
  );
}
