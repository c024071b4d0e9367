-- When courses meet: rules, and the slots they come to. What a slot's class is stands in its session's row, as for every
-- session; what is here is where it came from.

create table timetable_rule (
  id uuid primary key,
  course_id uuid not null references course (id),
  version integer not null check (version > 0),   -- +1 with every change
  pattern text not null,                          -- local days and times, e.g. mon-fri 18:00
  zone text not null,                             -- of the IANA database
  minutes integer not null check (minutes > 0),
  capacity integer not null check (capacity >= 0),
  gap text not null check (gap in ('skip', 'shift')),
  fold text not null check (fold in ('skip', 'first', 'shift', 'both')),
  valid_from date not null,
  valid_until date                                -- the last day; null: without end
);

create table slot (
  id uuid primary key,                            -- derived from rule, local time and which of two it is
  rule_id uuid not null references timetable_rule (id),
  rule_version integer not null,
  session_id uuid not null unique references session (id),
  local_time timestamp not null,                  -- as the rule names it
  second boolean not null,                        -- of a local time that comes twice
  starts_at timestamptz not null,                 -- the session's, for the index
  changed_at timestamptz not null
);
create index slot_starts_at on slot (starts_at);
