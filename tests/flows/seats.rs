//! Many want few seats at once, by joining and by reserving, and the server is killed in the middle (promise 5): never is
//! one given too many, none is lost, and everybody has what they were told.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use homeroom_machines::machine::Machine;
use homeroom_machines::session::{Live, Session};
use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::join::{Joined, Outcome};
use homeroom_protocol::rest::reservation::{Reservation, Standing};
use homeroom_storage::{courses, reservations, sessions};
use homeroom_tests::clock::{now, until, uuid};
use homeroom_tests::journal;
use homeroom_tests::person::Person;
use homeroom_tests::web::{Answer, Ask};
use homeroom_tests::world::World;
use tokio::sync::Semaphore;
use tokio::time::sleep;
use uuid::Uuid;

/// Ten thousand by hand: `HOMEROOM_CROWD=10000 cargo test -p homeroom-tests --test flows seats`. That takes a minute
/// on two cores that have nothing else to do.
const CROWD: usize = 1_000;
const SEATS: u32 = 200;
/// Requests under way at once: what the descriptors of a plain user are good for at both ends.
const AT_ONCE: usize = 400;
/// Sign-ins under way at once.
const SIGN_INS_AT_ONCE: usize = 16;
/// How long somebody waits before they send the same again.
const AGAIN_AFTER: Duration = Duration::from_millis(100);
/// Nothing here measures speed.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_crowd_that_joins_and_reserves_over_a_kill_as_many_have_seats_as_there_are() {
    let crowd = std::env::var("HOMEROOM_CROWD").map_or(CROWD, |crowd| crowd.parse().expect("a number of people"));
    let mut world = World::open().await;
    let session = doors_open(&world).await;
    let people = people(&world, crowd).await;
    let (answered, turns) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(AT_ONCE)));
    let mut asking = Vec::new();
    for (n, person) in people.into_iter().enumerate() {
        let (answered, turns) = (Arc::clone(&answered), Arc::clone(&turns));
        asking.push(tokio::spawn(async move {
            let told = wants(person, session, n % 2 == 0, &turns).await;
            answered.fetch_add(1, Ordering::Relaxed);
            told
        }));
    }
    until(PATIENCE * 4, "half of them have an answer", async || {
        (answered.load(Ordering::Relaxed) >= crowd / 2).then_some(())
    })
    .await;
    world.server.kill();
    let before = answered.load(Ordering::Relaxed);
    assert!(before < crowd, "nobody was left to ask over the kill");
    world.server.start_again().await;
    let mut told = Vec::new();
    for asks in asking {
        told.push(asks.await.unwrap());
    }

    // Never over: at every position of the journal every invariant holds, and the last has every seat given.
    let rows = journal::read(&world.store, session).await;
    let machine = replayed(&rows, true);
    let seats = machine.seats_left();
    assert_eq!((seats.capacity, seats.left), (SEATS, 0), "a seat is lost");
    assert!(seats.waiting > 0, "nobody waits");
    // Everybody has what they were told, or was told of it later: the decision stands in the journal, once.
    let decided: Vec<Uuid> = rows.iter().filter_map(|row| row.command).map(|command| command.0).collect();
    for told in &told {
        let under = decided.iter().filter(|decision| **decision == told.decision).count();
        assert_eq!(under, 1, "what {} was told stands in the journal {under} times", told.person);
    }
    // A reservation that was told of stands: the class has not begun, and nobody gave one back.
    for told in told.iter().filter(|told| told.has_a_seat && told.reserved) {
        let standing = machine.booking(told.person, now()).standing;
        assert_eq!(standing, Standing::Reserved, "{} was told of a seat", told.person);
    }
    let seated = told.iter().filter(|told| told.has_a_seat).count();
    assert!(seated <= SEATS as usize + ended(&rows), "{seated} were told that they have a seat");
    // The read model comes to say the same; meanwhile holds of people who did not come in may have ended.
    let head = last_change(&rows);
    let written = until(PATIENCE, "the read model has come so far", async || {
        let written = reservations::seats(&world.store, &[session]).await.unwrap();
        written.first().copied().filter(|row| row.as_of.unsigned_abs() >= head)
    });
    let written = written.await;
    let mut rows = journal::read(&world.store, session).await;
    rows.retain(|row| row.offset <= written.as_of.unsigned_abs());
    let then = replayed(&rows, false).seats_left();
    assert_eq!((written.capacity, written.left, written.waiting), (then.capacity, then.left, then.waiting));
    println!("{crowd} people, {before} answered before the kill, {seated} told of a seat, {} in line", seats.waiting);
}

/// Where in a journal the seats last became others: what changes none is not written to the read model.
fn last_change(rows: &[journal::Row]) -> u64 {
    let (mut machine, mut at) = (Session::default(), 0);
    for row in rows {
        let before = machine.seats_left();
        for event in &row.entry.events {
            machine.evolve(row.offset, event);
        }
        if machine.seats_left() != before {
            at = row.offset;
        }
    }
    at
}

/// The session that a journal makes; whether its invariants are looked at after each event.
fn replayed(rows: &[journal::Row], looks: bool) -> Session {
    let mut machine = Session::default();
    for row in rows {
        for event in &row.entry.events {
            machine.evolve(row.offset, event);
            if looks {
                assert_eq!(machine.broken_invariants(&Live::default()), Vec::<&str>::new(), "at {}", row.offset);
            }
        }
    }
    machine
}

/// What somebody was told.
struct Told {
    person: PersonId,
    decision: Uuid,
    has_a_seat: bool,
    /// Whether it was reserved and not joined; who joined and did not come in loses it when the hold ends.
    reserved: bool,
}

/// Asks until there is an answer, with one key, as a page would.
async fn wants(mut person: Person, session: SessionId, reserves: bool, turns: &Semaphore) -> Told {
    let mut key = uuid().to_string();
    loop {
        let ask =
            if reserves { person.reserve_request(session, &key) } else { person.join_request(session, &key, None) };
        let answer = {
            let _turn = turns.acquire().await.unwrap();
            try_once(ask, person.server).await
        };
        match answer {
            Some(answer) if answer.status == 200 && reserves => {
                let Reservation { decision_id, place, .. } = answer.good();
                let has_a_seat = place.standing == Standing::Reserved;
                return Told { person: person.id, decision: decision_id, has_a_seat, reserved: true };
            }
            Some(answer) if answer.status == 200 => {
                let Joined { decision_id, outcome, .. } = answer.good();
                let has_a_seat = outcome == Outcome::Seated;
                return Told { person: person.id, decision: decision_id, has_a_seat, reserved: false };
            }
            // Signing in so many takes longer than the first of them are good for.
            Some(answer) if answer.status == 401 => person.refresh().await,
            // The answer was lost in the kill, and the hold has ended since: a new wish.
            Some(answer) if answer.status == 409 && answer.problem().code == Code::NotHere => key = uuid().to_string(),
            Some(answer) => assert!([409, 503].contains(&answer.status), "{}", answer.text()),
            None => {}
        }
        sleep(AGAIN_AFTER).await;
    }
}

/// One attempt; none where the server is not there, or goes in the middle.
async fn try_once(ask: Ask, server: SocketAddr) -> Option<Answer> {
    ask.try_send(server).await.ok()
}

/// How many holds have ended, so that their seats were given again.
fn ended(rows: &[journal::Row]) -> usize {
    use homeroom_protocol::journal::v1::SessionEvent;
    let events = rows.iter().flat_map(|row| &row.entry.events);
    events.filter(|event| matches!(event, SessionEvent::HoldEnded { .. })).count()
}

/// A class whose doors are open and which starts in five minutes.
async fn doors_open(world: &World) -> SessionId {
    let mut row = world.planned(SEATS);
    row.starts_at = now().plus(Duration::from_secs(5 * 60));
    row.ends_at = row.starts_at.plus(Duration::from_secs(60 * 60));
    sessions::put(&world.store, &row).await.unwrap();
    row.id
}

/// So many students, signed in.
async fn people(world: &World, count: usize) -> Vec<Person> {
    let one = async |n: usize| {
        let id = world.stranger(&format!("Student {n}")).await;
        courses::enrol(&world.store, world.course, id, Role::Student).await.unwrap();
        world.grant(id).await;
        world.sign_in(id).await
    };
    futures_util::stream::iter(0..count).map(one).buffer_unordered(SIGN_INS_AT_ONCE).collect().await
}
