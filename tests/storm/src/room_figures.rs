//! The figures of a room and its joins.

use crate::bench::Round;
use crate::goal;
use crate::report::{self, Figure, figure, shown};
use crate::stat::{median, per};

const FIGURES: &[Figure<Round>] = &[
    figure("fan-out, 16 in flight: CPU us per delivery", |r: &Round| r.server.sat16.cpu_micros)
        .beside(|r| r.floor.sat16.cpu_micros)
        .aims(goal::FAN_OUT_SATURATED),
    figure("fan-out, one at a time: CPU us per delivery", |r: &Round| r.server.sat1.cpu_micros)
        .beside(|r| r.floor.sat1.cpu_micros)
        .aims(goal::FAN_OUT_ALONE),
    figure("fan-out, 20 messages/s: CPU us per delivery", |r: &Round| r.server.paced.cpu_micros)
        .beside(|r| r.floor.paced.cpu_micros)
        .aims(goal::FAN_OUT_ALONE),
    figure("say to delivery, 20 messages/s: p50 ms", |r: &Round| r.server.paced.p50_ms)
        .beside(|r| r.floor.paced.p50_ms),
    figure("say to delivery, 20 messages/s: p99 ms", |r: &Round| r.server.paced.p99_ms)
        .beside(|r| r.floor.paced.p99_ms)
        .aims(goal::SLOWEST),
    figure("say to delivery, one at a time: p50 ms", |r: &Round| r.server.sat1.p50_ms).beside(|r| r.floor.sat1.p50_ms),
    figure("say to delivery, one at a time: p99 ms", |r: &Round| r.server.sat1.p99_ms).beside(|r| r.floor.sat1.p99_ms),
    figure("say to delivery, 16 in flight: p50 ms", |r: &Round| r.server.sat16.p50_ms).beside(|r| r.floor.sat16.p50_ms),
    figure("say to delivery, 16 in flight: p99 ms", |r: &Round| r.server.sat16.p99_ms).beside(|r| r.floor.sat16.p99_ms),
    figure("messages/s, 16 in flight", |r: &Round| r.server.sat16.per_second).beside(|r| r.floor.sat16.per_second),
    figure("memory: KiB RSS per idle joined socket", |r: &Round| r.server.socket_kib)
        .beside(|r| r.floor.socket_kib)
        .aims(goal::MEMORY),
    figure("connect, hello, welcome: CPU us", |r: &Round| r.server.connect_micros)
        .beside(|r| r.floor.connect_micros)
        .aims(goal::CONNECT),
    figure("chat, 16 in flight: entries per commit", |r: &Round| {
        per(r.server.sat16.lane.entries, r.server.sat16.lane.commits)
    }),
    figure("chat, 20 messages/s: entries per commit", |r: &Round| {
        per(r.server.paced.lane.entries, r.server.paced.lane.commits)
    }),
    figure("joins/s, 100 sessions; floor: single commits/s", |r: &Round| r.spread.per_second)
        .beside(|r| r.commits.single)
        .aims(goal::JOINS),
    figure("joins, 100 sessions: p50 ms", |r: &Round| r.spread.p50_ms),
    figure("joins, 100 sessions: p99 ms", |r: &Round| r.spread.p99_ms),
    figure("joins, 100 sessions: CPU us per join", |r: &Round| r.spread.cpu_micros).aims(goal::JOIN_CPU),
    figure("joins, 100 sessions: entries per commit", |r: &Round| per(r.spread.lane.entries, r.spread.lane.commits)),
    figure("joins/s, one session; floor: hot row commits/s", |r: &Round| r.hot.per_second)
        .beside(|r| r.commits.hot)
        .aims(goal::HOT_JOINS),
    figure("joins, one session: p50 ms", |r: &Round| r.hot.p50_ms),
    figure("joins, one session: p99 ms", |r: &Round| r.hot.p99_ms),
    figure("joins, one session: CPU us per join", |r: &Round| r.hot.cpu_micros).aims(goal::JOIN_CPU),
    figure("joins, one session: entries per commit", |r: &Round| per(r.hot.lane.entries, r.hot.lane.commits)),
];

/// Prints them.
pub(crate) fn print(rounds: &[Round]) {
    report::print(FIGURES, rounds);
    let simple: Vec<f64> = rounds.iter().filter_map(|round| round.commits.simple_update).collect();
    match median(&simple) {
        Some(rate) => {
            println!("  floors of joins: pgbench, 64 clients; its simple-update makes {} a second", shown(rate));
        }
        None => println!("  floors of joins: no pgbench here, so 64 bare loops through the store, one row a commit"),
    }
}
