//! The door: who comes in, as what, and what a repeated request does (promises 5 and 7).

use homeroom_protocol::frame::client::{Hello, Leave, Request};
use homeroom_protocol::frame::server::ServerFrame;
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::permit::Tier;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::join::{Joined, OtherDevice, Outcome, Reason};
use homeroom_protocol::rest::me::Me;
use homeroom_tests::clock::uuid;
use homeroom_tests::journal;
use homeroom_tests::socket::Socket;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;

#[tokio::test]
async fn who_comes_when_all_seats_are_taken_watches() {
    let world = World::open().await;
    let session = world.session(2).await;
    for seat in 1..=2 {
        let joined = world.student("Mira").await.join(session).await;
        assert_eq!((joined.outcome, joined.reason, joined.seat), (Outcome::Seated, Reason::SeatFree, Some(seat)));
    }
    let (joined, socket) = world.student("Jonah").await.enter(session).await;
    assert_eq!((joined.outcome, joined.reason, joined.seat), (Outcome::Overflow, Reason::Full, None));
    let you = &socket.welcome().unwrap().you;
    assert_eq!((you.tier, you.seat), (Tier::Overflow, None));
    let joined = world.teacher().await.join(session).await;
    assert_eq!((joined.outcome, joined.reason, joined.seat), (Outcome::Seated, Reason::Teaches, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_come_at_once_as_many_are_seated_as_there_are_seats() {
    let world = World::open().await;
    let session = world.session(5).await;
    let mut joining = Vec::new();
    for n in 0..20 {
        let person = world.student(&format!("Student {n}")).await;
        joining.push(tokio::spawn(async move { person.join(session).await }));
    }
    let mut seats = Vec::new();
    for joined in joining {
        seats.extend(joined.await.unwrap().seat);
    }
    seats.sort_unstable();
    assert_eq!(seats, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn who_watches_can_chat_and_takes_the_seat_that_somebody_left() {
    let world = World::open().await;
    let session = world.session(1).await;
    let (_, mut seated) = world.student("Mira").await.enter(session).await;
    let watcher = world.student("Jonah").await;
    let (_, mut watching) = watcher.enter(session).await;
    watching.say("I can see you").await.unwrap();
    assert_eq!(seated.entry().await.events.len(), 1);

    let again = watcher.join(session).await;
    assert_eq!(again.outcome, Outcome::Overflow, "the seat is taken still");
    let leaving = seated.send(Request::Leave(Leave {})).await;
    assert!(seated.outcome(leaving).await.is_ok());
    assert_eq!(seated.closed().await, 1000);

    let joined = watcher.join(session).await;
    assert_eq!((joined.outcome, joined.reason, joined.seat), (Outcome::Seated, Reason::SeatFree, Some(1)));
    let tier = |frame| if let ServerFrame::You(you) = frame { Some((you.tier, you.seat)) } else { None };
    assert_eq!(watching.find("their new place", tier).await, (Tier::Seated, Some(1)));
}

#[tokio::test]
async fn the_same_key_again_is_the_same_standing_with_a_fresh_ticket() {
    let world = World::open().await;
    let session = world.session(3).await;
    let mira = world.student("Mira").await;
    let key = uuid().to_string();
    let ask = || mira.join_request(session, &key, None).send(mira.server);
    let (first, second): (Joined, Joined) = (ask().await.good(), ask().await.good());
    assert_eq!((first.decision_id, first.seat, first.outcome), (second.decision_id, second.seat, second.outcome));
    assert_ne!(first.ticket, second.ticket);
    let rows = journal::read(&world.store, session).await;
    let under = rows.iter().filter(|row| row.command.is_some_and(|id| id.0 == first.decision_id)).count();
    assert_eq!(under, 1, "one decision, one entry");

    let other = mira.join_request(session, &uuid().to_string(), None).send(mira.server).await.good::<Joined>();
    assert_eq!((other.reason, other.seat), (Reason::AlreadySeated, first.seat));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_request_many_times_at_once_is_one() {
    let world = World::open().await;
    let session = world.session(3).await;
    let mira = world.student("Mira").await;
    let key = uuid().to_string();
    let asks: Vec<_> = (0..8).map(|_| tokio::spawn(mira.join_request(session, &key, None).send(mira.server))).collect();
    for ask in asks {
        let answer = ask.await.unwrap();
        if answer.status == 200 {
            assert_eq!(answer.good::<Joined>().seat, Some(1));
        } else {
            assert_eq!(answer.problem().code, Code::InFlight);
        }
    }
    assert_eq!(mira.join(session).await.seat, Some(1));
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let world = World::open().await;
    let session = world.session(3).await;
    let mira = world.student("Mira").await;
    let key = uuid().to_string();
    mira.join_request(session, &key, None).send(mira.server).await.good::<Joined>();
    let other = mira.join_request(session, &key, Some(OtherDevice::TakeOver)).send(mira.server).await;
    assert_eq!((other.status, other.problem().code), (422, Code::IdempotencyKeyReused));
}

#[tokio::test]
async fn a_join_needs_one_key_that_is_good() {
    let world = World::open().await;
    let session = world.session(3).await;
    let mira = world.student("Mira").await;
    let body = format!(r#"{{"session_id":"{session}"}}"#);
    let without = mira.with_token(Ask::post("/v1/join")).json(body.clone()).send(mira.server).await;
    assert_eq!((without.status, without.problem().code), (400, Code::IdempotencyKeyMissing));
    let longest = "k".repeat(255);
    mira.join_request(session, &longest, None).send(mira.server).await.good::<Joined>();
    let longer = mira.join_request(session, &format!("{longest}k"), None).send(mira.server).await;
    assert_eq!((longer.status, longer.problem().code), (400, Code::IdempotencyKeyMissing));
}

#[tokio::test]
async fn a_session_nobody_knows_is_not_found_and_one_of_others_is_not_entitled() {
    let world = World::open().await;
    let session = world.session(3).await;
    let mira = world.student("Mira").await;
    let nowhere = mira.try_join(SessionId(uuid())).await;
    assert_eq!((nowhere.status, nowhere.problem().code), (404, Code::NotFound));
    let stranger = world.sign_in(world.stranger("Nobody").await).await;
    let refused = stranger.try_join(session).await;
    assert_eq!((refused.status, refused.problem().code), (403, Code::NotEntitled));
    let me: Me = stranger.with_token(Ask::get("/v1/me")).send(stranger.server).await.good();
    assert_eq!(me.classes, []);
}

#[tokio::test]
async fn a_join_without_a_good_token_or_from_another_site_is_refused() {
    let world = World::open().await;
    let session = world.session(3).await;
    let mira = world.student("Mira").await;
    let mut nobody = mira.clone();
    for token in ["", "x.y.z", &format!("{}x", mira.access_token)] {
        nobody.access_token = token.to_owned();
        let refused = nobody.try_join(session).await;
        assert_eq!((refused.status, refused.problem().code), (401, Code::NotSignedIn));
    }
    let key = uuid().to_string();
    let elsewhere = mira.join_request(session, &key, None).header("origin", "https://evil.example");
    let refused = elsewhere.send(mira.server).await;
    assert_eq!((refused.status, refused.problem().code), (403, Code::WrongOrigin));
}

#[tokio::test]
async fn a_class_whose_doors_are_closed_cannot_be_joined() {
    let world = World::open().await;
    let mut early = world.planned(3);
    early.starts_at = early.ends_at.minus(std::time::Duration::from_secs(600));
    homeroom_storage::sessions::put(&world.store, &early).await.unwrap();
    let refused = world.student("Mira").await.try_join(early.id).await;
    assert_eq!((refused.status, refused.problem().code), (409, Code::NotOpen));
}

#[tokio::test]
async fn a_ticket_is_good_once_and_for_its_own_session() {
    let world = World::open().await;
    let (session, other) = (world.session(3).await, world.session(3).await);
    let mira = world.student("Mira").await;
    let Joined { ticket, .. } = mira.join(session).await;
    let hello = || Hello::Ticket { ticket: ticket.clone() };
    let mut wrong = Socket::open(mira.server, other).await;
    wrong.hello(hello()).await;
    assert_eq!(wrong.closed().await, 4401);
    let mut first = Socket::open(mira.server, session).await;
    first.hello(hello()).await;
    first.next().await;
    assert!(first.welcome().is_some());
    let mut second = Socket::open(mira.server, session).await;
    second.hello(hello()).await;
    assert_eq!(second.closed().await, 4401);
    assert!(first.say("still here").await.is_ok());
}
