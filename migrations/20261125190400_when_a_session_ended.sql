-- When a session really ended: a teacher may end one before its time. Written by the session itself; empty until then.
alter table session add column ended_at timestamptz;
