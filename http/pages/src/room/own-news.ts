// What is new of what is one's own. The server says the whole of it each time, so it is compared with what was known.

import { appealWords } from "../appeal-words.ts";
import { openQuestion } from "../client/asked.ts";
import { lockedWords } from "../hand-words.ts";
import { lobbyWords } from "../lobby-words.ts";
import { decidedBy, deciderOf, moderate } from "../moderate-words.ts";
import { newsWords as text } from "../news-words.ts";
import { questionWords } from "../question-words.ts";
import { reviewWords } from "../review-words.ts";
import type { MyQuestion, OwnLock, Sanction, You } from "../wire.ts";
import { timeOf, words } from "../words.ts";
import type { News } from "./news.ts";
import { foundWords } from "./report-news.ts";

const timeOfText = (at: string): string => timeOf(Date.parse(at));
const made = (kind: News["kind"], said: string, key?: string): News[] =>
  said === "" ? [] : [{ kind, whose: "me", words: said, ...(key === undefined ? {} : { key }) }];

/** What is new between two of them. */
export function ownNews(before: You, after: You): News[] {
  return [
    ...placed(before, after),
    ...judged(before.sanctions ?? [], after.sanctions ?? []),
    ...locked(before.locks ?? [], after.locks ?? []),
    ...answered(before, after),
    ...questioned(before.questions ?? [], after.questions ?? []),
    ...waited(before, after),
  ];
}

function placed(before: You, after: You): News[] {
  const moved = before.tier !== after.tier && before.tier !== "lobby";
  const offer = after.offer_until;
  const tiers = { seated: text.seated, overflow: text.watching, lobby: lobbyWords.again };
  return [
    ...(moved ? made("you_tier", tiers[after.tier]) : []),
    ...(offer && offer !== before.offer_until ? made("you_offer", words.place.offered(timeOfText(offer)), `offer ${offer}`) : []),
  ];
}

function judged(before: readonly Sanction[], after: readonly Sanction[]): News[] {
  const others = (one: Sanction, list: readonly Sanction[]) => !list.some((other) => other.id === one.id);
  const begun = after.filter((one) => others(one, before)).flatMap((one) => made("you_sanctioned", sanctionWords(one), `sanction ${one.id}`));
  const over = before.filter((one) => one.measure === "mute" && others(one, after));
  const still = (one: Sanction) => after.some((other) => other.measure === "mute" && (other.mutes ?? "chat") === (one.mutes ?? "chat"));
  const freed = over.filter((one) => !still(one)).flatMap((one) => made("you_freed", text.freed[one.mutes ?? "chat"], `freed ${one.id}`));
  return [...begun, ...freed];
}

function sanctionWords(one: Sanction): string {
  const { measure, mutes, until } = one;
  if (measure === "mute" && until) return `${moderate.told.mutes[mutes ?? "chat"](timeOfText(until))} ${decidedBy([one])}`;
  return measure === "warn" || measure === "hide" ? moderate.told[measure](deciderOf(one)).join(" ") : "";
}

function locked(before: readonly OwnLock[], after: readonly OwnLock[]): News[] {
  const known = (one: OwnLock) => before.some((other) => other.what === one.what && other.locked === one.locked);
  const said = (one: OwnLock) => {
    const until = one.until ? timeOfText(one.until) : null;
    return one.locked ? lockedWords(one.what, true, until) : text.allowed[one.what];
  };
  const cleared = before.some((one) => !after.some((other) => other.what === one.what));
  const begun = after.filter((one) => !known(one)).flatMap((one) => made("you_locked", said(one)));
  return [...begun, ...(cleared && begun.length === 0 ? made("you_locked", text.asForAll) : [])];
}

function answered(before: You, after: You): News[] {
  const reports = (after.reports ?? []).flatMap(({ id, outcome }) => {
    const known = before.reports?.find((one) => one.id === id);
    if (known === undefined || known.outcome === outcome || outcome === "received") return [];
    return made("you_report", foundWords(id, outcome).join(" ").trim(), `report ${id} ${outcome}`);
  });
  const appeals = (after.appeals ?? []).flatMap(({ sanction_id: id, state }) => {
    const known = before.appeals?.find((one) => one.sanction_id === id);
    if (known?.state !== "waiting" || state === "waiting") return [];
    return made("you_appeal", state === "lifted" ? words.banner.appealed : appealWords.upheld, `appeal ${id}`);
  });
  const asked = (after.appeals ?? []).flatMap((mine) => {
    const [open, known] = [openQuestion(mine), before.appeals?.find((one) => one.sanction_id === mine.sanction_id)];
    if (!open || known?.exchange?.some((one) => one.at === open.at)) return [];
    return made("you_asked", `${words.banner.asked} ${open.question}`, `asked ${mine.sanction_id} ${open.at}`);
  });
  const held = (after.held ?? []).flatMap(({ message, discarded }) => {
    const known = before.held?.find((one) => one.message === message);
    if (known && known.discarded === discarded) return [];
    const said = discarded ? reviewWords.not(moderate.reasons[discarded]) : reviewWords.waits;
    return made("you_held", said, `held:${message} ${discarded ?? "waits"}`);
  });
  const direct = (after.direct ?? []).filter((one) => one.answer && !before.direct?.some((other) => other.id === one.id));
  return [...reports, ...appeals, ...asked, ...held, ...direct.flatMap((one) => made("you_direct", text.answered(one.text), `direct ${one.id}`))];
}

function questioned(before: readonly MyQuestion[], after: readonly MyQuestion[]): News[] {
  const stateOf = (one: MyQuestion) =>
    one.hidden ? questionWords.blanked : one.merged_into ? questionWords.merged : questionWords.state[one.state];
  return after.flatMap((one) => {
    const known = before.find((other) => other.id === one.id);
    // That it was asked is no news to who asked it; that it is live, the class is told.
    if (!known || stateOf(known) === stateOf(one) || one.state === "live") return [];
    return made("you_question", text.yourQuestion(stateOf(one)), `question:${one.id} ${stateOf(one)}`);
  });
}

function waited(before: You, after: You): News[] {
  const { position, notes } = after.lobby ?? {};
  const moved = position !== undefined && position !== before.lobby?.position;
  const fresh = (notes ?? []).filter((one) => !before.lobby?.notes?.some((other) => other.at === one.at));
  const place = position === 1 ? lobbyWords.first : lobbyWords.place(position ?? 0);
  return [
    ...(moved ? made("you_in_lobby", place) : []),
    ...fresh.flatMap((one) => made("you_lobby_note", one.text, `note ${one.at}`)),
  ];
}
