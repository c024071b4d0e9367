// Who is here, by name, as this page read it and as changes make it.

import type { PeopleChange, PeoplePage, PersonHere, Role } from "../wire.ts";

export interface Crowd {
  people: readonly PersonHere[];
  /** Whether there are more behind the last. */
  more: boolean;
  /** Which changes are in it. */
  version: number;
  /** Whether changes are told. */
  told: boolean;
}

/** With a page: the first, or the one behind what was read. */
export function read(before: Crowd | null, page: PeoplePage): Crowd {
  const people = before ? [...before.people, ...page.people.filter((one) => !has(before.people, one.person))] : page.people;
  // What changed since the first page was read is still to come, so the older number counts.
  return { people, more: page.more, version: before?.version ?? page.version, told: page.told };
}

/** The most that one page holds; the protocol's limit. */
export const PAGE_MAX = 100;

/** Which people are looked for. */
export interface Looked {
  name?: string;
  role?: Role;
}

const isMeant = (one: PersonHere, looked: Looked): boolean =>
  (!looked.role || one.role === looked.role) && one.name.toLowerCase().includes((looked.name ?? "").toLowerCase());

/** After a change; `null` where one before it was missed, and the list is to be read again. */
export function changed(crowd: Crowd, change: PeopleChange, looked: Looked = {}): Crowd | null {
  if (change.version <= crowd.version) return crowd;
  if (change.version > crowd.version + 1) return null;
  const came = (change.people ?? []).filter((one) => isMeant(one, looked));
  const known = new Map(came.map((one) => [one.person, one]));
  const kept = crowd.people.filter((one) => !change.gone?.includes(one.person));
  const here = kept.map((one) => known.get(one.person) ?? one);
  // Who stands behind the last that was read comes with the next page.
  const last = crowd.more ? (crowd.people.at(-1)?.person ?? "") : null;
  const fresh = came.filter((one) => !has(here, one.person) && (last === null || one.person < last));
  return { ...crowd, people: [...here, ...fresh].sort(byId), version: change.version };
}

/** As they are shown: who gives the class and watches over it first, then by name. */
export function inOrder(people: readonly PersonHere[]): readonly PersonHere[] {
  const first = (one: PersonHere) => (one.role === "student" ? 1 : 0);
  return [...people].sort((one, two) => first(one) - first(two) || one.name.localeCompare(two.name) || byId(one, two));
}

const byId = (one: PersonHere, two: PersonHere) => (one.person < two.person ? -1 : one.person > two.person ? 1 : 0);
const has = (people: readonly PersonHere[], person: string) => people.some((one) => one.person === person);
