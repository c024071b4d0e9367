-- Attendance: the signed records, what of the last one concerns each person, and what the media server's webhooks said.
-- The first two are projections, written by an effect of the session and rebuilt from its journal.

create table attendance_record (
  session_id uuid not null,
  version integer not null check (version > 0),
  filed_at timestamptz not null,
  key_id text not null,
  signed text not null,                   -- canonical JSON and its signature, byte for byte
  primary key (session_id, version)
);

create table attendance (
  session_id uuid not null,
  person_id uuid not null,
  version integer not null,               -- of the record this is from
  present_ms bigint not null,             -- within the class
  intervals text not null,                -- JSON: homeroom_protocol::attendance::Interval
  primary key (session_id, person_id)
);
create index attendance_person on attendance (person_id);

create table media_delivery (
  id text primary key,                    -- the media server's id of the event: a second delivery is none
  received_at timestamptz not null,
  body bytea not null,                    -- as it was signed
  tries integer not null default 0,
  next_at timestamptz,                    -- when it is to be taken in; null: it was
  outcome text                            -- used, or why it was ignored
);
create index media_delivery_next on media_delivery (next_at) where next_at is not null;
create index media_delivery_received on media_delivery (received_at);
