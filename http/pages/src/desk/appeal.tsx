// An appeal at the desk: what is contested, the words of who contests it, and the two ways to decide it. Who set what is
// contested reads that somebody else has to.

import { useState } from "preact/hooks";
import { DEVICE_ZONE, whenIn } from "../client/zone.ts";
import { LimitedText, tooMany } from "../room/limited.tsx";
import type { AppealOutcome, CaseRow, Contested } from "../wire.ts";
import { appealText, done, reasons, text } from "./words.ts";
import type { Work } from "./work.ts";

/** What a moderator's words to the person may have, in characters; the protocol's limit. */
const TEXT_CHARACTERS_MAX = 500;

/** How often who appealed can be asked; the protocol's limit. */
const ROUNDS_MAX = 3;

/** An appeal may be of another day, and so may the answer that is waited for. */
const when = (at: string): string => whenIn(Date.parse(at), DEVICE_ZONE);

/** What is contested, above what was to be seen. */
export function ContestedPart({ contested }: { contested: Contested }) {
  const { sanction, set_by: setter } = contested;
  const ends = sanction.until ? appealText.until(when(sanction.until)) : "";
  const scope = sanction.measure === "ban" ? appealText.from(text.scopes[sanction.scope ?? "session"]) : "";
  return (
    <div class="desk-contested">
      <p>
        <strong>{done[sanction.measure]}</strong> {reasons[sanction.reason]}. {scope} {ends}
      </p>
      <p class="small">
        {appealText.set(when(sanction.at))} <bdi>{setter?.name ?? text.clock}</bdi>
        {setter ? `, ${setter.role}` : ""}
      </p>
      <blockquote dir="auto">{contested.text}</blockquote>
      {contested.exchange?.map((one) => (
        <div key={one.at}>
          <p class="small">{appealText.asked(when(one.at))}</p>
          <blockquote dir="auto">{one.question}</blockquote>
          {one.reply ? (
            <>
              <p class="small">{appealText.replied(when(one.replied_at ?? one.at))}</p>
              <blockquote dir="auto">{one.reply}</blockquote>
            </>
          ) : null}
        </div>
      ))}
      {contested.waits_until ? <p class="small">{appealText.waits(when(contested.waits_until))}</p> : null}
    </div>
  );
}

/** Whether somebody else has to decide it. */
export function isOwn(work: Work, { appeal }: CaseRow): boolean {
  const me = work.socket.model.value.you?.who.person;
  return appeal !== undefined && (appeal.set_by?.person === me || appeal.sanction.person === me);
}

/** What asking does, what it has done, or that there is no more of it. */
function askingWords({ appeal, name, state }: CaseRow, asked: number): string {
  if (appeal?.waits_until) {
    const sent = appealText.sent(when(appeal.waits_until));
    return state.is === "open" ? `${sent} ${appealText.givenBack}` : sent;
  }
  return asked < ROUNDS_MAX ? appealText.asks(name) : appealText.noMore;
}

export function AppealDeciding({ work, row }: { work: Work; row: CaseRow }) {
  const [words, write] = useState("");
  const told = work.told.value;
  const asked = row.appeal?.exchange?.length ?? 0;
  const waits = row.appeal?.waits_until;
  const mayAsk = asked < ROUNDS_MAX && !waits;
  const ask = async () => {
    if (!mayAsk) return;
    if (words.trim() === "") return work.say(appealText.noQuestion, "red");
    if (tooMany(words, TEXT_CHARACTERS_MAX) <= 0 && (await work.askAppeal(row, words.trim()))) write("");
  };
  const answer = (outcome: AppealOutcome) => {
    if (tooMany(words, TEXT_CHARACTERS_MAX) <= 0) void work.answerAppeal(row, outcome, words.trim());
  };
  return (
    <div class="desk-acts">
      {told ? (
        <p class={`desk-told desk-told-${told.tone}`} role="alert">
          {told.words}
        </p>
      ) : null}
      {isOwn(work, row) ? (
        <p>{appealText.own}</p>
      ) : (
        <>
          <LimitedText
            id="appeal-answer"
            label={appealText.reads(row.name)}
            text={words}
            most={TEXT_CHARACTERS_MAX}
            rows={2}
            hint={appealText.nameless}
            write={write}
          />
          <div class="desk-buttons">
            <button class="button plain desk-act" type="button" onClick={() => answer("upheld")}>
              {appealText.uphold}
            </button>
            <button class="button plain desk-act" type="button" onClick={() => answer("lifted")}>
              {appealText.lift}
            </button>
            {/* It keeps its place when it can't be pressed any more: nothing else comes to be under the pointer. */}
            <button
              class="button plain desk-act"
              type="button"
              aria-disabled={!mayAsk}
              aria-describedby="appeal-asking"
              onClick={() => void ask()}
            >
              {appealText.ask(ROUNDS_MAX - asked)}
            </button>
            <button class="button plain desk-act" type="button" onClick={() => void work.escalate(row)}>
              {text.escalate}
            </button>
          </div>
          <p class="small desk-asking" id="appeal-asking" role="status">
            {askingWords(row, asked)}
          </p>
        </>
      )}
    </div>
  );
}
