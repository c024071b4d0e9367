// On a narrow page one thing at a time stands below the board, each in the panel of a tab. Which one, and what its element
// says of itself. The list of tabs comes late (`tab-list.tsx`): who has room for all of it never needs it.

import { signal } from "@preact/signals";
import { useLayoutEffect, useState } from "preact/hooks";
import type { Model } from "../client/model.ts";

/** `class`: what staff may do about the class as a whole. */
export type Tab = "chat" | "poll" | "questions" | "hands" | "class";

const query = matchMedia("(max-width: 45em)");

/** Whether there are tabs: as wide as in `class.css`. */
export const narrow = signal(query.matches);

/** What was chosen last. */
export const chosen = signal<Tab>("chat");

query.addEventListener("change", () => {
  // A page that becomes narrow goes on with what has the focus, before anything is hidden.
  const held = document.activeElement?.closest("[data-tab]")?.getAttribute("data-tab");
  if (held) chosen.value = held as Tab;
  narrow.value = query.matches;
});

/** The tabs somebody has, in their order. */
export function tabsOf({ polls, questions, you }: Model): Tab[] {
  const may = you?.may ?? [];
  const tabs: Tab[] = ["chat"];
  if (polls.length > 0 || may.includes("poll")) tabs.push("poll");
  if (may.includes("ask_question") || may.includes("handle_questions") || questions.items.length > 0) tabs.push("questions");
  tabs.push("hands");
  if (you && you.role !== "student") tabs.push("class");
  return tabs;
}

/** What is shown of the tabs there are: one that is gone leaves the chat. */
export const shownOf = (tabs: readonly Tab[]): Tab => (tabs.includes(chosen.value) ? chosen.value : "chat");

/** Whether somebody has this before their eyes, as far as tabs go. */
export const isShown = (tab: Tab, model: Model): boolean => !narrow.value || shownOf(tabsOf(model)) === tab;

/** The attributes of a tab's panel, with the classes it has anyway. What is not shown keeps its place, drafts and scroll. */
export function panel(tab: Tab, model: Model, look: string) {
  if (!narrow.value || !tabsOf(model).includes(tab)) return { "data-tab": tab, class: look };
  const away = shownOf(tabsOf(model)) === tab ? "" : " away";
  // The chat has a list of its own to come to.
  const tabIndex = tab === "chat" ? undefined : 0;
  return { "data-tab": tab, id: `panel-${tab}`, role: "tabpanel", "aria-labelledby": `tab-${tab}`, tabIndex, class: `${look} panel${away}` } as const;
}

/** For something that opens: it has its tab to itself and is open there, and where it shares the page it is as it was left. */
export function useOpened(column: boolean) {
  const [open, turn] = useState({ tab: true, column });
  useLayoutEffect(() => turn((last) => ({ ...last, column })), [column]);
  return {
    open: narrow.value ? open.tab : open.column,
    onToggle: (event: { currentTarget: HTMLDetailsElement }) =>
      turn({ ...open, [narrow.peek() ? "tab" : "column"]: event.currentTarget.open }),
  };
}
