-- Who may enter: plans allow features, grants give plans to people for a time. A change of any of them is counted, so that
-- every node that remembers an answer drops it.

create table feature (
  name text primary key                   -- one of homeroom_protocol::entitlement::Feature
);
insert into feature (name) values ('live_seat'), ('overflow'), ('lesson_files');

create table plan (
  id uuid primary key,
  name text not null unique,              -- what staff call it
  every_course boolean not null           -- else the courses of plan_course, and a plan without any is for none
);
create table plan_feature (
  plan_id uuid not null references plan (id),
  feature text not null references feature (name),
  primary key (plan_id, feature)
);
create table plan_course (
  plan_id uuid not null references plan (id),
  course_id uuid not null references course (id),
  primary key (plan_id, course_id)
);
-- One plan to begin with. Nobody has it before it is given to them.
insert into plan (id, name, every_course) values ('de300000-0000-8000-8000-000000000200', 'everything', true);
insert into plan_feature (plan_id, feature) select 'de300000-0000-8000-8000-000000000200', name from feature;

create table "grant" (
  id uuid primary key,
  account_id uuid not null references account (id),
  plan_id uuid not null references plan (id),
  kind text not null check (kind in ('subscription', 'purchase', 'scholarship', 'staff')),
  valid_from timestamptz not null,
  valid_until timestamptz check (valid_until > valid_from),  -- as it was agreed; null: no end
  ended_at timestamptz                    -- when somebody ended it; the earlier of both counts
);
create index grant_account on "grant" (account_id);

-- What staff did: written in the transaction that does it, so that neither is there without the other.
create table audit (
  id uuid primary key,
  at timestamptz not null,
  staff text not null,                    -- who did it, as they called themselves
  act text not null,                      -- 'grant.add', 'grant.end'
  account_id uuid,                        -- whom it concerns
  subject_id uuid not null,               -- what it was done to
  reason text not null
);
create index audit_account on audit (account_id, at);

-- The latest change of what an account holds; the account of zeros stands for all. Numbers are given out under a lock that
-- is held until the commit, so they become visible in their order and whoever has seen one has seen all before it.
create sequence entitlement_change_number;
create table entitlement_change (
  account_id uuid primary key,
  number bigint not null
);
create index entitlement_change_latest on entitlement_change (number);

create function entitlement_note_change(account uuid) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(7521962890098369889);
  insert into entitlement_change (account_id, number) values (account, nextval('entitlement_change_number'))
    on conflict (account_id) do update set number = excluded.number;
end $$;

create function entitlement_grant_changed() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    perform entitlement_note_change(old.account_id);
  end if;
  if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.account_id <> old.account_id) then
    perform entitlement_note_change(new.account_id);
  end if;
  return null;
end $$;
create trigger grant_changed after insert or update or delete on "grant"
  for each row execute function entitlement_grant_changed();

create function entitlement_plan_changed() returns trigger language plpgsql as $$
begin
  perform entitlement_note_change('00000000-0000-0000-0000-000000000000');
  return null;
end $$;
create trigger plan_changed after insert or update or delete or truncate on plan
  for each statement execute function entitlement_plan_changed();
create trigger plan_feature_changed after insert or update or delete or truncate on plan_feature
  for each statement execute function entitlement_plan_changed();
create trigger plan_course_changed after insert or update or delete or truncate on plan_course
  for each statement execute function entitlement_plan_changed();
create trigger grant_emptied after truncate on "grant"
  for each statement execute function entitlement_plan_changed();
