//! When people were here: their own, everybody's for whoever teaches, and what a real media server adds.

use std::time::Duration;

use homeroom_protocol::attendance::{Confidence, Source};
use homeroom_protocol::frame::client::{Hello, Leave, Request};
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::attendance::Attendance;
use homeroom_protocol::rest::join::Media as JoinedMedia;
use homeroom_storage::testing;
use homeroom_tests::clock::until;
use homeroom_tests::media::Media;
use homeroom_tests::person::Person;
use homeroom_tests::server::Server;
use homeroom_tests::socket::Socket;
use homeroom_tests::web::{Answer, Ask};
use homeroom_tests::world::World;

/// The list is asked for a second after a socket is lost; a busy machine gets this.
const PATIENCE: Duration = Duration::from_secs(60);

async fn ask(person: &Person, session: SessionId) -> Answer {
    person.with_token(Ask::get(&format!("/v1/sessions/{session}/attendance"))).send(person.server).await
}

async fn attendance(person: &Person, session: SessionId) -> Attendance {
    ask(person, session).await.good()
}

#[tokio::test]
async fn everybody_sees_their_own_the_teacher_all_and_a_stranger_none() {
    let world = World::open().await;
    let session = world.session(2).await;
    let (mira, otto, teacher) = (world.student("Mira").await, world.student("Otto").await, world.teacher().await);
    let (_, mut socket) = mira.enter(session).await;
    let (_, _other) = otto.enter(session).await;

    let own = attendance(&mira, session).await;
    assert_eq!(own.people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Mira"]);
    let interval = own.people[0].intervals.last().unwrap();
    assert_eq!((interval.until, interval.confidence), (None, Confidence::High), "she is here now");
    let leaving = socket.send(Request::Leave(Leave {})).await;
    assert!(socket.outcome(leaving).await.is_ok());
    assert!(attendance(&mira, session).await.people[0].intervals.last().unwrap().until.is_some());

    let all = attendance(&teacher, session).await;
    assert_eq!(all.people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Mira", "Otto"]);
    assert_eq!((all.filed, all.ended_at), (None, None));
    let stranger = world.sign_in(world.stranger("Nobody").await).await;
    assert_eq!(ask(&stranger, session).await.problem().code, Code::NotFound);
}

#[tokio::test]
async fn a_server_that_was_killed_knows_who_was_here() {
    let mut world = World::open().await;
    let session = world.session(2).await;
    let mira = world.student("Mira").await;
    let (_, socket) = mira.enter(session).await;
    let before = attendance(&mira, session).await.people[0].intervals.clone();
    world.server.kill();
    drop(socket);
    world.server.start_again().await;
    let after = attendance(&mira, session).await.people[0].intervals.clone();
    assert_eq!((after.len(), after[0].from), (1, before[0].from));
}

#[tokio::test]
async fn who_has_lost_the_socket_and_is_in_the_media_room_is_seen_there() {
    let Some(mut media) = Media::find() else { return };
    let database = testing::database().await;
    let world = World::with(&database.url, database.store, &media.variables()).await;
    media.start(world.server.address()).await;
    let session = world.session(1).await;
    let mira = world.student("Mira").await;
    let joined = until(PATIENCE, "a media token", async || {
        let joined = mira.join(session).await;
        matches!(joined.media, JoinedMedia::Ready { .. }).then_some(joined)
    });
    let joined = joined.await;
    let JoinedMedia::Ready { token, .. } = &joined.media else { panic!("{joined:?}") };
    let mut socket = Socket::open(mira.server, session).await;
    socket.hello(Hello::Ticket { ticket: joined.ticket.clone() }).await;
    socket.next().await;
    let in_the_room = media.enter(token).await;
    drop(socket);
    let both = until(PATIENCE, "the media server's word", async || {
        let seen = attendance(&mira, session).await;
        let interval = seen.people.first()?.intervals.last()?.clone();
        interval.sources.contains(&Source::Media).then_some(interval)
    });
    assert_eq!(both.await.sources, [Source::Socket, Source::Media]);
    drop(in_the_room);
    // Its first webhook says that the room began, signed as it signs them.
    until(PATIENCE, "a webhook", async || heard_webhooks(&world.server).await.then_some(())).await;
}

/// Whether a webhook was found good: the server says so where the metrics are.
async fn heard_webhooks(server: &Server) -> bool {
    server.metric("homeroom_media_webhooks_total", &[("fresh", "yes")]).await.is_some()
}
