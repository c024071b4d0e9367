// Where this page is: its path, its title, its focus, and what a screen reader is told.

import { signal } from "@preact/signals";
import { PRODUCT } from "../words.ts";

/** The path of the page. */
export const path = signal(location.pathname);

/** Goes to another page of ours. */
export function navigate(to: string): void {
  if (to === location.pathname) return;
  history.pushState(null, "", to);
  path.value = to;
}

/** Follows the browser's back and forward. */
export function followHistory(): void {
  addEventListener("popstate", () => {
    path.value = location.pathname;
  });
}

/** The session a class page is about. */
export function sessionOf(where: string): string | null {
  return /^\/class\/([0-9a-f-]{36})\/?$/i.exec(where)?.[1] ?? null;
}

/** Whether a page is the moderators' desk. */
export const isDesk = (where: string): boolean => /^\/desk\/?$/.test(where);

/** The secret of a sign-in link, from a fragment or from a whole link. */
export function secretOf(text: string): string | null {
  const found = /(?:^|#|&)link=([^&\s]+)/.exec(text)?.[1];
  return found ? decodeURIComponent(found) : null;
}

/** Names the state in the title of the page. */
export function entitle(...parts: (string | null | undefined)[]): void {
  document.title = [...parts.filter((part) => part), PRODUCT].join(" · ");
}

let moved = false;

/** Gives the focus to a state's heading, but for the first one: a page that loads leaves the focus to the browser. */
export function heading(element: HTMLElement | null): void {
  if (moved) element?.focus({ preventScroll: true });
  moved = true;
}

/** Gives the focus to an element; where that is in a tab that is not shown, to the tab that is. */
export function focusOn(id: string): void {
  const element = document.getElementById(id);
  element?.focus();
  if (document.activeElement !== element) document.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
}

/** What a screen reader is told when it has a moment, and what it is told at once. */
export const polite = signal("");
export const assertive = signal("");

/** A sentence stands for so long before the next takes its place, so that each is noticed. */
const NOTICED_MS = 400;
/** What was said goes after so long: who reads the page on does not come upon it as if it were so still. */
const STANDS_MS = 5_000;

/** Says sentences in a region, one after the other; the same one twice is said twice. */
function speaker(region: typeof polite): (text: string) => void {
  const waiting: string[] = [];
  let speaks = false;
  let odd = false;
  let gone: ReturnType<typeof setTimeout> | undefined;
  const next = () => {
    const text = waiting.shift();
    speaks = text !== undefined;
    clearTimeout(gone);
    if (text === undefined) {
      gone = setTimeout(() => (region.value = ""), STANDS_MS);
      return;
    }
    odd = !odd;
    region.value = text + (odd ? "\u00a0" : "");
    setTimeout(next, NOTICED_MS);
  };
  return (text) => {
    waiting.push(text);
    if (!speaks) next();
  };
}

/** Says something politely. */
export const tell = speaker(polite);
/** Says something at once. */
export const insist = speaker(assertive);
