//! Grants: why somebody is entitled, from when, until when. What staff do with them is audited in the same transaction.
//!
//! Every change of a grant or a plan is counted by the database itself (`entitlement_change`), whoever makes it, so that
//! whoever remembers what was read here can ask what has changed since.

use homeroom_protocol::audit::What;
use homeroom_protocol::entitlement::{Feature, GrantKind};
use homeroom_protocol::ids::{CourseId, GrantId, PersonId, PlanId};
use homeroom_protocol::time::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::audit::{self, Act};
use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const READ_MANY: &str = "\
select asked.n, g.id, g.kind, g.valid_from, least(g.valid_until, g.ended_at), p.every_course,
       array(select course_id from plan_course where plan_id = p.id and not p.every_course),
       array(select feature from plan_feature where plan_id = p.id)
  from unnest($1::uuid[]) with ordinality as asked(account, n)
  join \"grant\" g on g.account_id = asked.account
  join plan p on p.id = g.plan_id
 order by asked.n, g.id";
pub(crate) const LATEST: &str = "select coalesce(max(number), 0) from entitlement_change";
pub(crate) const CHANGES: &str = "\
select number, account_id from entitlement_change where number > $1 order by number limit $2";
pub(crate) const LIST: &str = "\
select g.id, g.account_id, p.name, g.kind, g.valid_from, g.valid_until, g.ended_at
  from \"grant\" g join plan p on p.id = g.plan_id
 where g.account_id = $1 or g.id = $2 order by g.valid_from, g.id";
/// A grant of the same kind for the same plan that holds at some time in which the new one would.
pub(crate) const RIVAL: &str = "\
select id from \"grant\"
 where account_id = $1 and plan_id = $2 and kind = $3
   and valid_from < coalesce($5::timestamptz, 'infinity') and coalesce(least(valid_until, ended_at), 'infinity') > $4
 limit 1";
/// So that of two who give the same at once the second sees what the first gave.
pub(crate) const LOCK_ACCOUNT: &str = "select 1 from account where id = $1 for no key update";
pub(crate) const PLAN: &str = "select id from plan where name = $1";
pub(crate) const ADD: &str = "\
insert into \"grant\" (id, account_id, plan_id, kind, valid_from, valid_until) values ($1, $2, $3, $4, $5, $6)
on conflict (id) do nothing";
pub(crate) const PLANT: &str = "\
insert into \"grant\" (id, account_id, plan_id, kind, valid_from)
select planted.id, planted.account, p.id, $4::text, $5::timestamptz
  from unnest($1::uuid[], $2::uuid[]) as planted(id, account) join plan p on p.name = $3
on conflict (id) do nothing";
pub(crate) const END: &str = "\
update \"grant\" set ended_at = $2
 where id = $1 and (valid_until is null or valid_until > $2) and (ended_at is null or ended_at > $2)";

/// For which courses a plan is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Courses {
    /// For every one, those to come too.
    Every,
    /// For these.
    Only(Vec<CourseId>),
}

/// What a person holds, as decisions need it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldGrant {
    /// Which grant.
    pub id: GrantId,
    /// Where it comes from.
    pub kind: GrantKind,
    /// What its plan allows.
    pub features: Vec<Feature>,
    /// Where.
    pub courses: Courses,
    /// From when on.
    pub from: Timestamp,
    /// From when on no more; `None`: no end is known.
    pub until: Option<Timestamp>,
}

/// A grant as staff see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrantRow {
    /// Which.
    pub id: GrantId,
    /// Whose.
    pub account: PersonId,
    /// The name of its plan.
    pub plan: String,
    /// Where it comes from.
    pub kind: GrantKind,
    /// From when on.
    pub from: Timestamp,
    /// The agreed end; `None`: none.
    pub until: Option<Timestamp>,
    /// When somebody ended it.
    pub ended_at: Option<Timestamp>,
}

/// A grant that is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewGrant<'a> {
    /// Its id; the same again is the same grant.
    pub id: GrantId,
    /// Whose.
    pub account: PersonId,
    /// The name of its plan.
    pub plan: &'a str,
    /// Where it comes from.
    pub kind: GrantKind,
    /// From when on.
    pub from: Timestamp,
    /// The agreed end; `None`: none.
    pub until: Option<Timestamp>,
}

/// What became of a wish to give a grant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Added {
    /// It is there.
    Added,
    /// There is one already: the same id, or of the same plan and kind at the same time.
    Rival(GrantId),
    /// There is no such account.
    NoAccount,
    /// There is no such plan.
    NoPlan,
}

/// What became of a wish to end a grant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ended {
    /// It ends then.
    Ended(GrantRow),
    /// It ends earlier by itself, or has been ended earlier.
    Before(GrantRow),
    /// There is no such grant.
    NoGrant,
}

/// What each account holds, in the order in which they were asked for. Read in one statement.
///
/// # Errors
/// When the store does not answer, or holds a word that is not known here.
pub(crate) async fn read_many(
    connection: &mut PgConnection,
    accounts: &[PersonId],
) -> Result<Vec<Vec<HeldGrant>>, StoreError> {
    let asked: Vec<Uuid> = accounts.iter().map(|account| account.0).collect();
    let mut held = vec![Vec::new(); accounts.len()];
    for row in sqlx::query(READ_MANY).bind(asked).fetch_all(connection).await? {
        let n: i64 = row.try_get(0)?;
        let place = usize::try_from(n - 1).ok().and_then(|n| held.get_mut(n));
        place.ok_or_else(|| StoreError::Corrupt(format!("nobody asked as the {n}th")))?.push(held_grant(&row)?);
    }
    Ok(held)
}

fn held_grant(row: &PgRow) -> Result<HeldGrant, StoreError> {
    let courses = if row.try_get(5)? {
        Courses::Every
    } else {
        Courses::Only(row.try_get::<Vec<Uuid>, _>(6)?.into_iter().map(CourseId).collect())
    };
    let features = row.try_get::<Vec<String>, _>(7)?;
    Ok(HeldGrant {
        id: GrantId(row.try_get(1)?),
        kind: kind(row.try_get(2)?)?,
        // A feature that a newer node has put there is none that is asked for here.
        features: features.iter().filter_map(|word| feature(word)).collect(),
        courses,
        from: row.try_get::<Stamp, _>(3)?.0,
        until: row.try_get::<Option<Stamp>, _>(4)?.map(|stamp| stamp.0),
    })
}

fn feature(word: &str) -> Option<Feature> {
    Feature::ALL.iter().find(|feature| feature.as_str() == word).copied()
}

fn kind(word: &str) -> Result<GrantKind, StoreError> {
    let kind = GrantKind::ALL.iter().find(|kind| kind.as_str() == word).copied();
    kind.ok_or_else(|| StoreError::Corrupt(format!("`{word}` is no kind of grant")))
}

/// The number of the latest change.
///
/// # Errors
/// When the store does not answer.
pub async fn latest_change(store: &Store) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(LATEST).fetch_one(store.pool()).await?)
}

/// Whose grants have changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Changed {
    /// One person's.
    Of(PersonId),
    /// A plan has changed, so perhaps everybody's.
    Everybodys,
}

/// What has changed after the change with this number, each with its own number, in order, at most so many.
///
/// # Errors
/// When the store does not answer.
pub async fn changes(store: &Store, after: i64, limit: i64) -> Result<Vec<(i64, Changed)>, StoreError> {
    let rows = sqlx::query(CHANGES).bind(after).bind(limit).fetch_all(store.pool()).await?;
    rows.iter()
        .map(|row| {
            let account: Uuid = row.try_get(1)?;
            let changed = if account.is_nil() { Changed::Everybodys } else { Changed::Of(PersonId(account)) };
            Ok((row.try_get(0)?, changed))
        })
        .collect()
}

/// Everything an account ever held, earliest first.
///
/// # Errors
/// When the store does not answer.
pub async fn of(store: &Store, account: PersonId) -> Result<Vec<GrantRow>, StoreError> {
    let rows = sqlx::query(LIST).bind(account.0).bind(None::<Uuid>).fetch_all(store.pool()).await?;
    rows.iter().map(grant_row).collect()
}

fn grant_row(row: &PgRow) -> Result<GrantRow, StoreError> {
    let at = |n: usize| -> Result<Option<Timestamp>, StoreError> {
        Ok(row.try_get::<Option<Stamp>, _>(n)?.map(|stamp| stamp.0))
    };
    Ok(GrantRow {
        id: GrantId(row.try_get(0)?),
        account: PersonId(row.try_get(1)?),
        plan: row.try_get(2)?,
        kind: kind(row.try_get(3)?)?,
        from: row.try_get::<Stamp, _>(4)?.0,
        until: at(5)?,
        ended_at: at(6)?,
    })
}

/// Gives a grant.
///
/// # Errors
/// When the store does not answer, or the grant would end before it begins.
pub async fn add(store: &Store, grant: &NewGrant<'_>, act: Act<'_>) -> Result<Added, StoreError> {
    let mut transaction = store.pool().begin().await?;
    if sqlx::query(LOCK_ACCOUNT).bind(grant.account.0).fetch_optional(&mut *transaction).await?.is_none() {
        return Ok(Added::NoAccount);
    }
    let plan: Option<Uuid> = sqlx::query_scalar(PLAN).bind(grant.plan).fetch_optional(&mut *transaction).await?;
    let Some(plan) = plan.map(PlanId) else { return Ok(Added::NoPlan) };
    let (from, until) = (Stamp(grant.from), grant.until.map(Stamp));
    let rival: Option<Uuid> = sqlx::query_scalar(RIVAL)
        .bind(grant.account.0)
        .bind(plan.0)
        .bind(grant.kind.as_str())
        .bind(from)
        .bind(until)
        .fetch_optional(&mut *transaction)
        .await?;
    if let Some(rival) = rival {
        return Ok(Added::Rival(GrantId(rival)));
    }
    let added = sqlx::query(ADD)
        .bind(grant.id.0)
        .bind(grant.account.0)
        .bind(plan.0)
        .bind(grant.kind.as_str())
        .bind(from)
        .bind(until)
        .execute(&mut *transaction)
        .await?;
    if added.rows_affected() != 1 {
        return Ok(Added::Rival(grant.id));
    }
    audit::write(&mut transaction, What::GrantAdd, Some(grant.account), grant.id.0, act).await?;
    transaction.commit().await?;
    Ok(Added::Added)
}

/// Gives many people a grant without an end that has always been: what a demo world or a test begins with. It is nobody's
/// act, so nothing is audited. A grant whose id is there stays as it is.
///
/// # Errors
/// When the store does not answer, or an account is not there.
pub async fn plant(
    store: &Store,
    plan: &str,
    kind: GrantKind,
    grants: &[(GrantId, PersonId)],
) -> Result<(), StoreError> {
    sqlx::query(PLANT)
        .bind(grants.iter().map(|(grant, _)| grant.0).collect::<Vec<Uuid>>())
        .bind(grants.iter().map(|(_, account)| account.0).collect::<Vec<Uuid>>())
        .bind(plan)
        .bind(kind.as_str())
        .bind(Stamp(Timestamp::from_millis(0)))
        .execute(store.pool())
        .await?;
    Ok(())
}

/// Ends a grant at an instant, which may be to come.
///
/// # Errors
/// When the store does not answer.
pub async fn end(store: &Store, grant: GrantId, at: Timestamp, act: Act<'_>) -> Result<Ended, StoreError> {
    let mut transaction = store.pool().begin().await?;
    let ended = sqlx::query(END).bind(grant.0).bind(Stamp(at)).execute(&mut *transaction).await?;
    let row = sqlx::query(LIST).bind(None::<Uuid>).bind(grant.0).fetch_optional(&mut *transaction).await?;
    let Some(row) = row.as_ref().map(grant_row).transpose()? else { return Ok(Ended::NoGrant) };
    if ended.rows_affected() != 1 {
        return Ok(Ended::Before(row));
    }
    audit::write(&mut transaction, What::GrantEnd, Some(row.account), grant.0, act).await?;
    transaction.commit().await?;
    Ok(Ended::Ended(row))
}
