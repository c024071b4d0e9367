//! Somebody is away for a while and comes back: to the same seat, and to the same list as if they had stayed (promise 3).

use std::time::Duration;

use homeroom_protocol::limits::{CHAT_TEXT_CHARACTERS_MAX, RING_ENTRIES_MAX};
use homeroom_tests::member::Member;
use homeroom_tests::world::World;

use crate::room::Room;

/// Messages said while somebody is away: ten times what a ring holds, and more than one page of history.
const MESSAGES: usize = 5_000;
/// Longest texts that each of ten says at once: twice and more what a socket may have unsent (L7).
const LONG_EACH: usize = 30;
/// Of the gate's thousand places each of the twenty who talk takes at most this many.
const WAITING_MAX: usize = 40;
/// Far more than it takes.
const PATIENCE: Duration = Duration::from_secs(90);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_away_for_five_thousand_messages_and_a_crash_has_the_list_of_who_stayed() {
    let mut world = World::open().await;
    let room = Room::fill(&world, 20).await;
    let away = Member::join(world.student("Aylin").await, room.session).await;
    let stayed = Member::join(world.student("Tomas").await, room.session).await;
    let seat = away.look(|sight| sight.you.as_ref().unwrap().seat);
    away.go_away();
    away.until("is away", |sight| !sight.connected).await;
    // Not thirty seconds but as long as it takes: the messages are what makes the absence long, not the clock.
    talk(&room, MESSAGES / 2).await;
    room.settle(PATIENCE).await;
    world.server.kill();
    world.server.start_again().await;
    talk(&room, MESSAGES / 2).await;
    room.settle(PATIENCE).await;
    away.come_back();
    away.settled(PATIENCE).await;
    let offset = room.members[0].look(|sight| sight.list.offset());
    for member in [&away, &stayed] {
        member.until("has seen the last message", |sight| sight.list.offset() >= offset).await;
    }
    assert_eq!(away.look(|sight| sight.list.len()), MESSAGES);
    assert_eq!((away.look(|sight| sight.views), away.look(|sight| sight.resumes)), (2, 0), "too much for the ring");
    let list = |member: &Member| member.look(|sight| sight.list.items().cloned().collect::<Vec<_>>());
    // Not assert_eq: it would print ten thousand messages.
    assert!(list(&away) == list(&stayed), "who was away has another list than who stayed");
    assert_eq!(away.look(|sight| sight.you.as_ref().unwrap().seat), seat);
    room.assert_nothing_lost(&world.store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_missed_as_much_as_the_ring_holds_gets_the_entries_and_who_missed_more_a_picture() {
    let world = World::open().await;
    let room = Room::fill(&world, 8).await;
    let few = Member::join(world.student("Aylin").await, room.session).await;
    let seat = few.look(|sight| sight.you.as_ref().unwrap().seat);
    // Something that was seen before, so that what is missed follows it without a step in between.
    talk(&room, 1).await;
    few.until("has seen the first message", |sight| sight.list.len() == 1).await;
    let missing = [(RING_ENTRIES_MAX, (1, 1)), (RING_ENTRIES_MAX + 1, (1, 2))];
    for (missed, (resumes, views)) in missing {
        few.go_away();
        few.until("is away", |sight| !sight.connected).await;
        talk(&room, missed).await;
        room.settle(PATIENCE).await;
        few.come_back();
        few.settled(PATIENCE).await;
        let offset = room.members[0].look(|sight| sight.list.offset());
        few.until("has seen the last message", |sight| sight.list.offset() >= offset).await;
        assert_eq!((few.look(|sight| sight.resumes), few.look(|sight| sight.views)), (resumes, views), "{missed}");
    }
    assert_eq!(few.look(|sight| sight.list.len()), 1 + 2 * RING_ENTRIES_MAX + 1);
    assert_eq!(few.look(|sight| sight.you.as_ref().unwrap().seat), seat);
    room.assert_nothing_lost(&world.store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_sent_without_an_answer_is_sent_again_and_said_once() {
    let world = World::open().await;
    let room = Room::fill(&world, 2).await;
    let [one, other] = room.members.as_slice() else { panic!("there are two") };
    for n in 0..20 {
        // The cut comes at once behind the words, so that now the words are lost and now the answer.
        let id = one.say(&format!("number {n}"));
        if n % 2 == 0 {
            tokio::time::sleep(Duration::from_millis(n)).await;
        }
        one.go_away();
        one.until("is away", |sight| !sight.connected).await;
        one.come_back();
        one.until("has its answer", |sight| sight.acked.contains_key(&id)).await;
    }
    other.until("has seen all twenty", |sight| sight.list.len() == 20).await;
    room.settle(PATIENCE).await;
    room.assert_nothing_lost(&world.store).await;
    room.assert_seated_once(&world.store).await;
}

/// The room says so many things, as fast as its gate lets them.
async fn talk(room: &Room, messages: usize) {
    for n in 0..messages {
        let member = &room.members[n % room.members.len()];
        member.until_within(PATIENCE, "may say more", |sight| sight.waiting.len() < WAITING_MAX).await;
        member.say(&format!("message {n}"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reads_is_not_called_too_slow_when_much_is_said_at_once() {
    let world = World::open().await;
    let room = Room::fill(&world, 10).await;
    let long = "x".repeat(CHAT_TEXT_CHARACTERS_MAX);
    for _ in 0..LONG_EACH {
        for member in &room.members {
            member.say(&long);
        }
    }
    room.settle(PATIENCE).await;
    room.assert_nothing_lost(&world.store).await;
    for member in &room.members {
        assert_eq!(member.look(|sight| sight.closes.clone()), [0; 0], "{} was thrown out", member.person.name);
    }
}
