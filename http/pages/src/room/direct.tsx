// What a person and those who moderate the room write each other: one talk for a person, all talks for staff.

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { directWords } from "../direct-words.ts";
import type { DirectItem } from "../wire.ts";
import { notSent, timeOf, words } from "../words.ts";
import { Dialog, Icon } from "./parts.tsx";
import type { Visit } from "./visit.ts";

/** When the person last looked, as the time of the latest message then; kept while the page is. */
const lookedAt = signal("");

/** The button, with how many are new, and what it opens. */
export function DirectTalk({ visit }: { visit: Visit }) {
  const { you, direct } = visit.model.value;
  const [open, turn] = useState(false);
  const staff = you !== null && you.role !== "student";
  const items = staff ? direct : (you?.direct ?? []);
  const news = items.filter((item) => item.answer !== staff && item.at > lookedAt.value).length;
  const last = items.at(-1)?.at ?? "";
  useEffect(() => {
    if (open && last > lookedAt.value) lookedAt.value = last;
  }, [open, last]);
  if (!you?.may.includes("direct") || (staff && items.length === 0)) return null;
  const label = staff ? directWords.staff(news) : news > 0 ? directWords.openNew(news) : directWords.open;
  return (
    <>
      <button
        class={`button ${news > 0 ? "plain" : "quiet"} small-button direct-open`}
        type="button"
        onClick={() => turn(true)}
      >
        <Icon name="shield" size={14} />
        {label}
      </button>
      {open ? (
        <Dialog title={staff ? directWords.staffTitle : directWords.title} onClose={() => turn(false)}>
          <p class="small">{staff ? directWords.staffLead : directWords.lead}</p>
          {staff ? (
            <Talks visit={visit} items={items} close={() => turn(false)} />
          ) : (
            <>
              <Talk visit={visit} items={items} staff={false} close={() => turn(false)} />
              <Write visit={visit} label={directWords.write} />
            </>
          )}
          <div class="dialog-actions">
            <button class="button plain" type="button" onClick={() => turn(false)}>
              {words.close}
            </button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}

function Talks({ visit, items, close }: { visit: Visit; items: readonly DirectItem[]; close(): void }) {
  const people = [...new Set(items.map((item) => item.with))];
  return (
    <div class="direct-talks">
      {people.map((person) => {
        const talk = items.filter((item) => item.with === person);
        const name = talk[0]?.name ?? "";
        return (
          <section key={person} class="direct-talk" aria-label={name}>
            <Talk visit={visit} items={talk} staff close={close} />
            <Write visit={visit} to={person} label={directWords.answerTo(name)} />
          </section>
        );
      })}
    </div>
  );
}

function Talk(props: { visit: Visit; items: readonly DirectItem[]; staff: boolean; close(): void }) {
  const { visit, items, staff, close } = props;
  const who = (item: DirectItem) =>
    staff ? (item.answer ? directWords.answer : item.name) : item.answer ? directWords.moderator : directWords.you;
  const report = (item: DirectItem) => {
    close();
    const { id, text, at } = item;
    visit.reporting.value = { id, person: item.with, name: who(item), role: "moderator", text, at, offset: 0 };
  };
  return (
    <ol class="direct-list">
      {items.map((item) => (
        <li key={item.id} class="direct-item" data-id={item.id}>
          <p class="small direct-who">
            <bdi>{who(item)}</bdi> <time dateTime={item.at}>{timeOf(Date.parse(item.at))}</time>
            {item.answer !== staff ? (
              <button
                class="link"
                type="button"
                aria-label={directWords.report(item.text.slice(0, 40))}
                onClick={() => report(item)}
              >
                <Icon name="flag" size={14} />
              </button>
            ) : null}
          </p>
          <p class="direct-text" dir="auto">
            {item.text}
          </p>
        </li>
      ))}
    </ol>
  );
}

function Write({ visit, to, label }: { visit: Visit; to?: string; label: string }) {
  const [text, write] = useState("");
  const [failed, fail] = useState("");
  const id = `direct-${to ?? "staff"}`;
  const send = async (event: Event) => {
    event.preventDefault();
    if (text.trim() === "") return;
    const answer = await visit.ask({ type: "direct", data: { text, ...(to === undefined ? {} : { to }) } });
    if (answer === "done") {
      write("");
      fail("");
    } else fail(answer === "unanswered" ? directWords.failed : (notSent[answer.code] ?? answer.title));
  };
  return (
    <form class="direct-write" onSubmit={(event) => void send(event)}>
      <label for={id}>{label}</label>
      <textarea
        id={id}
        class="field"
        rows={2}
        maxLength={2_000}
        value={text}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <p class="small hint-red" role="alert">
        {failed}
      </p>
      <button class="button act small-button" type="submit">
        {directWords.send}
      </button>
    </form>
  );
}
