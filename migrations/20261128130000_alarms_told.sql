-- Alarms of the desk that whoever is on call was told of: the job that sends the mail looks here first, so that an alarm that
-- is asked for again after a crash is not told twice. The id is that of the effect: its place in the desk's journal.
create table alarm_told (
  id      uuid primary key,
  told_at timestamptz not null
);
