//! Attendance through the whole actor, on a clock that the test turns: gathered, filed, signed, corrected, made again.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use homeroom_protocol::attendance::{Confidence, RECORD_FORMAT, Record, Source};
use homeroom_protocol::frame::client::{End, Request};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::journal::v1::{Entry, SessionEvent};
use homeroom_protocol::limits::{ATTENDANCE_CORRECTED_AFTER, ATTENDANCE_FILED_AFTER, ENTRY_BYTES_MAX, GRACE};
use homeroom_protocol::pack::{PublicKey, Signed, canonical, read_canonical};
use homeroom_protocol::permit::Role;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::attendance::Heartbeat;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::attendance::{self as store, RecordRow};
use homeroom_storage::journal;
use tokio::task::JoinHandle;

use super::scene::{Scene, Socket, id};
use crate::kit::clock::Clock;
use crate::session::record::{self, Signatory};
use crate::session::sightings::{GATHER_FOR, WORDS_PER_ENTRY_MAX};

/// A whole minute.
pub(super) const START: Timestamp = Timestamp::from_millis(1_795_600_020_000);
/// Nothing here takes longer unless it hangs.
const LOOKS_MAX: usize = 500;

impl Scene {
    /// Says that somebody watched in the minute so many before now; who says it waits for the answer.
    fn watches(&self, principal: Principal, minutes_ago: u64) -> JoinHandle<Result<(), Refusal>> {
        let minute = START.minus(Duration::from_secs(60 * minutes_ago));
        self.watches_as(principal, minute, CommandId(id(&self.clock)))
    }

    fn watches_as(&self, principal: Principal, minute: Timestamp, key: CommandId) -> JoinHandle<Result<(), Refusal>> {
        let (sessions, session) = (self.sessions(), self.session);
        tokio::spawn(async move { sessions.heartbeat(principal, session, key, Heartbeat { minute }).await })
    }

    /// Everything in the journal, each entry within its bytes.
    async fn journalled(&self) -> Vec<SessionEvent> {
        let rows = journal::read(&self.database.store, self.session.0, 0, 10_000).await.unwrap();
        assert!(rows.iter().all(|row| row.events.len() <= ENTRY_BYTES_MAX));
        let entries = rows.iter().map(|row| serde_json::from_slice::<Entry<SessionEvent>>(&row.events).unwrap());
        entries.flat_map(|entry| entry.events).collect()
    }

    async fn sighted(&self) -> usize {
        self.journalled().await.iter().filter(|event| matches!(event, SessionEvent::Sighted { .. })).count()
    }

    pub(super) async fn versions(&self, how_many: usize) -> Vec<RecordRow> {
        for _ in 0..LOOKS_MAX {
            let versions = store::versions(&self.database.store, self.session).await.unwrap();
            if versions.len() >= how_many {
                return versions;
            }
            // A class that fell asleep with its record due is woken by whoever looks each second of the clock.
            self.clock.crank(Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("there were never {how_many} records");
    }

    pub(super) async fn teaches(&self, teacher: Principal) -> Socket {
        let mut socket = self.enter(teacher).await;
        socket.welcome().await;
        socket
    }

    pub(super) async fn ends(&self, mut socket: Socket) {
        let command = CommandId(id(&self.clock));
        socket.ask(command, Request::End(End {})).unwrap();
        assert_eq!(socket.answer(command).await.map(|offset| offset.is_some()), Ok(true));
    }
}

/// Lets what was just said reach the actor, which no clock of ours decides.
pub(super) async fn settle() {
    tokio::time::sleep(Duration::from_millis(300)).await;
}

pub(super) fn checked(row: &RecordRow, key: &PublicKey) -> Record {
    let signed: Signed<Record> = read_canonical(row.signed.as_bytes()).expect("canonical JSON");
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(&key.public).unwrap().try_into().unwrap();
    let signature: [u8; 64] = URL_SAFE_NO_PAD.decode(&signed.signature).unwrap().try_into().unwrap();
    let message = canonical(&signed.signed).unwrap();
    let key_bytes = VerifyingKey::from_bytes(&bytes).unwrap();
    key_bytes.verify_strict(message.as_bytes(), &Signature::from_bytes(&signature)).unwrap();
    assert_eq!((&signed.signed.key_id, &row.key_id), (&key.id, &key.id));
    signed.signed
}

#[tokio::test]
async fn heartbeats_of_many_are_one_entry_and_are_answered_when_it_is_written() {
    let clock = Clock::cranked(START);
    let scene = Scene::begin(clock.clone(), 1).await;
    let mut waiting = Vec::new();
    for n in 0..20 {
        let person = scene.person(&format!("Student {n}"), Role::Student).await;
        waiting.push(scene.watches(person, 1));
    }
    settle().await;
    assert!(waiting.iter().all(|one| !one.is_finished()), "nobody is told before it is written");
    clock.crank(GATHER_FOR);
    for one in waiting {
        assert_eq!(one.await.unwrap(), Ok(()));
    }
    assert_eq!(scene.sighted().await, 1);
}

#[tokio::test]
async fn as_many_as_one_entry_holds_are_written_at_once_and_one_more_waits() {
    let clock = Clock::cranked(START);
    let scene = Scene::begin(clock.clone(), 1).await;
    let person = scene.person("Mira", Role::Student).await;
    // The same minute each time; each waits as if it were another.
    let waiting: Vec<_> = (0..WORDS_PER_ENTRY_MAX).map(|_| scene.watches(person, 1)).collect();
    for one in waiting {
        assert_eq!(one.await.unwrap(), Ok(()));
    }
    assert_eq!(scene.sighted().await, 1);
    let one_more = scene.watches(person, 1);
    settle().await;
    assert!(!one_more.is_finished());
    clock.crank(GATHER_FOR);
    assert_eq!(one_more.await.unwrap(), Ok(()));
    assert_eq!(scene.sighted().await, 1, "it was known");
}

#[tokio::test]
async fn a_key_is_for_one_minute_and_a_stranger_watches_nothing() {
    let clock = Clock::cranked(START);
    let scene = Scene::begin(clock.clone(), 1).await;
    let (mira, key) = (scene.person("Mira", Role::Student).await, CommandId(id(&clock)));
    let minute = |n: u64| START.minus(Duration::from_secs(60 * n));
    let first = scene.watches_as(mira, minute(1), key);
    settle().await;
    let other = scene.watches_as(mira, minute(2), key).await.unwrap();
    assert_eq!(other.unwrap_err().code, Code::IdempotencyKeyReused);
    let again = scene.watches_as(mira, minute(1), key);
    settle().await;
    clock.crank(GATHER_FOR);
    assert_eq!((first.await.unwrap(), again.await.unwrap()), (Ok(()), Ok(())));
    let stranger = Principal { person: homeroom_protocol::ids::PersonId(id(&clock)), ..mira };
    assert!(scene.watches(stranger, 1).await.unwrap().is_err());
}

#[tokio::test]
async fn five_minutes_after_the_end_there_is_a_signed_record_that_the_journal_makes_again() {
    let clock = Clock::cranked(START);
    let scene = Scene::begin(clock.clone(), 2).await;
    let teacher = scene.person("Ms. Iva", Role::Teacher).await;
    let mira = scene.person("Mira", Role::Student).await;
    let teaching = scene.teaches(teacher).await;
    let mut socket = scene.enter(mira).await;
    socket.welcome().await;
    clock.crank(Duration::from_secs(600));
    scene.ends(teaching).await;
    let ended_at = clock.now();

    let before = scene.sessions().attendance(mira, scene.session).await.unwrap();
    assert_eq!((before.ended_at, before.filed, before.people.len()), (Some(ended_at), None, 1));
    assert_eq!(before.people[0].present_seconds, 600);

    settle().await;
    clock.crank(ATTENDANCE_FILED_AFTER.saturating_sub(Duration::from_millis(1)));
    settle().await;
    assert_eq!(store::latest(&scene.database.store, scene.session).await.unwrap(), None);
    clock.crank(Duration::from_millis(1));
    let versions = scene.versions(1).await;

    let signatory = Signatory::load(&scene.database.store, &clock).await.unwrap();
    let record = checked(&versions[0], signatory.public());
    assert_eq!((record.version, record.session, record.format.as_str()), (1, scene.session, RECORD_FORMAT));
    assert_eq!((record.ended_at, record.filed_at), (ended_at, ended_at.plus(ATTENDANCE_FILED_AFTER)));
    let present: Vec<_> = record.people.iter().map(|one| (one.person, one.present_ms)).collect();
    assert!(present.contains(&(mira.person, 600_000)) && present.len() == 2, "{present:?}");

    // What the student is told, and what the teacher is.
    let own = scene.sessions().attendance(mira, scene.session).await.unwrap();
    let filed = own.filed.unwrap();
    assert_eq!((filed.version, filed.signed), (1, None));
    assert_eq!(own.people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Mira"]);
    let all = scene.sessions().attendance(teacher, scene.session).await.unwrap();
    assert_eq!(all.filed.unwrap().signed.as_ref(), Some(&versions[0].signed));
    assert_eq!(all.people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Mira", "Ms. Iva"]);

    is_what_the_journal_makes(&scene, &signatory).await;
}

/// The projections are emptied, made again, and the same.
pub(super) async fn is_what_the_journal_makes(scene: &Scene, signatory: &Signatory) {
    let database = &scene.database.store;
    let read = async || {
        let records = store::versions(database, scene.session).await.unwrap();
        (records, store::all(database, scene.session).await.unwrap())
    };
    let stood = read().await;
    store::forget(database, scene.session).await.unwrap();
    assert_eq!(read().await, (Vec::new(), Vec::new()));
    record::file_again(database, signatory, scene.session).await.unwrap();
    assert_eq!(read().await, stood);
    record::file_again(database, signatory, scene.session).await.unwrap();
    assert_eq!(read().await, stood, "once more changes nothing");
}

#[tokio::test]
async fn a_late_minute_makes_a_second_version_and_the_first_stays() {
    let clock = Clock::cranked(START);
    let scene = Scene::begin(clock.clone(), 2).await;
    let teacher = scene.person("Ms. Iva", Role::Teacher).await;
    let late = scene.person("Otto", Role::Student).await;
    let teaching = scene.teaches(teacher).await;
    clock.crank(Duration::from_secs(60));
    scene.ends(teaching).await;
    settle().await;
    clock.crank(ATTENDANCE_FILED_AFTER);
    let first = scene.versions(1).await;
    let told = scene.watches(late, 0);
    settle().await;
    clock.crank(GATHER_FOR);
    assert_eq!(told.await.unwrap(), Ok(()));
    clock.crank(ATTENDANCE_CORRECTED_AFTER);
    let versions = scene.versions(2).await;
    assert_eq!(versions[0], first[0]);
    let signatory = Signatory::load(&scene.database.store, &clock).await.unwrap();
    let record = checked(&versions[1], signatory.public());
    let otto = record.people.iter().find(|one| one.person == late.person).unwrap();
    assert_eq!(otto.present_ms, 60_000);
    assert_eq!(
        (otto.intervals[0].sources.as_slice(), otto.intervals[0].confidence),
        (&[Source::Heartbeat][..], Confidence::Low)
    );
    assert_eq!(scene.sessions().attendance(late, scene.session).await.unwrap().filed.unwrap().version, 2);
    is_what_the_journal_makes(&scene, &signatory).await;
}

#[tokio::test]
async fn a_class_that_sleeps_when_its_record_is_due_is_woken_for_it() {
    let clock = Clock::cranked(START);
    let scene = Scene::begin(clock.clone(), 2).await;
    let mira = scene.person("Mira", Role::Student).await;
    let mut socket = scene.enter(mira).await;
    socket.welcome().await;
    drop(socket);
    settle().await;
    clock.crank(GRACE);
    settle().await;
    // It sleeps, ends in its sleep, and is due; each second somebody looks.
    for _ in 0..30 {
        clock.crank(Duration::from_secs(300));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let record = scene.versions(1).await;
    assert_eq!(record.len(), 1);
}
