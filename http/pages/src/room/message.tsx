// One message, confirmed or not. No bubbles and no sides: time, the rose line, who, what, and how it stands.

import type { Signal } from "@preact/signals";
import { Component } from "preact";
import type { Pending } from "../client/model.ts";
import { moderate } from "../moderate-words.ts";
import type { ChatItem } from "../wire.ts";
import { notSent, words } from "../words.ts";
import { Icon, PassingButton } from "./parts.tsx";
import type { Visit } from "./visit.ts";

interface ItemProps {
  item: ChatItem;
  own: boolean;
  /** Left of the line, unless the message before stands in the same minute. */
  time: string | null;
  named: boolean;
  /** Where a report of it begins, or for staff what they do about it; `null` for one's own. */
  report: Signal<ChatItem | null> | null;
  /** Whether the person may do something about its author. */
  moderates: boolean;
}

/** A message everyone has. It never changes, so a list of thousands is drawn once. */
export class Item extends Component<ItemProps> {
  override shouldComponentUpdate(next: ItemProps): boolean {
    const { item, own, time, named, moderates } = this.props;
    const same = next.item === item && next.own === own && next.time === time && next.named === named;
    return !same || next.moderates !== moderates;
  }

  override render() {
    const { item, own, time, named, report, moderates } = this.props;
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
            </p>
          ) : null}
          {item.hidden ? (
            <p class="line-text line-blank small">{words.chat.hidden}</p>
          ) : (
            <p class="line-text" dir="auto">
              {item.text}
            </p>
          )}
          {report && !item.hidden ? (
            <button
              class="line-report"
              type="button"
              aria-label={moderates ? moderate.named(item.name) : words.report.named(item.name)}
              title={moderates ? moderate.act : words.report.act}
              onClick={() => {
                report.value = item;
              }}
            >
              <Icon name="flag" size={14} />
            </button>
          ) : null}
        </div>
      </li>
    );
  }
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
    <p class="line-state line-state-red xs" role="status">
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
