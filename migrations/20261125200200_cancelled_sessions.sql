-- A class that staff cancel: that it is, the row says at once; what becomes of those who counted on it, the session itself
-- does, and then writes its end (ended_at), as for every other.

alter table session add column cancelled_at timestamptz;
create index session_to_cancel on session (cancelled_at) where cancelled_at is not null and ended_at is null;

-- Reserved seats of a class are kept longer than planned, until then; null: as planned.
alter table session_seats add column kept_until timestamptz;

-- What was told of by mail is kept until it is of no use any more: an offer until its end, a cancelled class until its own.
create index offer_letter_until on offer_letter (until);
