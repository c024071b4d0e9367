//! Signing in, staying signed in, and being signed out everywhere at once (promises 8 and 11).

use std::time::Duration;

use homeroom_protocol::frame::client::Hello;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::auth::SignedIn;
use homeroom_protocol::rest::me::Me;
use homeroom_tests::person::Person;
use homeroom_tests::socket::Socket;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;
use tokio::time::timeout;

/// L14: a sign-out takes hold of sockets within this.
const TAKES_HOLD: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_link_signs_in_once() {
    let world = World::open().await;
    let session = world.session(1).await;
    let mira = world.student("Mira").await;
    let secret = world.link(mira.id).await;
    let again = Person::redeem(mira.server, &secret).await;
    assert_eq!((again.id, again.name.as_str()), (mira.id, "Mira"));
    for spent in [secret.as_str(), "never made", ""] {
        let refused = Person::try_redeem(mira.server, spent).await;
        assert_eq!((refused.status, refused.problem().code), (401, Code::LinkRefused), "{spent:?}");
    }
    let me: Me = again.with_token(Ask::get("/v1/me")).send(mira.server).await.good();
    assert_eq!(me.account.name, "Mira");
    assert_eq!(me.classes.iter().map(|class| class.session_id).collect::<Vec<_>>(), [session]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_that_refresh_at_once_both_go_on() {
    let world = World::open().await;
    let mira = world.student("Mira").await;
    let mut token = mira.refresh_token.clone();
    for _ in 0..5 {
        let (one, other) = tokio::join!(mira.refresh_with(&token), mira.refresh_with(&token));
        for answer in [&one, &other] {
            let SignedIn { access_token, .. } = answer.good();
            let tab = Person { access_token, ..mira.clone() };
            tab.with_token(Ask::get("/v1/me")).send(mira.server).await.good::<Me>();
        }
        assert_eq!(one.refresh_token(), other.refresh_token(), "both tabs share one cookie");
        assert_ne!(one.refresh_token().as_ref(), Some(&token), "it was turned");
        token = one.refresh_token().unwrap();
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_does_not_sign_anybody_out() {
    let world = World::open().await;
    let mut mira = world.student("Mira").await;
    // The answer, and the cookie in it, never arrived.
    drop(mira.refresh_with(&mira.refresh_token).await.good::<SignedIn>());
    mira.refresh().await;
    mira.refresh().await;
    mira.with_token(Ask::get("/v1/me")).send(mira.server).await.good::<Me>();
}

#[tokio::test]
async fn a_refresh_token_that_was_used_up_ends_the_sign_in_and_its_sockets() {
    let world = World::open().await;
    let session = world.session(1).await;
    let mut mira = world.student("Mira").await;
    let (_, mut socket) = mira.enter(session).await;
    let stolen = mira.refresh_token.clone();
    // The last one and, for some seconds, the one before it may be a tab's whose request was on its way.
    for _ in 0..3 {
        mira.refresh().await;
    }
    let refused = mira.refresh_with(&stolen).await;
    assert_eq!((refused.status, refused.problem().code), (401, Code::SignInEnded));
    assert_eq!(timeout(TAKES_HOLD, socket.closed()).await.expect("closed in time"), 4401);
    let owner = mira.refresh_with(&mira.refresh_token).await;
    assert_eq!(owner.problem().code, Code::SignInEnded, "nobody knows which of the two is the thief");
    let me = mira.with_token(Ask::get("/v1/me")).send(mira.server).await;
    assert_eq!(me.problem().code, Code::SignInEnded);
}

#[tokio::test]
async fn a_sign_out_closes_every_door_within_two_seconds() {
    let world = World::open().await;
    let session = world.session(3).await;
    let mira = world.student("Mira").await;
    let (_, mut first) = mira.enter(session).await;
    let (_, mut second) = mira.enter(session).await;
    let (_, mut jonah) = world.student("Jonah").await.enter(session).await;
    let elsewhere = world.sign_in(mira.id).await;
    let welcome = first.welcome().unwrap().clone();
    let ticket = mira.join(session).await.ticket;

    assert_eq!(mira.sign_out().await.status, 204);
    for socket in [&mut first, &mut second] {
        assert_eq!(timeout(TAKES_HOLD, socket.closed()).await.expect("closed in time"), 4401);
    }
    let resume = Hello::Resume { resume_token: welcome.resume_token, after: welcome.offset };
    for hello in [resume, Hello::Ticket { ticket }] {
        let mut socket = Socket::open(mira.server, session).await;
        socket.hello(hello).await;
        assert_eq!(socket.closed().await, 4401);
    }
    for answer in [mira.try_join(session).await, mira.refresh_with(&mira.refresh_token).await] {
        assert_eq!((answer.status, answer.problem().code), (401, Code::SignInEnded));
    }
    assert!(jonah.say("I am here still").await.is_ok());
    elsewhere.with_token(Ask::get("/v1/me")).send(mira.server).await.good::<Me>();
}

#[tokio::test]
async fn a_cookie_nobody_made_is_no_sign_in() {
    let world = World::open().await;
    let mira = world.student("Mira").await;
    for token in ["", "x", &format!("{}A", mira.refresh_token)] {
        let refused = mira.refresh_with(token).await;
        assert_eq!((refused.status, refused.problem().code), (401, Code::NotSignedIn), "{token:?}");
    }
    let without = Ask::post("/v1/auth/refresh").send(mira.server).await;
    assert_eq!(without.problem().code, Code::NotSignedIn);
}
