//! Plans: named bundles of features, for some courses or for all.

use homeroom_protocol::audit::What;
use homeroom_protocol::entitlement::Feature;
use homeroom_protocol::ids::{CourseId, PlanId};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Postgres, Row, Transaction};
use uuid::Uuid;

use crate::audit::{self, Act};
use crate::grants::Courses;
use crate::{Store, StoreError};

/// The name of the plan that is there from the first migration on: every feature, in every course.
pub const EVERYTHING: &str = "everything";

pub(crate) const PUT: &str = "\
insert into plan (id, name, every_course) values ($1, $2, $3)
on conflict (id) do update set name = excluded.name, every_course = excluded.every_course";
/// Locked, so that of two who change it at once the second sees what the first made of it.
pub(crate) const BY_NAME: &str = "select id from plan where name = $1 for update";
pub(crate) const LIST: &str = "\
select p.id, p.name, p.every_course,
       array(select feature from plan_feature where plan_id = p.id order by feature),
       array(select course_id from plan_course where plan_id = p.id order by course_id),
       (select count(*) from \"grant\" g where g.plan_id = p.id and g.ended_at is null)
  from plan p order by p.name";
pub(crate) const FORGET_FEATURES: &str = "delete from plan_feature where plan_id = $1";
pub(crate) const PUT_FEATURES: &str =
    "insert into plan_feature (plan_id, feature) select distinct $1::uuid, feature from unnest($2::text[]) feature";
pub(crate) const FORGET_COURSES: &str = "delete from plan_course where plan_id = $1";
pub(crate) const PUT_COURSES: &str =
    "insert into plan_course (plan_id, course_id) select distinct $1::uuid, course from unnest($2::uuid[]) course";

/// SQLSTATE of a row that names one that is not there, and of a name that another has.
const NOT_THERE: &str = "23503";
const NOT_UNIQUE: &str = "23505";

/// A plan as staff see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanRow {
    /// Which.
    pub id: PlanId,
    /// What staff call it.
    pub name: String,
    /// What it allows.
    pub features: Vec<Feature>,
    /// Where.
    pub courses: Courses,
    /// Grants of it that have not been ended by somebody; those whose agreed end is past among them.
    pub grants: u32,
}

/// What became of a wish to make or change a plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Put {
    /// It is so.
    Put,
    /// There is one of that name already.
    Taken,
    /// There is none of that name.
    NoPlan,
    /// A course of it is not there.
    NoCourse,
}

/// Every plan, by name.
///
/// # Errors
/// When the store does not answer.
pub async fn list(store: &Store) -> Result<Vec<PlanRow>, StoreError> {
    let rows = sqlx::query(LIST).fetch_all(store.pool()).await?;
    let plan = |row: &PgRow| {
        let only: Vec<Uuid> = row.try_get(4)?;
        let features: Vec<String> = row.try_get(3)?;
        let known = |word: &String| Feature::ALL.iter().find(|feature| feature.as_str() == word).copied();
        Ok(PlanRow {
            id: PlanId(row.try_get(0)?),
            name: row.try_get(1)?,
            courses: if row.try_get(2)? {
                Courses::Every
            } else {
                Courses::Only(only.into_iter().map(CourseId).collect())
            },
            features: features.iter().filter_map(known).collect(),
            grants: u32::try_from(row.try_get::<i64, _>(5)?).unwrap_or(u32::MAX),
        })
    };
    rows.iter().map(plan).collect()
}

/// Makes a plan of a name that no other has.
///
/// # Errors
/// When the store does not answer.
pub async fn add(store: &Store, plan: &PlanRow, act: Act<'_>) -> Result<Put, StoreError> {
    let mut transaction = store.pool().begin().await?;
    if sqlx::query(BY_NAME).bind(&plan.name).fetch_optional(&mut *transaction).await?.is_some() {
        return Ok(Put::Taken);
    }
    finish(transaction, What::PlanAdd, plan.id, plan, act).await
}

/// Makes the plan of that name this one; its id stays. What people hold changes with it.
///
/// # Errors
/// When the store does not answer.
pub async fn change(store: &Store, plan: &PlanRow, act: Act<'_>) -> Result<Put, StoreError> {
    let mut transaction = store.pool().begin().await?;
    let id: Option<Uuid> = sqlx::query_scalar(BY_NAME).bind(&plan.name).fetch_optional(&mut *transaction).await?;
    let Some(id) = id.map(PlanId) else { return Ok(Put::NoPlan) };
    finish(transaction, What::PlanChange, id, plan, act).await
}

async fn finish(
    mut transaction: Transaction<'static, Postgres>,
    what: What,
    id: PlanId,
    plan: &PlanRow,
    act: Act<'_>,
) -> Result<Put, StoreError> {
    match write(&mut transaction, id, &plan.name, &plan.features, &plan.courses).await {
        Ok(()) => {}
        Err(StoreError::Refused { code, .. }) if code == NOT_THERE => return Ok(Put::NoCourse),
        Err(StoreError::Refused { code, .. }) if code == NOT_UNIQUE => return Ok(Put::Taken),
        Err(error) => return Err(error),
    }
    audit::write(&mut transaction, what, None, id.0, act).await?;
    transaction.commit().await?;
    Ok(Put::Put)
}

/// Writes a plan; one that is there becomes this. What people hold changes with it. It is nobody's act, so nothing is
/// audited: what a demo world or a test begins with.
///
/// # Errors
/// When the store does not answer, another plan has the name, or a course is not there.
pub async fn put(
    store: &Store,
    id: PlanId,
    name: &str,
    features: &[Feature],
    courses: &Courses,
) -> Result<(), StoreError> {
    let mut transaction = store.pool().begin().await?;
    write(&mut transaction, id, name, features, courses).await?;
    Ok(transaction.commit().await?)
}

async fn write(
    connection: &mut PgConnection,
    id: PlanId,
    name: &str,
    features: &[Feature],
    courses: &Courses,
) -> Result<(), StoreError> {
    let (every, courses): (bool, Vec<Uuid>) = match courses {
        Courses::Every => (true, Vec::new()),
        Courses::Only(courses) => (false, courses.iter().map(|course| course.0).collect()),
    };
    let features: Vec<&str> = features.iter().map(|feature| feature.as_str()).collect();
    sqlx::query(PUT).bind(id.0).bind(name).bind(every).execute(&mut *connection).await?;
    sqlx::query(FORGET_FEATURES).bind(id.0).execute(&mut *connection).await?;
    sqlx::query(PUT_FEATURES).bind(id.0).bind(features).execute(&mut *connection).await?;
    sqlx::query(FORGET_COURSES).bind(id.0).execute(&mut *connection).await?;
    sqlx::query(PUT_COURSES).bind(id.0).bind(courses).execute(&mut *connection).await?;
    Ok(())
}
