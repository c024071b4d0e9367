//! The lobby, over real sockets: who waits sees nothing of the class, and who is let in is in, however often they come and
//! go meanwhile.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use homeroom_protocol::frame::client::{Hello, Request};
use homeroom_protocol::frame::lobby::{
    LetIn, LobbyChange, LobbyEnd, LobbyFilter, LobbyView, PutBack, SetLobby, TellWaiters, TurnAway, TurnedAway, Waiters,
};
use homeroom_protocol::frame::server::{Answer, ServerFrame, You};
use homeroom_protocol::frame::staff::{FeedEvent, StaffEvent};
use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::permit::Tier;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::join::{Joined, Media, Outcome};
use homeroom_tests::clock::{until, within};
use homeroom_tests::person::Person;
use homeroom_tests::socket::{Seen, Socket};
use homeroom_tests::world::World;
use tokio::task::JoinSet;

const PATIENCE: Duration = Duration::from_secs(60);
/// Let in from the lobby: join again.
const LET_IN: u16 = 4411;

async fn lobby_on(teaching: &mut Socket) {
    let id = teaching.send(Request::SetLobby(SetLobby { on: true })).await;
    teaching.outcome(id).await.unwrap();
}

async fn own(socket: &mut Socket, what: &str, is: impl Fn(&You) -> bool) -> You {
    socket
        .find(what, |frame| {
            let ServerFrame::You(you) = frame else { return None };
            is(&you).then_some(you)
        })
        .await
}

/// The list as somebody has it who comes now.
async fn list(teacher: &Person, session: SessionId) -> LobbyView {
    let (_, socket) = teacher.enter(session).await;
    socket.welcome().unwrap().view.as_ref().unwrap().staff.as_ref().unwrap().lobby.clone()
}

#[tokio::test]
async fn who_waits_sees_their_place_and_nothing_of_the_class_until_they_are_let_in() {
    let world = World::open().await;
    let session = world.session(2).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    lobby_on(&mut teaching).await;
    let (otto, mira) = (world.student("Otto").await, world.student("Mira").await);
    let (joined, mut at_otto) = otto.enter(session).await;
    assert_eq!(joined.outcome, Outcome::Lobby);
    assert!(matches!(joined.media, Media::None { .. }));
    let (_, mut at_mira) = mira.enter(session).await;
    teaching.say("nobody outside hears this").await.unwrap();
    let welcome = at_mira.welcome().unwrap().clone();
    assert_eq!((welcome.you.tier, welcome.you.lobby.unwrap().position), (Tier::Lobby, Some(2)));
    let view = welcome.view.unwrap();
    assert!(view.chat.items.is_empty() && view.staff.is_none() && view.presence.seated == 0);
    let problem = at_mira.say("may I?").await.unwrap_err();
    assert_eq!(problem.code, Code::NotHere);

    let id = teaching.send(Request::TellWaiters(TellWaiters { person: None, text: "Five minutes".into() })).await;
    teaching.outcome(id).await.unwrap();
    let you = own(&mut at_mira, "a word", |you| !you.lobby.as_ref().unwrap().notes.is_empty()).await;
    assert_eq!(you.lobby.unwrap().notes[0].text, "Five minutes");

    // After a reload it is the same place.
    drop(at_mira);
    let (_, mut at_mira) = mira.enter(session).await;
    assert_eq!(at_mira.welcome().unwrap().you.lobby.as_ref().unwrap().position, Some(2));

    let id = teaching.send(Request::LetIn(LetIn { who: Waiters::One { person: otto.id } })).await;
    let ack = teaching.outcome(id).await.unwrap();
    let Some(Answer::Lobby(outcome)) = ack.data else { panic!("what became of each, not {ack:?}") };
    assert_eq!((outcome.people[0].person, outcome.people[0].outcome), (otto.id, LobbyEnd::LetIn));
    assert_eq!(at_otto.closed().await, LET_IN);
    let (joined, at_otto) = otto.enter(session).await;
    assert_eq!((joined.outcome, joined.seat), (Outcome::Seated, Some(1)));
    let chat = &at_otto.welcome().unwrap().view.as_ref().unwrap().chat;
    assert_eq!(chat.items[0].text, "nobody outside hears this");
    own(&mut at_mira, "the first place", |you| you.lobby.as_ref().unwrap().position == Some(1)).await;

    let deny = TurnAway { who: Waiters::One { person: mira.id }, reason: TurnedAway::WrongClass };
    let id = teaching.send(Request::TurnAway(deny)).await;
    teaching.outcome(id).await.unwrap();
    assert_eq!(at_mira.closed().await, 4403);
    let problem = mira.try_join(session).await.problem();
    assert_eq!((problem.code, problem.explain.as_deref()), (Code::Denied, Some("This is not your class.")));
    assert_eq!(list(&teacher, session).await.denied.len(), 1);
}

#[tokio::test]
async fn a_list_that_has_changed_since_lets_nobody_in() {
    let world = World::open().await;
    let session = world.session(2).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    lobby_on(&mut teaching).await;
    let mut versions = Vec::new();
    for name in ["Otto", "Mira"] {
        let _ = world.student(name).await.enter(session).await;
        let version = teaching.find("somebody waits", |frame| {
            let ServerFrame::Entry(entry) = frame else { return None };
            entry.events.into_iter().find_map(|event| {
                let FeedEvent::Staff(StaffEvent::Lobby { version, change }) = event else { return None };
                matches!(change, LobbyChange::Waits { .. }).then_some(version)
            })
        });
        versions.push(version.await);
    }
    let those = |version| Request::LetIn(LetIn { who: Waiters::Those { filter: LobbyFilter::All, version } });
    let id = teaching.send(those(versions[0])).await;
    assert_eq!(teaching.outcome(id).await.unwrap_err().code, Code::ListChanged);
    let id = teaching.send(those(versions[1])).await;
    let Some(Answer::Lobby(outcome)) = teaching.outcome(id).await.unwrap().data else { panic!("each") };
    assert_eq!(outcome.people.len(), 2);
}

/// How many wait; one in five of them comes and goes.
const CROWD: usize = 500;

/// A socket, as soon as this address may have one more: all of the crowd come from one, and who has just gone counts for a
/// moment (L6).
async fn opens(server: SocketAddr, session: SessionId) -> Socket {
    let opening = async {
        loop {
            match Socket::try_open(server, session).await {
                Ok(socket) => return socket,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    within(PATIENCE, "a socket", opening).await
}

async fn comes(person: &Person, session: SessionId) -> (Joined, Socket) {
    let joined = person.join(session).await;
    let mut socket = opens(person.server, session).await;
    socket.hello(Hello::Ticket { ticket: joined.ticket.clone() }).await;
    socket.next().await;
    (joined, socket)
}

/// Somebody in the lobby who comes in when they are let in. Whoever flaps loses the connection again and again.
async fn waits(person: Person, session: SessionId, flaps: bool) -> (PersonId, Outcome) {
    let (_, mut socket) = comes(&person, session).await;
    loop {
        let welcome = socket.welcome().unwrap().clone();
        if welcome.you.tier != Tier::Lobby {
            return (person.id, outcome_of(&welcome.you));
        }
        if flaps {
            tokio::time::sleep(Duration::from_millis(300)).await;
            drop(socket);
            socket = opens(person.server, session).await;
            socket.hello(Hello::Resume { resume_token: welcome.resume_token, after: welcome.offset }).await;
            socket.next().await;
            if socket.welcome().is_some() {
                continue;
            }
        } else {
            // They wait until the last of the crowd is there, which takes as long as it takes.
            let code = loop {
                match socket.recv().await {
                    Seen::Frame(_) => {}
                    Seen::Closed(code) => break Some(code),
                    Seen::Lost => break None,
                }
            };
            assert_eq!(code, Some(LET_IN), "{}", person.name);
        }
        let (joined, again) = comes(&person, session).await;
        if joined.outcome != Outcome::Lobby {
            return (person.id, joined.outcome);
        }
        socket = again;
    }
}

fn outcome_of(you: &You) -> Outcome {
    match you.tier {
        Tier::Seated => Outcome::Seated,
        Tier::Overflow => Outcome::Overflow,
        Tier::Lobby => Outcome::Lobby,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_five_hundred_who_are_let_in_at_once_everybody_is_in_and_nobody_left_over() {
    let world = World::open().await;
    let session = world.session(300).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    lobby_on(&mut teaching).await;
    let mut crowd = JoinSet::new();
    for n in 0..CROWD {
        let person = world.student(&format!("Student {n}")).await;
        crowd.spawn(waits(person, session, n % 5 == 0));
    }
    let version = until(PATIENCE, "all of them wait", async || {
        let list = list(&teacher, session).await;
        (list.waiting.len() == CROWD).then_some(list.version)
    });
    let version = version.await;
    let id = teaching.send(Request::LetIn(LetIn { who: Waiters::Those { filter: LobbyFilter::All, version } })).await;
    let Some(Answer::Lobby(outcome)) = teaching.outcome(id).await.unwrap().data else { panic!("each") };
    assert_eq!(outcome.people.len(), CROWD);
    let (mut seated, mut watching) = (BTreeSet::new(), BTreeSet::new());
    while let Some(came) = tokio::time::timeout(PATIENCE, crowd.join_next()).await.expect("they come in") {
        match came.unwrap() {
            (person, Outcome::Seated) => assert!(seated.insert(person)),
            (person, Outcome::Overflow) => assert!(watching.insert(person)),
            (person, Outcome::Lobby) => panic!("{person} still waits"),
        }
    }
    assert_eq!((seated.len(), watching.len()), (300, 200));
    let list = list(&teacher, session).await;
    assert!(list.on && list.waiting.is_empty(), "{} phantoms", list.waiting.len());
}

#[tokio::test]
async fn who_is_put_back_waits_like_everybody_and_comes_in_again_to_the_seat_that_was_kept() {
    let world = World::open().await;
    let session = world.session(1).await;
    let teacher = world.teacher().await;
    let (_, mut teaching) = teacher.enter(session).await;
    let (otto, mira) = (world.student("Otto").await, world.student("Mira").await);
    let (_, mut at_otto) = otto.enter(session).await;
    let put_back = |person: &Person| Request::PutBack(PutBack { person: person.id });
    let id = teaching.send(put_back(&otto)).await;
    assert_eq!(teaching.outcome(id).await.unwrap_err().code, Code::LobbyOff);
    lobby_on(&mut teaching).await;
    let id = at_otto.send(put_back(&otto)).await;
    assert_eq!(at_otto.outcome(id).await.unwrap_err().code, Code::NotPermitted);

    let id = teaching.send(put_back(&otto)).await;
    teaching.outcome(id).await.unwrap();
    assert_eq!(at_otto.closed().await, LET_IN, "his page comes anew");
    teaching.say("nobody outside hears this").await.unwrap();
    let (joined, mut at_otto) = otto.enter(session).await;
    assert_eq!((joined.outcome, joined.seat), (Outcome::Lobby, None));
    assert!(matches!(joined.media, Media::None { .. }));
    let welcome = at_otto.welcome().unwrap().clone();
    assert!(welcome.you.lobby.unwrap().put_back && welcome.view.unwrap().chat.items.is_empty());
    assert_eq!(at_otto.say("may I?").await.unwrap_err().code, Code::NotHere);
    let waiting = list(&teacher, session).await.waiting;
    assert!(waiting.len() == 1 && waiting[0].person == otto.id && waiting[0].reserved);

    // The only seat is his, though somebody else is let in before.
    let (_, mut at_mira) = mira.enter(session).await;
    for person in [&mira, &otto] {
        let id = teaching.send(Request::LetIn(LetIn { who: Waiters::One { person: person.id } })).await;
        teaching.outcome(id).await.unwrap();
    }
    assert_eq!((at_mira.closed().await, at_otto.closed().await), (LET_IN, LET_IN));
    assert_eq!(mira.join(session).await.outcome, Outcome::Overflow);
    let (joined, at_otto) = otto.enter(session).await;
    assert_eq!((joined.outcome, joined.seat), (Outcome::Seated, Some(1)));
    assert_eq!(at_otto.welcome().unwrap().view.as_ref().unwrap().chat.items.len(), 1);
}
