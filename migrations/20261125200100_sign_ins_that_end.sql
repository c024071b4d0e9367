-- Sign-ins that end are numbered, whoever ends them, so that every node hears of each and misses none. The lock is taken
-- before any row, and held until the commit: numbers become visible in their order, and whoever has seen one has seen all
-- before it; and one who ends all of an account's does not wait in a circle with one who ends one of them.

alter table sign_in add column ended_number bigint;     -- null: it stands, or ended before this column came
create sequence sign_in_ended_number;
create index sign_in_ended on sign_in (ended_number) where ended_number is not null;

create function sign_in_lock_ends() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(7521962890098369890);
  return null;
end $$;
create trigger sign_in_ends_in_turn before update of ended_at on sign_in
  for each statement execute function sign_in_lock_ends();

create function sign_in_number_end() returns trigger language plpgsql as $$
begin
  new.ended_number := nextval('sign_in_ended_number');
  return new;
end $$;
create trigger sign_in_ends before update of ended_at on sign_in
  for each row when (old.ended_at is null and new.ended_at is not null) execute function sign_in_number_end();
