//! An account that is disabled while its person is in a class (promise 8, S9): every door shuts within two seconds.

use std::process::Output;
use std::time::Duration;

use homeroom_protocol::frame::client::Hello;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::join::{Joined, Media as JoinedMedia};
use homeroom_storage::testing;
use homeroom_tests::clock::{until, uuid};
use homeroom_tests::media::Media;
use homeroom_tests::person::Person;
use homeroom_tests::socket::{PATIENCE, Socket};
use homeroom_tests::world::World;
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

/// L14.
const TAKES_HOLD: Duration = Duration::from_secs(2);

/// `homeroom account …`, as staff type it.
fn account(world: &World, act: &str, whose: &str) -> Output {
    world.server.output(&["account", act, whose, "--reason", "threats", "--staff", "ana", "--json"])
}

fn json(output: &Output) -> Value {
    let read = serde_json::from_slice(&output.stdout);
    assert!(read.is_ok(), "{output:?}");
    read.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disabled_account_is_out_of_every_class_within_two_seconds_and_gets_in_nowhere() {
    let world = World::open().await;
    let (first, second) = (world.session(1).await, world.session(1).await);
    let mira = world.student("Mira").await;
    let tablet = world.sign_in(mira.id).await;
    let (_, mut one) = mira.enter(first).await;
    let (_, mut other) = tablet.enter(second).await;
    let (_, mut teacher) = world.teacher().await.enter(first).await;
    let link = world.link(mira.id).await;
    let welcome = one.welcome().unwrap().clone();

    let disabled = json(&account(&world, "disable", &mira.id.to_string()));
    assert_eq!((&disabled["disabled"], &disabled["sign_ins_ended"]), (&true.into(), &2.into()));
    for socket in [&mut one, &mut other] {
        assert_eq!(timeout(TAKES_HOLD, socket.closed()).await.expect("closed in time"), 4401);
    }
    for device in [&mira, &tablet] {
        for answer in [device.refresh_with(&device.refresh_token).await, device.try_join(first).await] {
            assert_eq!((answer.status, answer.problem().code), (401, Code::SignInEnded));
        }
    }
    let mut again = Socket::open(mira.server, first).await;
    again.hello(Hello::Resume { resume_token: welcome.resume_token, after: welcome.offset }).await;
    assert_eq!(again.closed().await, 4401);
    assert_eq!(Person::try_redeem(mira.server, &link).await.problem().code, Code::LinkRefused, "no sign-in begins");

    // The only seat is another's at once: nobody waits for her to come back.
    let ida = world.student("Ida").await;
    let joined: Joined = until(TAKES_HOLD, "her seat is free", async || {
        let joined = ida.join(first).await;
        joined.seat.is_some().then_some(joined)
    })
    .await;
    assert_eq!(joined.seat, Some(1));
    assert!(teacher.say("We go on.").await.is_ok());

    // Done again it is nothing.
    assert_eq!(account(&world, "disable", &mira.id.to_string()).status.code(), Some(5));
    assert_eq!(account(&world, "disable", &uuid().to_string()).status.code(), Some(3));
    let (code, _) = world.server.verb(&["account", "disable", &mira.id.to_string(), "--staff", "ana"]);
    assert_eq!(code, Some(2), "not without a reason");

    // Enabled again she signs in anew; what had ended stays ended.
    assert_eq!(account(&world, "enable", &mira.id.to_string()).status.code(), Some(0));
    assert_eq!(mira.refresh_with(&mira.refresh_token).await.problem().code, Code::SignInEnded);
    let back = world.sign_in(mira.id).await;
    assert_eq!(back.join(second).await.seat, Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disabled_account_is_out_of_the_media_room_within_two_seconds() {
    let Some(mut media) = Media::find() else { return };
    let database = testing::database().await;
    let world = World::with(&database.url, database.store, &media.variables()).await;
    media.start(world.server.address()).await;
    let session = world.session(1).await;
    let mira = world.student("Mira").await;
    let token = until(PATIENCE, "a media token", async || match mira.join(session).await.media {
        JoinedMedia::Ready { token, .. } => Some(token),
        JoinedMedia::None { .. } => None,
    })
    .await;
    // She never opens a socket of the classroom: that she is in is known by her join alone.
    let mut in_the_room = media.enter(&token).await;
    assert!(account(&world, "disable", &mira.id.to_string()).status.success());
    let mut bytes = [0; 4_096];
    let out = timeout(TAKES_HOLD, async { while !matches!(in_the_room.read(&mut bytes).await, Ok(0) | Err(_)) {} });
    assert!(out.await.is_ok(), "the media server has not put her out");
}
