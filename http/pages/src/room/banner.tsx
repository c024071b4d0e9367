// One banner at a time, the worst one: signed out, connection, what a moderator decided or asks, media, watching, back.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { openQuestion } from "../client/asked.ts";
import { now } from "../client/clock.ts";
import { decidedBy, deciderOf, moderate } from "../moderate-words.ts";
import type { Muted, Sanction } from "../wire.ts";
import { isNews, lengthOf, spanOf, timeOf, words } from "../words.ts";
import { CLOSING_MS } from "./hour-rule.tsx";
import { OfferButtons } from "./my-place.tsx";
import { late } from "./late.tsx";
import { Icon, PassingButton } from "./parts.tsx";
import { focusOn, tell } from "./place.ts";
import { foundWords, ReportNews } from "./report-news.ts";
import type { Back, Visit } from "./visit.ts";

interface Shown {
  tone: "red" | "rust" | "blue" | "act";
  icon: string;
  text: readonly [string, string];
  /** What is to be read besides. */
  also?: string | undefined;
  /** What stands for a text that ticks where it is not looked at. */
  spoken?: readonly [string, string];
  /** It is said elsewhere: what came from the class by the class's own table (`class-news.tsx`). */
  heard?: boolean;
  action?: ComponentChildren;
}

const AppealButton = late("appeal", () => import("./appeal.tsx").then((module) => module.AppealButton));
const AppealDialog = late("appeal", () => import("./appeal.tsx").then((module) => module.AppealDialog));

const reportNews = new ReportNews();

/** A short loss is nobody's news: the page mends it before it is worth a banner. */
const NEWS_MS = 1_500;
/** How long a warning stays. */
const TOLD_MS = 60_000;

export function Banner({ visit, signedOut }: { visit: Visit; signedOut: boolean }) {
  const [appealing, appeal] = useState<string | null>(null);
  const shown = worst(visit, signedOut, appeal);
  const said = shown && !shown.heard ? (shown.spoken ?? shown.text).join(" ") : "";
  const lost = visit.link.value.is === "lost";
  const back = visit.back.value;
  const stands = useRef("");
  useEffect(() => {
    // What stands here again after a loss is no news.
    if (said !== "" && said !== stands.current) tell(said);
    if (!lost) stands.current = said;
  }, [said]);
  useEffect(() => {
    if (back) tell(backWords(back).join(" "));
  }, [back]);
  const closed = () => {
    appeal(null);
    // What opened it may be gone with its banner.
    requestAnimationFrame(() => document.activeElement === document.body && focusOn("write"));
  };
  return (
    <div class="banner-slot" role="status" aria-live="off">
      {shown ? (
        <div class={`banner banner-${shown.tone}`}>
          <Icon name={shown.icon} />
          <p aria-hidden={shown.spoken ? "true" : undefined}>
            <strong>{shown.text[0]}</strong> {shown.text[1]}
            {shown.also ? <strong class="banner-also">{shown.also}</strong> : null}
          </p>
          {shown.spoken ? <p class="vh">{shown.spoken.join(" ")}</p> : null}
          {shown.action}
        </div>
      ) : null}
      {appealing ? (
        <AppealDialog
          session={visit.session}
          sanction={appealing}
          appeal={appealOf(visit, appealing)}
          ends={visit.model.value.you?.sanctions?.find((one) => one.id === appealing)?.until}
          onClose={closed}
        />
      ) : null}
    </div>
  );
}

const appealOf = ({ model }: Visit, sanction: string) =>
  model.value.you?.appeals?.find((mine) => mine.sanction_id === sanction);

/** What one is muted in, each by the mute that lasts longest. */
function mutesOf(sanctions: readonly Sanction[]): Map<Muted, Sanction> {
  const mutes = new Map<Muted, Sanction>();
  for (const one of sanctions) {
    if (one.measure !== "mute" || !one.until) continue;
    const kind = one.mutes ?? "chat";
    const before = mutes.get(kind)?.until ?? "";
    if (Date.parse(one.until) > (Date.parse(before) || 0)) mutes.set(kind, one);
  }
  return mutes;
}

/** `appeal` opens the appeal against a sanction. */
export function worst(visit: Visit, signedOut: boolean, appeal: (sanction: string) => void): Shown | null {
  const text = words.banner;
  const link = visit.link.value;
  if (signedOut) return { tone: "red", icon: "circle-alert", text: text.signedOut };
  if (link.is === "lost") {
    const gone = now.value - link.since;
    if (gone >= NEWS_MS) {
      return {
        tone: "rust",
        icon: "wifi-off",
        text: text.lost(lengthOf(gone)),
        spoken: text.lostStill,
        action: (
          <PassingButton to="write" class="button plain small-button" onClick={() => visit.tryNow()}>
            {words.tryNow}
          </PassingButton>
        ),
      };
    }
  }
  const model = visit.model.value;
  const sanctions = model.you?.sanctions ?? [];
  const appealButton = (sanction: string) => (
    <AppealButton sanction={sanction} appeal={appealOf(visit, sanction)} open={() => appeal(sanction)} />
  );
  // A mute may be over before its question is: that is asked for as long as somebody reads the answer.
  const asked = model.you?.appeals?.find(openQuestion);
  // What hinders goes before what was only said, and what is asked does not hide it.
  const mutes = mutesOf(sanctions);
  if (mutes.size > 0) {
    const what = [...mutes].map(([kind, one]) => moderate.told.mutes[kind](timeOf(Date.parse(one.until ?? ""))));
    // What can be contested still goes before what is.
    const ids = [...mutes.values()].map(({ id }) => id);
    const one = asked?.sanction_id ?? ids.find((id) => !appealOf(visit, id)) ?? ids[0] ?? "";
    const said: Shown["text"] = [what.join(" "), decidedBy([...mutes.values()])];
    return { tone: "rust", icon: "shield", heard: true, text: said, also: asked && text.asked, action: appealButton(one) };
  }
  if (asked) return { tone: "blue", icon: "shield", heard: true, text: [text.asked, ""], action: appealButton(asked.sanction_id) };
  const right = model.you?.appeals?.findLast((mine) => mine.state === "lifted");
  if (right && now.value - Date.parse(right.answered_at ?? "") < TOLD_MS) {
    return { tone: "act", icon: "check", heard: true, text: [text.appealed, right.answer ? `“${right.answer}”` : ""] };
  }
  const sanction = sanctions.at(-1);
  if (sanction?.measure === "warn" || sanction?.measure === "hide") {
    if (now.value - Date.parse(sanction.at) < TOLD_MS) {
      return { tone: "rust", icon: "shield", heard: true, text: moderate.told[sanction.measure](deciderOf(sanction)) };
    }
  }
  const offerEnds = Date.parse(model.you?.offer_until ?? "");
  // What is closed by who reads it goes before what stays, or it would never be seen; a seat that is offered waits for nobody.
  const report = offerEnds > now.value ? undefined : reportNews.next(model.you?.reports);
  if (report) {
    const close = () => {
      reportNews.close(report);
      // What takes its place was not seen before.
      const next = reportNews.next(visit.model.value.you?.reports);
      if (next) tell(foundWords(next.id, next.outcome).join(" ").trim());
    };
    // Each has a button of its own, or the focus would stay on that of the next one.
    const action = (
      <PassingButton key={`${report.id} ${report.outcome}`} to="write" class="button plain small-button" onClick={close}>
        {words.close}
      </PassingButton>
    );
    return { tone: "blue", icon: "flag", heard: true, text: foundWords(report.id, report.outcome), action };
  }
  if (model.calm) return { tone: "blue", icon: "shield", heard: true, text: text.calm };
  if (model.phase === "closing" && visit.facts.value) {
    const until = Date.parse(visit.facts.value.ends_at) + CLOSING_MS;
    return { tone: "blue", icon: "clock", heard: true, text: text.closing(timeOf(until)) };
  }
  if (offerEnds > now.value) {
    return {
      tone: "act",
      icon: "users",
      text: [words.place.offered(timeOf(offerEnds)), spanOf(offerEnds - now.value)],
      spoken: [words.place.offered(timeOf(offerEnds)), ""],
      heard: true,
      // Coming in again is what gives the seat and the pass for the media room.
      action: <OfferButtons session={visit.session} accepted={() => void visit.go()} />,
    };
  }
  // Whoever watches has no picture to lose, so how the media server is doing is no news to them.
  if (model.you?.tier === "overflow") {
    return { tone: "blue", icon: "eye", text: model.facts ? text.watching(model.facts.capacity) : text.watchingPlain };
  }
  const media = visit.media.state.value;
  if (media.is === "lost") return { tone: "rust", icon: "unplug", text: text.noMedia.lost(timeOf(media.since)) };
  if (media.is === "none" && isNews(media.reason)) {
    const words = media.reason === "unreachable" ? text.noMedia.unreachable(timeOf(media.since)) : text.noMedia.not_configured;
    return { tone: "rust", icon: "unplug", text: words };
  }
  const back = visit.back.value;
  return back ? { tone: "act", icon: "check", heard: true, text: backWords(back) } : null;
}

const backWords = ({ sent, caughtUp }: Back): readonly [string, string] =>
  sent === 0 && caughtUp === 0 ? words.banner.backPlain : words.banner.back(sent, caughtUp);
