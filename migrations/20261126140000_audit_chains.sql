-- The audit in chains: each row holds the hash of the one before it in its chain, and nothing is ever changed in it or taken
-- out of it. Rows of sessions and of the desk are a projection of their journals; what is done with verbs has a chain of its
-- own, whose end is kept beside it, so that a row missing at the end is seen too.

alter table audit
  alter column staff drop not null,       -- words, which may be taken out one day
  alter column reason drop not null,
  alter column subject_id drop not null,
  add column chain uuid,                  -- the id of a session or of the desk; zeros: verbs; null: from before the chains
  add column position bigint,             -- in its journal; of verbs the number in their chain
  add column n integer,                   -- which deed of its entry
  add column by_id uuid,                  -- who, where they have an account
  add column role text,                   -- as what
  add column after text,                  -- how it is from then on, in a code
  add column reason_code text,            -- why, from a closed list
  add column trace uuid,                  -- the command it was done by
  add column salt bytea,                  -- of the hash of staff and reason, which goes when they go
  add column words_hash bytea,
  add column before bytea,                -- the hash of the row before
  add column hash bytea;                  -- of this row
create unique index audit_chain on audit (chain, position, n) where chain is not null;

create table audit_end (
  chain uuid primary key,
  position bigint not null,               -- how many rows it has
  hash bytea not null                     -- of the last of them
);
insert into audit_end (chain, position, hash)
  values ('00000000-0000-0000-0000-000000000000', 0, decode(repeat('00', 32), 'hex'));

create function audit_only_grows() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is only added to' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_is_not_changed before update or delete on audit
  for each row execute function audit_only_grows();
create trigger audit_is_not_emptied before truncate on audit
  for each statement execute function audit_only_grows();

create function audit_end_moves_on() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.chain = old.chain and new.position = old.position + 1 then
    return new;
  end if;
  raise exception 'the end of a chain only moves on' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_end_moves_on before update or delete on audit_end
  for each row execute function audit_end_moves_on();
create trigger audit_end_is_not_emptied before truncate on audit_end
  for each statement execute function audit_only_grows();

-- Not even a trigger that is switched off opens a way for whoever runs this: it has no right to.
revoke update, delete, truncate on audit from public, current_user;
revoke delete, truncate on audit_end from public, current_user;
