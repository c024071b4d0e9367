-- Reason codes that staff have retired: nothing is decided for them any more, and what was stays as it was.

create table reason_retired (
  code text primary key,                  -- of homeroom_protocol::moderation::ReasonCode
  retired_at timestamptz not null
);
