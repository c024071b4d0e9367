// The class as this page knows it: a value, and the pure functions that carry it on. Nothing here knows of sockets,
// timers or the screen, so every rule about order, gaps and the truth of "sent" is tested without them.
//
// The one rule: what was on the screen stays there. A lost connection, a resume and a view add to the list, they never
// clear it.

import { happened, NO_QUESTIONS, pictured, told, wanted, type Questions } from "./questions.ts";
import { blanked, counting, excepted, floored, lastOffset, lit, merged, polled, reviewed, sanctioned, shown, withoutHand } from "./changes.ts";
import { mineOf, reactedTo, withMine, type Mine } from "./reactions.ts";
import type { ChatItem, ChatPage, ChatRules, ClassFacts, Entry, Exception, FeedEvent, FloorView, Held } from "../wire.ts";
import type { DirectItem, HeldMessage, LobbyView, Phase } from "../wire.ts";
import type { PeopleChange, PollCount, PollItem, Presence, Problem, Request, Welcome, You } from "../wire.ts";
import { lobbied } from "./lobby.ts";

/** A message of one's own that the server has not confirmed. It keeps its id for ever, whatever happens. */
export interface Pending {
  id: string;
  text: string;
  /** The message it answers. */
  replyTo?: string;
  /** When it was written, milliseconds of server time. */
  writtenAt: number;
  /** `waiting`: to be sent. `sent`: on the wire, no answer yet. `failed`: refused; only the person sends it again. */
  state: "waiting" | "sent" | "failed";
  /** Why it failed. */
  problem?: Problem;
  /** A failed message stays where it failed: after the item with this offset. */
  after?: number;
}

/** A stretch this page was not there for: items after `from` (0: since ever) and before `before` are missing. */
export interface Gap {
  from: number;
  before: number;
}

/** A moment at which the connection was lost, shown after the item with that offset. */
export interface Lost {
  after: number;
  at: number;
}

export interface Model {
  /** The offset of the last entry applied, or of the view; -1 before the first welcome. */
  offset: number;
  facts: ClassFacts | null;
  phase: Phase;
  presence: Presence | null;
  you: You | null;
  /** In the order of their offsets, no id twice. */
  chat: readonly ChatItem[];
  /** Whether there are older items than the first. */
  older: boolean;
  gap: Gap | null;
  outbox: readonly Pending[];
  lost: readonly Lost[];
  /** Hands, the floor, what is locked, and who is in the spotlight. */
  floor: FloorView;
  /** Whether the class is calm: only staff write, and only they and who has the floor send. */
  calm: boolean;
  /** The last change of who is here that was told. */
  crowd: PeopleChange | null;
  /** For whom something is locked, or open, otherwise than for all; for staff. */
  exceptions: readonly Exception[];
  /** Who waits to be let in, for staff. */
  lobby: LobbyView;
  /** What holds about people, for staff; empty for everybody else. */
  held: readonly Held[];
  /** One's own reactions by message. */
  mine: Mine;
  /** Messages that wait for staff to look at them, for staff; empty for everybody else. */
  toReview: readonly HeldMessage[];
  /** What people and staff wrote each other, for staff; empty for everybody else. */
  direct: readonly DirectItem[];
  questions: Questions;
  /** The latest polls, oldest first; only the last can be open. */
  polls: readonly PollItem[];
  /** How the class may write. */
  rules: ChatRules;
  ended: { byTeacher: boolean; at: number } | null;
}

export const EMPTY: Model = {
  offset: -1,
  facts: null,
  phase: "announced",
  presence: null,
  you: null,
  chat: [],
  older: false,
  gap: null,
  outbox: [],
  lost: [],
  floor: {},
  calm: false,
  crowd: null,
  exceptions: [],
  lobby: { on: false, version: 0 },
  held: [],
  mine: {},
  toReview: [],
  direct: [],
  questions: NO_QUESTIONS,
  polls: [],
  rules: { slow_seconds: 0, paused: false },
  ended: null,
};

const without = (outbox: readonly Pending[], items: readonly ChatItem[]): readonly Pending[] => {
  if (outbox.length === 0) return outbox;
  const arrived = new Set(items.map((item) => item.id));
  const left = outbox.filter((pending) => !arrived.has(pending.id));
  return left.length === outbox.length ? outbox : left;
};

/** The answer to `hello`. Resumed: the missed entries follow. Else the view is the state to start from. */
export function welcomed(model: Model, frame: Welcome): Model {
  if (frame.resumed || !frame.view) return personal(model, frame.you);
  const view = frame.view;
  const first = view.chat.items[0];
  // What the view covers is taken from the view alone: an item it no longer holds is gone for everyone.
  const kept = first
    ? model.chat.filter((item) => item.offset < first.offset || item.offset > frame.offset)
    : frame.you.lobby
      ? []
      : model.chat;
  const chat = merged(kept, view.chat.items);
  // Everything up to the last applied entry is here (an acknowledged message may stand beyond it), unless an earlier
  // gap is still open: then the two are one.
  const from = model.gap?.from ?? model.offset;
  const missing = from >= 0 && view.chat.more && first !== undefined && first.offset > from;
  const gap: Gap | null = missing ? { from, before: first.offset } : null;
  const over = view.phase === "ended" || view.phase === "cancelled";
  return {
    ...model,
    // Who waits in the lobby has missed nothing, since they were not there for anything.
    offset: frame.you.lobby ? EMPTY.offset : frame.offset,
    you: frame.you,
    mine: mineOf(model.mine, frame.you),
    questions: pictured(view.questions, frame.you),
    facts: view.class,
    phase: view.phase,
    presence: view.presence,
    polls: view.polls ?? [],
    chat,
    // With items kept from before, "older" is about what lies before those; a view that joins them says nothing new.
    older: kept.length > 0 ? model.older : view.chat.more,
    gap,
    floor: view.floor ?? {},
    calm: view.calm ?? false,
    exceptions: view.staff?.exceptions ?? [],
    lobby: view.staff?.lobby ?? EMPTY.lobby,
    held: view.staff?.sanctions ?? [],
    toReview: view.staff?.messages ?? [],
    direct: view.staff?.direct ?? [],
    rules: view.chat_rules ?? EMPTY.rules,
    outbox: without(model.outbox, view.chat.items),
    ended: over ? (model.ended ?? { byTeacher: false, at: Date.parse(frame.server_time) }) : null,
  };
}

/** Something that was asked for is so: one's own reactions and votes are told by that alone. */
export function settled(model: Model, request: Request): Model {
  if (request.type === "react") return { ...model, mine: withMine(model.mine, request.data) };
  if (request.type !== "upvote") return model;
  return { ...model, questions: wanted(model.questions, request.data.question, request.data.on) };
}

/** The results of the open poll; one that is closed has had its last word. */
export function tallied(model: Model, count: PollCount): Model {
  return { ...model, polls: counting(model.polls, count) };
}

/** What `happened` in `questions.ts` takes in. */
type KeptElsewhere = "question" | "question_seen" | "question_gone" | "question_merged" | "questions_united" | "questions_set";

/** One committed command. `"gap"`: an entry before it never came, so the page has to resume; nothing was applied. */
export function applied(model: Model, entry: Entry): Model | "gap" {
  if (entry.offset <= model.offset) return model;
  if (entry.after !== model.offset) return "gap";
  const next = { ...model, offset: entry.offset };
  for (const event of entry.events) {
    next.questions = happened(next.questions, event);
    switch (event.type) {
      case "amended":
        next.facts = event.class;
        break;
      case "phase":
        next.phase = event.phase;
        if (event.phase === "cancelled") next.ended = { byTeacher: false, at: Date.parse(entry.at) };
        break;
      case "said":
        next.chat = merged(next.chat, [event.item]);
        next.outbox = without(next.outbox, [event.item]);
        next.toReview = reviewed(next.toReview, event.item.id);
        break;
      case "message_held":
        next.toReview = [...reviewed(next.toReview, event.held.item.id), event.held];
        break;
      case "direct":
        next.direct = [...next.direct.filter((one) => one.id !== event.item.id), event.item];
        break;
      case "message_gone":
        next.toReview = reviewed(next.toReview, event.message);
        break;
      case "edited":
        next.chat = shown(next.chat, event.item);
        break;
      case "reacted":
        next.chat = reactedTo(next.chat, event.messages ?? []);
        break;
      case "deleted":
        next.chat = next.chat.map((item) => (item.id === event.message ? { ...item, text: "", deleted: true } : item));
        break;
      case "chat_set":
        next.rules = event.rules;
        break;
      case "hidden":
        next.chat = blanked(next.chat, event.message);
        break;
      case "shown":
        next.chat = shown(next.chat, event.item);
        break;
      case "hand_raised":
        next.floor = { ...next.floor, hands: [...withoutHand(next.floor, event.hand.person), event.hand] };
        break;
      case "hand_lowered":
        next.floor = { ...next.floor, hands: withoutHand(next.floor, event.person) };
        break;
      case "hands_restored":
        next.floor = { ...next.floor, hands: event.hands };
        break;
      case "hands_set":
        next.floor = { ...next.floor, order: event.order };
        break;
      case "floor":
        next.floor = floored(next.floor, event.floor);
        break;
      case "locks":
        next.floor = { ...next.floor, locks: event.locks, ends: event.ends ?? [] };
        break;
      case "spotlight":
        next.floor = lit(next.floor, event.spotlight);
        break;
      case "calm":
        next.calm = event.on;
        break;
      case "exception":
        next.exceptions = excepted(next.exceptions, event.exception);
        break;
      case "lobby":
        next.lobby = lobbied(next.lobby, event.version, event.change);
        break;
      case "sanctioned":
        next.held = [...next.held, event.held];
        next.toReview = sanctioned(next.toReview, event.held.sanction);
        next.chat = blanked(next.chat, event.held.sanction.message);
        break;
      case "lifted":
        next.held = next.held.filter((held) => held.sanction.id !== event.sanction);
        if (event.shown) next.chat = shown(next.chat, event.shown);
        break;
      case "poll":
        next.polls = polled(next.polls, event.poll);
        break;
      case "ended":
        next.phase = "ended";
        next.ended = { byTeacher: event.by_teacher, at: Date.parse(entry.at) };
        break;
      default:
        // A newer server's is none of ours; one that this page knows of does not compile before somebody keeps it.
        event satisfies Extract<FeedEvent, { type: KeptElsewhere }>;
    }
  }
  return next;
}

/** How many are here. */
export function counted(model: Model, presence: Presence): Model {
  return { ...model, presence };
}

/** The whole of what is this person's own. */
export function personal(model: Model, you: You): Model {
  return { ...model, you, mine: mineOf(model.mine, you), questions: told(model.questions, you) };
}

/** A message written by this person, before anybody else knows of it. */
export function said(model: Model, id: string, text: string, writtenAt: number, replyTo?: string): Model {
  const answers = replyTo === undefined ? {} : { replyTo };
  return { ...model, outbox: [...model.outbox, { id, text, ...answers, writtenAt, state: "waiting" }] };
}

const changed = (model: Model, id: string, change: (pending: Pending) => Pending): Model => ({
  ...model,
  outbox: model.outbox.map((pending) => (pending.id === id ? change(pending) : pending)),
});

/** It went onto the wire. */
export function sent(model: Model, id: string): Model {
  return changed(model, id, (pending) => (pending.state === "failed" ? pending : { ...pending, state: "sent" }));
}

/** What was on a wire that is gone is to be sent again, with the same ids. */
export function unsent(model: Model): Model {
  if (!model.outbox.some((pending) => pending.state === "sent")) return model;
  const outbox = model.outbox.map(
    (pending): Pending => (pending.state === "sent" ? { ...pending, state: "waiting" } : pending),
  );
  return { ...model, outbox };
}

/** The connection is gone; the place is marked in the list. */
export function disconnected(model: Model, at: number): Model {
  const after = lastOffset(model.chat);
  const marked = model.lost.some((lost) => lost.after === after);
  return { ...unsent(model), lost: marked ? model.lost : [...model.lost, { after, at }] };
}

/** The server took it, and somebody looks at it before the class sees it: from here on it stands in `you`. */
export function held(model: Model, id: string): Model {
  return { ...model, outbox: model.outbox.filter((one) => one.id !== id) };
}

/** The server took it and it is durable: from here on it is a message like any other, also before its entry comes. */
export function acknowledged(model: Model, id: string, offset: number | null | undefined): Model {
  const pending = model.outbox.find((one) => one.id === id);
  if (!pending || !model.you) return model;
  const outbox = model.outbox.filter((one) => one.id !== id);
  if (offset === null || offset === undefined || model.chat.some((item) => item.id === id)) return { ...model, outbox };
  const { person, name, role } = model.you;
  const at = new Date(pending.writtenAt).toISOString();
  const item: ChatItem = { id, offset, person, name, role, text: pending.text, at };
  if (pending.replyTo) item.reply_to = pending.replyTo;
  return { ...model, outbox, chat: merged(model.chat, [item]) };
}

/** The server said no for good; it stays where it is, with its words. */
export function refused(model: Model, id: string, problem: Problem): Model {
  const after = lastOffset(model.chat);
  return changed(model, id, (pending) => ({ ...pending, state: "failed", problem, after }));
}

/** A refusal that says "later": it is to be sent again, with the same id. */
export function postponed(model: Model, id: string): Model {
  return changed(model, id, (pending) => ({ ...pending, state: "waiting" }));
}

/** The person asks for a failed one to be sent again: same id, at the end of the list. */
export function retried(model: Model, id: string): Model {
  const pending = model.outbox.find((one) => one.id === id);
  if (!pending || pending.state !== "failed") return model;
  const { problem: _problem, after: _after, ...rest } = pending;
  const others = model.outbox.filter((one) => one.id !== id);
  return { ...model, outbox: [...others, { ...rest, state: "waiting" }] };
}

/** The person takes a failed one back. One that may be on its way is never dropped. */
export function dropped(model: Model, id: string): Model {
  return { ...model, outbox: model.outbox.filter((one) => one.id !== id || one.state !== "failed") };
}

/** A page of older items, asked for with `before`. */
export function recalled(model: Model, before: number | undefined, page: ChatPage): Model {
  const chat = merged(model.chat, page.items);
  const outbox = without(model.outbox, page.items);
  const gap = model.gap;
  if (gap && before === gap.before) {
    const reached = page.items[0]?.offset ?? 0;
    const closed = !page.more || reached <= gap.from;
    // A page that brings nothing older would be asked for for ever.
    return { ...model, chat, outbox, gap: closed || reached >= gap.before ? null : { ...gap, before: reached } };
  }
  return { ...model, chat, outbox, older: page.more };
}

/** When this person may write again, in milliseconds of server time; 0: now. Staff never wait, nor does for whom alone the
 *  chat is open. */
export function mayWriteAt(model: Model): number {
  const { rules, you } = model;
  if (!rules.slow_seconds || you?.role !== "student") return 0;
  if (you.locks?.some((own) => own.what === "chat" && !own.locked)) return 0;
  const own = model.chat.findLast((item) => item.person === you.person);
  const waiting = model.outbox.findLast((pending) => pending.state !== "failed");
  const last = Math.max(own ? Date.parse(own.at) : 0, waiting?.writtenAt ?? 0);
  return last === 0 ? 0 : last + rules.slow_seconds * 1_000;
}
