//! Reactions on a real server: a storm of them is a few updates and a few entries, exact at the end, over a crash too.

use std::collections::BTreeMap;
use std::time::Duration;

use homeroom_protocol::frame::client::{MakeSanction, Request};
use homeroom_protocol::frame::server::{ClassEvent, Entry, ServerFrame};
use homeroom_protocol::frame::staff::FeedEvent;
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::moderation::{Measure, ReasonCode, Scope};
use homeroom_protocol::reaction::{React, Reaction, ReactionCount};
use homeroom_protocol::refusal::Code;
use homeroom_tests::clock::now;
use homeroom_tests::journal;
use homeroom_tests::socket::{Seen, Socket};
use homeroom_tests::world::World;
use tokio::time::timeout;

/// Students of the storm.
const STORMING: usize = 40;
/// Rounds of clicks; in each everybody gives or takes back all six.
const ROUNDS: usize = 12;
/// How long a socket is listened to once everything is said.
const QUIET: Duration = Duration::from_millis(700);

fn react(message: CommandId, reaction: Reaction, on: bool) -> Request {
    Request::React(React { message, reaction, on })
}

/// The updates in what a socket has not read yet.
async fn updates(socket: &mut Socket) -> Vec<Entry> {
    let mut updates = Vec::new();
    while let Ok(Seen::Frame(frame)) = timeout(QUIET, socket.recv()).await {
        let ServerFrame::Entry(entry) = *frame else { continue };
        if entry.events.iter().any(|event| matches!(event, FeedEvent::Class(ClassEvent::Reacted { .. }))) {
            updates.push(entry);
        }
    }
    updates
}

fn last_counts(updates: &[Entry]) -> BTreeMap<CommandId, Vec<ReactionCount>> {
    let mut counts = BTreeMap::new();
    for event in updates.iter().flat_map(|entry| &entry.events) {
        let FeedEvent::Class(ClassEvent::Reacted { messages, .. }) = event else { continue };
        counts.extend(messages.iter().map(|shown| (shown.message, shown.counts.clone())));
    }
    counts
}

#[tokio::test]
async fn a_storm_of_reactions_is_four_updates_a_second_and_exact_at_the_end_and_after_a_crash() {
    let mut world = World::open().await;
    let session = world.session(u32::try_from(STORMING).unwrap()).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let mut students = Vec::new();
    for n in 0..STORMING {
        let person = world.student(&format!("Student {n}")).await;
        let (_, socket) = person.enter(session).await;
        students.push((person, socket));
    }
    let message = teaching.say("The sea is salt because of rivers.").await.unwrap().id;
    let begun = now();
    for round in 0..ROUNDS {
        for (n, (_, socket)) in students.iter_mut().enumerate() {
            let mut sent = Vec::new();
            for (kind, reaction) in Reaction::ALL.iter().enumerate() {
                let on = round + 1 == ROUNDS && (n + kind).is_multiple_of(3) || round % 2 == 0;
                sent.push(socket.send(react(message, *reaction, on)).await);
            }
            // One of them is waited for now and then, so that nobody has too many under way.
            if n % 8 == round % 8 {
                let outcome = socket.outcome(sent[0]).await;
                assert!(outcome.is_ok_and(|ack| ack.data.is_none()));
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let span = now().since(begun);
    let updates = updates(&mut teaching).await;
    let clicks = STORMING * ROUNDS * Reaction::ALL.len();
    let most = 2 + usize::try_from((span + QUIET).as_millis() / 250).unwrap();
    assert!((3..=most).contains(&updates.len()), "{} updates in {span:?}", updates.len());
    let shortest = updates.windows(2).map(|two| two[1].at.since(two[0].at)).min().unwrap();
    assert!(shortest >= Duration::from_millis(250), "two updates within {shortest:?}");

    let expected: Vec<_> = Reaction::ALL
        .iter()
        .enumerate()
        .map(|(kind, reaction)| {
            let count = (0..STORMING).filter(|n| (n + kind).is_multiple_of(3)).count();
            ReactionCount { reaction: *reaction, count: u32::try_from(count).unwrap() }
        })
        .collect();
    assert_eq!(last_counts(&updates)[&message], expected);
    let rows = journal::read(&world.store, session).await;
    let settling = |event: &SessionEvent| matches!(event, SessionEvent::Reacted { .. });
    let entries = rows.iter().filter(|row| row.entry.events.iter().any(settling)).count();
    println!("{clicks} clicks in {span:?}: {} updates, {entries} entries", updates.len());
    assert!(entries <= most, "{entries} entries");

    world.server.kill();
    world.server.start_again().await;
    let (_, again) = students[0].0.enter(session).await;
    let welcome = again.welcome().unwrap();
    let items = &welcome.view.as_ref().unwrap().chat.items;
    assert_eq!((items[0].id, &items[0].reactions), (message, &expected));
    assert_eq!(welcome.you.reactions[0].reactions, [Reaction::Agree, Reaction::Insight]);
}

#[tokio::test]
async fn a_reaction_is_given_once_and_taken_back_and_who_is_muted_is_told_why_they_may_not() {
    let world = World::open().await;
    let session = world.session(2).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let mira = world.student("Mira").await;
    let (_, mut at_mira) = mira.enter(session).await;
    let message = teaching.say("Who agrees?").await.unwrap().id;
    for (on, count) in [(true, 1), (true, 1), (false, 0)] {
        let id = at_mira.send(react(message, Reaction::Agree, on)).await;
        at_mira.outcome(id).await.unwrap();
        let (_, late) = mira.enter(session).await;
        let reactions = late.welcome().unwrap().view.as_ref().unwrap().chat.items[0].reactions.clone();
        assert_eq!(reactions.first().map_or(0, |reaction| reaction.count), count);
        at_mira = late;
    }
    let mute = MakeSanction {
        person: mira.id,
        measure: Measure::Mute,
        scope: Scope::Session,
        mutes: None,
        message: None,
        minutes: Some(10),
        reason: ReasonCode::Insult,
    };
    let id = teaching.send(Request::Sanction(mute)).await;
    teaching.outcome(id).await.unwrap();
    let id = at_mira.send(react(message, Reaction::Funny, true)).await;
    let refused = at_mira.outcome(id).await.unwrap_err();
    assert!(refused.code == Code::Muted && refused.explain.is_some() && refused.detail.is_some(), "{refused:?}");
    let id = at_mira.send(react(CommandId(uuid::Uuid::nil()), Reaction::Funny, false)).await;
    assert_eq!(at_mira.outcome(id).await.unwrap_err().code, Code::Invalid);
}
