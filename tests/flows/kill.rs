//! The server is killed without warning, again and again, while people talk (promises 1, 2 and 7).

use std::time::Duration;

use homeroom_tests::clock::command;
use homeroom_tests::world::World;
use tokio::time::sleep;

use crate::room::Room;

const ROOMS: usize = 4;
const MEMBERS_PER_ROOM: usize = 10;
/// By hand: `HOMEROOM_KILLS=20 cargo test -p homeroom-tests --test flows kill`.
const KILLS: usize = 5;
/// How often each of the forty says something: 160 messages a second in all.
const SAYS_EVERY: Duration = Duration::from_millis(250);
/// Messages without an answer before somebody waits with the next.
const WAITING_MAX: usize = 20;
/// Messages of each at once, right before a kill.
const BURST: usize = 5;
/// Everybody is back and has every answer within this; far more than it takes, since nothing here measures speed.
const SETTLE_PATIENCE: Duration = Duration::from_secs(40);
/// What a run without load would not reach: each message of each kill's span that was acknowledged.
const ACKED_PER_KILL_MIN: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_again_and_again_loses_nothing_it_acknowledged() {
    let kills = std::env::var("HOMEROOM_KILLS").map_or(KILLS, |kills| kills.parse().expect("a number of kills"));
    let mut world = World::open().await;
    let mut rooms = Vec::new();
    for _ in 0..ROOMS {
        rooms.push(Room::fill(&world, MEMBERS_PER_ROOM).await);
    }
    let seats: Vec<_> = rooms.iter().map(Room::seats).collect();

    for kill in 0..kills {
        // Two to three seconds of talk, each time another length, and then no warning.
        let span = Duration::from_millis(2_000 + 1_000 * (kill as u64 % 5) / 4);
        talk(&rooms, kill, span).await;
        burst(&rooms, kill).await;
        world.server.kill();
        // People go on talking to a server that is not there.
        talk(&rooms, kill, SAYS_EVERY).await;
        world.server.start_again().await;
    }
    talk(&rooms, kills, SAYS_EVERY * 4).await;

    for (room, seats) in rooms.iter().zip(seats) {
        room.settle(SETTLE_PATIENCE).await;
        room.assert_nothing_lost(&world.store).await;
        room.assert_seated_once(&world.store).await;
        assert_eq!(room.seats(), seats, "everybody has the seat they had");
        room.assert_said_again_is_said_once(&world.store).await;
        for member in &room.members {
            let connections = member.look(|sight| sight.resumes + sight.views);
            assert!(connections > kills, "{} was not thrown out {kills} times", member.person.name);
        }
    }
    let acked: usize = rooms.iter().map(Room::acked).sum();
    assert!(acked >= kills * ACKED_PER_KILL_MIN, "only {acked} messages were acknowledged");
    println!("{kills} kills, {acked} acknowledged, none lost");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_asked_to_stop_tells_everybody_to_come_back_and_loses_nothing() {
    let mut world = World::open().await;
    let room = [Room::fill(&world, MEMBERS_PER_ROOM).await];
    let seats = room[0].seats();
    let talking = talk(&room, 0, SAYS_EVERY * 8);
    let stopping = async {
        sleep(SAYS_EVERY * 3).await;
        assert!(world.server.stop().await.success(), "it ended in order");
        world.server.start_again().await;
    };
    tokio::join!(talking, stopping);
    room[0].settle(SETTLE_PATIENCE).await;
    room[0].assert_nothing_lost(&world.store).await;
    room[0].assert_seated_once(&world.store).await;
    assert_eq!(room[0].seats(), seats, "everybody has the seat they had");
    for member in &room[0].members {
        assert_eq!(member.look(|sight| sight.closes.clone()), [4412], "{} was told why", member.person.name);
    }
}

/// Everybody talks at once; it returns while entries are being committed and answers are on their way, a little earlier or
/// later each time.
async fn burst(rooms: &[Room], round: usize) {
    for member in rooms.iter().flat_map(|room| &room.members) {
        for n in 0..BURST {
            member.say(&format!("round {round}, burst {n}: {}", member.person.name));
        }
    }
    sleep(Duration::from_millis(10 * (1 + round as u64 % 5))).await;
}

/// Everybody says something now and then, for so long.
async fn talk(rooms: &[Room], round: usize, span: Duration) {
    let turns = u32::try_from(span.as_millis() / SAYS_EVERY.as_millis()).unwrap().max(1);
    for turn in 0..turns {
        for member in rooms.iter().flat_map(|room| &room.members) {
            if member.look(|sight| sight.waiting.len()) < WAITING_MAX {
                member.say_as(command(), &format!("round {round}, turn {turn}: {}", member.person.name));
            }
        }
        sleep(SAYS_EVERY).await;
    }
}
