// The name classes see: how it is read, and what stands against one. Pure.

import type { Problem } from "../wire.ts";

/** The longest name, in characters; the protocol's limit. */
export const NAME_CHARACTERS_MAX = 40;

/** Why a name is not taken, by its name in the words. */
export type Against = "missing" | "too_long" | "not_name" | "failed";

/** A name as it is kept: with one space where there were several. */
export const named = (text: string): string => text.trim().replace(/\s+/g, " ");

const WHYS: readonly string[] = ["missing", "too_long", "not_name"] satisfies Against[];

/** What a refusal, or no answer (`null`), says against a name. */
export function against(problem: Problem | null): Against {
  const why = problem?.errors?.find((one) => one.pointer === "/name")?.code;
  return why !== undefined && WHYS.includes(why) ? (why as Against) : "failed";
}
