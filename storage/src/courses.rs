//! Courses, and who is enrolled in them as what.

use std::collections::BTreeMap;

use homeroom_protocol::ids::{CourseId, PersonId};
use homeroom_protocol::language::Language;
use homeroom_protocol::permit::Role;

use crate::{Store, StoreError};

pub(crate) const PUT: &str =
    "insert into course (id, title) values ($1, $2) on conflict (id) do update set title = excluded.title";
/// A language that stays as it was is not written: each change has every filter of words made anew.
pub(crate) const SPEAK: &str = "update course set language = $2 where id = $1 and language is distinct from $2";
pub(crate) const LANGUAGES: &str = "select id, language from course where language is not null";
pub(crate) const TITLES: &str = "select id, title from course";
pub(crate) const OF_PERSON: &str = "\
select c.id, c.title, e.role from enrolment e join course c on c.id = e.course_id
 where e.account_id = $1 order by c.title, c.id";
pub(crate) const ENROL: &str = "\
insert into enrolment (course_id, account_id, role) values ($1, $2, $3)
on conflict (course_id, account_id) do update set role = excluded.role";
pub(crate) const LEAVE: &str = "delete from enrolment where course_id = $1 and account_id = $2";

/// Writes a course; one that is there gets the title.
///
/// # Errors
/// When the store does not answer.
pub async fn put(store: &Store, id: CourseId, title: &str) -> Result<(), StoreError> {
    sqlx::query(PUT).bind(id.0).bind(title).execute(store.pool()).await?;
    Ok(())
}

/// Says which language a course is in; `None`: in none that is known, so that the rules of words of all of them hold in
/// it. A course that is not there stays so.
///
/// # Errors
/// When the store does not answer.
pub async fn speak(store: &Store, id: CourseId, spoken: Option<&Language>) -> Result<(), StoreError> {
    sqlx::query(SPEAK).bind(id.0).bind(spoken.map(Language::as_str)).execute(store.pool()).await?;
    Ok(())
}

/// The language of each course that is in a known one.
///
/// # Errors
/// When the store does not answer.
pub async fn languages(store: &Store) -> Result<BTreeMap<CourseId, Language>, StoreError> {
    let rows: Vec<(uuid::Uuid, String)> = sqlx::query_as(LANGUAGES).fetch_all(store.pool()).await?;
    rows.into_iter().map(|(id, tag)| Ok((CourseId(id), language(&tag)?))).collect()
}

/// Every course there is, with its title.
///
/// # Errors
/// When the store does not answer.
pub async fn titles(store: &Store) -> Result<Vec<(CourseId, String)>, StoreError> {
    let rows: Vec<(uuid::Uuid, String)> = sqlx::query_as(TITLES).fetch_all(store.pool()).await?;
    Ok(rows.into_iter().map(|(id, title)| (CourseId(id), title)).collect())
}

/// The courses a person is in, with what they are there.
///
/// # Errors
/// When the store does not answer.
pub async fn of_person(store: &Store, person: PersonId) -> Result<Vec<(CourseId, String, Role)>, StoreError> {
    let rows: Vec<(uuid::Uuid, String, String)> =
        sqlx::query_as(OF_PERSON).bind(person.0).fetch_all(store.pool()).await?;
    rows.into_iter().map(|(id, title, word)| Ok((CourseId(id), title, role(&word)?))).collect()
}

/// Enrols a person; who is enrolled already gets the role.
///
/// # Errors
/// When the store does not answer, or course or account is not there.
pub async fn enrol(store: &Store, course: CourseId, person: PersonId, role: Role) -> Result<(), StoreError> {
    sqlx::query(ENROL).bind(course.0).bind(person.0).bind(role.as_str()).execute(store.pool()).await?;
    Ok(())
}

/// Ends an enrolment; one that is not there has ended.
///
/// # Errors
/// When the store does not answer.
pub async fn leave(store: &Store, course: CourseId, person: PersonId) -> Result<(), StoreError> {
    sqlx::query(LEAVE).bind(course.0).bind(person.0).execute(store.pool()).await?;
    Ok(())
}

/// The role that a stored word means.
pub(crate) fn role(word: &str) -> Result<Role, StoreError> {
    let role = Role::ALL.iter().find(|role| role.as_str() == word).copied();
    role.ok_or_else(|| StoreError::Corrupt(format!("`{word}` is no role")))
}

/// The language that a stored tag means.
pub(crate) fn language(tag: &str) -> Result<Language, StoreError> {
    tag.parse().map_err(|_| StoreError::Corrupt(format!("`{tag}` is no language")))
}
