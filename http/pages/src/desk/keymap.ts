// Which key does what: one letter or sign for each act, as usual or as somebody has put them. Digits are reasons and stay.

export const ACTS = [
  "down",
  "up",
  "claim",
  "allow",
  "remove",
  "mute",
  "warn",
  "ban",
  "escalate",
  "undo",
  "release",
  "note",
  "hand_over",
  "words",
  "gather",
  "pick",
  "bulk",
  "macros",
  "shift",
  "keys",
] as const;
export type KeyAct = (typeof ACTS)[number];
export type KeyMap = Readonly<Record<KeyAct, string>>;

export const USUAL: KeyMap = {
  down: "j",
  up: "k",
  claim: "c",
  allow: "a",
  remove: "d",
  mute: "t",
  warn: "w",
  ban: "b",
  escalate: "e",
  undo: "u",
  release: "r",
  note: "n",
  hand_over: "h",
  words: "s",
  gather: "g",
  pick: "p",
  bulk: "i",
  macros: "m",
  shift: "o",
  keys: "?",
};

/** Whether a key can be one: a letter or a sign that is typed by itself, and no digit of a reason. */
export const canBe = (key: string): boolean => [...key].length === 1 && !/[\s\d\p{C}]/u.test(key);

/** The act of a key. */
export const actOf = (map: KeyMap, key: string): KeyAct | undefined => ACTS.find((act) => map[act] === key);

/** The map with another key for an act; the act that has that key already, where one has; `"no_key"` for what is none. */
export function mapped(map: KeyMap, act: KeyAct, key: string): { map: KeyMap } | { has: KeyAct } | "no_key" {
  if (!canBe(key)) return "no_key";
  const has = actOf(map, key);
  if (has !== undefined && has !== act) return { has };
  return { map: { ...map, [act]: key } };
}

/** The map as it was kept. What cannot be one is as usual. */
export function read(kept: string | null): KeyMap {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(kept ?? "null");
  } catch {
    return USUAL;
  }
  if (typeof parsed !== "object" || parsed === null) return USUAL;
  const named = parsed as Record<string, unknown>;
  const map = Object.fromEntries(
    ACTS.map((act) => [act, typeof named[act] === "string" && canBe(named[act]) ? named[act] : USUAL[act]]),
  ) as unknown as KeyMap;
  return new Set(Object.values(map)).size === ACTS.length ? map : USUAL;
}
