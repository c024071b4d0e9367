//! Asking about attendance, and saying a minute of it: who may, and where the answer is. A class that has a record answers
//! from the store; one that is going on, or has just ended, by its actor.

use homeroom_machines::entitlement::What;
use homeroom_machines::session::Session;
use homeroom_protocol::attendance::{PersonRecord, Record};
use homeroom_protocol::entitlement::Because;
use homeroom_protocol::ids::{CommandId, PersonId, SessionId};
use homeroom_protocol::limits::DOORS_SPAN;
use homeroom_protocol::moderation::Banned;
use homeroom_protocol::pack::Signed;
use homeroom_protocol::permit::Role;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::attendance::{Attendance, Attended, Filed, Heartbeat};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::attendance::NameRow;
use homeroom_storage::sessions::{self, SessionRow};
use homeroom_storage::{Store, attendance};
use tokio::sync::oneshot;

use crate::entitlement::About;
use crate::kit::admission::Credit;
use crate::session::directory::{Directory, World, unavailable};
use crate::session::entitled::told;
use crate::session::message::Msg;
use crate::session::question::{Attempt, ask};
use crate::session::sightings::{Beating, HeartbeatReply};

/// What is known now, from the actor.
pub(crate) struct Now {
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) people: Vec<PersonRecord>,
}

/// A question to the actor.
pub(crate) struct Asking {
    /// Who asks.
    pub(crate) by: PersonId,
    /// Of whom; `None`: of everybody.
    pub(crate) whose: Option<PersonId>,
    pub(crate) sent: Timestamp,
    pub(crate) reply: oneshot::Sender<Result<Now, Refusal>>,
    pub(crate) _credit: Credit,
}

impl Now {
    pub(crate) fn of(session: &Session, now: Timestamp, whose: Option<PersonId>) -> Self {
        let people = match whose {
            Some(person) => session.attended(now, person).into_iter().collect(),
            None => session.all_attended(now),
        };
        Self { ended_at: session.ended_at(), people }
    }
}

/// How somebody stands to a session.
pub(crate) struct Place {
    /// What they are in its course.
    pub(crate) role: Role,
    pub(crate) row: SessionRow,
    /// How far they are banned and until when, where that is further than one class.
    banned: Option<Banned>,
}

impl Place {
    /// Whether what is kept of the session is open to them: asked by everything that is not about themselves alone, before
    /// the class is asked the same of bans that are its own ([`Session::shows_what_is_kept`]).
    ///
    /// # Errors
    /// As at the door, to who is banned.
    pub(crate) fn open(&self, world: &World) -> Result<(), Refusal> {
        self.banned.map_or(Ok(()), |banned| Err(banned.refusal(world.clock.now())))
    }
}

/// How somebody stands to a session. Who is banned is told apart and not refused: when they were there is theirs to know.
pub(crate) async fn place(world: &World, session: SessionId, principal: Principal) -> Result<Place, Refusal> {
    let known = world.door.ask(session, principal).await?;
    if known.facts.disabled || known.facts.sign_in_ended {
        return Err(Code::SignInEnded.into());
    }
    let row = sessions::read(&world.store, session).await.map_err(unavailable)?;
    let row = row.ok_or(Code::NotFound)?;
    // Having been there needs no plan that is paid for: who is in the course may know when they were, and so may who came
    // by a grant, also when it has ended.
    let banned = known.facts.banned;
    if let Some(role) = known.facts.role {
        return Ok(Place { role, row, banned });
    }
    let about = About { person: principal.person, what: What::Overflow { course: row.course }, session: Some(session) };
    let held = world.entitlements.decide(about).await;
    if held.reason != Because::Ended {
        held.allowed().map_err(|refusal| {
            // To who is not in the course and holds nothing for it, what a class did is somebody else's: it looks like a
            // class that is not there.
            if refusal.code == Code::NotEntitled { Code::NotFound.into() } else { told(world, refusal, &held) }
        })?;
    }
    Ok(Place { role: Role::Student, row, banned })
}

/// A minute in which somebody watched without a socket.
pub(crate) async fn beat(
    directory: &Directory,
    principal: Principal,
    session: SessionId,
    key: CommandId,
    heartbeat: Heartbeat,
) -> Result<(), Refusal> {
    place(&directory.world, session, principal).await?.open(&directory.world)?;
    let person = principal.person;
    let asked = ask(directory, session, |attempt: Attempt<()>| {
        let reply = HeartbeatReply { to: attempt.reply, _credit: attempt.credit };
        Msg::Heartbeat(Beating { person, minute: heartbeat.minute, key, sent: attempt.sent, reply })
    });
    asked.await.map(drop)
}

/// When the asker was present; for whoever gives the class, when everybody was. Who gives it and is banned from it is told
/// of themselves alone: when they were there is theirs to know, and when others were is not any more.
pub(crate) async fn look(
    directory: &Directory,
    principal: Principal,
    session: SessionId,
) -> Result<Attendance, Refusal> {
    let (world, person) = (&*directory.world, principal.person);
    let place = place(world, session, principal).await?;
    let looked = match place.role {
        // Whoever watches over a class has no business with who came when.
        Role::Student | Role::Moderator => look_at_own(directory, &place, person).await,
        Role::Teacher | Role::Assistant => match look_at_all(directory, &place, person).await {
            Err(refusal) if is_ban(refusal.code) => look_at_own(directory, &place, person).await,
            other => other,
        },
    };
    let (ended_at, filed, people) = looked?;
    let Place { role, row, .. } = place;
    let people = named(&world.store, &row, people).await?;
    Ok(Attendance {
        session_id: session,
        course_id: row.course,
        title: row.title,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        ended_at,
        filed,
        role,
        people,
        server_time: world.clock.now(),
    })
}

/// What is known of everybody. The class is asked also where there is a record, because it says whether somebody is banned
/// from it alone; who cannot be told that is told nothing.
async fn look_at_all(directory: &Directory, place: &Place, by: PersonId) -> Result<Recorded, Refusal> {
    place.open(&directory.world)?;
    let now = now_of(directory, &place.row, by, None).await?;
    Ok(whole(&directory.world, place.row.id, None).await?.unwrap_or(now))
}

/// What is known of who asks.
async fn look_at_own(directory: &Directory, place: &Place, person: PersonId) -> Result<Recorded, Refusal> {
    match own(&directory.world, place.row.id, person).await? {
        Some(recorded) => Ok(recorded),
        None => now_of(directory, &place.row, person, Some(person)).await,
    }
}

/// What the class itself knows; before its doors nothing has happened in it.
async fn now_of(
    directory: &Directory,
    row: &SessionRow,
    by: PersonId,
    whose: Option<PersonId>,
) -> Result<Recorded, Refusal> {
    if directory.world.clock.now() < row.starts_at.minus(DOORS_SPAN) {
        return Ok((None, None, Vec::new()));
    }
    let asked = ask(directory, row.id, |attempt: Attempt<Now>| {
        let Attempt { sent, reply, credit, .. } = attempt;
        Msg::Attendance(Asking { by, whose, sent, reply, _credit: credit })
    });
    let (_, now) = asked.await?;
    Ok((now.ended_at, None, now.people))
}

const fn is_ban(code: Code) -> bool {
    matches!(code, Code::Banned | Code::BannedFromCourse | Code::BannedFromPlatform)
}

type Recorded = (Option<Timestamp>, Option<Filed>, Vec<PersonRecord>);

/// What the last record says of one person: their own rows, and not the text of everybody's.
async fn own(world: &World, session: SessionId, person: PersonId) -> Result<Option<Recorded>, Refusal> {
    let own = attendance::own(&world.store, session, person).await.map_err(unavailable)?;
    let Some(own) = own else { return Ok(None) };
    let Some(ended_at) = own.ended_at else { return whole(world, session, Some(person)).await };
    let part = own.part.map(|part| {
        let intervals = serde_json::from_str(&part.intervals).map_err(|error| broken(session, &error))?;
        let quiz = part.quiz.as_deref().map(serde_json::from_str).transpose();
        let quiz = quiz.map_err(|error| broken(session, &error))?;
        Ok::<_, Refusal>(PersonRecord { intervals, person, present_ms: part.present_ms, quiz })
    });
    let filed = filed(world, own.version, own.filed_at, own.key_id, None);
    Ok(Some((Some(ended_at), Some(filed), part.transpose()?.into_iter().collect())))
}

fn broken(session: SessionId, error: &serde_json::Error) -> Refusal {
    tracing::error!(session.id = %session, error = %error, "a record of attendance cannot be read");
    Refusal::new(Code::Broke)
}

/// A record as it is told of; its text is for whoever gives the class.
fn filed(world: &World, version: u32, at: Timestamp, key_id: String, signed: Option<String>) -> Filed {
    let public = world.signatory.public();
    let public_key = if key_id == public.id { public.public.clone() } else { String::new() };
    Filed { version, at, public_key, key_id, signed }
}

/// What the last record says: of everybody, or of one.
async fn whole(world: &World, session: SessionId, whose: Option<PersonId>) -> Result<Option<Recorded>, Refusal> {
    let latest = attendance::latest(&world.store, session).await.map_err(unavailable)?;
    let Some(latest) = latest else { return Ok(None) };
    let record: Signed<Record> = serde_json::from_str(&latest.signed).map_err(|error| broken(session, &error))?;
    let record = record.signed;
    let people = match whose {
        None => record.people,
        Some(person) => record.people.into_iter().filter(|one| one.person == person).collect(),
    };
    let signed = whose.is_none().then_some(latest.signed);
    let filed = filed(world, latest.version, latest.filed_at, latest.key_id, signed);
    Ok(Some((Some(record.ended_at), Some(filed), people)))
}

/// People with their names, by name.
async fn named(store: &Store, row: &SessionRow, people: Vec<PersonRecord>) -> Result<Vec<Attended>, Refusal> {
    let ids: Vec<_> = people.iter().map(|record| record.person).collect();
    let names = attendance::names(store, row.course, &ids).await.map_err(unavailable)?;
    let named = |record: PersonRecord| {
        let known: Option<&NameRow> = names.iter().find(|name| name.person == record.person);
        Attended {
            person_id: record.person,
            name: known.map(|name| name.name.clone()).unwrap_or_default(),
            role: known.and_then(|name| name.role),
            present_seconds: u32::try_from(record.present_ms / 1_000).unwrap_or(0),
            intervals: record.intervals,
            quiz: record.quiz,
        }
    };
    let mut people: Vec<_> = people.into_iter().map(named).collect();
    people.sort_by(|one, other| (&one.name, one.person_id).cmp(&(&other.name, other.person_id)));
    Ok(people)
}
