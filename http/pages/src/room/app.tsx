// Which page is shown: by the address, by who is signed in, and by where a visit stands.

import { signal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { redeem, refresh, signIn } from "../client/account.ts";
import { now } from "../client/clock.ts";
import { timeOf, words } from "../words.ts";
import { ClassPage } from "./class.tsx";
import { DeskPage } from "./desk-door.tsx";
import { Door } from "./door.tsx";
import { Ended } from "./ended.tsx";
import { Home } from "./home.tsx";
import { late } from "./late.tsx";
import { assertive, entitle, isDesk, navigate, path, polite, secretOf, sessionOf } from "./place.ts";
import { Closed, Left, Nowhere, Offline, OtherDeviceQuestion, RefusedPage, Unlisted } from "./refusal.tsx";
import { OtherAccount, SignedOut } from "./signed-out.tsx";
import { Heading, TopBar } from "./parts.tsx";
import { Visit } from "./visit.ts";
import { Waiting } from "./waiting.tsx";

const ClassNews = late("class-news", () => import("./class-news.tsx").then((module) => module.ClassNews));
const FirstName = late("name", () => import("./name.tsx").then((module) => module.FirstName), Looking);
const Lobby = late("lobby", () => import("./lobby.tsx").then((module) => module.Lobby), Looking);

/** The visit this page is on, if its address is a class's. */
const visit = signal<Visit | null>(null);
/** No answer to the very first question, who this is. */
const unreachable = signal<{ since: number; go: () => void } | null>(null);
/** A link that was used, while this browser is signed in all the same. */
const usedLink = signal(false);

const AGAIN_MS = 3_000;

/** Signs in by the link in the address, or by the cookie. */
export async function begin(): Promise<void> {
  const secret = secretOf(location.hash);
  // The secret leaves the address before anything else happens: it is good once and nobody's to copy.
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  await knock(secret);
}

async function knock(secret: string | null): Promise<void> {
  try {
    if (secret) {
      await useSecret(secret);
    } else if (!(await refresh()) && signIn.value.is === "unknown") {
      signIn.value = { is: "out" };
    }
    unreachable.value = null;
  } catch {
    let timer: ReturnType<typeof setTimeout>;
    const go = () => {
      clearTimeout(timer);
      void knock(secret);
    };
    timer = setTimeout(go, AGAIN_MS);
    unreachable.value = { since: unreachable.value?.since ?? now.value, go };
  }
}

/** Redeems a secret and goes where it leads. */
async function useSecret(secret: string): Promise<void> {
  const before = signIn.value.is;
  const session = await redeem(secret);
  if (session) navigate(`/class/${session}`);
  else if (before !== "out" && signIn.value.is === "in") usedLink.value = true;
}

export function App() {
  useSignalEffect(() => {
    const session = sessionOf(path.value);
    const state = signIn.value;
    const current = visit.peek();
    const account = current?.account.peek();
    const stale = current && (current.session !== session || (state.is === "in" && account && account.id !== state.account.id));
    if (stale || (current && state.is === "other")) {
      current.dispose();
      visit.value = null;
    }
    // Nobody is taken into a class by a name they have not seen.
    if (session && state.is === "in" && !state.account.guessed && !visit.peek()) {
      const next = new Visit(session);
      visit.value = next;
      void next.look();
    }
  });
  useEffect(() => {
    // Leaving the page is a lost connection for the class: the seat is kept for the grace.
    const gone = () => visit.peek()?.media.stop();
    // A link to where this page is already only changes the fragment; the browser loads nothing anew.
    const linked = () => (secretOf(location.hash) ? void begin() : undefined);
    addEventListener("pagehide", gone);
    addEventListener("hashchange", linked);
    return () => {
      removeEventListener("pagehide", gone);
      removeEventListener("hashchange", linked);
    };
  }, []);
  return (
    <>
      <Page />
      <p class="vh" role="status" aria-live="polite">
        {polite}
      </p>
      <p class="vh" role="alert">
        {assertive}
      </p>
    </>
  );
}

function Page() {
  const state = signIn.value;
  const here = visit.value;
  if (path.value !== "/" && !isDesk(path.value) && !sessionOf(path.value)) return <Nowhere />;
  if (state.is === "other") return <OtherAccount name={state.account.name} />;
  if (unreachable.value && state.is === "unknown") {
    return <Offline since={unreachable.value.since} go={unreachable.value.go} />;
  }
  if (state.is === "unknown") return <Looking />;
  if (state.is === "out" && here?.stage.value.is !== "class" && here?.stage.value.is !== "ended") {
    return <SignedOut why={state.why} />;
  }
  if (state.is === "in" && state.account.guessed) return <FirstName account={state.account} />;
  if (isDesk(path.value)) return <DeskPage />;
  if (!here) return sessionOf(path.value) ? <Looking /> : <Home />;
  const stage = here.stage.value;
  switch (stage.is) {
    case "looking":
      return <Looking />;
    case "unlisted":
      return <Unlisted again={() => void here.look()} />;
    case "door":
      return <Door visit={here} going={stage.going} usedLink={usedLink.value} />;
    case "waiting":
      return <Waiting visit={here} going={stage.going} />;
    case "other_device":
      return <OtherDeviceQuestion visit={here} taken={stage.taken} going={stage.going} />;
    case "class":
      return (
        <>
          <ClassNews visit={here} />
          {(here.model.value.you?.tier ?? here.joined.value?.outcome) === "lobby" ? (
            <Lobby visit={here} />
          ) : (
            <ClassPage visit={here} signedOut={state.is === "out"} />
          )}
        </>
      );
    case "ended":
      return <Ended visit={here} />;
    case "left":
      return <Left visit={here} />;
    case "refused":
      return <RefusedPage problem={stage.problem} decision={stage.decision} again={() => void here.go()} visit={here} />;
    case "closed":
      return (
        <Closed
          code={stage.code}
          reason={stage.reason}
          left={stage.left}
          decision={stage.decision}
          again={() => void here.go()}
          visit={here}
        />
      );
    case "offline":
      return <Offline since={stage.since} go={stage.go} />;
  }
}

function Looking() {
  useEffect(() => entitle(words.loading), []);
  return (
    <>
      <TopBar>
        <Clock />
      </TopBar>
      <main class="page">
        <Heading class="t3">{words.loading}</Heading>
      </main>
    </>
  );
}

function Clock() {
  return <span class="num small">{timeOf(now.value)}</span>;
}
