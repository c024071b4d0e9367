//! A poll under a storm: 300 students who each answer several times at once over two sockets, a server that dies in the
//! middle, and a poll that is closed while answers are on their way. What the clients were told is compared with the
//! journal, which is the history that counts.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use homeroom_protocol::frame::server::{Ack, Refused, ServerFrame};
use homeroom_protocol::ids::{CommandId, PersonId, SessionId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::poll::PollEvent;
use homeroom_protocol::poll::Ballot;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{Store, testing};
use homeroom_tests::clock::{command, now};
use homeroom_tests::journal;
use homeroom_tests::person::Person;
use homeroom_tests::socket::{Seen, Socket};
use homeroom_tests::world::{AT_ONCE, World};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::polls::{asks, closes, place_of, vote};

/// Students of the storm.
const STORMING: usize = 300;
/// Answers that each has under way at once. The third repeats the first as it was, over the other socket.
const VOTES_EACH: usize = 5;
const REPEAT: usize = 2;
/// How long the storm goes on before the server dies: some answers are taken, others are on their way.
const DIES_AFTER: Duration = Duration::from_millis(25);
/// How long the storm goes on before the poll is closed.
const CLOSES_AFTER: Duration = Duration::from_millis(60);
/// How long whoever is told to come later waits, where no time was told.
const AGAIN_AFTER: Duration = Duration::from_millis(100);
/// How long a socket is listened to once everything is said.
const QUIET: Duration = Duration::from_millis(1_500);

/// What happens in the middle of a storm.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Midst {
    /// The server dies.
    Death,
    /// Nothing.
    Nothing,
    /// The poll is closed.
    Close,
}

/// What was asked and answered in the storm.
struct Said {
    person: PersonId,
    command: CommandId,
    place: u32,
    sent: Timestamp,
    heard: Option<Heard>,
}

/// What was heard of it, and when.
struct Heard {
    at: Timestamp,
    outcome: Result<Ack, Code>,
}

/// An answer as the journal has it.
type Taken = (u64, PersonId, u32);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_storm_with_a_crash_and_a_close_everybody_is_counted_once_with_an_answer_they_gave() {
    let database = testing::database().await;
    // All of them come from one address, each with two tabs.
    let sockets = [("HOMEROOM_SOCKETS_PER_ADDRESS_MAX", (4 * STORMING).to_string())];
    let mut world = World::with(&database.url, database.store, &sockets).await;
    let session = world.session(u32::try_from(STORMING).unwrap()).await;
    let teacher = world.teacher().await;
    let students = world.students("Student", STORMING).await;
    let poll = asks(&mut teacher.enter(session).await.1, false).await;
    let mut said = Vec::new();
    let mut closed = None;
    for (round, midst) in [Midst::Death, Midst::Nothing, Midst::Close].into_iter().enumerate() {
        let sockets = all_enter(&students, session).await;
        let (_, mut teaching) = teacher.enter(session).await;
        let mut storm = JoinSet::new();
        for (n, (person, sockets)) in sockets.into_iter().enumerate() {
            storm.spawn(votes_at_once(person, sockets, poll, n + round));
        }
        match midst {
            Midst::Death => {
                tokio::time::sleep(DIES_AFTER).await;
                world.server.kill();
            }
            Midst::Nothing => {}
            Midst::Close => {
                tokio::time::sleep(CLOSES_AFTER).await;
                closed = Some(closes(&mut teaching, poll).await);
            }
        }
        let heard: Vec<Said> = storm.join_all().await.into_iter().flatten().collect();
        assert!(midst == Midst::Death || heard.iter().all(|one| one.heard.is_some()), "an answer without an answer");
        println!("{midst}: {}", tale(&heard));
        said.extend(heard);
        if midst == Midst::Death {
            world.server.start_again().await;
        }
    }
    let (by_command, closed_at) = history(&world.store, session).await;
    let mut register: BTreeMap<PersonId, (u64, u32)> = BTreeMap::new();
    for (offset, person, place) in by_command.values() {
        assert!(*offset < closed_at, "an answer after the poll was closed");
        let latest = register.entry(*person).or_insert((*offset, *place));
        *latest = (*latest).max((*offset, *place));
    }
    assert_eq!(register.len(), STORMING, "everybody is counted once");
    let mut counts = vec![0; 3];
    register.values().for_each(|(_, place)| counts[*place as usize - 1] += 1);
    let tally = closed.unwrap().results.unwrap().tally.unwrap();
    assert_eq!((tally.votes as usize, tally.counts), (STORMING, counts), "what is shown is what the journal says");
    for (command, (_, person, place)) in &by_command {
        let gave = |one: &Said| (one.command, one.person, one.place) == (*command, *person, *place);
        assert!(said.iter().any(gave), "nobody's answer was made up");
    }
    was_told_the_truth(&said, &by_command);
    is_in_the_order_of_real_time(&said);
}

/// Everybody comes in twice: two tabs.
async fn all_enter(students: &[Person], session: SessionId) -> Vec<(PersonId, [Socket; 2])> {
    let entering = students.iter().map(async |person| {
        let (_, one) = person.enter(session).await;
        (person.id, [one, person.enter(session).await.1])
    });
    stream::iter(entering).buffered(AT_ONCE).collect().await
}

/// Several answers at once over two sockets; the connection may go in between.
async fn votes_at_once(person: PersonId, mut sockets: [Socket; 2], poll: CommandId, n: usize) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    for m in 0..VOTES_EACH {
        let (command, place) = match said.first() {
            Some(first) if m == REPEAT => (first.command, first.place),
            _ => (command(), place_of(n + m)),
        };
        let sent = now();
        if sockets[usize::from(m % 2 == 1 || m == REPEAT)].try_send(command, vote(poll, place)).await.is_ok() {
            said.push(Said { person, command, place, sent, heard: None });
        }
    }
    for socket in &mut sockets {
        while let Ok(Seen::Frame(frame)) = timeout(QUIET, socket.recv()).await {
            let (id, outcome) = if let ServerFrame::Ack(ack) = *frame {
                (ack.id, Ok(ack))
            } else if let ServerFrame::Refused(Refused { id, problem }) = *frame {
                (id, Err(problem))
            } else {
                continue;
            };
            // More is under way than an actor takes at once (L8): later, as a page would.
            if let Err(problem) = &outcome
                && problem.code == Code::Busy
            {
                tokio::time::sleep(problem.retry_after_ms.map_or(AGAIN_AFTER, Duration::from_millis)).await;
                let place = said.iter().find(|one| one.command == id).unwrap().place;
                // A connection that is lost now is seen to be by the next look at it.
                let _ = socket.try_send(id, vote(poll, place)).await;
                continue;
            }
            let outcome = outcome.map_err(|problem| problem.code);
            let heard = Heard { at: now(), outcome };
            // Of an answer that was sent twice, each is answered once.
            let first = said.iter_mut().find(|one| one.command == id && one.heard.is_none());
            first.unwrap().heard = Some(heard);
        }
    }
    said
}

/// Every answer that the journal has, by its command, and where the poll was closed.
async fn history(store: &Store, session: SessionId) -> (BTreeMap<CommandId, Taken>, u64) {
    let (mut by_command, mut closed_at) = (BTreeMap::new(), None);
    for row in journal::read(store, session).await {
        for event in &row.entry.events {
            if let SessionEvent::Poll(PollEvent::Voted { person, ballot: Ballot::Choices(places), .. }) = event {
                let taken = (row.offset, *person, places[0]);
                assert!(by_command.insert(row.command.unwrap(), taken).is_none(), "a command counts once");
            } else if let SessionEvent::Poll(PollEvent::Closed { .. }) = event {
                closed_at = Some(row.offset);
            }
        }
    }
    (by_command, closed_at.unwrap())
}

/// Who heard that an answer was taken has it in the journal, at the place they were told; who heard a refusal has not, and
/// the only refusal is that the poll was closed.
fn was_told_the_truth(said: &[Said], by_command: &BTreeMap<CommandId, Taken>) {
    for one in said {
        let taken = by_command.get(&one.command);
        match one.heard.as_ref().map(|heard| &heard.outcome) {
            None => {}
            Some(Err(code)) => assert_eq!((*code, taken), (Code::PollClosed, None)),
            // The same answer again is no event, and has no place of its own.
            Some(Ok(Ack { offset: None, .. })) => assert!(by_command.values().any(|taken| taken.1 == one.person)),
            Some(Ok(Ack { offset: Some(offset), .. })) => {
                assert_eq!(taken, Some(&(*offset, one.person, one.place)), "an answer that was taken");
            }
        }
    }
}

/// What was heard of before another answer was sent stands before it: with one writer and one order of all entries, that
/// is what makes the register linearizable.
fn is_in_the_order_of_real_time(said: &[Said]) {
    let told = |one: &Said| {
        let heard = one.heard.as_ref()?;
        Some((heard.at, heard.outcome.as_ref().ok()?.offset?))
    };
    let mut heard: Vec<_> = said.iter().filter_map(told).collect();
    heard.sort_unstable();
    let mut sent: Vec<_> = said.iter().filter_map(|one| Some((one.sent, told(one)?.1))).collect();
    sent.sort_unstable();
    let (mut before, mut latest, mut compared) = (heard.into_iter().peekable(), None, 0);
    let mut first: BTreeMap<u64, Timestamp> = BTreeMap::new();
    for (moment, offset) in &sent {
        first.entry(*offset).or_insert(*moment);
    }
    for (moment, offset) in sent {
        // An answer that was sent again stands where it stood.
        if first[&offset] != moment {
            continue;
        }
        while let Some((_, earlier)) = before.next_if(|(at, _)| *at < moment) {
            latest = latest.max(Some(earlier));
        }
        assert!(latest < Some(offset), "{latest:?} was heard before the answer at {offset} was sent");
        compared += usize::from(latest.is_some());
    }
    assert!(compared > STORMING, "something was compared: {compared}");
}

fn tale(said: &[Said]) -> String {
    let count = |wanted: fn(&Said) -> bool| said.iter().filter(|one| wanted(one)).count();
    format!(
        "{} answers, {} taken, {} refused, {} lost their connection",
        said.len(),
        count(|one| matches!(&one.heard, Some(Heard { outcome: Ok(_), .. }))),
        count(|one| matches!(&one.heard, Some(Heard { outcome: Err(_), .. }))),
        count(|one| one.heard.is_none()),
    )
}

impl std::fmt::Display for Midst {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Death => "the server dies",
            Self::Nothing => "nothing happens",
            Self::Close => "the poll is closed",
        })
    }
}
