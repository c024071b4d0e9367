// Who is signed in here, and requests in their name. The access token lives in memory only; the refresh token is a
// cookie no script can read. One refresh is in flight at a time, and one comes before the token's end.

import { signal } from "@preact/signals";
import type { Account, Attendance, Heartbeat, Joined, LinkAsked, MagicLink, Me, OtherDevice, Problem, Redeem, SignedIn, Today } from "../wire.ts";
import { hearServerTime, serverNow } from "./clock.ts";
import { retryOf } from "./retry.ts";
import { uuid7 } from "./uuid.ts";

/** A typed "no" of the server, as an exception for those who cannot go on. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/** No answer at all: no network, or the server is away. */
export class NoAnswer extends Error {}

export type SignIn =
  | { is: "unknown" }
  | { is: "out"; why?: WhyOut }
  | { is: "in"; account: Account }
  /** Another tab signed somebody else in: this page goes on for nobody until the person says so. */
  | { is: "other"; account: Account };

/** Why nobody is signed in, where there is a reason to tell. */
export type WhyOut = "link_used" | "other_browser" | "ended";

/** Who is signed in. */
export const signIn = signal<SignIn>({ is: "unknown" });

/** A refresh comes when this much of a token's life is over. */
const REFRESH_AT = 0.8;
/** The longest a token can live (L13), whatever a wrong clock makes of its end. */
const TOKEN_LIFE_MS_MAX = 5 * 60_000;
/** The longest wait for an answer. */
const ANSWER_MS_MAX = 15_000;
/** After a refresh that got no answer. */
const REFRESH_AGAIN_MS = 5_000;

/** How long a question and its answer took. */
interface Took {
  ms: number;
}

const CSV = "text/csv";

let token: string | null = null;
let refreshing: Promise<boolean> | null = null;
let refreshTimer: ReturnType<typeof setTimeout> | undefined;

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** A request in nobody's name. */
export async function ask<T>(
  method: Method,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
  took?: Took,
  cache: RequestCache = "no-store",
): Promise<T> {
  let answer: Response;
  const askedAt = performance.now();
  try {
    answer = await fetch(path, {
      method,
      credentials: "same-origin",
      cache,
      headers: { ...(body ? { "content-type": "application/json" } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
  } catch {
    throw new NoAnswer();
  }
  if (took) took.ms = performance.now() - askedAt;
  if (answer.status === 204) return undefined as T;
  let content: unknown;
  try {
    content = headers["accept"] === CSV ? await answer.text() : await answer.json();
  } catch {
    // Something in between answered (a proxy's page); that is no answer of ours.
    if (answer.ok || answer.status >= 500) throw new NoAnswer();
    content = {};
  }
  if (answer.ok) return content as T;
  const problem = content as Partial<Problem>;
  if (!problem.code && answer.status >= 500) throw new NoAnswer();
  throw new Refused({
    type: "about:blank",
    title: answer.statusText,
    status: answer.status,
    code: answer.status === 401 ? "not_signed_in" : "malformed",
    ...problem,
  });
}

function take(signedIn: SignedIn): void {
  token = signedIn.access_token;
  const left = Date.parse(signedIn.expires_at) - serverNow();
  const life = left > 0 && left < TOKEN_LIFE_MS_MAX ? left : TOKEN_LIFE_MS_MAX;
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(() => void refresh().catch(() => undefined), life * REFRESH_AT);
  const before = signIn.value;
  if (before.is === "in" && before.account.id !== signedIn.account.id) {
    signIn.value = { is: "other", account: signedIn.account };
  } else if (before.is !== "in") {
    signIn.value = { is: "in", account: signedIn.account };
  }
}

function forget(why?: WhyOut): void {
  token = null;
  clearTimeout(refreshTimer);
  signIn.value = why ? { is: "out", why } : { is: "out" };
}

/** Redeems a link's secret. A used link still leads in where this browser is signed in already. */
export async function redeem(secret: string): Promise<string | null> {
  try {
    return await present({ secret });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code } = error.problem;
    // A server that cannot look says nothing of the link.
    if (retryOf(code) === "later") throw new NoAnswer();
    if (!(await refresh())) forget(code === "other_browser" ? "other_browser" : "link_used");
    return null;
  }
}

/** Redeems the code of a mail that this browser asked for. */
export const redeemCode = (code: string): Promise<string | null> => present({ code });

/** Signs in, and says to which class that leads. */
async function present(what: Redeem): Promise<string | null> {
  const signedIn = await ask<SignedIn>("POST", "/v1/auth/magic-link/redeem", what);
  signIn.value = { is: "unknown" };
  take(signedIn);
  return signedIn.session_id ?? null;
}

/** Asks for a mail with a link and a code. */
export function askForMail(email: string, session: string | null): Promise<LinkAsked> {
  const wish: MagicLink = session ? { email, session_id: session } : { email };
  return ask<LinkAsked>("POST", "/v1/auth/magic-link", wish);
}

/** Signs in again by the cookie; one flight at a time. False: nobody is signed in. */
export function refresh(): Promise<boolean> {
  refreshing ??= ask<SignedIn>("POST", "/v1/auth/refresh", {})
    .then((signedIn) => {
      take(signedIn);
      return true;
    })
    .catch((error: unknown) => {
      if (error instanceof Refused && retryOf(error.problem.code) === "sign_in") {
        forget(signIn.value.is === "in" ? "ended" : undefined);
        return false;
      }
      if (signIn.value.is === "in") {
        clearTimeout(refreshTimer);
        refreshTimer = setTimeout(() => void refresh().catch(() => undefined), REFRESH_AGAIN_MS);
      }
      throw error;
    })
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

/** Goes on as the person another tab signed in. */
export function goOnAsOther(): void {
  if (signIn.value.is === "other") signIn.value = { is: "in", account: signIn.value.account };
}

/** Signs out here. What this tab keeps is theirs who used it, and whoever has this computer next is somebody else. */
export async function signOut(): Promise<void> {
  await authorized("POST", "/v1/auth/sign-out", {}).catch(() => undefined);
  try {
    sessionStorage.clear();
  } catch {
    // Where pages may store nothing there is nothing.
  }
  forget();
}

/** A request in the name of who is signed in. */
export async function authorized<T>(
  method: Method,
  path: string,
  body?: object,
  headers?: Record<string, string>,
  took?: Took,
): Promise<T> {
  if (!token && !(await refresh())) throw new Refused(SIGNED_OUT);
  const withToken = () => ask<T>(method, path, body, { ...headers, authorization: `Bearer ${token}` }, took);
  try {
    return await withToken();
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 401) throw error;
    if (retryOf(error.problem.code) !== "sign_in" || !(await refresh())) throw error;
    return await withToken();
  }
}

const SIGNED_OUT: Problem = { type: "about:blank", title: "You are not signed in.", status: 401, code: "not_signed_in" };

/** A good access token, for a socket that is opened with one. */
export async function accessToken(): Promise<string> {
  if (!token && !(await refresh())) throw new Refused(SIGNED_OUT);
  return token ?? "";
}

/** The person and their classes. */
export async function me(): Promise<Me> {
  const took = { ms: 0 };
  const answer = await authorized<Me>("GET", "/v1/me", undefined, undefined, took);
  hearServerTime(answer.server_time, took.ms);
  return answer;
}

/** When this person was in a class; for whoever gives it, when everybody was. */
export async function attendance(session: string): Promise<Attendance> {
  const took = { ms: 0 };
  const answer = await authorized<Attendance>("GET", `/v1/sessions/${session}/attendance`, undefined, undefined, took);
  hearServerTime(answer.server_time, took.ms);
  return answer;
}

/** Says that this person watches in a minute, without a socket. */
export function sayThatIWatch(session: string, minute: number): Promise<void> {
  const body: Heartbeat = { minute: new Date(minute).toISOString() };
  return authorized<void>("POST", `/v1/sessions/${session}/attendance`, body, { "idempotency-key": newKey() });
}

/** Attendance as a table for spreadsheets. */
export const attendanceTable = (session: string): Promise<string> =>
  authorized<string>("GET", `/v1/sessions/${session}/attendance?format=csv`, undefined, { accept: CSV });

/** What was asked in a class and how it was answered, as a table for spreadsheets. */
export const pollTable = (session: string): Promise<string> =>
  authorized<string>("GET", `/v1/sessions/${session}/polls?format=csv`, undefined, { accept: CSV });

/** The lesson of the day in a course, where somebody is. */
export const today = (course: string, zone: string): Promise<Today> =>
  ask<Today>("GET", `/v1/lessons/today?course=${course}&zone=${encodeURIComponent(zone)}`);

/** The door. `key` is the same for the same wish tried again, and a new one for a new wish. */
export function join(session: string, key: string, otherDevice?: OtherDevice): Promise<Joined> {
  const body = otherDevice ? { session_id: session, other_device: otherDevice } : { session_id: session };
  return authorized<Joined>("POST", "/v1/join", body, { "idempotency-key": key });
}

/** A key for a new wish. */
export const newKey = (): string => uuid7(serverNow());
