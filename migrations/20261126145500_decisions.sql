-- What people were told when they wanted something that has to be allowed: one row for each answer that carried a
-- decision's id, so that support can look it up. A request sent again is answered again, under the same id.
-- No reference to other tables: the row says what was, also of what is gone since.

create table decision (
  id uuid not null,
  at timestamptz not null,
  account_id uuid not null,
  feature text not null,
  course_id uuid not null,
  session_id uuid,
  -- The code they were refused with; null: they were let in, or given it.
  refused text,
  -- Reason, source, age and end, as they were told.
  entitlement jsonb not null,
  primary key (id, at)
);
create index decision_at on decision (at);
