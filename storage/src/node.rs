//! Nodes and their incarnations. Whoever starts under a name ends the one before: its lanes are cut, so that nothing of it
//! is still on its way, and only then is what it held taken over.

use std::time::Duration;

use homeroom_protocol::ids::IncarnationId;
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

use crate::journal::lane_name;
use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const ENTER: &str = "\
insert into cluster_node (name, incarnation, started_at) values ($1, $2, $3) on conflict (name) do nothing
returning incarnation";
/// The row is locked before it is changed: of starts at once each answers the one right before it.
pub(crate) const FOLLOW: &str = "\
with before as materialized (select name, incarnation from cluster_node where name = $1 for update)
update cluster_node n set incarnation = $2, started_at = $3 from before where n.name = before.name
returning before.incarnation";
pub(crate) const END_LANES: &str = "\
select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()";
pub(crate) const LANES: &str = "\
select count(*) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()";
pub(crate) const ORPHANING: &str = "\
select distinct home from aggregate where home is not null and home not in (select incarnation from cluster_node)";

/// The pause between two looks at whether a lane is gone.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How often it is looked at: five seconds in all, far longer than a backend takes to end.
const LOOKS_MAX: usize = 250;

/// Enters an incarnation under a name; the one before, where there was one.
///
/// # Errors
/// When the store does not answer.
pub async fn start(
    store: &Store,
    name: &str,
    incarnation: IncarnationId,
    now: Timestamp,
) -> Result<Option<IncarnationId>, StoreError> {
    let entered = sqlx::query(ENTER).bind(name).bind(incarnation.0).bind(Stamp(now));
    if entered.fetch_optional(store.pool()).await?.is_some() {
        return Ok(None);
    }
    let followed = sqlx::query_scalar(FOLLOW).bind(name).bind(incarnation.0).bind(Stamp(now));
    Ok(Some(IncarnationId(followed.fetch_one(store.pool()).await?)))
}

/// Ends every lane of an incarnation and waits until they are gone. How many there were.
///
/// # Errors
/// When the store does not answer, or a lane is still there after five seconds.
pub async fn end_predecessor(store: &Store, predecessor: IncarnationId) -> Result<u64, StoreError> {
    let name = lane_name(predecessor);
    let ended = sqlx::query(END_LANES).bind(&name).fetch_all(store.pool()).await?.len();
    for _ in 0..LOOKS_MAX {
        let left: i64 = sqlx::query_scalar(LANES).bind(&name).fetch_one(store.pool()).await?;
        if left == 0 {
            return Ok(ended as u64);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Err(StoreError::Unreachable("a lane of the run before does not end".to_owned()))
}

/// Incarnations that are home of something and that no node runs any more: the run before, and any whose own take-over was
/// cut short.
///
/// # Errors
/// When the store does not answer.
pub async fn orphaning(store: &Store) -> Result<Vec<IncarnationId>, StoreError> {
    let homes: Vec<Uuid> = sqlx::query_scalar(ORPHANING).fetch_all(store.pool()).await?;
    Ok(homes.into_iter().map(IncarnationId).collect())
}
