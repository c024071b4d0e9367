// What a frame is news of, and in which words. Pure: it compares the class before and after, so that what was known is
// no news, however often it comes.

import { chatWords } from "../chat-words.ts";
import type { Heard } from "../client/link.ts";
import { isMentioned } from "../client/mention.ts";
import type { Model } from "../client/model.ts";
import { liveOf } from "../client/questions.ts";
import { lockedWords } from "../hand-words.ts";
import { lobbyWords } from "../lobby-words.ts";
import { moderate } from "../moderate-words.ts";
import { newsWords as text } from "../news-words.ts";
import { reviewWords } from "../review-words.ts";
import { ANNOUNCE_PACE, type ANNOUNCE, type ChatRules, type FeedEvent, type QuestionItem, type Sanction } from "../wire.ts";
import { notSent, timeOf, words } from "../words.ts";
import { CLOSING_MS } from "./hour-rule.tsx";
import { ownNews } from "./own-news.ts";

/** A kind of what is heard, by the protocol's table. */
export type Kind = keyof typeof ANNOUNCE;

export interface News {
  kind: Kind;
  /** Whose doing it is: one's own; somebody else's, about oneself; neither. */
  whose: "own" | "me" | "others";
  /** It, said by itself. */
  words: string;
  /** What it is the news of, then how that is by now: the same is said once. */
  key?: string;
  /** Who is behind it, to count people. */
  by?: string;
  /** Of what was missed the last of a topic is told: its kind, where it is not this. */
  topic?: string;
  /** How many it stands for. */
  count?: number;
  /** It happened while this page was away. */
  missed?: boolean;
}

interface Scene {
  before: Model;
  after: Model;
  /** Oneself. */
  me: string | undefined;
  /** How what this page did itself is told from what others did. */
  whose: "own" | "others";
  /** The class was made calm, or is no more: what else is said beside it follows from that. */
  calm: boolean;
}

type Made = News | null;
const nothing = (): Made => null;

/** By the type of an event, so that a new one does not compile before it stands here. */
const OF: { [T in FeedEvent["type"]]: (event: Extract<FeedEvent, { type: T }>, scene: Scene) => Made } = {
  amended: ({ class: facts }, { before, whose }) => {
    const same = before.facts?.title === facts.title && before.facts.starts_at === facts.starts_at;
    return same ? null : { kind: "amended", whose, words: text.amended(facts.title, timeOf(Date.parse(facts.starts_at))) };
  },
  phase: ({ phase }, { before, after, whose }) => {
    if (before.phase === phase || (phase !== "live" && phase !== "closing")) return null;
    const until = Date.parse(after.facts?.ends_at ?? "") + CLOSING_MS;
    const closing = Number.isNaN(until) ? "" : words.banner.closing(timeOf(until)).join(" ");
    return { kind: "phase", whose, words: phase === "live" ? text.begun : closing, key: `phase ${phase}` };
  },
  said: ({ item }, { before, after, me }) => {
    const answers = item.reply_to !== undefined && before.chat.find((one) => one.id === item.reply_to)?.person === me;
    const whose = item.person === me ? "own" : answers || isMentioned(item.text, after.you?.name) ? "me" : "others";
    return { kind: "said", whose, words: words.chat.said(item.name, item.text), key: `said:${item.id}`, by: item.person };
  },
  edited: nothing,
  deleted: nothing,
  hidden: nothing,
  shown: nothing,
  chat_set: ({ rules }, { before, whose, calm }) =>
    calm || ruleWords(before.rules) === ruleWords(rules) ? null : { kind: "chat_set", whose, words: ruleWords(rules) },
  reacted: ({ messages }, { before, me }) => {
    const sum = (counts: readonly { count: number }[] | undefined) => (counts ?? []).reduce((all, one) => all + one.count, 0);
    const mine = before.chat.filter((item) => item.person === me);
    const more = (messages ?? []).map((one) => {
      const item = mine.find((own) => own.id === one.message);
      return item ? Math.max(0, sum(one.counts) - sum(item.reactions)) : 0;
    });
    const count = more.reduce((all, one) => all + one, 0);
    return count === 0 ? null : { kind: "reacted", whose: "me", words: text.many.reacted(count), count };
  },
  question: ({ question }, scene) => asked(question, scene),
  question_seen: ({ question }, scene) => asked(question, scene),
  question_gone: nothing,
  question_merged: nothing,
  questions_united: nothing,
  questions_set: ({ anonymous }, { before, whose }) =>
    before.questions.nameless === anonymous ? null : { kind: "questions_set", whose, words: text.nameless(anonymous) },
  poll: ({ poll }, { before, whose }) => {
    const known = before.polls.find((one) => one.id === poll.id);
    const closed = poll.closed_at !== undefined;
    if (known && (known.closed_at !== undefined) === closed) return null;
    return closed
      ? { kind: "poll_closed", whose, words: text.pollClosed, key: `poll:${poll.id} closed` }
      : { kind: "poll_open", whose, words: text.pollOpen(poll.question), key: `poll:${poll.id} open` };
  },
  hand_raised: ({ hand }, { me }) => {
    const whose = hand.person === me ? "own" : "others";
    const key = `hand:${hand.person} ${hand.at}`;
    return { kind: "hand_raised", whose, words: text.hand(hand.name), key, by: hand.person };
  },
  hand_lowered: ({ person }, { me, whose }) =>
    person === me && whose !== "own" ? { kind: "hand_lowered", whose: "me", words: text.handDown } : null,
  hands_restored: ({ hands }, { before, me, whose }) => {
    const known = new Set((before.floor.hands ?? []).map((hand) => hand.person));
    const again = hands.filter((hand) => !known.has(hand.person));
    if (again.length === 0) return null;
    const mine = again.some((hand) => hand.person === me);
    return { kind: "hands_restored", whose: mine ? "me" : whose, words: mine ? text.handUpAgain : text.handsUpAgain };
  },
  hands_set: ({ order }, { before, whose }) =>
    (before.floor.order ?? "in_order") === order ? null : { kind: "hands_set", whose, words: text.handOrder[order] },
  floor: ({ floor }, { before, me, whose }) => {
    const last = before.floor.floor?.person;
    if (!floor) {
      const about = last === me && whose !== "own" ? "me" : whose;
      return last === undefined ? null : { kind: "floor_over", whose: about, words: text.spoke };
    }
    const mine = floor.person === me;
    const key = `floor ${floor.person} ${floor.until}`;
    const said = mine ? text.youSpeak : text.speaks(floor.name);
    return { kind: "floor_given", whose: mine ? "me" : whose, words: said, key };
  },
  locks: ({ locks, ends }, { before, whose, calm }) => {
    const known = before.floor.locks ?? [];
    const until = (what: string) => ends?.find((end) => end.what === what)?.until;
    const shut = locks.filter((what) => !known.includes(what)).map((what) => {
      const end = until(what);
      return lockedWords(what, false, end ? timeOf(Date.parse(end)) : null);
    });
    const open = known.filter((what) => !locks.includes(what)).map((what) => text.unlocked[what]);
    const all = [...shut, ...open].join(" ");
    return calm || all === "" ? null : { kind: "locks", whose, words: all };
  },
  spotlight: ({ spotlight }, { before, me, whose }) => {
    const last = before.floor.spotlight?.person;
    if (last === spotlight?.person) return null;
    const about = (person: string | undefined) => (person === me && whose !== "own" ? "me" : whose);
    const topic = "spotlight";
    if (!spotlight) {
      const said = last === me ? text.youWereLit : text.nobodyLit;
      return { kind: "spotlight_over", whose: about(last), words: said, topic };
    }
    const { person, name } = spotlight;
    return { kind: "spotlight", whose: about(person), words: person === me ? text.youAreLit : text.lit(name), topic };
  },
  calm: ({ on }, { before, whose }) =>
    before.calm === on ? null : { kind: "calm", whose, words: on ? words.banner.calm.join(" ") : text.calmOver },
  ended: nothing,
  sanctioned: ({ held }, { whose, me }) => {
    const name = held.name || moderate.gone;
    const about = held.sanction.person === me ? "me" : whose;
    const key = `sanction ${held.sanction.id}`;
    return { kind: "sanctioned", whose: about, words: text.measure(name, measureWords(held.sanction)), key };
  },
  message_held: ({ held }, { whose }) => {
    const key = `held ${held.item.id}`;
    return { kind: "message_held", whose, words: reviewWords.toLookAt(1), key, by: held.item.person };
  },
  message_gone: nothing,
  direct: ({ item }, { whose }) => {
    if (item.answer) return null;
    return { kind: "direct_asked", whose, words: text.wrote(item.name), key: `direct ${item.id}`, by: item.with };
  },
  lobby: ({ change }, { before, whose, calm }) => {
    if (change.what === "waits") {
      const { person, name, since } = change.waiter;
      return { kind: "lobby_waits", whose, words: lobbyWords.news(name), key: `waits:${person} ${since}`, by: person };
    }
    if (change.what !== "on" || calm || before.lobby.on === change.on) return null;
    return { kind: "lobby_set", whose, words: text.lobby(change.on) };
  },
  exception: nothing,
  lifted: nothing,
};

const ruleWords = (rules: ChatRules): string =>
  rules.paused
    ? chatWords.paused
    : rules.review
      ? text.reviewed
      : rules.slow_seconds
        ? chatWords.slow(rules.slow_seconds)
        : text.writes;

const measureWords = ({ measure, mutes, scope }: Sanction): string =>
  measure === "mute" ? moderate.muted[mutes ?? "chat"] : measure === "ban" ? moderate.banned[scope ?? "session"] : moderate.holds[measure];

/** The class and staff are told of a question in two ways; it is the same news. */
function asked(question: QuestionItem, { before, after, me, whose }: Scene): Made {
  const { id, state, text: said, asker } = question;
  if (before.questions.items.find((one) => one.id === id)?.state === state) return null;
  const about = asker?.person === me && whose !== "own" ? "me" : whose;
  const sentence = state === "new" ? text.questionNew(said) : state === "live" ? text.nowLive(said) : text.question(said);
  // One that is answered again, or live again, is news again.
  const key = `question:${id} ${state} ${after.offset}`;
  const news: News = { kind: `question_${state}`, whose: about, words: sentence, key };
  return asker ? { ...news, by: asker.person } : news;
}

function happened(events: readonly FeedEvent[], { before, after }: Heard, own: boolean): News[] {
  const calm = events.some((event) => event.type === "calm");
  const scene: Scene = { before, after, me: after.you?.person, whose: own ? "own" : "others", calm };
  // A newer server's event is none of ours to say.
  const made = (event: FeedEvent): Made => (OF[event.type] as ((event: FeedEvent, scene: Scene) => Made) | undefined)?.(event, scene) ?? null;
  return events.flatMap((event) => made(event) ?? []);
}

/** What of a picture is otherwise than this page knew. */
function pictured({ after }: Heard): FeedEvent[] {
  const poll = after.polls.at(-1);
  const live = liveOf(after.questions.items);
  return [
    { type: "phase", phase: after.phase },
    { type: "calm", on: after.calm },
    { type: "spotlight", ...(after.floor.spotlight ? { spotlight: after.floor.spotlight } : {}) },
    ...(poll ? [{ type: "poll" as const, poll }] : []),
    ...(live ? [{ type: "question" as const, question: live }] : []),
  ];
}

/** What a frame is news of. `own`: this page asked for it; `missed`: it happened while this page was away. */
export function newsOf(heard: Heard, own: boolean, missed: boolean): News[] {
  const { frame, before, after } = heard;
  const late = (news: News[]) => news.map((one) => ({ ...one, missed: true }));
  switch (frame.type) {
    case "entry": {
      // An entry that is known already changes nothing.
      const news = before === after ? [] : happened(frame.data.events, heard, own);
      return missed ? late(news) : news;
    }
    case "welcome": {
      // A page that begins has been told nothing yet, and all of it can be read.
      if (before.offset < 0 || !before.you) return [];
      const seen = frame.data.view ? late(happened(pictured(heard), heard, false)) : [];
      return [...ownNews(before.you, frame.data.you), ...seen];
    }
    case "you":
      return before.you ? ownNews(before.you, frame.data) : [];
    case "signal": {
      if (frame.data.type !== "presence" || !before.presence) return [];
      const total = frame.data.seated + frame.data.watching;
      const same = total === before.presence.seated + before.presence.watching;
      if (same || total > ANNOUNCE_PACE.counted_people_max) return [];
      return [{ kind: "presence", whose: "others", words: words.room.here(total) }];
    }
    case "refused": {
      const failed = after.outbox.find((one) => one.id === frame.data.id && one.state === "failed");
      const why = notSent[frame.data.problem.code] ?? frame.data.problem.title;
      return failed ? [{ kind: "refused", whose: "own", words: `${words.chat.notSent} ${why}` }] : [];
    }
    default:
      return [];
  }
}
