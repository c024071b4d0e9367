//! Polls on a real server: asked, answered and closed; what is kept of an answer without a name.

use std::collections::BTreeMap;
use std::time::Duration;

use homeroom_protocol::frame::client::{AskPoll, Hello, OnPoll, Request, Vote};
use homeroom_protocol::frame::server::{ClassEvent, ServerFrame, Signal};
use homeroom_protocol::frame::staff::FeedEvent;
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::poll::PollEvent;
use homeroom_protocol::limits::POLL_RESULTS_EVERY;
use homeroom_protocol::pack::polls::{Poll, PollKind, Right};
use homeroom_protocol::poll::{Ask as Asked, Audience, Ballot, PollItem, Shown};
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::polls::{PollRecord, PollReport};
use homeroom_storage::sessions;
use homeroom_tests::clock::now;
use homeroom_tests::journal;
use homeroom_tests::socket::{Seen, Socket};
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;
use tokio::time::timeout;

/// Voters of the dump, as the issue asks for.
const VOTERS: usize = 50;
/// Those who change their answer over and over, and how often.
const STORMING: usize = 10;
const ROUNDS: usize = 20;
/// How long a socket is listened to once everything is said.
const QUIET: Duration = Duration::from_millis(700);

fn ask(anonymous: bool) -> Asked {
    let kind = PollKind::Single { choices: ["Rain", "Rivers", "Wind"].map(str::to_owned).into() };
    Asked {
        poll: Poll { question: "What carries the salt into the sea?".into(), kind },
        right: Some(Right::Choices { places: vec![2] }),
        anonymous,
        shown: Audience { students: Shown::Counts, staff: Shown::Full },
    }
}

/// Asks the class; the poll's id.
pub(crate) async fn asks(teaching: &mut Socket, anonymous: bool) -> CommandId {
    let asked = AskPoll { ask: ask(anonymous), seconds: None };
    let id = teaching.send(Request::AskPoll(Box::new(asked))).await;
    teaching.outcome(id).await.unwrap();
    id
}

/// Closes a poll; how it then stands.
pub(crate) async fn closes(teaching: &mut Socket, poll: CommandId) -> PollItem {
    teaching.send(Request::ClosePoll(OnPoll { poll })).await;
    poll_when(teaching, |item| item.closed_at.is_some()).await
}

/// The first poll that is told of and is as wanted.
pub(crate) async fn poll_when(socket: &mut Socket, mut wanted: impl FnMut(&PollItem) -> bool) -> PollItem {
    socket
        .find("a poll", |frame| {
            let ServerFrame::Entry(entry) = frame else { return None };
            entry.events.into_iter().find_map(|event| match event {
                FeedEvent::Class(ClassEvent::Poll { poll }) if wanted(&poll) => Some(*poll),
                FeedEvent::Class(_) | FeedEvent::Staff(_) => None,
            })
        })
        .await
}

/// An answer.
pub(crate) fn vote(poll: CommandId, place: u32) -> Request {
    Request::Vote(Vote { poll, ballot: Ballot::Choices(vec![place]) })
}

/// Which choice somebody makes: nothing that their order says.
pub(crate) fn place_of(n: usize) -> u32 {
    u32::try_from((n * n * 7 + n / 3 * 11 + 5) % 17 % 3).unwrap() + 1
}

#[tokio::test]
async fn a_poll_is_asked_answered_changed_and_closed_and_who_comes_late_sees_it() {
    let world = World::open().await;
    let session = world.session(4).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let mira = world.student("Mira").await;
    let (_, mut at_mira) = mira.enter(session).await;
    let poll = asks(&mut teaching, false).await;
    assert_eq!(poll_when(&mut at_mira, |_| true).await.right, None);
    for place in [1, 2] {
        let id = at_mira.send(vote(poll, place)).await;
        at_mira.outcome(id).await.unwrap();
    }
    let count = teaching
        .find("the results", |frame| {
            let ServerFrame::Signal(Signal::Poll(count)) = frame else { return None };
            (count.results.tally.as_ref()?.counts == [0, 1, 0]).then_some(count)
        })
        .await;
    assert_eq!((count.poll, count.results.votes), (poll, 1));

    let otto = world.student("Otto").await;
    let (_, mut at_otto) = otto.enter(session).await;
    let welcome = at_otto.welcome().unwrap().clone();
    let seen = &welcome.view.unwrap().polls[0];
    assert_eq!((seen.id, seen.results.as_ref().map(|results| results.votes)), (poll, Some(1)));
    assert_eq!(seen.results.as_ref().unwrap().tally, None, "students see how many, and not what");

    let closed = closes(&mut teaching, poll).await;
    assert_eq!(closed.results.unwrap().tally.unwrap().counts, [0, 1, 0]);
    let id = at_otto.send(vote(poll, 2)).await;
    assert_eq!(at_otto.outcome(id).await.unwrap_err().code, Code::PollClosed);
    let right = at_mira
        .find("whether it was right", |frame| {
            let ServerFrame::You(you) = frame else { return None };
            you.votes.first().and_then(|vote| vote.right)
        })
        .await;
    assert!(right);
}

#[tokio::test]
async fn who_was_away_when_the_last_answer_was_counted_has_the_results_when_they_resume() {
    let world = World::open().await;
    let session = world.session(4).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let (_, mut at_mira) = world.student("Mira").await.enter(session).await;
    let before = teaching.welcome().unwrap().clone();
    let poll = asks(&mut teaching, false).await;
    let is_counted =
        |frame| matches!(frame, ServerFrame::Signal(Signal::Poll(count)) if count.results.votes == 1).then_some(());
    drop(teaching);
    let id = at_mira.send(vote(poll, 2)).await;
    at_mira.outcome(id).await.unwrap();
    at_mira.find("the count", is_counted).await;

    let mut again = Socket::open(world.server.address(), session).await;
    again.hello(Hello::Resume { resume_token: before.resume_token, after: before.offset }).await;
    again.find("the count, without another answer", is_counted).await;
    assert!(again.welcome().unwrap().resumed);
}

#[tokio::test]
async fn results_come_twice_a_second_at_most_however_many_answer_and_the_last_ones_are_exact() {
    let world = World::open().await;
    let session = world.session(u32::try_from(STORMING).unwrap()).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let mut students = Vec::new();
    for n in 0..STORMING {
        students.push(world.student(&format!("Student {n}")).await.enter(session).await.1);
    }
    let poll = asks(&mut teaching, false).await;
    let begun = now();
    for round in 0..ROUNDS {
        for (n, socket) in students.iter_mut().enumerate() {
            let id = socket.send(vote(poll, place_of(n + round))).await;
            socket.outcome(id).await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut told = Vec::new();
    while let Ok(Seen::Frame(frame)) = timeout(QUIET, teaching.recv()).await {
        if let ServerFrame::Signal(Signal::Poll(count)) = *frame {
            told.push(count.results);
        }
    }
    let span = now().since(begun);
    let most = 2 + usize::try_from(span.as_millis() / POLL_RESULTS_EVERY.as_millis()).unwrap();
    assert!(
        (2..=most).contains(&told.len()),
        "told {} times in {span:?}, with {} answers",
        told.len(),
        STORMING * ROUNDS
    );
    let last = told.last().unwrap();
    let of = |place| (0..STORMING).filter(|n| place_of(n + ROUNDS - 1) == place).count();
    let exact: Vec<_> = (1..=3).map(|place| u32::try_from(of(place)).unwrap()).collect();
    assert_eq!((last.votes as usize, &last.tally.as_ref().unwrap().counts), (STORMING, &exact));
}

#[tokio::test]
async fn who_gives_the_class_keeps_what_was_asked_and_how_it_was_answered() {
    let world = World::open().await;
    let session = world.session(3).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let (mira, otto) = (world.student("Mira").await, world.student("=Otto").await);
    let (_, mut at_mira) = mira.enter(session).await;
    let (_, mut at_otto) = otto.enter(session).await;
    let named = asks(&mut teaching, false).await;
    for (socket, place) in [(&mut at_mira, 2), (&mut at_otto, 1)] {
        let id = socket.send(vote(named, place)).await;
        socket.outcome(id).await.unwrap();
    }
    closes(&mut teaching, named).await;
    let nameless = asks(&mut teaching, true).await;
    at_mira.send(vote(nameless, 3)).await;

    let path = format!("/v1/sessions/{session}/polls");
    let told = teacher.with_token(Ask::get(&path)).send(teacher.server).await;
    assert_eq!(told.status, 200, "{told:?}");
    let report: PollReport = told.good();
    let [first, second] = &report.polls[..] else { panic!("{report:?}") };
    let answers = |poll: &PollRecord| -> Vec<_> {
        poll.answers.iter().map(|one| (one.name.clone(), one.ballot.clone(), one.right)).collect()
    };
    let choice = |place| Ballot::Choices(vec![place]);
    let expected = [("=Otto".to_owned(), choice(1), Some(false)), ("Mira".to_owned(), choice(2), Some(true))];
    assert_eq!(answers(first), expected);
    assert_eq!((first.votes, &first.tally.as_ref().unwrap().counts), (2, &vec![1, 1, 0]));
    // Of one who answered without their name nothing is told, not even while it waits.
    assert_eq!((second.anonymous, &second.tally, answers(second)), (true, &None, vec![]));

    let table = teacher.with_token(Ask::get(&format!("{path}?format=csv"))).send(teacher.server).await;
    let table = String::from_utf8(table.body.to_vec()).unwrap();
    assert!(table.contains(&format!("\"'=Otto\",{},\"Rain\",wrong\r\n", otto.id)), "{table}");
    assert!(table.contains(&format!("\"Mira\",{},\"Rivers\",right\r\n", mira.id)), "{table}");
    let wrong = teacher.with_token(Ask::get(&format!("{path}?format=xml"))).send(teacher.server).await;
    assert_eq!(wrong.problem().code, Code::Invalid);
    let refused = mira.with_token(Ask::get(&path)).send(mira.server).await;
    assert_eq!(refused.problem().code, Code::NotPermitted);
    let stranger = world.sign_in(world.stranger("Nobody").await).await;
    assert_eq!(stranger.with_token(Ask::get(&path)).send(mira.server).await.problem().code, Code::NotFound);
    let mut planned = world.planned(3);
    planned.starts_at = planned.starts_at.plus(Duration::from_secs(3 * 60 * 60));
    planned.ends_at = planned.ends_at.plus(Duration::from_secs(3 * 60 * 60));
    sessions::put(&world.store, &planned).await.unwrap();
    let path = format!("/v1/sessions/{}/polls", planned.id);
    let before: PollReport = teacher.with_token(Ask::get(&path)).send(teacher.server).await.good();
    assert!(before.polls.is_empty());
}

/// Everything that is kept or was said of a poll that fifty people answered, and what they chose.
struct Dump {
    /// Lines: journal rows, rows of every table, log lines, frames that others than the voter saw.
    lines: Vec<String>,
    /// In the order in which they voted: who, under which command, and what.
    votes: Vec<(PersonId, CommandId, u32)>,
    /// The batches: who is on the roll, and the tally.
    batches: Vec<(Vec<PersonId>, Vec<u32>)>,
}

async fn dump(anonymous: bool) -> Dump {
    let world = World::open().await;
    let session = world.session(u32::try_from(VOTERS).unwrap()).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let mut students = Vec::new();
    for n in 0..VOTERS {
        let person = world.student(&format!("Student {n}")).await;
        let (_, socket) = person.enter(session).await;
        students.push((person.id, socket));
    }
    let poll = asks(&mut teaching, anonymous).await;
    let mut votes = Vec::new();
    for (n, (person, socket)) in students.iter_mut().enumerate() {
        let id = socket.send(vote(poll, place_of(n))).await;
        votes.push((*person, id, place_of(n)));
    }
    if !anonymous {
        for ((_, socket), (_, id, _)) in students.iter_mut().zip(&votes) {
            socket.outcome(*id).await.unwrap();
        }
    }
    teaching.send(Request::ClosePoll(OnPoll { poll })).await;
    let mut lines = feed(&mut teaching).await;
    assert!(lines.iter().any(|line| line.contains("closed_at")), "the poll was closed");
    for (_, socket) in &mut students {
        lines.extend(feed(socket).await.into_iter().filter(|line| !line.starts_with("own ")));
    }
    lines.extend(world.server.logged().lines().map(str::to_owned));
    lines.extend(homeroom_storage::testing::every_row(&world.store).await);
    let mut batches = Vec::new();
    for event in journal::events(&world.store, session).await {
        if let SessionEvent::Poll(PollEvent::Counted { roll, tally, .. }) = event {
            batches.push((roll, tally.unwrap().counts));
        }
    }
    Dump { lines, votes, batches }
}

/// What a socket sees until nothing comes any more; what is its own begins with that word.
async fn feed(socket: &mut Socket) -> Vec<String> {
    let mut lines = Vec::new();
    while let Ok(Seen::Frame(frame)) = timeout(QUIET, socket.recv()).await {
        let own = matches!(*frame, ServerFrame::You(_) | ServerFrame::Ack(_));
        lines.push(format!("{}{}", if own { "own " } else { "" }, serde_json::to_string(&frame).unwrap()));
    }
    lines
}

impl Dump {
    /// How many answers can be read: a line that names the person or their command, and one choice.
    fn read(&self) -> usize {
        let reads = |id: String, command: String, place: u32| {
            let choice = format!("\"choices\":[{place}]");
            self.lines.iter().any(|line| {
                let line = line.replace(": ", ":");
                (line.contains(&id) || line.contains(&command)) && line.contains(&choice)
            })
        };
        self.votes.iter().filter(|(who, command, place)| reads(who.to_string(), command.to_string(), *place)).count()
    }

    /// How many are right where people in an order are given the answers of their batch in an order, the best of all
    /// orders that are there; and how many would be by chance, with the spread of that.
    fn guess(&self) -> (usize, f64, f64) {
        let chosen: BTreeMap<PersonId, u32> = self.votes.iter().map(|(who, _, place)| (*who, *place)).collect();
        let (mut best, mut chance, mut variance) = (0, 0.0, 0.0);
        for (roll, counts) in &self.batches {
            let came: Vec<PersonId> = self.votes.iter().map(|vote| vote.0).filter(|who| roll.contains(who)).collect();
            let rising: Vec<u32> = (1..).zip(counts).flat_map(|(n, count)| vec![n; *count as usize]).collect();
            let falling: Vec<u32> = rising.iter().rev().copied().collect();
            let right = |people: &[PersonId], answers: &[u32]| {
                people.iter().zip(answers).filter(|(who, answer)| chosen.get(who) == Some(answer)).count()
            };
            let orders = [roll.as_slice(), came.as_slice()];
            best += orders.iter().flat_map(|people| [right(people, &rising), right(people, &falling)]).max().unwrap();
            let n = roll.len() as f64;
            chance += counts.iter().map(|count| f64::from(*count).powi(2) / n).sum::<f64>();
            variance += n / 4.0;
        }
        (best, chance, variance.sqrt())
    }
}

#[tokio::test]
async fn of_fifty_answers_without_names_nothing_that_is_kept_or_said_tells_whose_is_which() {
    let dump = dump(true).await;
    assert_eq!(dump.batches.iter().map(|(roll, _)| roll.len()).sum::<usize>(), VOTERS, "everybody is counted");
    assert!(dump.batches.iter().all(|(roll, _)| roll.len() >= 5), "no batch is small");
    assert_eq!(dump.read(), 0, "answers that can be read");
    for (_, command, _) in &dump.votes {
        let named: Vec<_> = dump.lines.iter().filter(|line| line.contains(&command.to_string())).collect();
        assert!(named.is_empty(), "the command of a ballot is known: {named:?}");
    }
    let (best, chance, spread) = dump.guess();
    println!("{best} of {VOTERS} guessed; by chance {chance:.1} with a spread of {spread:.1}");
    assert!((best as f64) < chance + 3.0 * spread, "{best} of {VOTERS} are guessed, {chance:.1} by chance");
}

#[tokio::test]
async fn the_same_dump_of_a_poll_with_names_gives_every_answer_away() {
    let dump = dump(false).await;
    assert_eq!(dump.read(), VOTERS, "with names every answer can be read, so that the other test can fail");
}
