-- Appeals, for the person who made them. The journals of the session and of the desk are the truth; a row is written when the
-- session has taken the appeal and again when the desk has decided it, and what was decided is not written over.
create table appeal (
  sanction_id uuid primary key,
  account_id  uuid not null references account,
  made_at     timestamptz not null,
  answered    boolean not null,
  body        jsonb not null
);
create index appeal_mine on appeal (account_id, made_at desc);

-- In which class a ban was made, so that who stands at another door can contest it there. No reference: a ban is written
-- whatever becomes of the plan.
alter table ban add column session_id uuid;
