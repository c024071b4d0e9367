//! Postgres is away, or the connection that commits is cut (promises 1 and 9).

use std::time::Duration;

use homeroom_protocol::limits::USER_LANE_COMMANDS_MAX;
use homeroom_protocol::refusal::{Code, Retry};
use homeroom_storage::{aggregate, node};
use homeroom_tests::clock::within;
use homeroom_tests::outage::Outage;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;
use tokio::time::{sleep, timeout};

use crate::room::Room;

/// How long Postgres is away.
const AWAY: Duration = Duration::from_secs(20);
/// How soon after that the class goes on by itself.
const ON_AGAIN_WITHIN: Duration = Duration::from_secs(5);
/// How often everybody says something.
const SAYS_EVERY: Duration = Duration::from_millis(100);
/// Messages without an answer before somebody waits with the next.
const WAITING_MAX: usize = 10;
/// Far more than it takes.
const SETTLE_PATIENCE: Duration = Duration::from_secs(30);
/// How long Postgres stands still, and how soon whoever asks meanwhile has an answer all the same.
const FROZEN: Duration = Duration::from_secs(8);
const ANSWERED_WITHIN: Duration = Duration::from_secs(6);
/// How often the lane is cut, and for how long altogether.
const CUTS: u32 = 30;
const CUT_EVERY: Duration = Duration::from_millis(150);
/// Fewer cuts than this that met a lane would prove nothing.
const CUTS_MET_MIN: u64 = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_goes_on_by_itself_when_postgres_is_back_after_twenty_seconds() {
    let mut postgres = Outage::open().await;
    let mut world = World::on(&postgres.url, postgres.store().await).await;
    let room = Room::fill(&world, 6).await;
    let late = world.student("Jonah").await;
    let seats = room.seats();
    talk(&room, 10).await;

    postgres.begin().await;
    let away = async {
        talk(&room, u32::try_from(AWAY.as_millis() / SAYS_EVERY.as_millis()).unwrap()).await;
    };
    let meanwhile = async {
        sleep(AWAY / 4).await;
        let refused = late.try_join(room.session).await;
        assert_eq!((refused.status, refused.problem().code), (503, Code::Unavailable));
        assert!(refused.headers.contains_key("retry-after"), "it says when to try again");
        assert_eq!(Ask::get("/readyz").send(late.server).await.status, 503);
        assert_eq!(Ask::get("/livez").send(late.server).await.status, 200);
    };
    tokio::join!(away, meanwhile);
    postgres.end().await;

    let first = &room.members[0];
    let id = first.say("are we back?");
    first.until_within(ON_AGAIN_WITHIN, "is heard again", |sight| sight.acked.contains_key(&id)).await;
    room.settle(SETTLE_PATIENCE).await;
    room.assert_nothing_lost(&world.store).await;
    room.assert_seated_once(&world.store).await;
    assert_eq!(room.seats(), seats, "everybody has the seat they had");
    room.assert_said_again_is_said_once(&world.store).await;
    let retried: usize = room.members.iter().map(|member| member.look(|sight| sight.retried.len())).sum();
    assert!(retried > 0, "nobody was told that it cannot be done right now");
    for member in &room.members {
        member.look(|sight| assert!(sight.retried.iter().all(|(_, code)| code.retry() == Retry::Later)));
        assert_eq!(member.look(|sight| sight.closes.clone()), [0; 0], "{} lost the connection", member.person.name);
    }
    assert!(late.join(room.session).await.seat.is_some());
    // The server goes before its database, so that it has nothing to complain of.
    world.server.kill();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_is_frozen_keeps_nobody_waiting_and_loses_nothing() {
    let postgres = Outage::open().await;
    let mut world = World::on(&postgres.url, postgres.store().await).await;
    let room = Room::fill(&world, 4).await;
    let late = world.student("Jonah").await;
    talk(&room, 10).await;
    postgres.freeze();
    let talking = talk(&room, u32::try_from(FROZEN.as_millis() / SAYS_EVERY.as_millis()).unwrap());
    let asking = within(ANSWERED_WITHIN, "an answer at the door", late.try_join(room.session));
    let ((), refused) = tokio::join!(talking, asking);
    assert_eq!((refused.status, refused.problem().code), (503, Code::Unavailable));
    postgres.thaw();
    let first = &room.members[0];
    let id = first.say("are we back?");
    first.until_within(ON_AGAIN_WITHIN, "is heard again", |sight| sight.acked.contains_key(&id)).await;
    room.settle(SETTLE_PATIENCE).await;
    room.assert_nothing_lost(&world.store).await;
    room.assert_seated_once(&world.store).await;
    room.assert_said_again_is_said_once(&world.store).await;
    assert!(late.join(room.session).await.seat.is_some());
    world.server.kill();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_commands_wait_the_next_is_told_busy_and_all_are_taken_in_the_end() {
    let postgres = Outage::open().await;
    let mut world = World::on(&postgres.url, postgres.store().await).await;
    let room = Room::fill(&world, 1).await;
    let mira = &room.members[0];
    postgres.freeze();
    for n in 0..USER_LANE_COMMANDS_MAX {
        mira.say(&format!("number {n}"));
    }
    let beyond = mira.say("one beyond");
    mira.until("was told that the class is busy", |sight| !sight.retried.is_empty()).await;
    mira.look(|sight| {
        assert!(
            sight.retried.iter().all(|(id, code)| (*id, *code) == (beyond, Code::Busy)),
            "nobody before it is refused"
        );
        assert_eq!(sight.waiting.len(), USER_LANE_COMMANDS_MAX + 1);
    });
    postgres.thaw();
    room.settle(SETTLE_PATIENCE).await;
    room.assert_nothing_lost(&world.store).await;
    assert_eq!(room.acked(), USER_LANE_COMMANDS_MAX + 1);
    world.server.kill();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lane_that_is_cut_again_and_again_neither_loses_nor_doubles() {
    let world = World::open().await;
    let room = Room::fill(&world, 8).await;
    let row = aggregate::row(&world.store, room.session.0).await.unwrap().unwrap();
    let incarnation = row.home.expect("somebody is home");
    let cutting = async {
        let mut met = 0;
        for _ in 0..CUTS {
            sleep(CUT_EVERY).await;
            // Cutting is the first thing this does; that a new lane comes soon is what it would wait against.
            let cut = timeout(CUT_EVERY, node::end_predecessor(&world.store, incarnation)).await;
            met += cut.map_or(1, |ended| ended.unwrap_or(1));
        }
        met
    };
    let talking = talk(&room, u32::try_from((CUT_EVERY * CUTS * 2).as_millis() / SAYS_EVERY.as_millis()).unwrap());
    let (met, ()) = tokio::join!(cutting, talking);
    assert!(met >= CUTS_MET_MIN, "only {met} lanes were cut");
    room.settle(SETTLE_PATIENCE).await;
    room.assert_nothing_lost(&world.store).await;
    room.assert_seated_once(&world.store).await;
    room.assert_said_again_is_said_once(&world.store).await;
    let after = aggregate::row(&world.store, room.session.0).await.unwrap().unwrap();
    assert!(after.epoch > row.epoch, "no outcome was ever unknown");
    assert!(room.acked() > 0);
}

/// Everybody says something now and then, so many times.
async fn talk(room: &Room, turns: u32) {
    for turn in 0..turns {
        for member in &room.members {
            if member.look(|sight| sight.waiting.len()) < WAITING_MAX {
                member.say(&format!("turn {turn}: {}", member.person.name));
            }
        }
        sleep(SAYS_EVERY).await;
    }
}
