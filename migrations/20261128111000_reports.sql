-- Reports, for the person who made them. The journals of the session and of the desk are the truth; a row is written when the
-- session has taken the report, and what became of it when the desk has decided and nobody can undo it. Who was reported
-- stands nowhere in it: of a question whoever reports it need not know.
create table report (
  id          uuid primary key,
  account_id  uuid not null references account,
  session_id  uuid not null,
  class       text not null,
  made_at     timestamptz not null,
  outcome     text not null check (outcome in ('received', 'acted', 'nothing_wrong'))
);
create index report_mine on report (account_id, made_at desc);
