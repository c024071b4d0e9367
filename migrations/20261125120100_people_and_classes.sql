-- People, their sign-ins, courses and sessions. Times come from the application's clock; nothing here asks for now().

create table account (
  id uuid primary key,
  name text not null,
  disabled boolean not null default false
);

create table sign_in (
  id uuid primary key,
  account_id uuid not null references account (id),
  generation bigint not null default 0,   -- of the refresh secret; secrets are derived, none is stored
  turned_at timestamptz not null,         -- when the present generation began
  began_at timestamptz not null,
  ended_at timestamptz
);
create index sign_in_account on sign_in (account_id);

create table course (
  id uuid primary key,
  title text not null
);

create table enrolment (
  course_id uuid not null references course (id),
  account_id uuid not null references account (id),
  role text not null check (role in ('student', 'teacher')),
  primary key (course_id, account_id)
);
create index enrolment_account on enrolment (account_id);

create table session (
  id uuid primary key,                    -- also the id of its aggregate
  course_id uuid not null references course (id),
  title text not null,
  summary text not null,
  capacity integer not null check (capacity >= 0),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at)
);
create index session_course on session (course_id, ends_at);

create table magic_link (
  secret_hash bytea primary key,          -- SHA-256; the secret itself is only in the link
  account_id uuid not null references account (id),
  session_id uuid,
  expires_at timestamptz not null
);

create table signing_key (
  name text primary key,
  secret bytea not null,
  made_at timestamptz not null
);
