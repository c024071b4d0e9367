//! Who and what appears in these tests: ids by number, instants by second, and entries by command.

use bytes::Bytes;
use homeroom_protocol::ids::{CommandId, CourseId, IncarnationId, PersonId, SessionId, SignInId};
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::{self, Held, Kind};
use homeroom_storage::audit::Act;
use homeroom_storage::journal::{JournalEntry, Run};
use homeroom_storage::sessions::SessionRow;
use homeroom_storage::{Store, accounts, courses, sessions};
use uuid::Uuid;

pub(crate) const ANA: IncarnationId = IncarnationId(Uuid::from_u128(0xa));
pub(crate) const BO: IncarnationId = IncarnationId(Uuid::from_u128(0xb));

pub(crate) const COURSE: CourseId = CourseId(Uuid::from_u128(0xc0));
pub(crate) const CLASS: SessionId = SessionId(Uuid::from_u128(0xc1));
pub(crate) const MIRA: PersonId = PersonId(Uuid::from_u128(0xd1));
pub(crate) const TOM: PersonId = PersonId(Uuid::from_u128(0xd2));
pub(crate) const MIRAS: SignInId = SignInId(Uuid::from_u128(0xe1));
pub(crate) const TOMS: SignInId = SignInId(Uuid::from_u128(0xe2));

/// The instant so many seconds after the hour at which the tests begin.
pub(crate) fn second(n: i64) -> Timestamp {
    Timestamp::from_millis(1_795_629_600_000 + n * 1_000)
}

pub(crate) fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x1000 + n)
}

/// What the audit is told of something that staff do.
pub(crate) fn act(n: u128) -> Act<'static> {
    Act { id: id(n), staff: "ana", reason: "she asked", at: second(0) }
}

pub(crate) fn entry(position: i64, command: Uuid, events: String) -> JournalEntry {
    JournalEntry { position, command_id: Some(CommandId(command)), events: Bytes::from(events), at: second(position) }
}

/// A run of so many entries right after what is held; its commands are numbered by aggregate and position.
pub(crate) fn run(held: &Held, entries: i64) -> Run {
    let entry = |n| {
        let position = held.position + n;
        entry(position, Uuid::from_u128(held.id.as_u128() << 64 | position.unsigned_abs() as u128), "{}".to_owned())
    };
    Run {
        id: held.id,
        epoch: held.epoch,
        expected: held.position,
        effects_done: held.position,
        entries: (1..=entries).map(entry).collect(),
    }
}

/// Claims for Ana.
pub(crate) async fn claim(store: &Store, id: Uuid) -> Held {
    aggregate::claim(store, id, Kind::Session, ANA).await.unwrap().expect("nobody is home")
}

/// A class from `second(0)` for an hour, with Mira as its student and Tom as its teacher.
pub(crate) async fn plant(store: &Store) {
    accounts::put(store, MIRA, "Mira").await.unwrap();
    accounts::put(store, TOM, "Tom").await.unwrap();
    courses::put(store, COURSE, "Bulgarian A1").await.unwrap();
    courses::enrol(store, COURSE, MIRA, Role::Student).await.unwrap();
    courses::enrol(store, COURSE, TOM, Role::Teacher).await.unwrap();
    sessions::put(store, &class(CLASS, 0)).await.unwrap();
}

/// A class of one hour from that second.
pub(crate) fn class(id: SessionId, from: i64) -> SessionRow {
    SessionRow {
        id,
        course: COURSE,
        course_title: "Bulgarian A1".to_owned(),
        title: "At the market".to_owned(),
        summary: "Numbers and prices".to_owned(),
        capacity: 12,
        starts_at: second(from),
        ends_at: second(from + 3_600),
        lesson: None,
        lobby: false,
    }
}
