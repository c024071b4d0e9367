//! Lessons, their editions, and the plan of days. An edition is never changed but for its signature, which is renewed.

use std::collections::BTreeMap;

use homeroom_protocol::audit::What;
use homeroom_protocol::ids::{CourseId, LessonId, PersonId, SignInId};
use homeroom_protocol::language::Language;
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::{Day, Timestamp};
use sqlx::{PgConnection, Row};

use crate::audit::{self, Act};
use crate::stamp::Stamp;
use crate::{Store, StoreError, courses, taught};

pub(crate) const PUT: &str = "\
insert into lesson (id, course_id, slug, place) values ($1, $2, $3, $4)
on conflict (id) do update set place = excluded.place";
pub(crate) const LATEST: &str = "\
select manifest from lesson_revision where lesson_id = $1 order by version desc limit 1";
pub(crate) const PUBLISH: &str = "\
insert into lesson_revision (lesson_id, version, pack, manifest, expires_at, published_at) values ($1, $2, $3, $4, $5, $6)
on conflict (lesson_id, version) do update set manifest = excluded.manifest, expires_at = excluded.expires_at,
  published_at = excluded.published_at where lesson_revision.pack = excluded.pack";
pub(crate) const PLAN: &str = "\
insert into lesson_day (course_id, day, lesson_id, changed_at) values ($1, $2::text::date, $3, $4)
on conflict (course_id, day) do update set lesson_id = excluded.lesson_id, changed_at = excluded.changed_at
  where lesson_day.lesson_id <> excluded.lesson_id";
pub(crate) const PLANNED: &str = "\
select d.course_id, d.day::text, d.lesson_id, r.manifest
  from lesson_day d
  join lateral (select manifest from lesson_revision where lesson_id = d.lesson_id order by version desc limit 1) r on true
 where d.day between $1::text::date and $2::text::date
 order by d.course_id, d.day";
pub(crate) const COURSES: &str = "select id from course";
pub(crate) const STAMP: &str = "\
select (select count(*) from lesson_revision), (select max(published_at) from lesson_revision),
       (select count(*) from lesson_day), (select max(changed_at) from lesson_day), (select count(*) from course)";
pub(crate) const READER: &str = "\
select coalesce(a.disabled, true), e.role, i.id is null or i.ended_at is not null, r.manifest, l.course_id
  from lesson l
  left join lateral (
    select manifest from lesson_revision
     where lesson_id = l.id and ($4::bigint is null or version = $4) order by version desc limit 1) r on true
  left join account a on a.id = $2
  left join enrolment e on e.course_id = l.course_id and e.account_id = $2
  left join sign_in i on i.id = $3 and i.account_id = $2
 where l.id = $1";

/// An edition of a lesson.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// Of which lesson.
    pub lesson: LessonId,
    /// The lesson's course.
    pub course: CourseId,
    /// The lesson's slug.
    pub slug: String,
    /// The lesson's place in the course, from 1.
    pub place: u32,
    /// The edition's number, from 1.
    pub version: u64,
    /// The pack's name.
    pub pack: String,
    /// The signed manifest, byte for byte.
    pub manifest: String,
    /// The manifest's end.
    pub expires_at: Timestamp,
    /// The lesson's language; `None`: in none that is known.
    pub language: Option<Language>,
}

/// Which lesson is a course's on a day, and the manifest of its newest edition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Planned {
    /// Of which course.
    pub course: CourseId,
    /// On which day.
    pub day: Day,
    /// Which lesson.
    pub lesson: LessonId,
    /// The signed manifest, byte for byte.
    pub manifest: String,
}

/// What changes whenever a plan, an edition or a course is written.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct PlanStamp {
    revisions: (i64, Option<Timestamp>),
    days: (i64, Option<Timestamp>),
    courses: i64,
}

/// What is known of somebody who wants a file of a lesson.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reader {
    /// The lesson's course.
    pub course: CourseId,
    /// What they are in the lesson's course; `None`: not enrolled.
    pub role: Option<Role>,
    /// Whether the account is disabled, or not there.
    pub disabled: bool,
    /// Whether the sign-in has ended, is not theirs, or is not there.
    pub sign_in_ended: bool,
    /// The signed manifest of the edition; `None`: there is no such edition.
    pub manifest: Option<String>,
}

/// Publishes editions: all of them, or none. The same again renews its signature; another pack under a number that is
/// taken is refused.
///
/// # Errors
/// When the store does not answer, or an edition would change.
pub async fn publish(store: &Store, revisions: &[Revision], now: Timestamp) -> Result<(), StoreError> {
    let mut transaction = store.pool().begin().await?;
    taught::alone(&mut transaction).await?;
    write_revisions(&mut transaction, revisions, now).await?;
    taught::follow_plan(&mut transaction, now).await?;
    Ok(transaction.commit().await?)
}

fn too_large(what: &str) -> StoreError {
    StoreError::Refused { code: "edition".to_owned(), message: format!("the {what} is too large") }
}

/// The signed manifest of a lesson's newest edition, where it has one.
///
/// # Errors
/// When the store does not answer.
pub async fn latest(store: &Store, lesson: LessonId) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar(LATEST).bind(lesson.0).fetch_optional(store.pool()).await?)
}

/// Says which lesson is a course's on which day: all of them, or none.
///
/// # Errors
/// When the store does not answer, or there is no such lesson.
pub async fn plan(store: &Store, course: CourseId, days: &[(Day, LessonId)], now: Timestamp) -> Result<(), StoreError> {
    let mut transaction = store.pool().begin().await?;
    taught::alone(&mut transaction).await?;
    write_days(&mut transaction, course, days, now).await?;
    taught::follow_plan(&mut transaction, now).await?;
    Ok(transaction.commit().await?)
}

/// What staff publish at once.
#[derive(Clone, Copy, Debug)]
pub struct Publication<'a> {
    /// Of which course.
    pub course: CourseId,
    /// Its title, for one that is not there yet or is to be called something else.
    pub title: Option<&'a str>,
    /// Its newest editions.
    pub revisions: &'a [Revision],
    /// Which lesson is its on which day.
    pub days: &'a [(Day, LessonId)],
}

/// Publishes as an act of staff: all of it with its row of the audit, or nothing.
///
/// # Errors
/// As [`publish`] and [`plan`].
pub async fn publish_by(store: &Store, publication: Publication<'_>, act: Act<'_>) -> Result<(), StoreError> {
    let Publication { course, title, revisions, days } = publication;
    let mut transaction = store.pool().begin().await?;
    taught::alone(&mut transaction).await?;
    if let Some(title) = title {
        sqlx::query(courses::PUT).bind(course.0).bind(title).execute(&mut *transaction).await?;
    }
    write_revisions(&mut transaction, revisions, act.at).await?;
    write_days(&mut transaction, course, days, act.at).await?;
    taught::follow_plan(&mut transaction, act.at).await?;
    audit::write(&mut transaction, What::LessonsPublish, None, course.0, act).await?;
    Ok(transaction.commit().await?)
}

async fn write_revisions(
    connection: &mut PgConnection,
    revisions: &[Revision],
    now: Timestamp,
) -> Result<(), StoreError> {
    for row in revisions {
        let version = i64::try_from(row.version).map_err(|_| too_large("version"))?;
        let place = i32::try_from(row.place).map_err(|_| too_large("place"))?;
        sqlx::query(PUT)
            .bind(row.lesson.0)
            .bind(row.course.0)
            .bind(&row.slug)
            .bind(place)
            .execute(&mut *connection)
            .await?;
        let written = sqlx::query(PUBLISH)
            .bind(row.lesson.0)
            .bind(version)
            .bind(&row.pack)
            .bind(&row.manifest)
            .bind(Stamp(row.expires_at))
            .bind(Stamp(now))
            .execute(&mut *connection)
            .await?;
        if written.rows_affected() != 1 {
            let message = format!("edition {} of {} holds another pack", row.version, row.slug);
            return Err(StoreError::Refused { code: "edition".to_owned(), message });
        }
    }
    write_languages(connection, revisions).await
}

/// A course is in the language of its lessons that are published now; where they differ, in none that is known.
async fn write_languages(connection: &mut PgConnection, revisions: &[Revision]) -> Result<(), StoreError> {
    let mut spoken: BTreeMap<CourseId, Option<&Language>> = BTreeMap::new();
    for Revision { course, language, .. } in revisions {
        let of = spoken.entry(*course).or_insert(language.as_ref());
        *of = of.filter(|of| Some(*of) == language.as_ref());
    }
    for (course, language) in spoken {
        let language = language.map(Language::as_str);
        sqlx::query(courses::SPEAK).bind(course.0).bind(language).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn write_days(
    connection: &mut PgConnection,
    course: CourseId,
    days: &[(Day, LessonId)],
    now: Timestamp,
) -> Result<(), StoreError> {
    for (day, lesson) in days {
        sqlx::query(PLAN)
            .bind(course.0)
            .bind(day.to_string())
            .bind(lesson.0)
            .bind(Stamp(now))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The plan of all courses from one day to another, both included.
///
/// # Errors
/// When the store does not answer.
pub async fn planned(store: &Store, from: Day, to: Day) -> Result<Vec<Planned>, StoreError> {
    let rows = sqlx::query(PLANNED).bind(from.to_string()).bind(to.to_string()).fetch_all(store.pool()).await?;
    rows.iter()
        .map(|row| {
            let day: &str = row.try_get(1)?;
            Ok(Planned {
                course: CourseId(row.try_get(0)?),
                day: day.parse().map_err(|_| StoreError::Corrupt(format!("`{day}` is no day")))?,
                lesson: LessonId(row.try_get(2)?),
                manifest: row.try_get(3)?,
            })
        })
        .collect()
}

/// Every course there is.
///
/// # Errors
/// When the store does not answer.
pub async fn courses(store: &Store) -> Result<Vec<CourseId>, StoreError> {
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar(COURSES).fetch_all(store.pool()).await?;
    Ok(ids.into_iter().map(CourseId).collect())
}

/// What changes whenever something that [`planned`] or [`courses()`] tells changes.
///
/// # Errors
/// When the store does not answer.
pub async fn stamp(store: &Store) -> Result<PlanStamp, StoreError> {
    let row = sqlx::query(STAMP).fetch_one(store.pool()).await?;
    let at = |n: usize| -> Result<Option<Timestamp>, StoreError> {
        Ok(row.try_get::<Option<Stamp>, _>(n)?.map(|stamp| stamp.0))
    };
    Ok(PlanStamp { revisions: (row.try_get(0)?, at(1)?), days: (row.try_get(2)?, at(3)?), courses: row.try_get(4)? })
}

/// What is known of somebody who wants a file of a lesson's newest edition, or of the one that is named; `None`: there is
/// no such lesson.
///
/// # Errors
/// When the store does not answer.
pub async fn reader(
    store: &Store,
    lesson: LessonId,
    person: PersonId,
    sign_in: SignInId,
    version: Option<u64>,
) -> Result<Option<Reader>, StoreError> {
    // A number that no edition can have is one that none has.
    let version = version.map(|version| i64::try_from(version).unwrap_or(0));
    let row = sqlx::query(READER)
        .bind(lesson.0)
        .bind(person.0)
        .bind(sign_in.0)
        .bind(version)
        .fetch_optional(store.pool())
        .await?;
    row.map(|row| {
        let role: Option<&str> = row.try_get(1)?;
        Ok(Reader {
            course: CourseId(row.try_get(4)?),
            disabled: row.try_get(0)?,
            role: role.map(courses::role).transpose()?,
            sign_in_ended: row.try_get(2)?,
            manifest: row.try_get(3)?,
        })
    })
    .transpose()
}
