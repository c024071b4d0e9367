// A moderator's macros: decisions under a name, kept by the server, so that they are the same at every desk.

import { signal } from "@preact/signals";
import { authorized, Refused } from "../client/account.ts";
import type { Macro, Macros } from "../wire.ts";

/** One for each key from 1 to 9; the protocol's limit. */
export const MACROS_MAX = 9;

/** As they are kept; `null`: not known yet. */
export const macros = signal<readonly Macro[] | null>(null);

/** Asks for them, where they are not known. */
export async function loadMacros(): Promise<void> {
  if (macros.value) return;
  try {
    macros.value = (await authorized<Macros>("GET", "/v1/desk/macros")).macros;
  } catch {
    // Asked again when the dialog is opened again; deciding works without them.
  }
}

/** They are these from now on; else the sentence that says why not. */
export async function keepMacros(next: readonly Macro[]): Promise<string | null> {
  try {
    macros.value = (await authorized<Macros>("PUT", "/v1/desk/macros", { macros: next })).macros;
    return null;
  } catch (error) {
    return error instanceof Refused ? error.problem.title : "";
  }
}
