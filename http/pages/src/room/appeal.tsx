// To contest what is done about oneself: on the page that says that one is out, and at a mute. What became of it stands in
// the same place; what is asked about it stands wherever who appealed comes by. Who decides is never said.

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { appealWords, became, overByThen } from "../appeal-words.ts";
import { authorized, newKey, NoAnswer, Refused } from "../client/account.ts";
import { askedAmong, openQuestion } from "../client/asked.ts";
import { now, serverNow } from "../client/clock.ts";
import { whenIn, zone } from "../client/zone.ts";
import { decidedBy, moderate } from "../moderate-words.ts";
import type { AppealRound, Code, MakeAppeal, Measure, MyAppeal, MyAppeals, ReplyToQuestion } from "../wire.ts";
import { words } from "../words.ts";
import { LimitedText, tooMany } from "./limited.tsx";
import { Dialog } from "./parts.tsx";
import { tell } from "./place.ts";

/** The longest appeal, in characters; the protocol's limit. */
const TEXT_CHARACTERS_MAX = 1_000;
/** How often it is asked what became of an appeal that waits. */
const ASK_EVERY_MS = 5_000;
/** So often where something is asked that somebody came upon on their way. */
const ASKED_EVERY_MS = 30_000;
/** An appeal may be lifted while this page is still on its way here: so much before it stood here is news all the same. */
const ON_ITS_WAY_MS = 15_000;

/** By when an appeal of what keeps somebody from something is to be decided, after it came: the target of the desk for its
    severity. */
const DUE_MS = 15 * 60_000;

const mine = (): Promise<MyAppeals> => authorized<MyAppeals>("GET", "/v1/me/appeals");

/** A question may have a day: its end is said with the day where that is another one. */
const when = (millis: number): string => whenIn(millis, zone.value);

/** How far what a door says reaches, of the sanctions that keep somebody out. */
const reaches: Partial<Record<Code, string>> = { banned_from_course: "series", banned_from_platform: "platform" };

/** The latest appeal against what keeps somebody out here, unless it was lifted before they stood here. */
function ofDoor(appeals: readonly MyAppeal[], session: string, code: Code, since: number): MyAppeal | undefined {
  const scope = reaches[code];
  return appeals.find(
    (one) =>
      (one.measure === "remove" || one.measure === "ban") &&
      (scope ? one.scope === scope : one.session_id === session && !one.scope) &&
      (one.state !== "lifted" || Date.parse(one.answered_at ?? "") > since),
  );
}

interface DoorProps {
  session: string;
  code: Code;
  /** How long that holds yet, in milliseconds, where it ends by itself. */
  left?: number | undefined;
  /** To the door again. */
  again(): void;
}

/** On the page of who is out. */
export function AppealAtTheDoor({ session, code, left, again }: DoorProps) {
  const ends = useMemo(() => (left === undefined ? undefined : new Date(serverNow() + left).toISOString()), [left]);
  const [since] = useState(() => serverNow() - ON_ITS_WAY_MS);
  const [found, find] = useState<MyAppeal | null | undefined>(undefined);
  const [another, write] = useState(false);
  const known = found !== undefined;
  const waits = found?.state === "waiting";
  useEffect(() => {
    if (known && !waits) return undefined;
    const look = () =>
      mine().then(
        ({ appeals }) => find((before) => ofDoor(appeals, session, code, since) ?? before ?? null),
        () => find((before) => before ?? null),
      );
    if (!known) void look();
    const timer = setInterval(look, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [session, code, known, waits]);
  const sent = (mine: MyAppeal) => {
    find(mine);
    write(false);
  };
  if (found === undefined) return null;
  return (
    <section class="appeal" aria-labelledby="appeal-title">
      <h2 id="appeal-title" class="t4">
        {appealWords.title}
      </h2>
      {found && !another ? <Became key={found.sanction_id} mine={found} /> : <AppealForm session={session} measure="ban" ends={ends} done={sent} />}
      {found?.state === "upheld" && !another ? (
        <button class="link" type="button" onClick={() => write(true)}>
          {appealWords.another}
        </button>
      ) : null}
      {found?.state === "lifted" ? (
        <button class="button act" type="button" onClick={again}>
          {appealWords.back}
        </button>
      ) : null}
    </section>
  );
}

function Became({ mine }: { mine: MyAppeal }) {
  const [answered, answer] = useState<MyAppeal["exchange"]>(undefined);
  // What was sent stands here before it is back from the moderators.
  const exchange = (answered?.length ?? 0) >= (mine.exchange?.length ?? 0) ? (answered ?? []) : (mine.exchange ?? []);
  const open = openQuestion({ ...mine, exchange });
  const sent = (text: string) => answer(exchange.map((one) => (one === open ? { ...one, reply: text } : one)));
  const taken = useRef<HTMLParagraphElement>(null);
  // The field that had the focus is gone.
  useLayoutEffect(() => taken.current?.focus(), [answered]);
  return (
    <>
      <p class="small">{aboutOf(mine)}</p>
      <AppealState mine={mine} asked={open} />
      {exchange.map((one) => (
        <Round key={one.at} round={one} />
      ))}
      {open ? <ReplyForm key={open.at} sanction={mine.sanction_id} until={Date.parse(open.until)} done={sent} /> : null}
      {answered && !open && mine.state === "waiting" ? (
        <p tabIndex={-1} ref={taken}>
          {appealWords.replied}
        </p>
      ) : null}
    </>
  );
}

/** What it is about, until when that holds, and why; who decided is said by what they are in the class. */
function aboutOf(mine: MyAppeal): string {
  const { measure, until, scope } = mine;
  const ends = until ? moderate.until(when(Date.parse(until))) : scope ? moderate.untilLifted : moderate.toTheEnd;
  const holds = {
    mute: () => `${moderate.muted[mine.mutes ?? "chat"]} ${ends}`,
    ban: () => `${moderate.banned[scope ?? "session"]} ${ends}`,
    remove: () => moderate.holds.remove,
    warn: () => moderate.holds.warn,
    hide: () => moderate.holds.hide,
  } satisfies Record<Measure, () => string>;
  return `${appealWords.about(holds[measure]())} ${decidedBy([mine])}`;
}

function Round({ round }: { round: AppealRound }) {
  return (
    <div class="appeal-round">
      <p class="small">{appealWords.asks}</p>
      <p class="appeal-said" dir="auto">
        {round.question}
      </p>
      {round.reply ? (
        <>
          <p class="small">{appealWords.yours}</p>
          <p class="appeal-said" dir="auto">
            {round.reply}
          </p>
        </>
      ) : null}
    </div>
  );
}

interface ReplyProps {
  sanction: string;
  /** Until when they wait for it, in milliseconds since 1970. */
  until: number;
  done(text: string): void;
}

function ReplyForm({ sanction, until, done }: ReplyProps) {
  const send = async (text: string, key: string) => {
    const body: ReplyToQuestion = { text };
    await authorized("POST", `/v1/appeals/${sanction}/replies`, body, { "idempotency-key": key });
    done(text);
  };
  return (
    <TextForm
      id={`appeal-reply-${sanction}`}
      label={appealWords.reply}
      rows={3}
      button={appealWords.sendReply}
      send={send}
      refused={{ not_asked: appealWords.notAsked }}
    >
      <p class="small">{(until < now.value ? appealWords.replyLate : appealWords.replyBy)(when(until))}</p>
    </TextForm>
  );
}

function AppealState({ mine, asked }: { mine: MyAppeal; asked: AppealRound | undefined }) {
  const said = asked ? words.banner.asked : became(mine, when);
  return (
    <div role="status">
      <p>{said.trim()}</p>
      {mine.answer ? (
        <p class="appeal-said" dir="auto">
          {appealWords.said(mine.answer)}
        </p>
      ) : null}
    </div>
  );
}

interface FormProps {
  session: string;
  sanction?: string;
  /** What it is about, and when that ends by itself. */
  measure: Measure;
  ends?: string | undefined;
  done(mine: MyAppeal): void;
}

function AppealForm({ session, sanction, measure, ends, done }: FormProps) {
  const [decided] = useState(() => now.value + DUE_MS);
  const over = overByThen({ measure, ...(ends ? { until: ends } : {}) }, decided);
  const send = async (text: string, key: string) => {
    const body: MakeAppeal = { session_id: session, text, ...(sanction ? { sanction_id: sanction } : {}) };
    done(await authorized<MyAppeal>("POST", "/v1/appeals", body, { "idempotency-key": key }));
  };
  return (
    <TextForm
      id="appeal-text"
      lead={over ? `${appealWords.lead} ${appealWords.takes(when(decided))} ${over}` : appealWords.lead}
      label={appealWords.write}
      rows={4}
      button={appealWords.send}
      send={send}
      refused={appealWords.refused}
    />
  );
}

interface TextFormProps {
  id: string;
  /** Above the field. */
  lead?: string;
  label: string;
  rows: number;
  button: string;
  /** Sends it under the key of this wish; what is thrown is told. */
  send(text: string, key: string): Promise<void>;
  /** What is told of the refusals that have words of their own. */
  refused: Partial<Record<Code, string>>;
  /** Below the field. */
  children?: ComponentChildren;
}

/** A text to the moderators, and whether it was taken. */
function TextForm({ id, lead, label, rows, button, send, refused, children }: TextFormProps) {
  const [text, write] = useState("");
  // A text that is changed is another wish.
  const key = useMemo(newKey, [text]);
  const [going, go] = useState(false);
  const [trouble, say] = useState("");
  const unfit = tooMany(text, TEXT_CHARACTERS_MAX) > 0 || text.trim() === "";
  const submit = async (event: Event) => {
    event.preventDefault();
    if (going || unfit) return;
    go(true);
    say("");
    try {
      await send(text, key);
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof NoAnswer)) throw error;
      say((error instanceof Refused ? refused[error.problem.code] : null) ?? appealWords.failed);
    } finally {
      go(false);
    }
  };
  return (
    <form class="appeal-form" onSubmit={(event) => void submit(event)}>
      {lead ? <p class="small">{lead}</p> : null}
      <LimitedText
        id={id}
        label={label}
        text={text}
        most={TEXT_CHARACTERS_MAX}
        rows={rows}
        hint={appealWords.hint}
        write={write}
      />
      {children}
      <p class="dialog-fact" role="alert">
        {trouble}
      </p>
      <button class={`button plain${going ? " working" : ""}`} type="submit" aria-disabled={unfit}>
        {button}
      </button>
    </form>
  );
}

/** What was sent, until the class says it. */
const made = signal<MyAppeal | null>(null);

const knownOf = (sanction: string, appeal: MyAppeal | undefined): MyAppeal | null =>
  appeal ?? (made.value?.sanction_id === sanction ? made.value : null);

interface AppealProps {
  sanction: string;
  appeal?: MyAppeal | undefined;
}

/** In the banner: what can be done, or what became of it, and the way to its dialog. */
export function AppealButton({ sanction, appeal, open }: AppealProps & { open(): void }) {
  const known = knownOf(sanction, appeal);
  return (
    <button class="button plain small-button" type="button" onClick={open}>
      {known ? (openQuestion(known) ? appealWords.askedShort : appealWords.short[known.state]) : appealWords.act}
    </button>
  );
}

interface DialogProps extends AppealProps {
  session: string;
  /** When the mute ends by itself. */
  ends?: string | undefined;
  onClose(): void;
}

/** It stays open whatever the banner says meanwhile: that the mute is over, or that nothing is asked any more. */
export function AppealDialog({ session, sanction, appeal, ends, onClose }: DialogProps) {
  const known = knownOf(sanction, appeal);
  return (
    <Dialog title={appealWords.title} onClose={onClose}>
      {known ? (
        <Became key={known.sanction_id} mine={known} />
      ) : (
        <AppealForm session={session} sanction={sanction} measure="mute" ends={ends} done={(mine) => void (made.value = mine)} />
      )}
      <div class="dialog-actions">
        <button class="button plain" type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </Dialog>
  );
}

/** What somebody is asked about an appeal who is in no class: on the page of one that is over about that one, on the home
 *  page about all. Nothing where nothing is asked. */
export function AppealsAsked({ session }: { session?: string }) {
  const [asked, know] = useState<readonly MyAppeal[]>([]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let before: readonly MyAppeal[] | null = null;
    let over = false;
    const look = async (): Promise<void> => {
      // What cannot be had now is not what these pages are for.
      const found = await mine().catch(() => null);
      if (over) return;
      if (found) {
        const after = askedAmong(found.appeals, before ?? [], session);
        // What the page came up with is read and not told.
        if (before && after.length > before.length) tell(words.banner.asked);
        before = after;
        know(after);
      }
      if (!found || found.appeals.some((one) => one.state === "waiting")) timer = setTimeout(() => void look(), ASKED_EVERY_MS);
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [session]);
  return (
    <>
      {asked.map((one) => (
        <section key={one.sanction_id} class="appeal" aria-label={`${appealWords.yoursTitle}, ${one.class}`}>
          <h2 class="t4">{appealWords.yoursTitle}</h2>
          <p class="small">
            <bdi>{one.class}</bdi>
          </p>
          <Became mine={one} />
        </section>
      ))}
    </>
  );
}
