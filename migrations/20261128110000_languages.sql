-- Which language a course is in, and in which one a rule of words holds: the first part of a BCP 47 tag. A node of before
-- applies every rule in every course, as it did.
alter table course add column language text check (language ~ '^[a-z]{2,3}$');  -- null: not known
alter table word_rule add column language text check (language ~ '^[a-z]{2,3}$');  -- null: in each

-- The same words can be a rule of two languages. The table has a few thousand rows at most, so the index is made at once.
drop index word_rule_in_force;
create unique index word_rule_in_force
  on word_rule (lower(words), coalesce(course_id, '00000000-0000-0000-0000-000000000000'), coalesce(language, ''))
  where retired_at is null;

-- Courses that have lessons are in the language those say, where it is one. From here on publishing them says it.
update course c set language = spoken.language
  from (
    select course_id, min(language) as language from (
      select distinct on (l.id) l.course_id,
             lower(split_part(substring(r.manifest from '"language":"([A-Za-z0-9-]*)"'), '-', 1)) as language
        from lesson l join lesson_revision r on r.lesson_id = l.id order by l.id, r.version desc) newest
     group by course_id having count(distinct coalesce(language, '')) = 1) spoken
 where spoken.course_id = c.id and spoken.language ~ '^[a-z]{2,3}$' and spoken.language not in ('mul', 'mis', 'und', 'zxx');

-- A course in another language has another filter: nodes hear of it as of the rules.
create trigger course_language_changed after update of language on course
  for each row when (old.language is distinct from new.language) execute function word_rule_changed();
