-- When a ban ends by itself, where it does: from then on no door asks about it any more. Nothing has to be written for that,
-- so a ban whose class is over, or sleeps, ends as well. It is set once, with the row, and stands in no index: who has a ban
-- has few.

alter table ban add column until timestamptz;       -- null: until it is lifted
