//! Signing in by mail: from the address to the class, through a crash, a mail server that is away, and without a word in
//! the log.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use homeroom_protocol::permit::Role;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::auth::{Redeem, SignedIn};
use homeroom_protocol::rest::me::Me;
use homeroom_storage::{courses, sign_in_requests, testing};
use homeroom_tests::mail::{Browser, Mail, MailServer, outbox};
use homeroom_tests::person::Person;
use homeroom_tests::server::Server;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;
use tokio::net::TcpListener;

const EMAIL: &str = "mira@example.org";
/// The second try comes a second after the first, the third five seconds later.
const TRIES_PATIENCE: Duration = Duration::from_secs(30);

/// A world whose mails stay in its outbox.
async fn with_outbox() -> World {
    let database = testing::database().await;
    World::with(&database.url, database.store, &[("HOMEROOM_MAIL_OUTBOX", "true".to_owned())]).await
}

/// A world in which Mira is a student, and has an address.
async fn world_of_mira() -> World {
    let world = with_outbox().await;
    let mira = world.stranger("Mira").await;
    courses::enrol(&world.store, world.course, mira, Role::Student).await.unwrap();
    world.grant(mira).await;
    sign_in_requests::give_email(&world.store, EMAIL, mira).await.unwrap();
    world
}

#[tokio::test]
async fn an_address_leads_to_the_class_by_a_code_also_over_a_crash() {
    let mut world = world_of_mira().await;
    let session = world.session(3).await;
    let browser = Browser::asks(world.server.address(), EMAIL).await;
    let mail = outbox(world.server.address(), EMAIL).await;
    world.server.kill();
    world.server.start_again().await;
    let answer = browser.redeems(&Redeem::code(&mail.code)).await;
    let refresh_token = answer.refresh_token().unwrap();
    let SignedIn { access_token, account, .. } = answer.good();
    assert_eq!((account.name.as_str(), account.guessed), ("Mira", false));
    let server = world.server.address();
    let mira = Person { id: account.id, name: account.name, access_token, refresh_token, server };
    let (joined, _socket) = mira.enter(session).await;
    assert!(joined.seat.is_some());
    let again = browser.redeems(&Redeem::secret(&mail.secret)).await;
    assert_eq!(again.problem().code, Code::LinkRefused);
}

#[tokio::test]
async fn an_address_nobody_has_signs_in_to_an_account_of_its_own_that_opens_no_class() {
    let world = with_outbox().await;
    let session = world.session(3).await;
    let server = world.server.address();
    let browser = Browser::asks(server, "ines.duarte@example.org").await;
    let mail = outbox(server, "ines.duarte@example.org").await;
    let signed_in: SignedIn = browser.redeems(&Redeem::secret(&mail.secret)).await.good();
    let with_token = |ask: Ask| ask.header("authorization", format!("Bearer {}", signed_in.access_token));
    let me: Me = with_token(Ask::get("/v1/me")).send(server).await.good();
    assert_eq!((me.account.name.as_str(), me.classes.len()), ("Ines", 0));
    assert!(signed_in.account.guessed && me.account.guessed, "the name is a guess until its person has chosen one");
    let body = format!("{{\"session_id\":\"{session}\"}}");
    let join = with_token(Ask::post("/v1/join")).header("idempotency-key", "one").json(body);
    let refused = join.send(server).await;
    assert!(matches!(refused.problem().code, Code::NotFound | Code::NotEntitled), "{refused:?}");
}

#[tokio::test]
async fn nothing_of_a_sign_in_stands_in_the_log() {
    let world = world_of_mira().await;
    let server = world.server.address();
    let (browser, scanner) = (Browser::asks(server, EMAIL).await, Browser::asks(server, "bot@example.org").await);
    let mail = outbox(server, EMAIL).await;
    // Whatever a scanner makes of the link: the secret in the path, in the query, in a body.
    for path in [format!("/{}", mail.secret), format!("/?link={}", mail.secret), format!("/class/{}", mail.secret)] {
        Ask::get(&path).exchange(server).await.unwrap();
    }
    assert_eq!(scanner.redeems(&Redeem::secret(&mail.secret)).await.problem().code, Code::OtherBrowser);
    assert_eq!(scanner.redeems(&Redeem::code(&mail.code)).await.problem().code, Code::CodeWrong);
    let answer = browser.redeems(&Redeem::code(&mail.code)).await;
    let refresh_token = answer.refresh_token().unwrap();
    let access_token = answer.good::<SignedIn>().access_token;
    let me = Ask::get("/v1/me").header("authorization", format!("Bearer {access_token}")).send(server).await;
    assert_eq!(me.status, 200);
    let logged = world.server.logged();
    assert!(logged.contains("somebody signed in by mail"), "{logged}");
    let figures = mail.code.replace(' ', "");
    for secret in [
        mail.secret.as_str(),
        mail.code.as_str(),
        figures.as_str(),
        EMAIL,
        "example.org",
        refresh_token.as_str(),
        access_token.as_str(),
        browser.cookie.as_str(),
        scanner.cookie.as_str(),
    ] {
        assert!(!logged.contains(secret), "{secret} stands in\n{logged}");
    }
}

#[tokio::test]
async fn a_mail_server_that_is_away_gets_the_mail_when_it_is_back_and_links_lead_where_they_are_told_to() {
    let database = testing::database().await;
    // Nobody listens there, for now.
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap();
    let settings = [
        ("HOMEROOM_MAIL_SMTP_URL", format!("smtp://{free}")),
        ("HOMEROOM_MAIL_FROM", "homeroom <class@example.org>".to_owned()),
        ("HOMEROOM_MAIL_ORIGIN", "https://class.example.org".to_owned()),
    ];
    let world = World::with(&database.url, database.store, &settings).await;
    let address: SocketAddr = world.server.address();
    let browser = Browser::asks(address, EMAIL).await;
    let mut mails = MailServer::listen(free).await;
    let mail = Mail::read(&mails.next(TRIES_PATIENCE).await);
    assert!(mail.link.starts_with("https://class.example.org/#link="), "{}", mail.link);
    browser.redeems(&Redeem::secret(&mail.secret)).await.good::<SignedIn>();
    let outbox = Ask::get("/outbox").exchange(address).await.unwrap();
    assert_eq!(outbox.status, 404, "where there is a mail server, nothing is shown");
}

#[tokio::test]
async fn a_node_that_sends_no_mail_says_so_and_shows_none() {
    let database = testing::database().await;
    let server = Server::start(&database.url).await;
    let ask = Ask::post("/v1/auth/magic-link").json(format!("{{\"email\":\"{EMAIL}\"}}"));
    let answer = ask.send(server.address()).await;
    assert_eq!((answer.status, answer.problem().code), (503, Code::Unavailable));
    assert_eq!(Ask::get("/outbox").exchange(server.address()).await.unwrap().status, 404);
}
