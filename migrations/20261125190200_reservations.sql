-- Read models of what stands in the journals of sessions: who has, or had, a seat or a place in the line before the doors,
-- and how many seats are left. Written by effects, whole rows, never an older one over a newer one; made anew from the
-- journals whenever that is wished. So nothing here has a foreign key.

create table reservation (
  session_id uuid not null,
  person_id uuid not null,
  standing text not null check (standing in ('reserved', 'waitlisted', 'offered', 'seated', 'gone')),
  priority smallint,                      -- place in the order of the line: first by this
  asked bigint,                           -- and then by the number of whoever asked
  until timestamptz,                      -- when the offer ends, or a reservation that ends by itself
  cause text,                             -- why it is gone
  skipped_for text,                       -- that somebody was passed over, why and when
  skipped_at timestamptz,
  as_of bigint not null,                  -- position in the journal
  primary key (session_id, person_id)
);
create index reservation_person on reservation (person_id);
-- The line of a session in its order, its offers, its reservations.
create index reservation_standing on reservation (session_id, standing, priority, asked);

create table session_seats (
  session_id uuid primary key,
  capacity integer not null,
  seats_left integer not null,
  waiting integer not null,
  as_of bigint not null
);

-- Which offers were told of by mail: each once, whatever is done again after a crash.
create table offer_letter (
  session_id uuid not null,
  person_id uuid not null,
  until timestamptz not null,
  told_at timestamptz not null,
  primary key (session_id, person_id, until)
);
