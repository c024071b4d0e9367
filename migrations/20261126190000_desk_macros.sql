-- Decisions that a moderator makes again and again, under a name. Their own, like the keys they have put elsewhere: nothing
-- is done to anybody by keeping one, so the audit has nothing of it.
create table desk_macro (
    account_id uuid not null references account (id) on delete cascade,
    place smallint not null check (place between 1 and 9),
    name text not null,
    reason text not null,
    measure text,
    minutes integer,
    note text not null,
    primary key (account_id, place)
);
