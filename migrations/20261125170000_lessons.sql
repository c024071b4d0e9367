-- Lessons, their editions, and which lesson is a course's on which day. The files are in the object store, under the name
-- of their pack.

create table lesson (
  id uuid primary key,
  course_id uuid not null references course (id),
  slug text not null,
  place integer not null check (place > 0),   -- in the course, from 1
  unique (course_id, slug)
);

create table lesson_revision (
  lesson_id uuid not null references lesson (id),
  version bigint not null check (version > 0),
  pack text not null,                         -- SHA-256 in hex; what it names never changes
  manifest text not null,                     -- signed, byte for byte; signed anew for a later end
  expires_at timestamptz not null,
  published_at timestamptz not null,
  primary key (lesson_id, version)
);

create table lesson_day (
  course_id uuid not null references course (id),
  day date not null,                          -- in whatever zone somebody asks from
  lesson_id uuid not null references lesson (id),
  changed_at timestamptz not null,
  primary key (course_id, day)
);
