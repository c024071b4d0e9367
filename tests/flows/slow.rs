//! Slow clients in a class that talks: some never read, some sit behind a line too thin for the class. Nobody else notices,
//! the server keeps little for them, and who comes back has everything.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::ids::CommandId;
use homeroom_storage::testing;
use homeroom_tests::clock::until;
use homeroom_tests::member::{Member, Reading, Sight};
use homeroom_tests::world::{AT_ONCE, World};
use tokio::time::sleep;

/// Who reads as it comes, who never does, and who sits behind a thin line.
const HEALTHY: usize = 280;
const STALLED: usize = 10;
const THIN: usize = 10;
/// Who speaks in turn: each stays far below what one person may say in a while.
const SPEAKING: usize = 50;
/// Messages a second, the bytes of each, and how many are said: eight seconds, more than any buffer of a socket holds
/// from which nobody reads.
const PER_SECOND: u32 = 50;
const TEXT_BYTES: usize = 1_024;
const MESSAGES: usize = 400;
/// What the kernel of a slow client keeps of what it has not read.
const RECEIVE_BYTES: u32 = 4 * 1024;
/// A thin line: 64 kbit/s.
const THIN_BYTES_PER_SECOND: u32 = 8_000;
/// How much the server may grow for each slow client.
const GROWTH_KIB_EACH: u64 = 512;
/// How long the last of it may take, on a machine that does other work too: the thin lines have 400 KiB to read.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_never_reads_is_sent_away_who_reads_slowly_is_fed_and_in_the_end_everybody_has_everything() {
    let database = testing::database().await;
    let public = [("HOMEROOM_METRICS_PUBLIC", "true".to_owned())];
    let world = World::with(&database.url, database.store, &public).await;
    let session = world.session(u32::try_from(HEALTHY + STALLED + THIN).unwrap()).await;
    let people = world.students("Reader", HEALTHY).await;
    let joining = people.into_iter().map(|person| Member::join(person, session));
    let healthy: Vec<_> = stream::iter(joining).buffered(AT_ONCE).collect().await;
    let mut slow = Vec::new();
    for person in world.students("Slow", STALLED + THIN).await {
        slow.push(Member::join_narrow(person, session, RECEIVE_BYTES).await);
    }
    let (stalled, thin) = slow.split_at(STALLED);
    let before = world.server.resident_kib();
    stalled.iter().for_each(|member| member.read(Reading::Never));
    thin.iter().for_each(|member| member.read(Reading::Slowly(THIN_BYTES_PER_SECOND)));
    let said = talk(&healthy).await;
    let grown = world.server.resident_kib().saturating_sub(before);
    let count = (STALLED + THIN) as u64;
    println!("the server has grown by {grown} KiB for {count} slow clients and {MESSAGES} messages");
    assert!(grown <= GROWTH_KIB_EACH * count, "the server grew by {grown} KiB for {count} slow clients");

    for member in &healthy {
        member.until_within(PATIENCE, "has every message", |sight| has_all(sight, &said)).await;
        assert_eq!(member.look(|sight| (sight.closes.len(), sight.resumes, sight.views)), (0, 0, 1));
    }
    let ended = until(PATIENCE, "those who never read are sent away", async || {
        let ended = world.server.socket_ends(Close::TooSlow.code()).await;
        (ended >= STALLED as u64).then_some(ended)
    })
    .await;
    assert_eq!(ended, STALLED as u64, "and nobody else is");

    // Who reads again comes back by itself, and has every message without a hole.
    for member in &slow {
        member.read(Reading::Freely);
    }
    for member in &slow {
        member.until_within(PATIENCE, "has every message", |sight| has_all(sight, &said)).await;
    }
    for member in thin {
        assert_eq!(member.look(|sight| sight.closes.clone()), [0; 0], "a thin line is fed as it reads");
    }
    assert!(stalled.iter().all(|member| member.look(|sight| sight.resumes + sight.views) == 2), "they came back once");
}

/// Fifty people talk; what they said is acknowledged in the end.
async fn talk(members: &[Member]) -> BTreeSet<CommandId> {
    let speaking = members.iter().take(SPEAKING).collect::<Vec<_>>();
    let mut said = BTreeSet::new();
    for n in 0..MESSAGES {
        let text = format!("{n:04} {}", "salt ".repeat(TEXT_BYTES / 5));
        said.insert(speaking[n % SPEAKING].say(&text));
        sleep(Duration::from_secs(1) / PER_SECOND).await;
    }
    for member in speaking {
        member.settled(PATIENCE).await;
        assert_eq!(member.look(|sight| (sight.refused.len(), sight.retried.len())), (0, 0));
    }
    said
}

fn has_all(sight: &Sight, said: &BTreeSet<CommandId>) -> bool {
    sight.list.is_whole() && said.iter().all(|id| sight.list.offset_of(*id).is_some())
}
