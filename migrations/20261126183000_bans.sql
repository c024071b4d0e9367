-- Bans that reach further than one class, where every door of every class asks. The journal of the session or of the desk
-- that made one is the truth; a row is its projection, and stays when it is lifted, so that a ban that is written late does
-- not hold again. They are numbered in the order in which they become visible, so that every node hears of each.

create table ban (
  sanction_id uuid primary key,
  account_id  uuid not null references account,
  course_id   uuid references course,         -- null: every class
  since       timestamptz not null,
  lifted_at   timestamptz,
  number      bigint not null
);
create index ban_holds on ban (account_id) where lifted_at is null;
create unique index ban_number on ban (number);
create sequence ban_number_next;

create function ban_lock_numbers() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(7521962890098369891);
  return null;
end $$;
create trigger bans_in_turn before insert on ban for each statement execute function ban_lock_numbers();

create function ban_number() returns trigger language plpgsql as $$
begin
  new.number := nextval('ban_number_next');
  return new;
end $$;
create trigger ban_begins before insert on ban for each row execute function ban_number();
