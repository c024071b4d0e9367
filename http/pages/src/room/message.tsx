// One message, confirmed or not. No bubbles and no sides: time, the rose line, who, what, and how it stands.

import type { Signal } from "@preact/signals";
import { Component } from "preact";
import { pieces } from "../client/mention.ts";
import type { Pending } from "../client/model.ts";
import { chatWords } from "../chat-words.ts";
import { moderate } from "../moderate-words.ts";
import { reactionWords } from "../reaction-words.ts";
import type { ChatItem, Reaction } from "../wire.ts";
import { notSent, words } from "../words.ts";
import { late } from "./late.tsx";
import { Icon, PassingButton } from "./parts.tsx";
import type { Talking } from "./talking.ts";
import type { Visit } from "./visit.ts";

const Reactions = late("reactions", () => import("./reactions.tsx").then((module) => module.Reactions));

interface ItemProps {
  item: ChatItem;
  own: boolean;
  /** The name of who reads it, to be found after an @. */
  me: string;
  /** Left of the line, unless the message before stands in the same minute. */
  time: string | null;
  named: boolean;
  /** Where a report of it begins, or for staff what they do about it; `null` for one's own. */
  report: Signal<ChatItem | null> | null;
  /** Whether the person may do something about its author. */
  moderates: boolean;
  /** What its author is muted in, for staff; empty: nothing. */
  muted: string;
  /** What it answers; `undefined`: it answers none, or one that this page does not have. */
  quoted: ChatItem | undefined;
  /** Which reactions one has given to it. */
  mine: readonly Reaction[] | undefined;
  /** Whether one may give any. */
  reacts: boolean;
  /** Where answering, changing and taking back begin; the same for all messages of a visit. */
  acts: Talking;
}

/** A message everyone has. It seldom changes, so a list of thousands is drawn once. */
export class Item extends Component<ItemProps, { choosing: boolean }> {
  override state = { choosing: false };

  override shouldComponentUpdate(next: ItemProps, state: { choosing: boolean }): boolean {
    const { item, own, me, time, named, moderates, muted, quoted, mine, reacts } = this.props;
    if (next.me !== me || next.mine !== mine || next.reacts !== reacts || state.choosing !== this.state.choosing) return true;
    const same = next.item === item && next.own === own && next.time === time && next.named === named;
    return !same || next.moderates !== moderates || next.muted !== muted || next.quoted !== quoted;
  }

  override render() {
    const { item, own, me, time, named, muted, quoted, mine, reacts, acts } = this.props;
    const { choosing } = this.state;
    const blank = item.hidden || item.deleted;
    const teacher = item.role === "teacher";
    return (
      <li class={`line${own ? " line-own" : ""}${teacher ? " line-teacher" : ""}`} data-id={item.id}>
        <time class="line-time num" dateTime={item.at}>
          {time}
        </time>
        <div class="line-body">
          {named ? (
            <p class="line-name">
              <bdi>{own ? words.chat.you : item.name}</bdi>
              {teacher ? <span class="chip chip-small">{words.chat.teacher}</span> : null}
              {muted ? <span class="chip chip-small">{muted}</span> : null}
            </p>
          ) : null}
          {item.reply_to ? <Quote item={quoted} /> : null}
          {blank ? (
            <p class="line-text line-blank small">{item.hidden ? words.chat.hidden : chatWords.takenBack}</p>
          ) : (
            <p class="line-text" dir="auto">
              {pieces(item.text, me).map((piece, at) => (at % 2 ? <mark>{piece}</mark> : piece))}
              {item.edited ? <span class="line-edited xs"> ({chatWords.changed})</span> : null}
            </p>
          )}
          {!blank && (choosing || item.reactions?.length) ? (
            <Reactions
              item={item}
              mine={mine}
              may={reacts}
              acts={acts}
              choosing={choosing}
              onChosen={() => {
                this.setState({ choosing: false });
                document.getElementById(`react-${item.id}`)?.focus();
              }}
            />
          ) : null}
          <ItemActs {...this.props} choosing={choosing} choose={() => this.setState({ choosing: !choosing })} />
        </div>
      </li>
    );
  }
}

/** The beginning of what a message answers. */
function Quote({ item }: { item: ChatItem | undefined }) {
  const gone = !item || item.hidden || item.deleted;
  return (
    <p class="line-quote xs">
      {gone ? (
        chatWords.quoteGone
      ) : (
        <>
          <bdi>{item.name}</bdi>: <bdi>{item.text.slice(0, 120)}</bdi>
        </>
      )}
    </p>
  );
}

interface ItemActsProps extends ItemProps {
  choosing: boolean;
  choose(): void;
}

function ItemActs({ item, own, report, moderates, acts, reacts, choosing, choose }: ItemActsProps) {
  const start = item.text.slice(0, 40);
  const act = (icon: string, title: string, label: string, at: Signal<ChatItem | null>, kind = "") => (
    <button
      key={icon}
      class={`line-report ${kind}`}
      type="button"
      aria-label={label}
      title={title}
      onClick={() => {
        at.value = item;
      }}
    >
      <Icon name={icon} size={14} />
    </button>
  );
  if (item.hidden || item.deleted) {
    // It says nothing any more; staff can look at what it said. The button is the same, so that it keeps the focus.
    if (!moderates || !report) return null;
    return <div class="line-acts">{act("flag", moderate.said, moderate.saidNamed(item.name), report)}</div>;
  }
  const flag = moderates ? moderate.named(item.name) : words.report.named(item.name);
  return (
    <div class="line-acts">
      {act("reply", chatWords.answer, chatWords.answerNamed(item.name), acts.answering, "line-act")}
      {reacts ? (
        <button
          id={`react-${item.id}`}
          class="line-report line-act"
          type="button"
          aria-label={reactionWords.actNamed(item.name)}
          aria-expanded={choosing}
          title={reactionWords.act}
          onClick={choose}
        >
          <Icon name="smile-plus" size={14} />
        </button>
      ) : null}
      {own ? act("pencil", chatWords.change, chatWords.changeNamed(start), acts.changing, "line-act") : null}
      {own ? act("trash-2", chatWords.takeBack, chatWords.takeBackNamed(start), acts.takingBack, "line-act") : null}
      {report ? act("flag", moderates ? moderate.act : words.report.act, flag, report) : null}
    </div>
  );
}

interface PendingProps {
  visit: Visit;
  pending: Pending;
  offline: boolean;
  time: string | null;
  named: boolean;
}

/** A message of one's own that nobody has confirmed. */
export function PendingItem({ visit, pending, offline, time, named }: PendingProps) {
  const failed = pending.state === "failed";
  return (
    <li class={`line ${failed ? "line-failed" : "line-pending"}`} data-id={pending.id}>
      <time class="line-time num">{time}</time>
      <div class="line-body">
        {named ? <p class="line-name">{words.chat.you}</p> : null}
        <p class="line-text" dir="auto">
          {pending.text}
        </p>
        {failed ? (
          <Failed visit={visit} pending={pending} />
        ) : (
          <p class="line-state xs">
            <Icon name="clock" size={14} />
            {offline ? words.chat.waits : words.chat.sending}
          </p>
        )}
      </div>
    </li>
  );
}

function Failed({ visit, pending }: { visit: Visit; pending: Pending }) {
  const text = words.chat;
  const why = pending.problem ? (notSent[pending.problem.code] ?? pending.problem.title) : "";
  const start = pending.text.slice(0, 40);
  return (
    <p class="line-state line-state-red xs">
      <Icon name="circle-alert" size={14} />
      <span>
        {text.notSent} {why}
      </span>
      <PassingButton to="write" class="link" aria-label={text.againNamed(start)} onClick={() => visit.again(pending.id)}>
        {text.again}
      </PassingButton>
      <PassingButton to="write" class="link" aria-label={text.deleteNamed(start)} onClick={() => visit.forget(pending.id)}>
        {text.delete}
      </PassingButton>
    </p>
  );
}
