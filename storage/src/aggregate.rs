//! The row of an aggregate: who is home, in which term, and until when it sleeps. Every change of home raises the epoch;
//! the append looks at epoch and position and never at home, so whoever wrote in an earlier term is fenced.

use homeroom_protocol::ids::IncarnationId;
use homeroom_protocol::time::Timestamp;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const CLAIM: &str = "\
insert into aggregate as a (id, kind, home, epoch) values ($1, $2, $3, 1)
on conflict (id) do update set home = excluded.home, epoch = a.epoch + 1, wake_at = null where a.home is null
returning id, epoch, position, effects_done, kind";
pub(crate) const CLAIM_DUE: &str = "\
with due as materialized (
  select id from aggregate where home is null and wake_at <= $2 order by wake_at limit $3
  for no key update skip locked
)
update aggregate a set home = $1, epoch = a.epoch + 1, wake_at = null from due where a.id = due.id
returning a.id, a.epoch, a.position, a.effects_done, a.kind";
pub(crate) const HELD_BY: &str = "select id, kind from aggregate where home = $1 order by id";
pub(crate) const TAKE_OVER: &str = "\
with lost as materialized (
  select a.id from unnest($3::uuid[]) as l(id) join aggregate a on a.id = l.id where a.home = $2
  order by a.id for no key update of a
)
update aggregate a set home = $1, epoch = a.epoch + 1 from lost where a.id = lost.id
returning a.id, a.epoch, a.position, a.effects_done, a.kind";
pub(crate) const SLEEP: &str = "\
update aggregate set home = null, epoch = epoch + 1, wake_at = $4 where id = $1 and epoch = $2 and position = $3
returning epoch";
pub(crate) const REGRASP: &str = "\
update aggregate set epoch = epoch + 1 where id = $1 and epoch = $2 returning id, epoch, position, effects_done, kind";
pub(crate) const ROW: &str = "select home, epoch, position, effects_done, wake_at from aggregate where id = $1";
const LOCK_TIMEOUT: &str = "set local lock_timeout = '1s'";

/// How often a row that changes under our eyes is read again.
const RECLAIMS_MAX: usize = 5;

/// What kind of aggregate a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A live session.
    Session = 1,
    /// The moderators' desk.
    Desk = 2,
}

impl Kind {
    fn stored(number: i16) -> Result<Self, StoreError> {
        match number {
            1 => Ok(Self::Session),
            2 => Ok(Self::Desk),
            other => Err(StoreError::Corrupt(format!("{other} is no kind of aggregate"))),
        }
    }
}

/// An aggregate this node is home of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// Which.
    pub id: Uuid,
    /// What kind it is.
    pub kind: Kind,
    /// The term to write in.
    pub epoch: i64,
    /// The last committed entry.
    pub position: i64,
    /// Effects of entries up to here are done.
    pub effects_done: i64,
}

/// An aggregate's row as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// Who is home; `None`: asleep.
    pub home: Option<IncarnationId>,
    /// The present term.
    pub epoch: i64,
    /// The last committed entry.
    pub position: i64,
    /// Effects of entries up to here are done.
    pub effects_done: i64,
    /// When it wants to be woken.
    pub wake_at: Option<Timestamp>,
}

fn held(row: &PgRow) -> Result<Held, StoreError> {
    Ok(Held {
        id: row.try_get(0)?,
        kind: Kind::stored(row.try_get(4)?)?,
        epoch: row.try_get(1)?,
        position: row.try_get(2)?,
        effects_done: row.try_get(3)?,
    })
}

/// Takes hold of an aggregate where nobody is home, making its row where there is none. `None`: somebody is home.
///
/// # Errors
/// When the store does not answer.
pub async fn claim(store: &Store, id: Uuid, kind: Kind, home: IncarnationId) -> Result<Option<Held>, StoreError> {
    let query = sqlx::query(CLAIM).bind(id).bind(kind as i16).bind(home.0);
    let row = query.fetch_optional(store.pool()).await?;
    row.as_ref().map(held).transpose()
}

/// Takes hold of what sleeps and is due, at most `limit`.
///
/// # Errors
/// When the store does not answer.
pub async fn claim_due(
    store: &Store,
    home: IncarnationId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Held>, StoreError> {
    let rows = sqlx::query(CLAIM_DUE).bind(home.0).bind(Stamp(now)).bind(limit).fetch_all(store.pool()).await?;
    rows.iter().map(held).collect()
}

/// Everything an incarnation is home of.
///
/// # Errors
/// When the store does not answer.
pub async fn held_by(store: &Store, home: IncarnationId) -> Result<Vec<(Uuid, Kind)>, StoreError> {
    let rows = sqlx::query(HELD_BY).bind(home.0).fetch_all(store.pool()).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, Kind::stored(row.try_get(1)?)?))).collect()
}

/// Takes over what an incarnation held that is dead: at most 500 ids at once, after its backends were ended.
///
/// # Errors
/// When the store does not answer, or a row stayed locked for a second.
pub async fn take_over(
    store: &Store,
    ids: &[Uuid],
    from: IncarnationId,
    to: IncarnationId,
) -> Result<Vec<Held>, StoreError> {
    let mut transaction = store.pool().begin().await?;
    sqlx::query(LOCK_TIMEOUT).execute(&mut *transaction).await?;
    let query = sqlx::query(TAKE_OVER).bind(to.0).bind(from.0).bind(ids);
    let rows = query.fetch_all(&mut *transaction).await?;
    let taken = rows.iter().map(held).collect::<Result<_, _>>()?;
    transaction.commit().await?;
    Ok(taken)
}

/// After an unknown outcome: fences whatever is still under way in this term and says where the journal stands. `None`:
/// not in this term any more.
///
/// # Errors
/// When the store does not answer; then it may have been done or not.
pub async fn regrasp(store: &Store, id: Uuid, epoch: i64) -> Result<Option<Held>, StoreError> {
    let row = sqlx::query(REGRASP).bind(id).bind(epoch).fetch_optional(store.pool()).await?;
    row.as_ref().map(held).transpose()
}

/// Regrasps without knowing the term, since a regrasp whose answer was lost may have raised it: reads the row and, where
/// `home` is home, regrasps with what it says. `None`: somebody else is home, or nobody.
///
/// # Errors
/// When the store does not answer.
pub async fn reclaim(store: &Store, id: Uuid, home: IncarnationId) -> Result<Option<Held>, StoreError> {
    for _ in 0..RECLAIMS_MAX {
        let Some(row) = row(store, id).await? else { return Ok(None) };
        if row.home != Some(home) {
            return Ok(None);
        }
        if let Some(held) = regrasp(store, id, row.epoch).await? {
            return Ok(Some(held));
        }
    }
    Ok(None)
}

/// Puts an aggregate to sleep until `wake_at`. False: the row names another term or position.
///
/// # Errors
/// When the store does not answer; then it may sleep or not.
pub async fn sleep(
    store: &Store,
    id: Uuid,
    epoch: i64,
    position: i64,
    wake_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let query = sqlx::query(SLEEP).bind(id).bind(epoch).bind(position).bind(wake_at.map(Stamp));
    Ok(query.fetch_optional(store.pool()).await?.is_some())
}

/// An aggregate's row.
///
/// # Errors
/// When the store does not answer.
pub async fn row(store: &Store, id: Uuid) -> Result<Option<Row>, StoreError> {
    let Some(row) = sqlx::query(ROW).bind(id).fetch_optional(store.pool()).await? else { return Ok(None) };
    Ok(Some(Row {
        home: row.try_get::<Option<Uuid>, _>(0)?.map(IncarnationId),
        epoch: row.try_get(1)?,
        position: row.try_get(2)?,
        effects_done: row.try_get(3)?,
        wake_at: row.try_get::<Option<Stamp>, _>(4)?.map(|stamp| stamp.0),
    }))
}
