//! Requests to sign in by mail. Only hashes are here: of the link's secret, of the code, and of the browser that asked.
//!
//! Asking writes one row and looks at no account, so it takes as long for an address nobody has. A link is redeemed by its
//! secret in the browser that asked; in any other it is refused and stays good, so that a scanner that opens it spends
//! nothing. A code is typed in the browser that asked: each try is counted before it is compared, on every open request of
//! that browser, and over a day on all requests for the same address, so the counts are an upper bound for what guessing
//! can have hit. Whoever crashes in between has counted a try too many, never too few.

use std::time::Duration;

use homeroom_protocol::ids::{PersonId, SessionId, SignInId};
use homeroom_protocol::time::Timestamp;
use sqlx::Row;
use uuid::Uuid;

use crate::accounts::Called;
use crate::stamp::Stamp;
use crate::{Store, StoreError};

pub(crate) const PUT: &str = "\
insert into sign_in_request (id, email, browser_hash, secret_hash, code_hash, session_id, asked_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(crate) const BY_SECRET: &str = "\
select id, email, browser_hash = $2, redeemed_at is null and expires_at > $3 from sign_in_request where secret_hash = $1";
/// Two codes at once wait for each other's rows, and each counts.
pub(crate) const COUNT_TRY: &str = "\
update sign_in_request r set code_tries = r.code_tries + 1
 where r.browser_hash = $1 and r.redeemed_at is null and r.expires_at > $2 and r.code_tries < $3
   and (select sum(of.code_tries) from sign_in_request of where of.email = r.email and of.asked_at > $5) < $4
returning r.id, r.email, r.code_hash, r.code_tries";
/// The account is written only where the address was new, which of several at once is true for one.
pub(crate) const ENSURE_ACCOUNT: &str = "\
with fresh as (insert into account_email (email, account_id) values ($1, $2) on conflict (email) do nothing returning account_id)
insert into account (id, name, name_guessed) select account_id, $3, true from fresh";
pub(crate) const GIVE_EMAIL: &str =
    "insert into account_email (email, account_id) values ($1, $2) on conflict (email) do nothing";
/// Of any number at once exactly one spends the request, and with it comes the sign-in. An account that is just being
/// disabled is waited for, and then looked at again.
pub(crate) const REDEEM: &str = "\
with spent as (
  update sign_in_request set redeemed_at = $3 where id = $1 and redeemed_at is null and expires_at > $3
  returning email, session_id
), who as (
  select a.id, a.name, a.name_guessed, spent.session_id from spent join account_email e on e.email = spent.email
    join account a on a.id = e.account_id where not a.disabled for share of a
), begun as (
  insert into sign_in (id, account_id, turned_at, began_at) select $2, who.id, $3, $3 from who
)
select who.id, who.name, who.name_guessed, who.session_id from who";
pub(crate) const FORGET: &str = "\
delete from sign_in_request where id in (
  select id from sign_in_request where asked_at < $1 order by asked_at limit $2 for update skip locked)";

/// How long a link and its code are good: long enough for a slow mail, short enough for a mailbox left open.
pub const REQUEST_LIFE: Duration = Duration::from_secs(15 * 60);
/// Codes that may be typed while one request is open: a slip or two, and no more.
pub const CODE_TRIES_MAX: i32 = 5;
/// Codes that may be typed for one address in [`TRIES_REMEMBERED`], over all requests: with a million codes, whoever asks
/// again and again and guesses hits with a chance of 1 in 20,000 a day. The link goes on working.
pub const CODE_TRIES_PER_EMAIL_MAX: i64 = 50;
/// How long requests are kept after they were made, so that their tries count.
pub const TRIES_REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
/// Old requests taken away with each new one, which is more than one for one and so keeps up.
const FORGOTTEN_AT_ONCE: i64 = 20;

/// A request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestRow {
    /// Which.
    pub id: Uuid,
    /// The address, normalised.
    pub email: String,
    /// SHA-256 of the id of the browser that asked.
    pub browser_hash: [u8; 32],
    /// SHA-256 of the link's secret.
    pub secret_hash: [u8; 32],
    /// The keyed hash of the id and the code.
    pub code_hash: [u8; 32],
    /// Where the link leads, if to a class.
    pub session: Option<SessionId>,
    /// When it was asked for; it ends [`REQUEST_LIFE`] later.
    pub asked_at: Timestamp,
}

/// A request that may be redeemed: who presented it has proven to read the mail, in the browser that asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proven {
    /// Which.
    pub id: Uuid,
    /// The address, normalised.
    pub email: String,
}

/// What a link's secret is, presented by some browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BySecret {
    /// Good, and from the browser that asked.
    Proven(Proven),
    /// Good, and from another browser. It stays good.
    OtherBrowser,
    /// Used, or its time is over.
    Spent,
    /// No request has this secret.
    Unknown,
}

/// An open request against which a typed code has to be held. The try is counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tried {
    /// What it is good for if the code is right.
    pub proven: Proven,
    /// The keyed hash of the right code.
    pub code_hash: [u8; 32],
    /// Tries that are left after this one.
    pub tries_left: i32,
}

/// Somebody signed in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// What classes call them.
    pub called: Called,
    /// Where the link leads, if to a class.
    pub session: Option<SessionId>,
}

/// Writes a request.
///
/// # Errors
/// When the store does not answer.
pub async fn put(store: &Store, request: &RequestRow) -> Result<(), StoreError> {
    sqlx::query(PUT)
        .bind(request.id)
        .bind(&request.email)
        .bind(request.browser_hash.as_slice())
        .bind(request.secret_hash.as_slice())
        .bind(request.code_hash.as_slice())
        .bind(request.session.map(|session| session.0))
        .bind(Stamp(request.asked_at))
        .bind(Stamp(request.asked_at.plus(REQUEST_LIFE)))
        .execute(store.pool())
        .await?;
    Ok(())
}

/// Looks at what a secret is for the browser that presents it. Nothing is spent.
///
/// # Errors
/// When the store does not answer.
pub async fn by_secret(
    store: &Store,
    secret_hash: [u8; 32],
    browser_hash: [u8; 32],
    now: Timestamp,
) -> Result<BySecret, StoreError> {
    let query = sqlx::query(BY_SECRET).bind(secret_hash.as_slice()).bind(browser_hash.as_slice()).bind(Stamp(now));
    let Some(row) = query.fetch_optional(store.pool()).await? else { return Ok(BySecret::Unknown) };
    let (same_browser, good): (bool, bool) = (row.try_get(2)?, row.try_get(3)?);
    Ok(match (good, same_browser) {
        (false, _) => BySecret::Spent,
        (true, false) => BySecret::OtherBrowser,
        (true, true) => BySecret::Proven(Proven { id: row.try_get(0)?, email: row.try_get(1)? }),
    })
}

/// Counts one typed code, and gives the requests it has to be held against: those of this browser that are open and have
/// a try left.
///
/// # Errors
/// When the store does not answer.
pub async fn count_try(store: &Store, browser_hash: [u8; 32], now: Timestamp) -> Result<Vec<Tried>, StoreError> {
    let rows = sqlx::query(COUNT_TRY)
        .bind(browser_hash.as_slice())
        .bind(Stamp(now))
        .bind(CODE_TRIES_MAX)
        .bind(CODE_TRIES_PER_EMAIL_MAX)
        .bind(Stamp(now.minus(TRIES_REMEMBERED)))
        .fetch_all(store.pool())
        .await?;
    let tried = |row: &sqlx::postgres::PgRow| {
        let hash: Vec<u8> = row.try_get(2)?;
        let code_hash = hash.try_into().map_err(|_| StoreError::Corrupt("a code's hash is not 32 bytes".to_owned()))?;
        let tries: i32 = row.try_get(3)?;
        let proven = Proven { id: row.try_get(0)?, email: row.try_get(1)? };
        Ok(Tried { proven, code_hash, tries_left: CODE_TRIES_MAX - tries })
    };
    rows.iter().map(tried).collect()
}

/// Redeems a request, once: begins a sign-in for the account of its address. An address nobody has gets the account
/// `fresh`, called `name`. `None`: spent meanwhile, over, or of a disabled account.
///
/// # Errors
/// When the store does not answer.
pub async fn redeem(
    store: &Store,
    proven: &Proven,
    sign_in: SignInId,
    (fresh, name): (PersonId, &str),
    now: Timestamp,
) -> Result<Option<SignedIn>, StoreError> {
    sqlx::query(ENSURE_ACCOUNT).bind(&proven.email).bind(fresh.0).bind(name).execute(store.pool()).await?;
    let query = sqlx::query(REDEEM).bind(proven.id).bind(sign_in.0).bind(Stamp(now));
    let Some(row) = query.fetch_optional(store.pool()).await? else { return Ok(None) };
    Ok(Some(SignedIn {
        person: PersonId(row.try_get(0)?),
        called: Called::read(&row, 1)?,
        session: row.try_get::<Option<Uuid>, _>(3)?.map(SessionId),
    }))
}

/// Says that an account has an address. One that somebody has already stays theirs.
///
/// # Errors
/// When the store does not answer, or the account is not there.
pub async fn give_email(store: &Store, email: &str, account: PersonId) -> Result<(), StoreError> {
    sqlx::query(GIVE_EMAIL).bind(email).bind(account.0).execute(store.pool()).await?;
    Ok(())
}

/// Takes away some requests so old that their tries no longer count.
///
/// # Errors
/// When the store does not answer.
pub async fn forget(store: &Store, now: Timestamp) -> Result<(), StoreError> {
    let before = Stamp(now.minus(TRIES_REMEMBERED));
    sqlx::query(FORGET).bind(before).bind(FORGOTTEN_AT_ONCE).execute(store.pool()).await?;
    Ok(())
}
