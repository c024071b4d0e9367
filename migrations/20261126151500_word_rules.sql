-- Words nobody should have to read. A rule is never changed: it is retired, and another one is made.
create table word_rule (
  id uuid primary key,
  course_id uuid references course (id),  -- null: every course
  words text not null,
  action text not null check (action in ('mask', 'block')),
  at timestamptz not null,
  retired_at timestamptz
);
create unique index word_rule_in_force on word_rule (lower(words), coalesce(course_id, '00000000-0000-0000-0000-000000000000'))
  where retired_at is null;

-- How often the rules have changed. The row is locked until the commit, so changes become visible in their order.
create table word_rule_change (
  one boolean primary key default true check (one),
  number bigint not null
);
insert into word_rule_change (number) values (0);

create function word_rule_changed() returns trigger language plpgsql as $$
begin
  update word_rule_change set number = number + 1;
  return null;
end $$;
create trigger word_rule_changed after insert or update or delete or truncate on word_rule
  for each statement execute function word_rule_changed();
