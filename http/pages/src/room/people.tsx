// Who is here, by name: pages, found by name and role, kept up where changes are told.

import { useEffect, useRef, useState } from "preact/hooks";
import { serverNow } from "../client/clock.ts";
import { changed, inOrder, PAGE_MAX, read, type Crowd, type Looked } from "../client/crowd.ts";
import { moderate } from "../moderate-words.ts";
import { peopleWords as text } from "../people-words.ts";
import type { People, PeoplePage, PersonHere, Role } from "../wire.ts";
import { timeOf, words } from "../words.ts";
import { mutedAt } from "./muted-at.tsx";
import { Chip, Dialog, Icon } from "./parts.tsx";
import { SpotlightButton } from "./spotlight.tsx";
import type { Visit } from "./visit.ts";

/** People of a page where it is not said how many. */
const PAGE_DEFAULT = 50;
/** The pause after a key before a name is looked for, and between two readings because of changes. */
const READ_MS = 400;
const ROLES: readonly Role[] = ["student", "teacher", "assistant", "moderator"];

export function PeopleDialog({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const { you, crowd: change } = visit.model.value;
  const [name, look] = useState("");
  const [role, choose] = useState<Role | "">("");
  const [crowd, show] = useState<Crowd | null>(null);
  const [trouble, fail] = useState(false);
  const [at, readAt] = useState(0);
  const asked = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const filter: People = { ...(name.trim() ? { name: name.trim() } : {}), ...(role ? { role } : {}) };
  const ask = async (before: Crowd | null) => {
    const number = ++asked.current;
    const after = before?.people.at(-1)?.person;
    // Read again it is as long as it was, as far as one page goes.
    const known = before ? 0 : (crowd?.people.length ?? 0);
    const limit = known > PAGE_DEFAULT ? { limit: Math.min(PAGE_MAX, known) } : {};
    const got: PeoplePage[] = [];
    await visit.ask({ type: "people", data: { ...filter, ...limit, ...(after ? { after } : {}) } }, (data) => {
      if (data && "version" in data) got.push(data);
    });
    const page = got[0] ?? null;
    if (number !== asked.current) return;
    fail(page === null);
    if (page) show(read(before, page));
    readAt(serverNow());
  };
  const soon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void ask(null), READ_MS);
  };
  useEffect(() => {
    if (crowd === null) void ask(null);
    else soon();
  }, [name, role]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const open = visit.link.value.is === "open";
  useEffect(() => {
    // What was told while there was no connection was not heard, and another server counts anew.
    if (open && crowd) soon();
  }, [open]);
  useEffect(() => {
    if (!change || !crowd) return;
    const next = changed(crowd, change, filter as Looked);
    if (next) show(next);
    else soon();
  }, [change]);
  const mayAct = you?.may.includes("sanction") ?? false;
  const mayReport = you?.may.includes("report") ?? false;
  const roles = mayAct ? ROLES : ROLES.filter((one) => one !== "moderator");
  return (
    <Dialog title={text.title} onClose={onClose}>
      <div class="people-find">
        <label class="vh" for="people-name">
          {text.name}
        </label>
        <input
          id="people-name"
          class="field small-field"
          type="search"
          maxLength={64}
          placeholder={text.name}
          value={name}
          onInput={(event) => look(event.currentTarget.value)}
        />
        <label class="vh" for="people-role">
          {text.role}
        </label>
        <select
          id="people-role"
          class="field small-field"
          value={role}
          onChange={(event) => choose(event.currentTarget.value as Role | "")}
        >
          <option value="">{text.everybody}</option>
          {roles.map((one) => (
            <option key={one} value={one}>
              {text.roles[one]}
            </option>
          ))}
        </select>
      </div>
      <p class="small" role="status">
        {trouble ? text.failed : crowd === null ? text.reading : crowd.people.length === 0 ? text.none : ""}
      </p>
      <ul class="people" tabIndex={0} aria-label={text.title}>
        {inOrder(crowd?.people ?? []).map((one) => (
          <Row
            key={one.person}
            visit={visit}
            one={one}
            mine={one.person === you?.person}
            mayAct={mayAct}
            mayReport={mayReport}
            onAct={onClose}
          />
        ))}
      </ul>
      {crowd?.more ? (
        <button class="button plain small-button" type="button" onClick={() => void ask(crowd)}>
          {text.more}
        </button>
      ) : null}
      {trouble || (crowd && !crowd.told) ? (
        <p class="small people-again">
          {crowd && !crowd.told ? text.asOf(timeOf(at)) : null}{" "}
          <button class="link" type="button" onClick={() => void ask(null)}>
            {text.again}
          </button>
        </p>
      ) : null}
      <div class="dialog-actions">
        <button class="button plain" type="button" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </Dialog>
  );
}

interface RowProps {
  visit: Visit;
  one: PersonHere;
  mine: boolean;
  mayAct: boolean;
  mayReport: boolean;
  onAct(): void;
}

function Row({ visit, one, mine, mayAct, mayReport, onAct }: RowProps) {
  // Staff are reported by whoever meets them, oneself by nobody.
  const acts = mayAct && one.role === "student";
  const muted = mutedAt(visit, one.person);
  const where = text.whereabouts[one.whereabouts];
  const is = mine ? text.you : text.is[one.role] || (one.tier === "overflow" ? text.watching : "");
  return (
    <li class={where ? "people-off" : ""}>
      <bdi class="people-name">{one.name}</bdi>
      {is ? <span class="small">{is}</span> : null}
      {muted ? <span class="small">{muted}</span> : null}
      {where ? <Chip dashed>{where}</Chip> : null}
      {one.tier === "seated" && one.role !== "moderator" ? (
        <SpotlightButton visit={visit} person={one.person} name={one.name} look="button quiet small-button" />
      ) : null}
      {acts || (mayReport && !mine) ? (
        <button
          class="button quiet small-button"
          type="button"
          aria-label={acts ? moderate.person(one.name) : words.report.person(one.name)}
          title={acts ? moderate.act : words.report.act}
          onClick={() => {
            onAct();
            visit.about.value = { person: one.person, name: one.name, role: one.role };
          }}
        >
          <Icon name="flag" size={14} />
        </button>
      ) : null}
    </li>
  );
}
