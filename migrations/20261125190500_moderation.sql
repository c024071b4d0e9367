-- Who keeps the classes safe: assistants and moderators of a course, by enrolment, and moderators of the platform.

alter table enrolment drop constraint enrolment_role_check;
alter table enrolment add constraint enrolment_role_check
  check (role in ('student', 'teacher', 'assistant', 'moderator'));

create table platform_role (
  account_id uuid not null references account (id),
  role text not null check (role in ('moderator')),
  primary key (account_id, role)
);
