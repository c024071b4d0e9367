//! What is always true of the desk, numbered; looked at as the session's are.

use homeroom_protocol::limits::APPEAL_ROUNDS_MAX;
use homeroom_protocol::moderation::Measure;
use homeroom_protocol::permit::desk::Level;

use super::Desk;
use super::board::Timer;
use super::case::State;
use super::severity::{LEAST, WORST};

type Invariant = (&'static str, fn(&Desk) -> bool);

/// Every invariant: its number and sentence, and how to look.
const INVARIANTS: &[Invariant] = &[
    ("D-1: no two cases that are not settled have the same subject", |desk| desk.board.has_one_case_per_subject()),
    ("D-2: queue, timers and subjects hold exactly what the cases say", |desk| desk.board.is_consistent()),
    ("D-3: exactly the settled are listed as settled, once each and within their number", |desk| {
        desk.board.lists_the_settled()
    }),
    ("D-4: every claim has an end that time will bring", claims_end),
    ("D-5: severity is of the table, and every case has evidence, and either reports or an appeal", cases_are_whole),
    ("D-6: a case is due after it began", due_after_beginning),
    ("D-7: what is decided fits its subject", decisions_fit),
    ("D-8: nothing has two appeals against it", |desk| {
        let mut seen = std::collections::BTreeSet::new();
        desk.board.appeals().all(|sanction| seen.insert(sanction))
    }),
    ("D-9: nobody has or decides an appeal against what they set, or their own", second_person_decides),
    ("D-10: an appeal is decided as one, and nothing else is", appeals_are_answered),
    ("D-11: there is an alarm only about what was passed upward, and what was has a time", alarms_have_a_reason),
    (
        "D-12: only of appeals something is asked, within the rounds, and what waits for the person was not answered",
        |desk| {
            desk.board.cases().all(|case| {
                let rounds = &case.thread.rounds;
                let unanswered = rounds.last().is_some_and(|round| round.reply.is_none());
                rounds.len() <= APPEAL_ROUNDS_MAX
                    && (rounds.is_empty() || case.appeal.is_some())
                    && (case.thread.waits.is_none() || unanswered)
            })
        },
    ),
];

/// The numbers and sentences of those that do not hold.
pub(crate) fn broken(desk: &Desk) -> Vec<&'static str> {
    INVARIANTS.iter().filter(|(_, holds)| !holds(desk)).map(|(sentence, _)| *sentence).collect()
}

fn claims_end(desk: &Desk) -> bool {
    desk.board.cases().all(|case| match &case.state {
        State::Claimed { until, .. } => {
            desk.board.first_timer().is_some_and(|(at, timer, _)| at <= *until || timer == Timer::ClaimEnds)
        }
        State::Open | State::Decided { .. } | State::Settled { .. } => true,
    })
}

fn cases_are_whole(desk: &Desk) -> bool {
    desk.board.cases().all(|case| {
        (WORST..=LEAST).contains(&case.severity)
            && case.reports.is_empty() == case.appeal.is_some()
            && !case.evidence.is_empty()
    })
}

fn due_after_beginning(desk: &Desk) -> bool {
    desk.board.cases().all(|case| case.due_at >= case.opened_at)
}

fn decisions_fit(desk: &Desk) -> bool {
    desk.board.cases().all(|case| match &case.state {
        State::Decided { decision } | State::Settled { decision } => match decision.measure {
            Some(Measure::Hide) => case.subject.message.is_some(),
            Some(Measure::Mute) => decision.until.is_some_and(|until| until > decision.at),
            Some(Measure::Ban) => decision.until.is_none_or(|until| until > decision.at),
            Some(Measure::Warn | Measure::Remove) | None => decision.until.is_none(),
        },
        State::Open | State::Claimed { .. } => true,
    })
}

fn second_person_decides(desk: &Desk) -> bool {
    desk.board.cases().all(|case| match &case.state {
        State::Open => true,
        State::Claimed { by, .. } => !case.excludes(by.person),
        State::Decided { decision } | State::Settled { decision } => !case.excludes(decision.by.person),
    })
}

fn appeals_are_answered(desk: &Desk) -> bool {
    desk.board.cases().all(|case| match &case.state {
        State::Decided { decision } | State::Settled { decision } => {
            decision.appeal.is_some() == case.appeal.is_some() && (decision.measure.is_none() || case.appeal.is_none())
        }
        State::Open | State::Claimed { .. } => true,
    })
}

fn alarms_have_a_reason(desk: &Desk) -> bool {
    desk.board.cases().all(|case| {
        (case.level == Level::Desk) == case.raised_at.is_none() && (case.alarmed.is_none() || case.raised_at.is_some())
    })
}
