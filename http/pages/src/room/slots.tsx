// The hours to come as rows: time in the margin, what it is, how it stands, and one thing to do.

import { now } from "../client/clock.ts";
import { dayIn, shortDateIn, timeIn, weekdayIn, zone } from "../client/zone.ts";
import { spanOf, words } from "../words.ts";
import { type Wish, want, wishes } from "./home-data.ts";
import { Icon, Inside, Ticks } from "./parts.tsx";
import type { Row, Standing } from "./standing.ts";

/** Ticks of a meter: each is a share of the seats, and the figure stands beside it. */
const TICKS = 34;
const SIX_DAYS = 6 * 24 * 3_600_000;

/** The local day and time of a row are the server's own words: its database of zones counts. */
const clockOf = (local: string): string => local.slice(11, 16);

/** A day of the coming week by its name, a later one by its date. */
function dayOf(at: number): string {
  return (at - now.value < SIX_DAYS ? weekdayIn : shortDateIn)(at, zone.value);
}

export function Slots({ rows }: { rows: readonly Row[] }) {
  const today = dayIn(now.value, zone.value);
  return (
    <ul>
      {rows.map((row, index) => {
        const day = row.slot.local_starts_at.slice(0, 10);
        const above = rows[index - 1]?.slot.local_starts_at.slice(0, 10) ?? today;
        return <SlotRow key={row.session.session_id} row={row} newDay={day !== above} />;
      })}
    </ul>
  );
}

function SlotRow({ row, newDay }: { row: Row; newDay: boolean }) {
  const { slot, session, standing } = row;
  const time = clockOf(slot.local_starts_at);
  const trouble = wishes.value.get(session.session_id)?.trouble;
  return (
    <li class={`slot-row${standing.is === "offered" ? " offer" : ""}`}>
      <span class="slot-time slot num">
        {newDay ? <span class="slot-day small">{dayOf(Date.parse(slot.starts_at))}</span> : null}
        <time dateTime={slot.starts_at}>{time}</time>
      </span>
      <span class="slot-what">
        <span class="slot">{session.title}</span>
        <span class="small">
          {session.title === slot.course ? "" : `${slot.course}, `}
          {words.home.until(clockOf(slot.local_ends_at))}
        </span>
      </span>
      <span class="slot-how small">
        <How standing={standing} capacity={session.capacity} />
        {trouble ? <span class="slot-trouble">{trouble}</span> : null}
      </span>
      <span class="slot-do">
        <Actions row={row} name={words.home.named(session.title, time)} />
      </span>
    </li>
  );
}

function Meter({ taken, of }: { taken: number; of: number }) {
  return of > 0 ? <Ticks lit={Math.round((Math.min(taken, of) / of) * TICKS)} of={TICKS} /> : null;
}

function How({ standing, capacity }: { standing: Standing; capacity: number }) {
  const said = words.home;
  const clock = (at: number) => timeIn(at, zone.value);
  switch (standing.is) {
    case "cancelled":
      return <b>{standing.yours ? said.cancelledYours : said.cancelled}</b>;
    case "live":
      return <>{said.live}</>;
    case "doors":
      return <>{standing.seat ? said.doorsSeat : said.doors}</>;
    case "teaches":
      return <>{said.teach}</>;
    case "reserved":
      return (
        <b class="slot-booked">
          <Icon name="check" size={16} />
          {said.booked}
        </b>
      );
    case "waitlisted":
      return (
        <>
          <Meter taken={capacity} of={capacity} />
          <span>{said.waits(standing.position)}</span>
          {standing.eta === null ? null : <span>{said.eta(clock(standing.eta))}</span>}
          {standing.skipped ? <span>{said.skipped(standing.skipped)}</span> : null}
        </>
      );
    case "offered":
      return (
        <>
          <b>{said.offer}</b>
          {standing.until === null ? null : (
            <span class="num">{said.offerUntil(clock(standing.until), spanOf(standing.until - now.value))}</span>
          )}
        </>
      );
    case "full":
      return (
        <>
          <Meter taken={capacity} of={capacity} />
          <span>{said.full(standing.waiting)}</span>
          {standing.lost ? <span>{said.lost[standing.lost]}</span> : null}
        </>
      );
    case "free":
      return (
        <>
          <Meter taken={capacity - standing.left} of={capacity} />
          <span>{said.seats(standing.left, capacity)}</span>
          {standing.lost ? <span>{said.lost[standing.lost]}</span> : null}
        </>
      );
  }
}

function Actions({ row, name }: { row: Row; name: string }) {
  const { session, standing } = row;
  const said = words.home;
  const button = (wish: Wish, kind: string, label: string, working: string) => (
    <WishButton key={wish} row={row} wish={wish} kind={kind} label={label} working={working} name={name} />
  );
  const goIn = (label: string) => (
    <Inside to={`/class/${session.session_id}`} class="button plain">
      {label}
      <span class="vh">{name}</span>
    </Inside>
  );
  switch (standing.is) {
    case "live":
      return goIn(said.join);
    case "doors":
      return goIn(said.goAndWait);
    case "teaches":
    case "cancelled":
      return null;
    case "reserved":
      return button("cancel", "quiet", said.giveBack, said.givingBack);
    case "waitlisted":
      return button("leave", "quiet", said.leaveLine, said.leavingLine);
    case "offered":
      return (
        <>
          {button("accept", "now", said.take, said.taking)}
          {button("decline", "quiet", said.decline, said.declining)}
        </>
      );
    case "full":
      return button("wait", "plain", said.wait, said.waiting);
    case "free":
      return button("reserve", "plain", said.reserve, said.reserving);
  }
}

interface WishProps {
  row: Row;
  wish: Wish;
  kind: string;
  label: string;
  working: string;
  name: string;
}

function WishButton({ row, wish, kind, label, working, name }: WishProps) {
  const { session } = row;
  const under = wishes.value.get(session.session_id);
  const isWorking = under !== undefined && under.trouble === undefined;
  const isMine = isWorking && under.wish === wish;
  return (
    <button
      type="button"
      class={`button ${kind}${isMine ? " working" : ""}`}
      aria-disabled={isWorking ? "true" : undefined}
      onClick={() => (isWorking ? undefined : void want(session.session_id, session.title, wish))}
    >
      {isMine ? working : label}
      <span class="vh">{name}</span>
    </button>
  );
}
