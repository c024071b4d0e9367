-- Aggregates and their journal. One row is the fence, the journal is the truth. The statements that keep both are in
-- storage/src/journal.rs and storage/src/aggregate.rs.

create table aggregate (
  id uuid primary key,
  kind smallint not null,                 -- 1 session
  home uuid,                              -- incarnation; null: asleep
  epoch bigint not null,                  -- +1 at every change of home, sleeping too, and after every unknown outcome
  position bigint not null default 0,     -- last committed entry
  effects_done bigint not null default 0, -- effects of entries up to here are done
  wake_at timestamptz                     -- written only when put to sleep, cleared by the claim
) with (fillfactor = 50);                 -- room for the next version on the same page: every append updates this row
create index aggregate_home on aggregate (home) where home is not null;
create index aggregate_wake_at on aggregate (wake_at) where home is null and wake_at is not null;

create table journal (
  aggregate_id uuid not null,
  position bigint not null,
  epoch bigint not null,
  command_id uuid,
  events bytea not null,                  -- JSON as bytes: jsonb costs more and refuses \u0000
  at timestamptz not null,
  primary key (aggregate_id, position)    -- no foreign key: it costs and proves nothing here
);
create unique index journal_command on journal (aggregate_id, command_id) where command_id is not null;

-- For people.
create view journal_json as
  select aggregate_id, position, epoch, command_id, convert_from(events, 'UTF8')::json as events, at from journal;

-- One row per name of a node: its present incarnation. Whoever starts under a name ends the one before.
create table cluster_node (
  name text primary key,
  incarnation uuid not null,
  started_at timestamptz not null
);
