-- A name taken from an address is a guess until its person has seen it.

alter table account add column name_guessed boolean not null default false;
