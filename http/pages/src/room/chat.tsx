// The chat: an exercise book with the time left of the rose line. What is on its way is dashed, what failed says so, and
// the list is only ever added to. New messages pull the list along only for those who read its end.

import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { newAfter, rows, type Row } from "../client/rows.ts";
import type { ChatItem } from "../wire.ts";
import { timeOf, words } from "../words.ts";
import { Composer } from "./composer.tsx";
import { ChatRulesButton } from "./chat-rules.tsx";
import { Item, PendingItem } from "./message.tsx";
import { mutedAt } from "./muted-at.tsx";
import { late } from "./late.tsx";
import { Icon, PassingButton } from "./parts.tsx";
import { PollPlace } from "./poll-place.tsx";
import { QuestionsPlace } from "./questions-place.tsx";
import { chosen, isShown, narrow, panel } from "./tabs.ts";
import type { Visit } from "./visit.ts";

const ClassDesk = late("class-desk", () => import("./class-desk.tsx").then((module) => module.ClassDesk));
const FloorLine = late("floor", () => import("./floor.tsx").then((module) => module.FloorLine));
const FloorPanel = late("floor", () => import("./floor.tsx").then((module) => module.FloorPanel));
const WhatHolds = late("moderate", () => import("./moderate.tsx").then((module) => module.WhatHolds));
const DirectTalk = late("direct", () => import("./direct.tsx").then((module) => module.DirectTalk));
const ReviewButton = late("review", () => import("./review.tsx").then((module) => module.ReviewButton));
const MyHeldMessages = late("review", () => import("./review.tsx").then((module) => module.MyHeldMessages));
const Reading = late("reading", () => import("./reading.tsx").then((module) => module.Reading));
const TabList = late("tab-list", () => import("./tab-list.tsx").then((module) => module.TabList));
const TakeBack = late("take-back", () => import("./take-back.tsx").then((module) => module.TakeBack));

/** Closer to the end than this, a reader reads the end. */
const END_PX = 48;

/** Messages of others that came while the reader was further up. */
const unread = signal(0);

export function Chat({ visit }: { visit: Visit }) {
  const model = visit.model.value;
  const { floor } = model;
  const may = model.you?.may ?? [];
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const shown = isShown("chat", model);
  // What is called later asks how it is then.
  const isBefore = useRef(shown);
  isBefore.current = shown;
  const toEnd = () => {
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
    if (isBefore.current) unread.value = 0;
  };
  useNews(visit, atEnd, shown);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  });
  useEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    // The banner and the composer change the box's height; whoever reads the end goes on reading it.
    const observer = new ResizeObserver(() => {
      if (atEnd.current) toEnd();
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < END_PX;
    if (atEnd.current && isBefore.current) unread.value = 0;
  };
  const older = () => {
    // At the very top the browser would keep the top; one pixel further down it keeps what is being read.
    if (scroller.current) scroller.current.scrollTop = Math.max(1, scroller.current.scrollTop);
    visit.older();
  };
  const list = rows(model, newAfter.value);
  const byId = useMemo(() => new Map(model.chat.map((item) => [item.id, item])), [model.chat]);
  const title = (
    <h2 id="chat-title" class={narrow.value ? "vh" : undefined}>
      {words.chat.title}
    </h2>
  );
  return (
    <section class="chat" aria-labelledby="chat-title">
      {narrow.value ? <TabList visit={visit} unread={unread.value} /> : null}
      <div {...panel("class", model, "chat-head")}>
        <div class="chat-title">
          {narrow.value ? null : title}
          <span class="chat-title-end">
            {may.includes("direct") ? <DirectTalk visit={visit} /> : null}
            {may.includes("review") ? <ReviewButton visit={visit} /> : null}
            {may.includes("sanction") ? <WhatHolds visit={visit} /> : null}
            <ChatRulesButton visit={visit} />
          </span>
        </div>
        {may.includes("calm") ? <ClassDesk visit={visit} /> : null}
      </div>
      {floor.floor ? <FloorLine visit={visit} /> : null}
      <div class="chat-above">
        <PollPlace visit={visit} />
        {narrow.value || may.includes("give_floor") || floor.hands?.length ? <FloorPanel visit={visit} /> : null}
      </div>
      <QuestionsPlace visit={visit} />
      <div {...panel("chat", model, "chat-panel")}>
        {narrow.value ? title : null}
        <div class="chat-box">
          <div
            id="chat-list"
            class="chat-scroll"
            ref={scroller}
            onScroll={onScroll}
            tabIndex={0}
            role="group"
            aria-label={words.chat.list}
          >
            {model.older && !model.gap ? (
              <p class="chat-older">
                <PassingButton to="chat-list" class="button quiet small-button" onClick={older}>
                  {words.chat.earlier}
                </PassingButton>
              </p>
            ) : null}
            {list.length === 0 ? <p class="chat-empty small">{words.chat.empty}</p> : null}
            <ol class="lines">
              {list.map((row, index) => (
                <Line key={row.key} visit={visit} row={row} before={list[index - 1]} byId={byId} />
              ))}
            </ol>
            {model.you?.held?.length ? <MyHeldMessages visit={visit} /> : null}
          </div>
          {model.you ? <Reading visit={visit} scroller={scroller} atEnd={atEnd} shown={shown} /> : null}
          {unread.value > 0 ? (
            <PassingButton
              to="write"
              class="button plain small-button chat-fresh"
              onClick={() => {
                atEnd.current = true;
                toEnd();
              }}
            >
              <Icon name="arrow-down" size={14} />
              {words.chat.fresh(unread.value)}
            </PassingButton>
          ) : null}
        </div>
        <Composer
          visit={visit}
          onSent={() => {
            atEnd.current = true;
          }}
        />
      </div>
      {visit.talking.takingBack.value ? <TakeBack visit={visit} item={visit.talking.takingBack} /> : null}
    </section>
  );
}

/** Counts what others wrote, from the first list on. */
function useNews(visit: Visit, atEnd: { current: boolean }, shown: boolean): void {
  const seen = useRef<number | null>(null);
  const { chat, you, offset } = visit.model.value;
  useEffect(
    () => () => {
      unread.value = 0;
      chosen.value = "chat";
    },
    [],
  );
  useEffect(() => {
    if (offset < 0) return;
    const last = chat.at(-1)?.offset ?? 0;
    if (seen.current !== null && last > seen.current) {
      const since = seen.current;
      const news = chat.filter((item) => item.offset > since && item.person !== you?.person);
      if (!atEnd.current || !shown) unread.value += news.length;
    }
    seen.current = Math.max(last, seen.current ?? 0);
  }, [chat, offset]);
}

/** One row; who and when are left out where the row before says the same. */
interface LineProps {
  visit: Visit;
  row: Row;
  before: Row | undefined;
  byId: ReadonlyMap<string, ChatItem>;
}

function Line({ visit, row, before, byId }: LineProps) {
  switch (row.kind) {
    case "lost":
      return (
        <li class="line line-break">
          <span class="break xs">{words.chat.lostAt(timeOf(row.at))}</span>
        </li>
      );
    case "gap":
      return (
        <li class="line line-break">
          <span class="break xs">{words.chat.missing}</span>
        </li>
      );
    case "new":
      return (
        <li class="line line-break line-new">
          <span class="break xs">{words.chat.newHere}</span>
        </li>
      );
    case "item": {
      const own = row.item.person === visit.model.value.you?.person;
      const time = timeOf(Date.parse(row.item.at));
      const same = before?.kind === "item" && before.item.person === row.item.person;
      const sameTime = before?.kind === "item" && timeOf(Date.parse(before.item.at)) === time;
      const named = !(same && sameTime);
      return (
        <Item
          item={row.item}
          own={own}
          me={visit.model.value.you?.name ?? ""}
          time={sameTime ? null : time}
          named={named}
          report={own ? null : visit.reporting}
          muted={named ? mutedAt(visit, row.item.person) : ""}
          moderates={row.item.role === "student" && (visit.model.value.you?.may.includes("sanction") ?? false)}
          quoted={row.item.reply_to ? byId.get(row.item.reply_to) : undefined}
          mine={visit.model.value.mine[row.item.id]}
          reacts={visit.model.value.you?.may.includes("react") ?? false}
          acts={visit.talking}
        />
      );
    }
    case "pending": {
      const mine = visit.model.value.you?.person;
      const time = timeOf(row.pending.writtenAt);
      const [who, when] =
        before?.kind === "item"
          ? [before.item.person === mine, timeOf(Date.parse(before.item.at))]
          : before?.kind === "pending"
            ? [true, timeOf(before.pending.writtenAt)]
            : [false, null];
      return (
        <PendingItem
          visit={visit}
          pending={row.pending}
          offline={visit.link.value.is !== "open"}
          time={when === time ? null : time}
          named={!(who && when === time)}
        />
      );
    }
  }
}
