//! The figures: of each, the median over the rounds, the floor's, the median of the rounds' ratios, and the goal.

use crate::bench::Round;
use crate::goal::{self, Goal};
use crate::stat::{median, per};

/// One line.
struct Figure {
    name: &'static str,
    value: fn(&Round) -> f64,
    floor: Option<fn(&Round) -> f64>,
    goal: Option<Goal>,
}

const FIGURES: &[Figure] = &[
    figure("fan-out, 16 in flight: CPU us per delivery", |r| r.server.sat16.cpu_micros)
        .beside(|r| r.floor.sat16.cpu_micros)
        .aims(goal::FAN_OUT_SATURATED),
    figure("fan-out, one at a time: CPU us per delivery", |r| r.server.sat1.cpu_micros)
        .beside(|r| r.floor.sat1.cpu_micros)
        .aims(goal::FAN_OUT_ALONE),
    figure("fan-out, 20 messages/s: CPU us per delivery", |r| r.server.paced.cpu_micros)
        .beside(|r| r.floor.paced.cpu_micros)
        .aims(goal::FAN_OUT_ALONE),
    figure("say to delivery, 20 messages/s: p50 ms", |r| r.server.paced.p50_ms).beside(|r| r.floor.paced.p50_ms),
    figure("say to delivery, 20 messages/s: p99 ms", |r| r.server.paced.p99_ms)
        .beside(|r| r.floor.paced.p99_ms)
        .aims(goal::SLOWEST),
    figure("say to delivery, one at a time: p50 ms", |r| r.server.sat1.p50_ms).beside(|r| r.floor.sat1.p50_ms),
    figure("say to delivery, one at a time: p99 ms", |r| r.server.sat1.p99_ms).beside(|r| r.floor.sat1.p99_ms),
    figure("say to delivery, 16 in flight: p50 ms", |r| r.server.sat16.p50_ms).beside(|r| r.floor.sat16.p50_ms),
    figure("say to delivery, 16 in flight: p99 ms", |r| r.server.sat16.p99_ms).beside(|r| r.floor.sat16.p99_ms),
    figure("messages/s, 16 in flight", |r| r.server.sat16.per_second).beside(|r| r.floor.sat16.per_second),
    figure("memory: KiB RSS per idle joined socket", |r| r.server.socket_kib)
        .beside(|r| r.floor.socket_kib)
        .aims(goal::MEMORY),
    figure("connect, hello, welcome: CPU us", |r| r.server.connect_micros)
        .beside(|r| r.floor.connect_micros)
        .aims(goal::CONNECT),
    figure("chat, 16 in flight: entries per commit", |r| per(r.server.sat16.lane.entries, r.server.sat16.lane.commits)),
    figure("chat, 20 messages/s: entries per commit", |r| {
        per(r.server.paced.lane.entries, r.server.paced.lane.commits)
    }),
    figure("joins/s, 100 sessions; floor: single commits/s", |r| r.spread.per_second)
        .beside(|r| r.commits.single)
        .aims(goal::JOINS),
    figure("joins, 100 sessions: p50 ms", |r| r.spread.p50_ms),
    figure("joins, 100 sessions: p99 ms", |r| r.spread.p99_ms),
    figure("joins, 100 sessions: CPU us per join", |r| r.spread.cpu_micros).aims(goal::JOIN_CPU),
    figure("joins, 100 sessions: entries per commit", |r| per(r.spread.lane.entries, r.spread.lane.commits)),
    figure("joins/s, one session; floor: hot row commits/s", |r| r.hot.per_second)
        .beside(|r| r.commits.hot)
        .aims(goal::HOT_JOINS),
    figure("joins, one session: p50 ms", |r| r.hot.p50_ms),
    figure("joins, one session: p99 ms", |r| r.hot.p99_ms),
    figure("joins, one session: CPU us per join", |r| r.hot.cpu_micros).aims(goal::JOIN_CPU),
    figure("joins, one session: entries per commit", |r| per(r.hot.lane.entries, r.hot.lane.commits)),
];

const fn figure(name: &'static str, value: fn(&Round) -> f64) -> Figure {
    Figure { name, value, floor: None, goal: None }
}

impl Figure {
    const fn beside(mut self, floor: fn(&Round) -> f64) -> Self {
        self.floor = Some(floor);
        self
    }

    const fn aims(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self
    }

    fn line(&self, rounds: &[Round]) -> String {
        let over_rounds = |one: &dyn Fn(&Round) -> f64| median(&rounds.iter().map(one).collect::<Vec<_>>());
        let value = over_rounds(&self.value).unwrap_or(0.0);
        let floor = self.floor.and_then(|floor| over_rounds(&floor));
        let ratio = self.floor.and_then(|floor| over_rounds(&|round| per((self.value)(round), floor(round))));
        line(self.name, value, floor, ratio, self.goal)
    }
}

fn line(name: &str, value: f64, floor: Option<f64>, ratio: Option<f64>, goal: Option<Goal>) -> String {
    let cell = |number: Option<f64>| number.map(shown).unwrap_or_default();
    let (aim, verdict) = match goal {
        Some(goal) => (goal.describe(), if goal.is_met(value, ratio) { "met" } else { "missed" }),
        None => (String::new(), ""),
    };
    let (value, floor, ratio) = (shown(value), cell(floor), cell(ratio));
    format!("  {name:<48} {value:>9} {floor:>9} {ratio:>7}  {aim:<20} {verdict}").trim_end().to_owned()
}

/// Three digits that mean something.
fn shown(number: f64) -> String {
    match number {
        small if small < 10.0 => format!("{small:.2}"),
        middle if middle < 100.0 => format!("{middle:.1}"),
        large => format!("{large:.0}"),
    }
}

/// Prints all of them.
pub(crate) fn print(rounds: &[Round]) {
    println!("  {:<48} {:>9} {:>9} {:>7}  goal", "medians of the rounds", "value", "floor", "ratio");
    for figure in FIGURES {
        println!("{}", figure.line(rounds));
    }
    let simple: Vec<f64> = rounds.iter().filter_map(|round| round.commits.simple_update).collect();
    match median(&simple) {
        Some(rate) => {
            println!("  floors of joins: pgbench, 64 clients; its simple-update makes {} a second", shown(rate))
        }
        None => println!("  floors of joins: no pgbench here, so 64 bare loops through the store, one row a commit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_value_floor_ratio_goal_and_verdict() {
        let met = line("a", 0.45, Some(0.3), Some(1.5), Some(goal::FAN_OUT_SATURATED));
        assert!(met.split_whitespace().eq("a 0.45 0.30 1.50 1: <= 1.5 x floor met".split(' ')), "{met}");
        let missed = line("b", 6.25, None, None, Some(goal::MEMORY));
        assert!(missed.split_whitespace().eq("b 6.25 4: <= 6 missed".split(' ')), "{missed}");
        assert!(line("c", 28_412.3, None, None, None).split_whitespace().eq(["c", "28412"]));
    }
}
