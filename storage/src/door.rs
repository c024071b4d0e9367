//! What the door asks about people, many of them in one statement.

use homeroom_protocol::ids::{CourseId, PersonId, SessionId, SignInId};
use homeroom_protocol::moderation::{Banned, Scope};
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use sqlx::pool::PoolConnection;
use sqlx::{Postgres, Row};
use uuid::Uuid;

use crate::grants::{self, HeldGrant};
use crate::stamp::Stamp;
use crate::{Store, StoreError, courses};

/// The role is looked up for each who asks and not joined: expecting few of them, the planner walked the course's whole
/// list of people for everybody at its door. So is what they are banned by: of several the one that reaches furthest, and of
/// those the last to end.
pub(crate) const READ_MANY: &str = "\
select a.name, coalesce(a.disabled, true),
       (select e.role from enrolment e where e.course_id = s.course_id and e.account_id = asked.person),
       i.id is null or i.ended_at is not null, s.course_id, banned.from_all, banned.until
  from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as asked(session, person, sign_in, n)
  left join account a on a.id = asked.person
  left join session s on s.id = asked.session
  left join sign_in i on i.id = asked.sign_in and i.account_id = asked.person
  left join lateral (
    select b.course_id is null as from_all, b.until from ban b
     where b.account_id = asked.person and b.lifted_at is null and (b.until is null or b.until > $4)
       and (b.course_id is null or b.course_id = s.course_id)
     order by b.course_id nulls first, b.until desc nulls first limit 1) banned on true
 order by asked.n";

/// Someone at a door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Of which session.
    pub session: SessionId,
    /// Who.
    pub person: PersonId,
    /// With which sign-in.
    pub sign_in: SignInId,
}

/// What is known of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DoorFacts {
    /// Their name; `None`: there is no such account.
    pub name: Option<String>,
    /// The session's course; `None`: there is no such session.
    pub course: Option<CourseId>,
    /// What they are in the session's course; `None`: not enrolled, or no such session.
    pub role: Option<Role>,
    /// Whether the account is disabled, or not there.
    pub disabled: bool,
    /// Whether the sign-in has ended, is not theirs, or is not there.
    pub sign_in_ended: bool,
    /// How far they are banned and until when, where that is further than one class and the session is among them.
    pub banned: Option<Banned>,
}

/// A connection of the pool, for many reads after each other: the pool asks a connection whether it lives each time it
/// gives it out, which costs as many round trips again as the reads. After an error it must be dropped.
pub struct Reader(PoolConnection<Postgres>);

impl Reader {
    /// Takes a connection.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn open(store: &Store) -> Result<Self, StoreError> {
        Ok(Self(store.pool().acquire().await?))
    }

    /// What is known now of everyone who asked, in the order in which they asked.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn read(&mut self, asked: &[Asked], now: Timestamp) -> Result<Vec<DoorFacts>, StoreError> {
        let rows = sqlx::query(READ_MANY)
            .bind(asked.iter().map(|asked| asked.session.0).collect::<Vec<Uuid>>())
            .bind(asked.iter().map(|asked| asked.person.0).collect::<Vec<Uuid>>())
            .bind(asked.iter().map(|asked| asked.sign_in.0).collect::<Vec<Uuid>>())
            .bind(Stamp(now))
            .fetch_all(&mut *self.0)
            .await?;
        rows.iter()
            .map(|row| {
                let role: Option<&str> = row.try_get(2)?;
                let from_all: Option<bool> = row.try_get(5)?;
                let until = row.try_get::<Option<Stamp>, _>(6)?.map(|until| until.0);
                Ok(DoorFacts {
                    name: row.try_get(0)?,
                    course: row.try_get::<Option<Uuid>, _>(4)?.map(CourseId),
                    role: role.map(courses::role).transpose()?,
                    disabled: row.try_get(1)?,
                    sign_in_ended: row.try_get(3)?,
                    banned: from_all.map(|from_all| {
                        let scope = if from_all { Scope::Platform } else { Scope::Series };
                        Banned { scope, until }
                    }),
                })
            })
            .collect()
    }

    /// What each account holds, in the order in which they were asked for, in one statement.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn grants(&mut self, accounts: &[PersonId]) -> Result<Vec<Vec<HeldGrant>>, StoreError> {
        grants::read_many(&mut self.0, accounts).await
    }
}
