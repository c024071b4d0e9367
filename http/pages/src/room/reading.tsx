// What is new to who comes to the chat, and how far it was read. Shown is only the way to where the new begins.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { lastOffset } from "../client/changes.ts";
import { newAfter } from "../client/rows.ts";
import { countAfter, Reading as Read } from "../client/unread.ts";
import { ANNOUNCE_PACE } from "../wire.ts";
import { words } from "../words.ts";
import { Icon, PassingButton } from "./parts.tsx";
import type { Visit } from "./visit.ts";

/** The line that says where the new begins is seen with so much of it in view. */
const SEEN = 0.5;

interface Props {
  visit: Visit;
  /** The list, and whether its end is being read. */
  scroller: { current: HTMLElement | null };
  atEnd: { current: boolean };
  /** Whether the list is before their eyes, as far as tabs go. */
  shown: boolean;
}

export function Reading({ visit, scroller, atEnd, shown }: Props) {
  const model = visit.model.value;
  const { chat, you } = model;
  const unread = useSignal(0);
  const last = useRef(0);
  last.current = lastOffset(chat);
  const read = useMemo(
    () =>
      new Read(you?.read?.to ?? 0, {
        tell: async (to) => (await visit.ask({ type: "read", data: { to } })) === "done",
        after: (milliseconds, act) => {
          const timer = setTimeout(act, milliseconds);
          return () => clearTimeout(timer);
        },
        random: Math.random,
        many: () => {
          const { seated = 0, watching = 0 } = visit.model.value.presence ?? {};
          return seated + watching > ANNOUNCE_PACE.counted_people_max;
        },
      }),
    [visit],
  );
  const inSight = useRef(shown);
  inSight.current = shown;
  const look = () => {
    if (document.visibilityState === "visible" && inSight.current && atEnd.current) read.sees(last.current);
  };
  useEffect(() => {
    const before = you?.read;
    if (!before || before.unread === 0) return undefined;
    newAfter.value = before.to;
    unread.value = before.unread;
    return () => void (newAfter.value = null);
  }, [visit]);
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState === "hidden") read.now();
      else look();
      count(0);
    };
    const box = scroller.current;
    box?.addEventListener("scroll", look);
    document.addEventListener("visibilitychange", seen);
    return () => {
      box?.removeEventListener("scroll", look);
      document.removeEventListener("visibilitychange", seen);
      count(0);
      read.now();
      read.stop();
    };
  }, [read]);
  const known = you?.read?.to ?? 0;
  useEffect(() => read.heard(known), [read, known]);
  useEffect(() => {
    look();
    if (document.visibilityState === "hidden") count(countAfter(chat, read.seen, you?.person));
  }, [chat, known, shown]);
  const from = newAfter.value;
  useEffect(() => {
    // Where the new begins may be in view by itself: then nobody needs to be shown the way.
    const box = scroller.current;
    const divider = box?.querySelector(".line-new");
    if (from === null || !divider) return undefined;
    const seen = (entries: IntersectionObserverEntry[]) => {
      if (entries.some((one) => one.intersectionRatio >= SEEN)) unread.value = 0;
    };
    const observer = new IntersectionObserver(seen, { root: box, threshold: SEEN });
    observer.observe(divider);
    return () => observer.disconnect();
  }, [from]);
  const go = () => {
    unread.value = 0;
    scroller.current?.querySelector(".line-new")?.scrollIntoView({ block: "start" });
  };
  return unread.value > 0 ? (
    <PassingButton to="chat-list" class="button plain small-button chat-new" onClick={go}>
      <Icon name="arrow-down" size={14} />
      {words.chat.newSince(unread.value)}
    </PassingButton>
  ) : null;
}

/** How many are new, before the title of a page that is out of sight. */
function count(figure: number): void {
  const plain = document.title.replace(/^\(\d+\) /, "");
  document.title = figure > 0 ? `(${figure}) ${plain}` : plain;
}
