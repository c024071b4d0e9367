//! A media token cannot be called back. Whoever kept one from before comes into the media room with it, and is put out; or
//! may send no more than they may now (L13, L14, FEATURES K2).

use std::time::Duration;

use homeroom_protocol::frame::client::{MakeSanction, Request};
use homeroom_protocol::frame::floor::{Lock, Lockable};
use homeroom_protocol::frame::lobby::{PutBack, SetLobby};
use homeroom_protocol::frame::server::ServerFrame;
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::moderation::{Measure, Muted, ReasonCode, Sanction, Scope};
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::rest::join::Media as JoinedMedia;
use homeroom_storage::testing;
use homeroom_tests::clock::until;
use homeroom_tests::media::Media;
use homeroom_tests::person::Person;
use homeroom_tests::socket::{PATIENCE, Socket};
use homeroom_tests::world::World;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// L14.
const TAKES_HOLD: Duration = Duration::from_secs(2);

/// A class with a media room, its teacher, and a student who is about to come.
struct Scene {
    world: World,
    media: Media,
    session: SessionId,
    teaching: Socket,
    person: Person,
}

impl Scene {
    /// None where there is no media server to be had.
    async fn begin(student: &str) -> Option<Self> {
        let mut media = Media::find()?;
        let database = testing::database().await;
        let world = World::with(&database.url, database.store, &media.variables()).await;
        media.start(world.server.address()).await;
        let session = world.session(2).await;
        let (_, teaching) = world.teacher().await.enter(session).await;
        let person = world.student(student).await;
        Some(Self { world, media, session, teaching, person })
    }
}

async fn token(person: &Person, session: SessionId) -> String {
    until(PATIENCE, "a media token", async || match person.join(session).await.media {
        JoinedMedia::Ready { token, .. } => Some(token),
        JoinedMedia::None { .. } => None,
    })
    .await
}

async fn put_out(mut in_the_room: TcpStream) -> bool {
    let mut bytes = [0; 4_096];
    let out = timeout(TAKES_HOLD, async { while !matches!(in_the_room.read(&mut bytes).await, Ok(0) | Err(_)) {} });
    out.await.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_from_before_a_ban_opens_the_media_room_for_two_seconds_at_most_however_often_it_is_used() {
    let Some(scene) = Scene::begin("Otto").await else { return };
    let Scene { world: _world, media, session, mut teaching, person: otto } = scene;
    let captured = token(&otto, session).await;
    let before = media.enter(&captured).await;
    let ban = MakeSanction {
        person: otto.id,
        measure: Measure::Ban,
        scope: Scope::Session,
        mutes: None,
        message: None,
        minutes: None,
        reason: ReasonCode::Threat,
    };
    let id = teaching.send(Request::Sanction(ban)).await;
    teaching.outcome(id).await.unwrap();
    assert!(put_out(before).await, "the ban has not put him out");
    for turn in 0..3 {
        let again = media.enter(&captured).await;
        assert!(put_out(again).await, "he stays with the token of before, at try {turn}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_from_before_one_was_put_back_into_the_lobby_opens_the_media_room_no_longer_either() {
    let Some(scene) = Scene::begin("Otto").await else { return };
    let Scene { world: _world, media, session, mut teaching, person: otto } = scene;
    let captured = token(&otto, session).await;
    let before = media.enter(&captured).await;
    for wish in [Request::SetLobby(SetLobby { on: true }), Request::PutBack(PutBack { person: otto.id })] {
        let id = teaching.send(wish).await;
        teaching.outcome(id).await.unwrap();
    }
    assert!(put_out(before).await, "he waits, and is in the media room");
    let again = media.enter(&captured).await;
    assert!(put_out(again).await, "he stays with the token of before");
    assert!(matches!(otto.join(session).await.media, JoinedMedia::None { .. }), "and gets no other");
}

/// How often the media server was set right.
async fn strays(world: &World) -> Option<f64> {
    world.server.metric("homeroom_media_strays_total", &[]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_with_a_token_from_before_sending_was_locked_is_told_what_they_may_now() {
    let Some(scene) = Scene::begin("Mira").await else { return };
    let Scene { world, media, session, mut teaching, person: mira } = scene;
    let captured = token(&mira, session).await;
    let id =
        teaching.send(Request::Lock(Lock { what: Lockable::Publish, locked: true, person: None, seconds: None })).await;
    teaching.outcome(id).await.unwrap();
    let strays = async || strays(&world).await;
    assert_eq!(strays().await, None, "nobody is in the room yet");
    let _in_the_room = media.enter(&captured).await;
    let told = until(TAKES_HOLD, "she is told", strays).await;
    assert!(told >= 1.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_with_a_token_from_before_their_microphone_was_muted_sends_no_sound_and_a_new_one_says_so() {
    let Some(scene) = Scene::begin("Mira").await else { return };
    let Scene { world, media, session, mut teaching, person: mira } = scene;
    let (_, mut at_mira) = mira.enter(session).await;
    let captured = token(&mira, session).await;
    let mute = MakeSanction {
        person: mira.id,
        measure: Measure::Mute,
        scope: Scope::Session,
        mutes: Some(Muted::Mic),
        message: None,
        minutes: Some(5),
        reason: ReasonCode::Flood,
    };
    let id = teaching.send(Request::Sanction(mute)).await;
    teaching.outcome(id).await.unwrap();
    let told = at_mira.find("a mute", |frame| {
        let ServerFrame::You(you) = frame else { return None };
        (!you.sanctions.is_empty()).then_some(you)
    });
    let told = told.await;
    assert_eq!(told.sanctions.iter().map(Sanction::muted).collect::<Vec<_>>(), [Some(Muted::Mic)]);
    assert!(!told.may.contains(&CommandKind::Microphone) && told.may.contains(&CommandKind::Camera));
    assert_eq!(strays(&world).await, None, "nobody is in the room yet");
    let in_the_room = media.enter(&captured).await;
    until(TAKES_HOLD, "the media server is told", async || strays(&world).await).await;
    // With a new one nothing has to be set right.
    drop(in_the_room);
    let before = strays(&world).await;
    let _again = media.enter(&token(&mira, session).await).await;
    tokio::time::sleep(TAKES_HOLD).await;
    assert_eq!(strays(&world).await, before);
}
