//! Macros of moderators: decisions they make again and again, under a name.

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::moderation::Measure;
use homeroom_protocol::rest::desk::{Macro, Macros};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::{Store, StoreError};

/// One writer at a time for one person.
pub(crate) const LOCK: &str = "select id from account where id = $1 for no key update";
pub(crate) const FORGET: &str = "delete from desk_macro where account_id = $1";
pub(crate) const PUT: &str = "\
insert into desk_macro (account_id, place, name, reason, measure, minutes, note) values ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const READ: &str = "\
select name, reason, measure, minutes, note from desk_macro where account_id = $1 order by place";

/// A moderator's macros, in their order.
///
/// # Errors
/// When the store does not answer, or holds a code there is not.
pub async fn read(store: &Store, person: PersonId) -> Result<Macros, StoreError> {
    let rows = sqlx::query(READ).bind(person.0).fetch_all(store.pool()).await?;
    Ok(Macros { macros: rows.iter().map(kept).collect::<Result<_, _>>()? })
}

/// A moderator's macros are these from now on; they have been checked.
///
/// # Errors
/// When the store does not answer.
pub async fn write(store: &Store, person: PersonId, macros: &Macros) -> Result<(), StoreError> {
    let mut transaction = store.pool().begin().await?;
    sqlx::query(LOCK).bind(person.0).execute(&mut *transaction).await?;
    sqlx::query(FORGET).bind(person.0).execute(&mut *transaction).await?;
    for (place, one) in (1_i16..).zip(&macros.macros) {
        let minutes = one.minutes.and_then(|minutes| i32::try_from(minutes).ok());
        sqlx::query(PUT)
            .bind(person.0)
            .bind(place)
            .bind(&one.name)
            .bind(one.reason.as_str())
            .bind(one.measure.map(|measure| measure.as_str()))
            .bind(minutes)
            .bind(&one.note)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

fn measured(code: &str) -> Option<Measure> {
    Measure::ALL.iter().copied().find(|measure| measure.as_str() == code)
}

fn kept(row: &PgRow) -> Result<Macro, StoreError> {
    let corrupt = || StoreError::Corrupt("a macro has a code there is not".to_owned());
    let (reason, measure): (String, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
    let minutes: Option<i32> = row.try_get(3)?;
    Ok(Macro {
        name: row.try_get(0)?,
        reason: reason.parse().map_err(|_| corrupt())?,
        measure: measure.map(|code| measured(&code).ok_or_else(corrupt)).transpose()?,
        minutes: minutes.map(u32::try_from).transpose().map_err(|_| corrupt())?,
        note: row.try_get(4)?,
    })
}
