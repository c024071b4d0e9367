// Your classes: the one that is open now on the board, or the lesson of the day; below, the next hours with what can be
// done about each, in the zone the person reads times in.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { signOut } from "../client/account.ts";
import { now } from "../client/clock.ts";
import { timeIn, zone } from "../client/zone.ts";
import { words } from "../words.ts";
import { byBoard } from "./board.ts";
import { OpenClass, TodayAside, TodayOnBoard } from "./home-board.tsx";
import { forgetHome, hasMore, lessons, look, mine, offline, reservations, showMore, slots } from "./home-data.ts";
import { late } from "./late.tsx";
import { Heading, TopBar } from "./parts.tsx";
import { entitle } from "./place.ts";
import { Offline } from "./refusal.tsx";
import { Slots } from "./slots.tsx";
import { rowsOf } from "./standing.ts";
import { ThemeSwitch } from "./theme.tsx";
import { ZoneSwitch } from "./zone-switch.tsx";

const NameDialog = late("name", () => import("./name.tsx").then((module) => module.NameDialog));

const AppealsAsked = late("appeal", () => import("./appeal.tsx").then((module) => module.AppealsAsked));

const MyReports = late("my-reports", () => import("./my-reports.tsx").then((module) => module.MyReports));

/** Everything is looked at again so often while the page is open: seats go, and offers come. */
const AGAIN_MS = 10_000;

export function Home() {
  const shown = zone.value;
  const naming = useSignal(false);
  useEffect(() => entitle(words.home.title), []);
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [shown]);
  useEffect(() => forgetHome, []);
  const here = mine.value;
  if (!here && offline.value !== null) return <Offline since={offline.value} go={() => void look()} />;
  const courses = new Map(here?.courses.map((one) => [one.course_id, one.role]));
  const rows = rowsOf(slots.value ?? [], courses, reservations.value, now.value);
  const [first] = byBoard(here?.classes ?? [], now.value);
  const listed = rows.filter((row) => row.session.session_id !== first?.session_id);
  const lesson = here?.courses.flatMap((one) => lessons.value.get(one.course_id) ?? []).find((one) => one.lesson);
  const course = here?.courses.find((one) => one.course_id === lesson?.course_id);
  const isExpected = (here?.courses.length ?? 0) > 0 || listed.length > 0;
  const renames = (look: string) => (
    <button class={look} type="button" aria-haspopup="dialog" onClick={() => (naming.value = true)}>
      {words.home.rename}
    </button>
  );
  return (
    <>
      <TopBar>
        {here ? (
          <>
            <span class="small bar-as only-wide">{words.home.as(here.account.name)}</span>
            {renames("link small only-wide")}
          </>
        ) : null}
        <button class="button quiet" type="button" onClick={() => void signOut()}>
          {words.home.signOut}
        </button>
      </TopBar>
      <main class="page">
        <Heading class="vh">{words.home.title}</Heading>
        {first ? <OpenClass one={first} /> : lesson && course ? <TodayOnBoard course={course.course} today={lesson} rows={rows} /> : null}
        {here && slots.value ? (
          <div class="home">
            <section class="slots" aria-labelledby="next-classes">
              <div class="slots-head">
                <h2 class="t3" id="next-classes">
                  {words.home.next}
                </h2>
                <ZoneSwitch />
              </div>
              {offline.value === null ? null : <p class="small">{words.home.asOf(timeIn(offline.value, shown))}</p>}
              {listed.length > 0 ? (
                <Slots rows={listed} />
              ) : (
                <p class="lead">
                  {isExpected ? words.home.none : words.home.noCourse} {isExpected ? words.home.noneWay : null}
                </p>
              )}
              {isExpected && hasMore() ? (
                <p>
                  <button class="button plain" type="button" onClick={showMore}>
                    {words.home.more}
                  </button>
                </p>
              ) : null}
            </section>
            {first ? <TodayAside courses={here.courses} lessons={lessons.value} /> : null}
          </div>
        ) : null}
        {here ? <AppealsAsked /> : null}
        {here ? <MyReports /> : null}
        <div class="page-foot">
          {here ? (
            <p class="small only-phone">
              {words.home.as(here.account.name)} {renames("button plain")}
            </p>
          ) : null}
          <ThemeSwitch />
        </div>
      </main>
      {here && naming.value ? <NameDialog account={here.account} onClose={() => (naming.value = false)} /> : null}
    </>
  );
}
