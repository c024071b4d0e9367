// What staff do about a person in the room, from a message of theirs or from where they stand, and what holds, to be taken
// back. What is better left to the moderators goes to the desk as a report.

import { useState } from "preact/hooks";
import { BAN_MINUTES, banWords, lastsOf } from "../ban-words.ts";
import { serverNow } from "../client/clock.ts";
import { moderate, type RoomScope } from "../moderate-words.ts";
import type { ChatItem, Held, Measure, Muted, ReasonCode, Sanction } from "../wire.ts";
import { notSent, timeOf, words } from "../words.ts";
import { ExceptionRow, Exceptions } from "./exceptions.tsx";
import { mutedAt } from "./muted-at.tsx";
import { Dialog } from "./parts.tsx";
import { tell } from "./place.ts";
import { PutBack } from "./put-back.tsx";
import { ReportDialog } from "./report.tsx";
import { asItIs, SaidBefore } from "./said-before.tsx";
import { SpotlightButton } from "./spotlight.tsx";
import { StaffList } from "./staff-list.tsx";
import type { Visit } from "./visit.ts";
import { WhyNot } from "./why-not.tsx";

const REASONS: readonly ReasonCode[] = [
  "insult",
  "flood",
  "personal_details",
  "contact_off_platform",
  "answers_for_sale",
  "threat",
  "name",
  "other",
];
const MEASURES: readonly Measure[] = ["hide", "warn", "mute", "remove", "ban"];
const MUTES: readonly Muted[] = ["chat", "mic", "camera", "hand", "poll"];
const SCOPES: readonly RoomScope[] = ["session", "series"];
const MINUTES: readonly number[] = [5, 15, 60];

/** The dialog that a flag opens, a message's or a person's: for staff about a student, what they may do; else a report. */
export function AboutSomebody({ visit }: { visit: Visit }) {
  const [toDesk, turn] = useState<string | null>(null);
  const person = visit.about.value;
  const item = person ? null : visit.reporting.value;
  const about = person ?? item;
  if (!about) return null;
  const may = visit.model.value.you?.may ?? [];
  const key = item?.id ?? about.person;
  if (about.role !== "student" || !may.includes("sanction") || toDesk === key) {
    return <ReportDialog key={key} visit={visit} about={about} {...(item ? { message: item } : {})} />;
  }
  return (
    <Moderating
      key={key}
      visit={visit}
      about={about}
      {...(item ? { message: item } : {})}
      mayBan={may.includes("ban")}
      toDesk={() => turn(key)}
    />
  );
}

interface About {
  visit: Visit;
  about: { person: string; name: string };
  /** The message that it began with, where it did. */
  message?: ChatItem;
  mayBan: boolean;
  toDesk(): void;
}

function Moderating({ visit, about, message, mayBan, toDesk }: About) {
  const item = message ? asItIs(visit, message) : null;
  // Of a message that says nothing any more there is nothing to remove.
  const inSight = item && !item.hidden && !item.deleted ? item : null;
  const [chosen, choose] = useState<Measure>(inSight ? "hide" : "mute");
  // Where it went while somebody thought about removing it, nothing else is done instead: they choose again.
  const measure = chosen === "hide" && !inSight ? null : chosen;
  const [mutes, mute] = useState<Muted>(message ? "chat" : "mic");
  const [minutes, last] = useState(5);
  const [scope, reach] = useState<RoomScope>("session");
  const [banFor, ends] = useState<number | null>(null);
  const [reason, because] = useState<ReasonCode>("insult");
  const [standing, stand] = useState<"asked" | "going">("asked");
  const [failed, fail] = useState("");
  const muted = mutedAt(visit, about.person);
  const close = () => {
    visit.reporting.value = null;
    visit.about.value = null;
  };
  const send = async (event: Event) => {
    event.preventDefault();
    if (standing === "going" || !measure) return;
    stand("going");
    const data = {
      person: about.person,
      measure,
      reason,
      ...(measure === "hide" && inSight ? { message: inSight.id } : {}),
      ...(measure === "mute" ? { mutes, minutes } : {}),
      ...(measure === "ban" && scope !== "session" ? { scope } : {}),
      ...(measure === "ban" ? lastsOf(scope, banFor) : {}),
    };
    const answer = await visit.ask({ type: "sanction", data });
    if (answer === "done") {
      tell(moderate.done(about.name, saidOf(visit, about.person, measure, mutes, minutes)));
      close();
    } else {
      stand("asked");
      fail(answer === "unanswered" ? moderate.failed : (notSent[answer.code] ?? answer.title));
    }
  };
  return (
    <Dialog title={moderate.title(about.name)} onClose={close}>
      <form onSubmit={(event) => void send(event)}>
        {muted ? <p class="small">{moderate.now(muted)}</p> : null}
        {item ? <SaidBefore visit={visit} item={item} /> : null}
        <fieldset class="report-kinds">
          <legend>{moderate.what}</legend>
          {MEASURES.filter((one) => (one !== "ban" || mayBan) && (one !== "hide" || inSight)).map((one) => (
            <label key={one}>
              <input type="radio" name="measure" required checked={measure === one} onChange={() => choose(one)} />
              {moderate.measures[one]}
            </label>
          ))}
        </fieldset>
        {measure === "mute" ? (
          <fieldset class="report-kinds">
            <legend>{moderate.muteWhat}</legend>
            {MUTES.map((one) => (
              <label key={one}>
                <input type="radio" name="mutes" checked={mutes === one} onChange={() => mute(one)} />
                {moderate.mutes[one]}
              </label>
            ))}
          </fieldset>
        ) : null}
        {measure === "mute" ? (
          <fieldset class="report-kinds">
            <legend>{moderate.minutes}</legend>
            {MINUTES.map((one) => (
              <label key={one}>
                <input type="radio" name="minutes" checked={minutes === one} onChange={() => last(one)} />
                {moderate.minute(one)}
              </label>
            ))}
          </fieldset>
        ) : null}
        {measure === "ban" ? (
          <fieldset class="report-kinds">
            <legend>{moderate.banFrom}</legend>
            {SCOPES.map((one) => (
              <label key={one}>
                <input type="radio" name="scope" checked={scope === one} onChange={() => reach(one)} />
                {moderate.scopes[one]}
              </label>
            ))}
          </fieldset>
        ) : null}
        {measure === "ban" && scope !== "session" ? (
          <fieldset class="report-kinds">
            <legend>{banWords.lasts}</legend>
            {BAN_MINUTES.map((one) => (
              <label key={one}>
                <input type="radio" name="ban-for" checked={banFor === one} onChange={() => ends(one)} />
                {banWords.length(one)}
              </label>
            ))}
          </fieldset>
        ) : null}
        <p>
          <label for="moderate-why">{moderate.why}</label>
          <select
            id="moderate-why"
            class="field"
            value={reason}
            onChange={(event) => because(event.currentTarget.value as ReasonCode)}
          >
            {REASONS.map((one) => (
              <option key={one} value={one}>
                {moderate.reasons[one]}
              </option>
            ))}
          </select>
        </p>
        <p class="dialog-fact" role="alert">
          {failed}
        </p>
        <div class="dialog-actions">
          <button class={`button act${standing === "going" ? " working" : ""}`} type="submit">
            {moderate.go}
          </button>
          <button class="button plain" type="button" onClick={close}>
            {words.close}
          </button>
        </div>
        <PutBack visit={visit} about={about} onDone={close} />
        <Exceptions visit={visit} person={about.person} />
        <WhyNot visit={visit} person={about.person} />
        <p class="moderate-lit">
          <SpotlightButton visit={visit} person={about.person} name={about.name} look="button quiet small-button" worded />
        </p>
        <p class="moderate-desk small">
          <button class="link" type="button" onClick={toDesk}>
            {moderate.toDesk}
          </button>
        </p>
      </form>
    </Dialog>
  );
}

/** What was just done, and until when. What holds is told before the answer; where it was not, the end is reckoned. */
function saidOf(visit: Visit, person: string, measure: Measure, mutes: Muted, minutes: number): string {
  if (measure === "ban") return moderate.bannedNow;
  if (measure !== "mute") return moderate.holds[measure];
  const of = visit.model.value.held.filter(({ sanction }) => sanction.person === person && sanction.mutes === mutes);
  const until = of.map(({ sanction }) => Date.parse(sanction.until ?? "")).sort((one, two) => two - one)[0];
  return `${moderate.muted[mutes]} ${moderate.until(timeOf(until ?? serverNow() + minutes * 60_000))}`;
}

/** For staff: how much holds, and the list of it. Nothing where nothing ever held. */
export function WhatHolds({ visit }: { visit: Visit }) {
  const { held, exceptions, you } = visit.model.value;
  const own = exceptions.flatMap((about) => (about.locks ?? []).map((lock) => ({ about, lock })));
  const count = held.length + own.length;
  return (
    <StaffList
      // While the connection is new nobody knows what one may; what is open stays.
      may={you?.may.includes("sanction") ?? true}
      count={count}
      look="quiet what-holds"
      icon="flag"
      label={moderate.held(count)}
      title={moderate.heldTitle}
      none={moderate.none}
      list="held"
    >
      {held.map((one) => (
        <HeldRow key={one.sanction.id} visit={visit} held={one} />
      ))}
      {own.map(({ about, lock }) => (
        <ExceptionRow key={`${about.person} ${lock.what}`} visit={visit} about={about} own={lock} />
      ))}
    </StaffList>
  );
}

/** What holds, in words. */
function holds({ measure, mutes, scope }: Sanction): string {
  if (measure === "mute") return moderate.muted[mutes ?? "chat"];
  if (measure === "ban") return moderate.banned[scope ?? "session"];
  return moderate.holds[measure];
}

/** Until when. */
function endsAt({ measure, until, scope }: Sanction): string {
  if (until) return moderate.until((measure === "ban" ? banWords.at : timeOf)(Date.parse(until)));
  return scope && scope !== "session" ? moderate.untilLifted : moderate.toTheEnd;
}

function HeldRow({ visit, held }: { visit: Visit; held: Held }) {
  const { sanction } = held;
  const [failed, fail] = useState("");
  const name = held.name || moderate.gone;
  const what = holds(sanction);
  const lift = async () => {
    const answer = await visit.ask({ type: "lift", data: { sanction: sanction.id } });
    if (answer !== "done") fail(answer === "unanswered" ? moderate.failed : (answer.explain ?? answer.title));
  };
  return (
    <li class="held-row">
      <div>
        <p>
          <bdi class="held-name">{name}</bdi> {what}
        </p>
        <p class="small held-why">
          {moderate.reasons[sanction.reason]}, {endsAt(sanction)}
        </p>
        <p class="small" role="alert">
          {failed}
        </p>
      </div>
      <button
        class="button plain small-button"
        type="button"
        aria-label={moderate.liftNamed(what, name)}
        onClick={() => void lift()}
      >
        {moderate.lift}
      </button>
    </li>
  );
}
