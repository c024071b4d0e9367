// The moderators' desk: the hour with its reports above, the rooms of the hour, the queue beside the case that is
// looked at, and the keys below. Everything works by keyboard; everything that is done is said in words.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { signIn } from "../client/account.ts";
import { now } from "../client/clock.ts";
import { Heading, Icon, Inside, Mark, TopBar } from "../room/parts.tsx";
import { entitle } from "../room/place.ts";
import { ThemeSwitch } from "../room/theme.tsx";
import { timeOf, words as room } from "../words.ts";
import { useCaseNews } from "./case-news.ts";
import { CasePanel } from "./case.tsx";
import { Dialogs } from "./dialogs.tsx";
import { Keys, onKey } from "./keys.tsx";
import { appealsOpen, fresh, queued } from "./model.ts";
import { Queue } from "./queue.tsx";
import { Rule } from "./rule.tsx";
import { DeskSocket } from "./socket.ts";
import { Strip } from "./strip.tsx";
import { Toast } from "./toast.tsx";
import { appealText, text } from "./words.ts";
import { Work } from "./work.ts";

const work = signal<Work | null>(null);

export function Desk() {
  useEffect(() => {
    const socket = new DeskSocket();
    const mine = new Work(socket);
    work.value = mine;
    void socket.start();
    const key = (event: KeyboardEvent) => onKey(event, mine);
    const seen = () => mine.seen();
    addEventListener("keydown", key);
    for (const sign of ["keydown", "pointerdown", "pointermove"]) addEventListener(sign, seen, { passive: true });
    return () => {
      removeEventListener("keydown", key);
      for (const sign of ["keydown", "pointerdown", "pointermove"]) removeEventListener(sign, seen);
      mine.stop();
      socket.stop();
      work.value = null;
    };
  }, []);
  const mine = work.value;
  if (!mine) return null;
  const link = mine.socket.link.value;
  if (link.is === "stopped") return <Shut code={link.code} />;
  return <Page work={mine} lost={link.is === "lost"} />;
}

/** Not let in: the fact, and the way on. */
function Shut({ code }: { code: number }) {
  const [title, lead] = code === 4401 || signIn.value.is !== "in" ? text.signedOut : text.notYours;
  useEffect(() => entitle(title, text.title), [title]);
  return (
    <>
      <TopBar title={text.title} />
      <main class="page refusal">
        <Heading>{title}</Heading>
        <p class="lead">{lead}</p>
        <div class="actions">
          <Inside to="/" class="button plain">
            {room.homeLink}
          </Inside>
        </div>
      </main>
    </>
  );
}

function Page({ work, lost }: { work: Work; lost: boolean }) {
  const model = work.socket.model.value;
  const waiting = queued(model).filter((id) => model.cases.get(id)?.state.is !== "decided").length;
  useEffect(() => entitle(text.open(waiting), text.title), [waiting]);
  useCaseNews(model);
  return (
    <div class="desk">
      <header class="desk-top">
        <div class="bar desk-bar">
          <Inside to="/" class="brand">
            <Mark />
            <span class="vh">{room.homeLink}</span>
          </Inside>
          <Heading class="slot">{text.title}</Heading>
          <nav class="desk-views" aria-label={appealText.views}>
            <button type="button" aria-current={model.appeals ? undefined : "true"} onClick={() => work.view(false)}>
              {text.queue}
            </button>
            <button type="button" aria-current={model.appeals ? "true" : undefined} onClick={() => work.view(true)}>
              {appealText.nav} <span class="chip chip-small num">{appealsOpen(model)}</span>
            </button>
          </nav>
          <p class="small desk-others">
            {text.others}: {model.moderators.map((one) => one.name).join(", ")}
          </p>
          <div class="bar-end">
            {lost ? (
              <span class="chip chip-rust" role="status">
                <Icon name="wifi-off" size={14} />
                {text.lost}
              </span>
            ) : null}
            <span class="chip">
              <Icon name="shield" size={14} />
              {work.bare.value ? text.hideWords : text.blanked}
            </span>
            <ThemeSwitch />
            <span class="small num">
              {model.you?.who.name} <Clock />
            </span>
          </div>
        </div>
        <Rule heard={model.heard} />
        <Strip work={work} />
      </header>
      <main class="desk-main">
        <Queue work={work} waiting={waiting} fresh={fresh(model).length} />
        <CasePanel work={work} />
      </main>
      <Keys work={work} />
      <Toast work={work} />
      <Dialogs work={work} />
    </div>
  );
}

function Clock() {
  return <span class="num">{timeOf(now.value)}</span>;
}
