// Your classes: the one that is open now or next on the board, others below by their time.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { me, NoAnswer, Refused, signOut } from "../client/account.ts";
import { now } from "../client/clock.ts";
import type { Me, MyClass } from "../wire.ts";
import { timeOf, words } from "../words.ts";
import { byBoard } from "./board.ts";
import { classParts, HourRule } from "./hour-rule.tsx";
import { Heading, Inside, TopBar } from "./parts.tsx";
import { entitle } from "./place.ts";
import { Offline } from "./refusal.tsx";
import { ThemeSwitch } from "./theme.tsx";

/** The list is looked at again so often while the page is open. */
const AGAIN_MS = 30_000;

const mine = signal<Me | null>(null);
const offline = signal<number | null>(null);

async function look(): Promise<void> {
  try {
    mine.value = await me();
    offline.value = null;
  } catch (error) {
    // What was there stays; only a page that has nothing says that it has nothing.
    if (error instanceof NoAnswer) offline.value ??= now.peek();
    else if (!(error instanceof Refused)) throw error;
  }
}

export function Home() {
  useEffect(() => {
    entitle(words.home.title);
    void look();
    const timer = setInterval(() => void look(), AGAIN_MS);
    return () => {
      clearInterval(timer);
      mine.value = null;
    };
  }, []);
  const here = mine.value;
  if (!here && offline.value !== null) return <Offline since={offline.value} go={() => void look()} />;
  const [first, ...others] = byBoard(here?.classes ?? [], now.value);
  return (
    <>
      <TopBar>
        {here ? <span class="small only-wide">{words.home.as(here.account.name)}</span> : null}
        <button class="button quiet" type="button" onClick={() => void signOut()}>
          {words.home.signOut}
        </button>
      </TopBar>
      <main class="page">
        <Heading class="vh">{words.home.title}</Heading>
        {first ? <OnBoard one={first} /> : null}
        {here && !first ? (
          <section class="onboard board-card">
            <p class="t2">{words.home.none}</p>
            <p class="lead">{words.home.noneWay}</p>
          </section>
        ) : null}
        {others.length > 0 ? (
          <section class="slots">
            <h2 class="t3">{words.home.next}</h2>
            <ul>
              {others.map((one) => (
                <Slot key={one.session_id} one={one} />
              ))}
            </ul>
          </section>
        ) : null}
        <div class="page-foot">
          <ThemeSwitch />
        </div>
      </main>
    </>
  );
}

function OnBoard({ one }: { one: MyClass }) {
  const at = now.value;
  const startsAt = Date.parse(one.starts_at);
  const endsAt = Date.parse(one.ends_at);
  const { from, to, parts } = classParts(startsAt, endsAt);
  const slot =
    at < startsAt
      ? words.home.at(timeOf(startsAt))
      : at < endsAt
        ? words.home.now(timeOf(endsAt))
        : words.home.over(timeOf(endsAt), timeOf(to));
  const span = { from: Math.min(from, Math.floor(at / 3_600_000) * 3_600_000), to };
  return (
    <section class="onboard board-card" aria-labelledby="next-class">
      <p class="slot">
        {slot}
        {one.role === "teacher" ? <span class="chip">{words.home.teach}</span> : null}
      </p>
      <h2 class="t1" id="next-class">
        {one.title}
      </h2>
      <p class="lead">
        {one.course}. {one.summary}
      </p>
      <p class="actions">
        <Inside to={`/class/${one.session_id}`} class="button act large">
          {words.home.join}
        </Inside>
      </p>
      <HourRule
        from={span.from}
        to={span.to}
        parts={parts}
        now={at}
        sentence={words.rule.sentence(one.title, timeOf(startsAt), timeOf(endsAt), timeOf(at))}
      />
    </section>
  );
}

function Slot({ one }: { one: MyClass }) {
  const startsAt = Date.parse(one.starts_at);
  return (
    <li class="slot-row">
      <span class="slot-time slot num">{timeOf(startsAt)}</span>
      <span class="slot-what">
        <span class="slot">{one.title}</span>
        <span class="small">
          {one.course}, {words.home.until(timeOf(Date.parse(one.ends_at)))}
        </span>
      </span>
      <Inside to={`/class/${one.session_id}`} class="button plain">
        {words.home.join}
        <span class="vh">: {one.title}</span>
      </Inside>
    </li>
  );
}
