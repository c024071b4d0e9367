//! Which edition of which lesson a slot's class is about. Until its doors open a class follows the plan of days and the
//! newest edition of the day's lesson, with the title and the one sentence; from then on it keeps what it has, so that
//! nobody's polls change under them. Whoever writes slots, days or editions has the classes follow in the same transaction,
//! one at a time: of two at once neither would see what the other brings.

use homeroom_protocol::ids::LessonId;
use homeroom_protocol::lesson::LessonRevision;
use homeroom_protocol::limits::DOORS_SPAN;
use homeroom_protocol::time::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::StoreError;
use crate::stamp::Stamp;

/// Held until the transaction ends. The number is this statement's alone.
pub(crate) const ALONE: &str = "select pg_advisory_xact_lock(7250313371)";
/// The slot's stamp changes with it, so that whoever reads the timetable sees it.
pub(crate) const FOLLOW: &str = "\
with planned as (
  select l.session_id, r.lesson_id, r.version, r.manifest::jsonb #> '{signed,contents}' as contents
    from slot l
    join session s on s.id = l.session_id
    join lesson_day d on d.course_id = s.course_id and d.day = l.local_time::date
    join lateral (
      select lesson_id, version, manifest from lesson_revision
       where lesson_id = d.lesson_id order by version desc limit 1) r on true
   where l.starts_at > $1 and s.ended_at is null and s.cancelled_at is null
     and (s.lesson_id, s.lesson_version) is distinct from (r.lesson_id, r.version)
), bound as (
  update session set lesson_id = planned.lesson_id, lesson_version = planned.version,
         title = planned.contents ->> 'title', summary = planned.contents ->> 'summary'
    from planned where session.id = planned.session_id
  returning session.id
)
update slot set changed_at = $2 from bound where slot.session_id = bound.id";

/// Waits until no other transaction writes slots, days or editions; what it wrote is seen from here on. To be asked for
/// before anything is written.
pub(crate) async fn alone(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query(ALONE).execute(connection).await?;
    Ok(())
}

/// Every class whose doors are not open yet is about what the plan says.
pub(crate) async fn follow_plan(connection: &mut PgConnection, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(FOLLOW).bind(Stamp(now.plus(DOORS_SPAN))).bind(Stamp(now)).execute(connection).await?;
    Ok(())
}

/// The two columns that name it, from the `at`th on.
pub(crate) fn revision(row: &PgRow, at: usize) -> Result<Option<LessonRevision>, StoreError> {
    let (lesson, version): (Option<Uuid>, Option<i64>) = (row.try_get(at)?, row.try_get(at + 1)?);
    let named = lesson.zip(version).map(|(lesson, version)| {
        let version = u64::try_from(version).map_err(|_| StoreError::Corrupt("an edition is negative".to_owned()))?;
        Ok(LessonRevision { lesson_id: LessonId(lesson), version })
    });
    named.transpose()
}
