// Signing in by mail, as far as it needs no screen: where a person is on the way, and what an answer makes of that. Pure.

import type { Code, LinkAsked, Problem } from "../wire.ts";

/** Figures of a code. */
export const FIGURES = 6;

/** What stands in the way, by its name in the words. */
export type Trouble = "noAddress" | "wait" | "unsent" | "offline" | "short" | "wrong" | "none" | "over";

/** Where somebody is on the way. Instants are the server's, in milliseconds since 1970. */
export type Step =
  /** Says where the mail goes; not before `waitUntil`. */
  | { is: "address"; email: string; trouble?: Trouble; waitUntil?: number }
  /** A mail is on its way. */
  | Sent;

export interface Sent {
  is: "code";
  email: string;
  expiresAt: number;
  /** When another mail can be asked for. */
  againAt: number;
  trouble?: Trouble;
  /** What the server said of it: `3 tries left.` */
  detail?: string;
  /** Whether this is not the first mail. */
  resent?: boolean;
}

/** The first step. */
export const BEGIN: Step = { is: "address", email: "" };

/** The figures of what was typed or pasted, no more than a code has. */
export const figuresOf = (text: string): string => text.replace(/\D/g, "").slice(0, FIGURES);

/** A mail was asked for, and is on its way. */
export function asked(step: Step, email: string, answer: LinkAsked): Sent {
  const again = { againAt: Date.parse(answer.again_at), expiresAt: Date.parse(answer.expires_at) };
  return { is: "code", email, ...again, ...(step.is === "code" ? { resent: true } : {}) };
}

/** How long a server asks to wait where it does not say it. */
const WAIT_MS = 10_000;

const ASKING: Partial<Record<Code, Trouble>> = { invalid: "noAddress", too_often: "wait" };

/** Asking was refused, or got no answer (`null`). */
export function notAsked(step: Step, email: string, problem: Problem | null, now: number): Step {
  const trouble: Trouble = problem ? (ASKING[problem.code] ?? "unsent") : "offline";
  const waitUntil = now + (problem?.retry_after_ms ?? WAIT_MS);
  if (step.is === "address") return { is: "address", email, trouble, ...(trouble === "wait" ? { waitUntil } : {}) };
  const { detail: _, resent: __, ...rest } = step;
  return { ...rest, trouble, ...(trouble === "wait" ? { againAt: waitUntil } : {}) };
}

const TYPING: Partial<Record<Code, Trouble>> = { invalid: "short", code_wrong: "wrong", link_refused: "over" };

/** A code was refused, or got no answer (`null`). */
export function notSignedIn(step: Sent, problem: Problem | null): Sent {
  const { trouble: _, detail: __, resent: ___, ...rest } = step;
  if (!problem) return { ...rest, trouble: "offline" };
  const trouble = TYPING[problem.code] ?? "unsent";
  if (trouble !== "wrong" || !problem.detail) return { ...rest, trouble };
  // After the last try there is nothing to type any more.
  return problem.detail.startsWith("No tries") ? { ...rest, trouble: "none" } : { ...rest, trouble, detail: problem.detail };
}

/** Whether a code may still be typed. */
export const isOpen = (step: Sent, now: number): boolean =>
  now < step.expiresAt && step.trouble !== "none" && step.trouble !== "over";

/** What is kept of a step for a tab that the phone threw out while its person looked for the mail. */
export function kept(step: Step): string | null {
  return step.is === "code" ? JSON.stringify([step.email, step.expiresAt, step.againAt]) : null;
}

/** The step that was kept, where its mail is still good. */
export function found(text: string | null, now: number): Step {
  try {
    const [email, expiresAt, againAt] = JSON.parse(text ?? "") as unknown[];
    if (typeof email === "string" && typeof expiresAt === "number" && typeof againAt === "number" && now < expiresAt) {
      return { is: "code", email, expiresAt, againAt };
    }
  } catch {
    // Somebody else's text, or none.
  }
  return BEGIN;
}
