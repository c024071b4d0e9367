// The class itself: the hour above, the board with the pictures on it, the chat beside it, the controls below.

import { useEffect, useState } from "preact/hooks";
import { watchAway } from "../client/away.ts";
import { now } from "../client/clock.ts";
import { timeOf, words } from "../words.ts";
import { Banner } from "./banner.tsx";
import { Chat } from "./chat.tsx";
import { Controls } from "./controls.tsx";
import { classParts, HourRule } from "./hour-rule.tsx";
import { late } from "./late.tsx";
import { Chip, Heading, Mark } from "./parts.tsx";
import { entitle, focusOn } from "./place.ts";
import { Stage } from "./stage.tsx";
import { chosen } from "./tabs.ts";
import type { Visit } from "./visit.ts";

const AboutSomebody = late("moderate", () => import("./moderate.tsx").then((module) => module.AboutSomebody));

const PeopleDialog = late("people", () => import("./people.tsx").then((module) => module.PeopleDialog));

interface Props {
  visit: Visit;
  /** The sign-in ended while the class goes on: the page stays, and says so. */
  signedOut: boolean;
}

export function ClassPage({ visit, signedOut }: Props) {
  const title = visit.facts.value?.title ?? "";
  const lost = visit.link.value.is === "lost";
  const watching = visit.model.value.you?.tier === "overflow";
  useEffect(() => watchAway(visit.link, (away) => void visit.ask({ type: "set_away", data: { away } })), [visit]);
  useEffect(
    () => entitle(lost ? words.room.offline : watching ? words.room.watching : null, title),
    [title, lost, watching],
  );
  return (
    <div class="class">
      <a
        class="skip button plain"
        href="#write"
        onClick={(event) => {
          event.preventDefault();
          chosen.value = "chat";
          requestAnimationFrame(() => focusOn("write"));
        }}
      >
        {words.room.skip}
      </a>
      <Top visit={visit} title={title} lost={lost} watching={watching} />
      <Banner visit={visit} signedOut={signedOut} />
      <main class="class-main">
        <Stage visit={visit} />
        <Controls visit={visit} />
        <Chat visit={visit} />
      </main>
      {visit.reporting.value || visit.about.value ? <AboutSomebody visit={visit} /> : null}
    </div>
  );
}

function Top({ visit, title, lost, watching }: { visit: Visit; title: string; lost: boolean; watching: boolean }) {
  const course = visit.listed.value?.course;
  return (
    <header class="class-top">
      <div class="bar class-bar">
        <span class="brand">
          <Mark />
        </span>
        <Heading class="bar-title slot">{title}</Heading>
        {course ? <p class="bar-second small">{course}</p> : null}
        <div class="bar-end">
          <Here visit={visit} />
          <Standing visit={visit} lost={lost} watching={watching} />
        </div>
      </div>
      <Hour visit={visit} title={title} />
    </header>
  );
}

/** How many are here; after a loss, how many were, and when. */
function Here({ visit }: { visit: Visit }) {
  const { presence, you } = visit.model.value;
  const [open, turn] = useState(false);
  const link = visit.link.value;
  if (!presence) return null;
  const { seated, watching } = presence;
  const text =
    link.is === "lost"
      ? words.room.hereAt(seated + watching, timeOf(link.since))
      : watching > 0
        ? words.room.hereWatching(seated, watching)
        : words.room.here(seated);
  const short = link.is === "lost" ? text : words.room.here(seated + watching);
  const chip = (
    <Chip icon="users">
      <span class="only-wide">{text}</span>
      <span class="only-phone">{short}</span>
    </Chip>
  );
  return (
    <span class="chip-here">
      {you?.may.includes("people") ? (
        <button class="chip-button" type="button" aria-haspopup="dialog" onClick={() => turn(true)}>
          {chip}
        </button>
      ) : (
        chip
      )}
      {open ? <PeopleDialog visit={visit} onClose={() => turn(false)} /> : null}
    </span>
  );
}

function Standing({ visit, lost, watching }: { visit: Visit; lost: boolean; watching: boolean }) {
  const { you, facts } = visit.model.value;
  if (lost) {
    return (
      <Chip icon="wifi-off" tone="rust">
        {words.room.offline}
      </Chip>
    );
  }
  if (visit.link.value.is === "connecting") return <Chip dashed>{words.room.connecting}</Chip>;
  if (watching) {
    return (
      <Chip icon="eye" tone="blue">
        {words.room.watching}
      </Chip>
    );
  }
  if (!you?.seat || !facts) return null;
  return (
    <span class="chip-seat">
      <Chip tone="act" icon="check">
        {words.room.seat(you.seat, facts.capacity)}
      </Chip>
    </span>
  );
}

/** The hour of this class; its own component, so that the tick of the clock draws no more than this. */
function Hour({ visit, title }: { visit: Visit; title: string }) {
  const facts = visit.facts.value;
  if (!facts) return null;
  const startsAt = Date.parse(facts.starts_at);
  const endsAt = Date.parse(facts.ends_at);
  const { from, to, parts } = classParts(startsAt, endsAt);
  const sentence = words.rule.sentence(title, timeOf(startsAt), timeOf(endsAt), timeOf(now.value));
  return (
    <div class="class-rule">
      <HourRule from={from} to={to} parts={parts} now={now.value} sentence={sentence} />
    </div>
  );
}
