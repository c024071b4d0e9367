//! Moderators: of courses by enrolment, of the platform by a role.

use std::collections::BTreeSet;

use homeroom_protocol::ids::{CourseId, PersonId, SignInId};
use homeroom_protocol::moderation::ReasonCode;
use sqlx::Row;
use uuid::Uuid;

use crate::{Store, StoreError};

pub(crate) const APPOINT: &str =
    "insert into platform_role (account_id, role) values ($1, 'moderator') on conflict do nothing";
pub(crate) const READ: &str = "\
select a.name, a.disabled, i.id is null or i.ended_at is not null,
       exists (select 1 from platform_role r where r.account_id = a.id and r.role = 'moderator'),
       array(select e.course_id from enrolment e where e.account_id = a.id and e.role = 'moderator'),
       array(select code from reason_retired)
  from account a left join sign_in i on i.id = $2 and i.account_id = a.id
 where a.id = $1";

/// What is known of somebody who comes to the desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModeratorFacts {
    /// Their name.
    pub name: String,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// Whether the sign-in has ended, is not theirs, or is not there.
    pub sign_in_ended: bool,
    /// Whether they are a moderator of the platform.
    pub platform: bool,
    /// The courses they are a moderator of.
    pub courses: BTreeSet<CourseId>,
    /// Reasons that nothing is decided for any more.
    pub retired: BTreeSet<ReasonCode>,
}

/// Makes somebody a moderator of the platform; who is one stays one.
///
/// # Errors
/// When the store does not answer, or there is no such account.
pub async fn appoint(store: &Store, person: PersonId) -> Result<(), StoreError> {
    sqlx::query(APPOINT).bind(person.0).execute(store.pool()).await?;
    Ok(())
}

/// What is known of somebody; `None`: there is no such account.
///
/// # Errors
/// When the store does not answer.
pub async fn read(store: &Store, person: PersonId, sign_in: SignInId) -> Result<Option<ModeratorFacts>, StoreError> {
    let row = sqlx::query(READ).bind(person.0).bind(sign_in.0).fetch_optional(store.pool()).await?;
    let Some(row) = row else { return Ok(None) };
    let (courses, retired): (Vec<Uuid>, Vec<String>) = (row.try_get(4)?, row.try_get(5)?);
    Ok(Some(ModeratorFacts {
        name: row.try_get(0)?,
        disabled: row.try_get(1)?,
        sign_in_ended: row.try_get(2)?,
        platform: row.try_get(3)?,
        courses: courses.into_iter().map(CourseId).collect(),
        retired: retired.iter().filter_map(|code| code.parse().ok()).collect(),
    }))
}
