-- Which edition of which lesson a class is about: that of the course's day until its doors open, and that one from then on.

alter table session
  add column lesson_id uuid,
  add column lesson_version bigint,
  add constraint session_lesson_is_whole check ((lesson_id is null) = (lesson_version is null)),
  add constraint session_lesson foreign key (lesson_id, lesson_version) references lesson_revision (lesson_id, version);
