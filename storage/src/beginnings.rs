//! Whether classes begin with their lobby on: a default of the course, and what is said of a single class instead. Both are
//! for classes whose doors are not open; from then on it is said in the class.
//!
//! The slots that it concerns are stamped, so that nodes which have the timetable in memory tell the sessions that run.

use homeroom_protocol::audit::What;
use homeroom_protocol::ids::{CourseId, SessionId};
use homeroom_protocol::limits::DOORS_SPAN;
use homeroom_protocol::time::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use crate::audit::{self, Act, Done};
use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const OF_COURSES: &str = "select id, title, lobby from course order by title, id";
pub(crate) const SET_COURSE: &str = "update course set lobby = $2 where id = $1 and lobby <> $2";
pub(crate) const KNOWN_COURSE: &str = "select exists (select from course where id = $1)";
/// Those of its classes that follow it, and whose doors are not open.
pub(crate) const STAMP_COURSE: &str = "\
update slot set changed_at = $2 from session s
 where s.id = slot.session_id and s.course_id = $1 and s.lobby is null and s.starts_at > $3";
pub(crate) const SET_SESSION: &str = "\
update session set lobby = $2
 where id = $1 and lobby is distinct from $2 and starts_at > $3 and ended_at is null and cancelled_at is null";
pub(crate) const KNOWN_SESSION: &str = "\
select starts_at > $2 and ended_at is null and cancelled_at is null from session where id = $1";

/// A course, and whether its classes begin with their lobby on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CourseLobby {
    /// Which.
    pub id: CourseId,
    /// Its title.
    pub title: String,
    /// Whether.
    pub lobby: bool,
}

/// What became of a wish.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Said {
    /// It is so from here on.
    Said,
    /// It was so before.
    Before,
    /// The doors of the class are open, or it is over: it is too late to say how it begins.
    Begun,
    /// There is no such course, or class.
    Nowhere,
}

/// Every course, by its title.
///
/// # Errors
/// When the store does not answer.
pub async fn of_courses(store: &Store) -> Result<Vec<CourseLobby>, StoreError> {
    let rows: Vec<(Uuid, String, bool)> = sqlx::query_as(OF_COURSES).fetch_all(store.pool()).await?;
    Ok(rows.into_iter().map(|(id, title, lobby)| CourseLobby { id: CourseId(id), title, lobby }).collect())
}

/// Says how the classes of a course begin, where nothing is said of one itself.
///
/// # Errors
/// When the store does not answer.
pub async fn set_course(store: &Store, id: CourseId, lobby: bool, act: Act<'_>) -> Result<Said, StoreError> {
    let mut transaction = store.pool().begin().await?;
    let set = sqlx::query(SET_COURSE).bind(id.0).bind(lobby).execute(&mut *transaction).await?;
    if set.rows_affected() != 1 {
        let known: bool = sqlx::query_scalar(KNOWN_COURSE).bind(id.0).fetch_one(&mut *transaction).await?;
        return Ok(if known { Said::Before } else { Said::Nowhere });
    }
    let stamp = sqlx::query(STAMP_COURSE).bind(id.0).bind(Stamp(act.at)).bind(doors_open(act.at));
    stamp.execute(&mut *transaction).await?;
    let after = Some(if lobby { "on" } else { "off" });
    let done = Done { what: What::CourseLobby, account: None, subject: Some(id.0), after };
    audit::write_done(&mut transaction, done, act).await?;
    transaction.commit().await?;
    Ok(Said::Said)
}

/// Says how one class begins; `None`: as its course says.
///
/// # Errors
/// When the store does not answer.
pub async fn set_session(store: &Store, id: SessionId, lobby: Option<bool>, act: Act<'_>) -> Result<Said, StoreError> {
    let mut transaction = store.pool().begin().await?;
    let set = sqlx::query(SET_SESSION).bind(id.0).bind(lobby).bind(doors_open(act.at));
    if set.execute(&mut *transaction).await?.rows_affected() != 1 {
        let known = sqlx::query(KNOWN_SESSION).bind(id.0).bind(doors_open(act.at));
        let known = known.fetch_optional(&mut *transaction).await?;
        return Ok(match known.map(|row| row.try_get(0)).transpose()? {
            Some(true) => Said::Before,
            Some(false) => Said::Begun,
            None => Said::Nowhere,
        });
    }
    sqlx::query(crate::sessions::STAMP_SLOT).bind(id.0).bind(Stamp(act.at)).execute(&mut *transaction).await?;
    let after = Some(lobby.map_or("course", |on| if on { "on" } else { "off" }));
    let done = Done { what: What::SessionLobby, account: None, subject: Some(id.0), after };
    audit::write_done(&mut transaction, done, act).await?;
    transaction.commit().await?;
    Ok(Said::Said)
}

/// The last start of a class whose doors are open.
fn doors_open(now: Timestamp) -> Stamp {
    Stamp(now.plus(DOORS_SPAN))
}
