// The tabs below the board on a narrow page. What is in each stands above its name, and whether something of it is new.
// A poll that opens comes forward by itself, but not to who is writing or goes by key: they see that it is there.

import { useEffect, useRef } from "preact/hooks";
import { countsOf, factsOf } from "../client/tab-news.ts";
import { tabWords as text } from "../tab-words.ts";
import { chosen, narrow, shownOf, tabsOf, type Tab } from "./tabs.ts";
import type { Visit } from "./visit.ts";

/** The highest figure that a tab has room for, of whatever is counted in it. */
const FIGURE_MAX = 99;

/** What somebody has seen of a visit's tabs. */
const seenIn = new WeakMap<Visit, Set<string>>();
/** The poll that has come forward, or could not: it does so once. */
let forward: string | null = null;

/** Whether somebody is at something that is not to be taken from before their eyes. */
function isBusy(): boolean {
  const written = document.querySelector<HTMLTextAreaElement>("#write")?.value ?? "";
  return written !== "" || document.querySelector(".panel:focus-within, .chat :focus-visible, dialog[open]") !== null;
}

export function TabList({ visit, unread }: { visit: Visit; unread: number }) {
  const model = visit.model.value;
  const tabs = tabsOf(model);
  const shown = shownOf(tabs);
  const list = useRef<HTMLDivElement>(null);
  const facts = { chat: [], ...factsOf(model) };
  // What was there when the page became narrow was seen while it was wide.
  const seen = seenIn.get(visit) ?? new Set(Object.values(facts).flat());
  seenIn.set(visit, seen);
  for (const fact of facts[shown]) seen.add(fact);
  const counts = { chat: unread, ...countsOf(model) };
  const isNew = (tab: Tab) => (tab === "chat" ? unread > 0 : facts[tab].some((fact) => !seen.has(fact)));
  const poll = model.polls.at(-1);
  const asked = poll && !poll.closed_at && model.you?.may.includes("vote") ? poll.id : null;
  const answered = model.you?.votes?.some((vote) => vote.poll === asked) ?? false;
  useEffect(() => () => void (narrow.peek() || seenIn.delete(visit)), [visit]);
  useEffect(() => {
    if (!asked || asked === forward) return;
    forward = asked;
    if (!answered && !isBusy()) chosen.value = "poll";
  }, [asked]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [shown]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.indexOf(shown);
    const forth = list.current && getComputedStyle(list.current).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forth === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const to = { [forth]: at + 1, [back]: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = tabs.at(to === tabs.length ? 0 : to) ?? shown;
    chosen.value = next;
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={text.label} ref={list} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab}
          id={`tab-${tab}`}
          class="tab"
          type="button"
          role="tab"
          aria-selected={tab === shown}
          aria-controls={`panel-${tab}`}
          tabIndex={tab === shown ? 0 : -1}
          onClick={() => void (chosen.value = tab)}
        >
          {text.names[tab]}
          <Mark figure={counts[tab]} counted={text.counted[tab](counts[tab])} isNew={isNew(tab)} />
        </button>
      ))}
    </div>
  );
}

/** How much there is in a tab, and whether some of it is new: a shape says so, and words for who listens. */
function Mark({ figure, counted, isNew }: { figure: number; counted: string; isNew: boolean }) {
  if (figure === 0 && !isNew) return null;
  const said = [figure > 0 ? counted : "", isNew ? text.fresh : ""].filter(Boolean).join(", ");
  return (
    <>
      <span class="tab-mark" aria-hidden="true">
        {isNew ? <span class="tab-dot" /> : null}
        {figure > 0 ? <span class="tab-count num">{figure > FIGURE_MAX ? `${FIGURE_MAX}+` : figure}</span> : null}
      </span>
      <span class="vh">{said}</span>
    </>
  );
}
