//! Rules of the word filter, and what was said before, for a look at what a rule would have hit.

use bytes::Bytes;
use homeroom_protocol::audit::What;
use homeroom_protocol::ids::{CourseId, SessionId};
use homeroom_protocol::language::Language;
use homeroom_protocol::time::Timestamp;
use homeroom_protocol::words::{Reach, WordAction};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use crate::audit::{self, Act};
use crate::stamp::Stamp;
use crate::{Store, StoreError, courses};

pub(crate) const ADD: &str = "\
insert into word_rule (id, course_id, words, action, at, language) values ($1, $2, $3, $4, $5, $6) on conflict do nothing";
pub(crate) const RETIRE: &str = "\
update word_rule set retired_at = $2 where id = $1 and retired_at is null
returning id, course_id, words, action, at, retired_at, language";
pub(crate) const LIST: &str = "\
select id, course_id, words, action, at, retired_at, language from word_rule
 where $1 or retired_at is null order by course_id nulls first, language nulls first, words, at";
/// One at a time: the number of rules in force is counted before another one is made.
pub(crate) const LOCK: &str = "select number from word_rule_change for update";
pub(crate) const IN_FORCE: &str = "\
select count(*) from word_rule where retired_at is null and ($1::uuid is null or course_id is null or course_id = $1)";
pub(crate) const OTHER_LANGUAGE: &str = "select exists(select from course where id = $1 and language <> $2)";
pub(crate) const NUMBER: &str = "select number from word_rule_change";
/// Sessions by their id, and the entries of each in order: a page goes on after the last one of the page before.
pub(crate) const SAID: &str = "\
select j.aggregate_id, j.position, j.at, j.events
  from session s join course c on c.id = s.course_id join journal j on j.aggregate_id = s.id
 where ($1::uuid is null or s.course_id = $1) and ($6::text is null or c.language is null or c.language = $6)
   and s.ends_at >= $2 and j.at >= $2
   and (j.aggregate_id, j.position) > ($3, $4)
 order by j.aggregate_id, j.position limit $5";

/// SQLSTATE of a row that names one that is not there.
const NOT_THERE: &str = "23503";

/// A rule as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleRow {
    /// Which.
    pub id: Uuid,
    /// Where it holds.
    pub reach: Reach,
    /// The words.
    pub words: String,
    /// What is done with a text that holds them.
    pub action: WordAction,
    /// Since when.
    pub at: Timestamp,
    /// Until when; `None`: it is in force.
    pub retired_at: Option<Timestamp>,
}

/// What became of a wish to have a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Added {
    /// It is in force.
    Added,
    /// There is one for these words already.
    There,
    /// There is no such course.
    NoCourse,
    /// The course is in another language, so that it would never hold.
    OtherLanguage,
    /// There are as many as there may be.
    TooMany,
}

/// One entry of what was said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// In which session.
    pub session: SessionId,
    /// Where in its journal.
    pub position: i64,
    /// When.
    pub at: Timestamp,
    /// The entry: JSON.
    pub events: Bytes,
}

/// Makes a rule; of those that hold in one course there are at most `rules_max`.
///
/// # Errors
/// When the store does not answer.
pub async fn add(store: &Store, rule: &RuleRow, rules_max: i64, act: Act<'_>) -> Result<Added, StoreError> {
    let mut transaction = store.pool().begin().await?;
    sqlx::query(LOCK).fetch_one(&mut *transaction).await?;
    let course = rule.reach.course.map(|course| course.0);
    let language = rule.reach.language.as_ref().map(Language::as_str);
    if course.is_some() && language.is_some() {
        let elsewhere = sqlx::query_scalar(OTHER_LANGUAGE).bind(course).bind(language);
        if elsewhere.fetch_one(&mut *transaction).await? {
            return Ok(Added::OtherLanguage);
        }
    }
    let in_force: i64 = sqlx::query_scalar(IN_FORCE).bind(course).fetch_one(&mut *transaction).await?;
    if in_force >= rules_max {
        return Ok(Added::TooMany);
    }
    let added: Result<_, StoreError> = sqlx::query(ADD)
        .bind(rule.id)
        .bind(course)
        .bind(&rule.words)
        .bind(rule.action.as_str())
        .bind(Stamp(rule.at))
        .bind(language)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::from);
    match added {
        Ok(added) if added.rows_affected() == 1 => {}
        Ok(_) => return Ok(Added::There),
        Err(StoreError::Refused { code, .. }) if code == NOT_THERE => return Ok(Added::NoCourse),
        Err(error) => return Err(error),
    }
    audit::write(&mut transaction, What::WordsAdd, None, rule.id, act).await?;
    transaction.commit().await?;
    Ok(Added::Added)
}

/// Ends a rule; `None`: there is no such rule in force.
///
/// # Errors
/// When the store does not answer.
pub async fn retire(store: &Store, id: Uuid, act: Act<'_>) -> Result<Option<RuleRow>, StoreError> {
    let mut transaction = store.pool().begin().await?;
    // As whoever adds does, and before anything else: of two that want the same words one waits here.
    sqlx::query(LOCK).fetch_one(&mut *transaction).await?;
    let row = sqlx::query(RETIRE).bind(id).bind(Stamp(act.at)).fetch_optional(&mut *transaction).await?;
    let Some(row) = row else { return Ok(None) };
    let row = rule_row(&row)?;
    audit::write(&mut transaction, What::WordsRetire, None, id, act).await?;
    transaction.commit().await?;
    Ok(Some(row))
}

/// Every rule in force; with `retired` those that are not, too.
///
/// # Errors
/// When the store does not answer.
pub async fn list(store: &Store, retired: bool) -> Result<Vec<RuleRow>, StoreError> {
    let rows = sqlx::query(LIST).bind(retired).fetch_all(store.pool()).await?;
    rows.iter().map(rule_row).collect()
}

/// How often the rules have changed: read before them, it is never ahead of them.
///
/// # Errors
/// When the store does not answer.
pub async fn number(store: &Store) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(NUMBER).fetch_one(store.pool()).await?)
}

/// What was written since a time to the journals of sessions that a rule with this reach would hold in, after this entry
/// of this session, at most so many.
///
/// # Errors
/// When the store does not answer.
pub async fn said(
    store: &Store,
    reach: &Reach,
    since: Timestamp,
    after: (SessionId, i64),
    limit: i64,
) -> Result<Vec<Said>, StoreError> {
    let rows = sqlx::query(SAID)
        .bind(reach.course.map(|course| course.0))
        .bind(Stamp(since))
        .bind(after.0.0)
        .bind(after.1)
        .bind(limit)
        .bind(reach.language.as_ref().map(Language::as_str))
        .fetch_all(store.pool())
        .await?;
    let said = |row: &PgRow| {
        Ok(Said {
            session: SessionId(row.try_get(0)?),
            position: row.try_get(1)?,
            at: row.try_get::<Stamp, _>(2)?.0,
            events: Bytes::from(row.try_get::<Vec<u8>, _>(3)?),
        })
    };
    rows.iter().map(said).collect()
}

fn rule_row(row: &PgRow) -> Result<RuleRow, StoreError> {
    let action: String = row.try_get(3)?;
    let known = WordAction::ALL.iter().find(|known| known.as_str() == action).copied();
    Ok(RuleRow {
        id: row.try_get(0)?,
        reach: Reach {
            course: row.try_get::<Option<Uuid>, _>(1)?.map(CourseId),
            language: row.try_get::<Option<&str>, _>(6)?.map(courses::language).transpose()?,
        },
        words: row.try_get(2)?,
        action: known.ok_or_else(|| StoreError::Corrupt(format!("`{action}` is nothing that is done about words")))?,
        at: row.try_get::<Stamp, _>(4)?.0,
        retired_at: row.try_get::<Option<Stamp>, _>(5)?.map(|stamp| stamp.0),
    })
}
