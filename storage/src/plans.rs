//! Plans: named bundles of features, for some courses or for all.

use homeroom_protocol::entitlement::Feature;
use homeroom_protocol::ids::PlanId;
use uuid::Uuid;

use crate::grants::Courses;
use crate::{Store, StoreError};

/// The name of the plan that is there from the first migration on: every feature, in every course.
pub const EVERYTHING: &str = "everything";

pub(crate) const PUT: &str = "\
insert into plan (id, name, every_course) values ($1, $2, $3)
on conflict (id) do update set name = excluded.name, every_course = excluded.every_course";
pub(crate) const FORGET_FEATURES: &str = "delete from plan_feature where plan_id = $1";
pub(crate) const PUT_FEATURES: &str =
    "insert into plan_feature (plan_id, feature) select distinct $1::uuid, feature from unnest($2::text[]) feature";
pub(crate) const FORGET_COURSES: &str = "delete from plan_course where plan_id = $1";
pub(crate) const PUT_COURSES: &str =
    "insert into plan_course (plan_id, course_id) select distinct $1::uuid, course from unnest($2::uuid[]) course";

/// Writes a plan; one that is there becomes this. What people hold changes with it.
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
    let (every, courses): (bool, Vec<Uuid>) = match courses {
        Courses::Every => (true, Vec::new()),
        Courses::Only(courses) => (false, courses.iter().map(|course| course.0).collect()),
    };
    let features: Vec<&str> = features.iter().map(|feature| feature.as_str()).collect();
    let mut transaction = store.pool().begin().await?;
    sqlx::query(PUT).bind(id.0).bind(name).bind(every).execute(&mut *transaction).await?;
    sqlx::query(FORGET_FEATURES).bind(id.0).execute(&mut *transaction).await?;
    sqlx::query(PUT_FEATURES).bind(id.0).bind(features).execute(&mut *transaction).await?;
    sqlx::query(FORGET_COURSES).bind(id.0).execute(&mut *transaction).await?;
    sqlx::query(PUT_COURSES).bind(id.0).bind(courses).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}
