//! The desk: from reports of all rooms to decisions that take hold in them, as a pure machine.
//!
//! Reports on one subject are one case. The queue goes by severity (one table), then by age. A claim is a deadline of the
//! machine, so it never leaks; whoever asks second is told who was first. A decision takes hold at once and can be taken back
//! for a few seconds as if nothing was; when those are over it is settled, and reporters hear of it. An appeal is a case of
//! its own, which is never decided by who set what is contested. What is overdue says so by itself. Every act is an event
//! that says who, as what, and why.
//!
//! The durable state is a function of the journal; [`Live`] is who is at the desk. After a crash claims and decisions stand
//! as they stood, and go on or end by their deadlines.

mod acts;
mod alarms;
mod appeals;
pub mod badge;
mod board;
mod case;
pub mod command;
mod deeds;
pub mod effect;
mod invariants;
pub mod live;
mod picture;
pub mod severity;
#[cfg(test)]
mod tests;
mod thread;
mod trust;

use homeroom_protocol::alarm::AlarmCause;
use homeroom_protocol::audit::Deed;
use homeroom_protocol::frame::desk::server::{CaseActKind, DeskAnswer, DeskNews, DeskView, DeskYou};
use homeroom_protocol::ids::{CaseId, PersonId};
use homeroom_protocol::journal::v1::desk::DeskEvent;
use homeroom_protocol::moderation::{Report, Scope};
use homeroom_protocol::permit::desk::Level;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::time::Timestamp;
use uuid::Uuid;

pub use self::badge::Badge;
use self::board::Timer;
use self::case::{Case, State};
pub use self::command::{Answer, Command, Finding, Observation, Query, Question, Wish};
pub use self::effect::{Effect, Order};
pub use self::live::Live;
pub use self::picture::Waiting;
use crate::machine::{Concerns, Feed, Machine, Moment};

/// The durable state of the desk.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Desk {
    board: board::Board,
    trust: trust::Records,
    deciders: appeals::Deciders,
    /// When the latest alarm was raised.
    alarmed_at: Option<Timestamp>,
}

impl Desk {
    /// A room hands over a report: it joins the case of its subject, or begins one.
    fn report(&self, moment: &Moment, report: Box<Report>) -> DeskEvent {
        match self.board.of(&report.subject) {
            None => {
                let severity = severity::severity(report.kind, 1, self.trust.trust([&report.by]));
                let due_at = report.at.max(moment.now).plus(severity::target(severity));
                DeskEvent::Opened { case: CaseId(moment.id(0)), report, severity, due_at }
            }
            Some(case) => {
                let mut reporters = case.reporters();
                if reporters.iter().all(|known| known.person != report.by.person) {
                    reporters.push(&report.by);
                }
                let kind = case.kind().min(report.kind);
                let now = severity::severity(kind, reporters.len(), self.trust.trust(reporters.iter().copied()));
                let severity = now.min(case.severity);
                let due_at = case.due_at.min(moment.now.plus(severity::target(severity))).max(case.opened_at);
                DeskEvent::Merged { case: case.id, report, severity, due_at }
            }
        }
    }

    fn due(&self) -> Option<(Timestamp, DeskEvent)> {
        let (at, timer, id) = self.board.first_timer()?;
        let event = match timer {
            Timer::ClaimEnds => DeskEvent::ClaimEnded { case: id },
            Timer::Settles => DeskEvent::Settled { case: id },
            Timer::Reminds => DeskEvent::AppealReminded { case: id, at },
            Timer::GoesOn => self.board.get(&id)?.silence(at),
            Timer::Overdue => DeskEvent::Escalated { case: id, by: None, note: String::new(), at },
        };
        Some((at, event))
    }

    /// The people whose reports led to a case learn, by their record, whether there was something to it.
    fn settled(&mut self, id: CaseId) {
        let Some(case) = self.board.get(&id) else { return };
        let State::Settled { decision } = &case.state else { return };
        let upheld = decision.measure.is_some();
        let reporters: Vec<PersonId> = case.reporters().iter().map(|reporter| reporter.person).collect();
        for reporter in reporters {
            self.trust.settled(reporter, upheld);
        }
    }
}

impl Machine for Desk {
    type Live = Live;
    type Observation = Observation;
    type Command = Command;
    type Event = DeskEvent;
    type Effect = Effect;
    type EventFrame = DeskNews;
    type Query = Query;
    type Answer = DeskAnswer;
    type View = DeskView;
    type You = DeskYou;

    fn decide(&self, live: &Live, moment: &Moment, command: Command) -> Result<Vec<DeskEvent>, Refusal> {
        match command {
            Command::Appeal(appeal) => Ok(self.appeal(moment, appeal)),
            Command::Open(report) => Ok(vec![self.report(moment, report)]),
            Command::Reply { person, sanction, text } => self.reply(person, sanction, text, moment.now),
            Command::Act { badge, case, wish } => self.act(live, moment, &badge, case, wish),
        }
    }

    fn evolve(&mut self, _: u64, event: &DeskEvent) {
        match event {
            DeskEvent::Opened { case, report, severity, due_at } => {
                let number = self.board.next_number();
                self.board.add(Case::opened(*case, number, report, *severity, *due_at));
            }
            DeskEvent::Merged { case, report, severity, due_at } => self.board.change(*case, true, |case| {
                case.reported(report);
                case.severity = *severity;
                case.due_at = *due_at;
            }),
            DeskEvent::Appealed { case, appeal, severity } => {
                let number = self.board.next_number();
                self.board.add(Case::appealed(*case, number, appeal, *severity));
            }
            DeskEvent::AppealAsked { case, by, text, until, at } => {
                self.board.change(*case, true, |case| case.asked(by, text, *until, *at));
            }
            DeskEvent::AppealReplied { case, text, due_at, at } => {
                self.board.change(*case, true, |case| case.replied(text, *due_at, *at));
            }
            DeskEvent::AppealUnanswered { case, due_at, at } => {
                self.board.change(*case, false, |case| case.unanswered(*due_at, *at));
            }
            DeskEvent::AppealReminded { case, at } => self.board.change(*case, false, |case| case.reminded(*at)),
            DeskEvent::Claimed { case, by, until, at } => self.board.change(*case, true, |case| {
                case.state = State::Claimed { by: by.clone(), until: *until };
                case.acted(*at, CaseActKind::Claimed, Some(by), "");
            }),
            DeskEvent::Renewed { case, until } => self.board.change(*case, false, |case| {
                if let State::Claimed { until: ends, .. } = &mut case.state {
                    *ends = *until;
                }
            }),
            DeskEvent::Released { case, by, at } => self.board.change(*case, true, |case| {
                case.freed(*at);
                case.acted(*at, CaseActKind::Released, Some(by), "");
            }),
            DeskEvent::ClaimEnded { case } => self.board.change(*case, true, |case| {
                if let State::Claimed { until, .. } = case.state {
                    case.freed(until);
                }
            }),
            DeskEvent::HandedOver { case, by, to, until, note, at } => self.board.change(*case, true, |case| {
                case.state = State::Claimed { by: to.clone(), until: *until };
                case.acted(*at, CaseActKind::HandedOver, Some(by), note);
            }),
            DeskEvent::Noted { case, by, text, at } => {
                self.board.change(*case, false, |case| case.acted(*at, CaseActKind::Noted, Some(by), text));
            }
            DeskEvent::Decided { case, decision } => {
                self.deciders.decided(*case, decision);
                self.board.change(*case, true, |case| {
                    case.acted(decision.at, CaseActKind::Decided, Some(&decision.by), &decision.note);
                    case.state = State::Decided { decision: decision.clone() };
                });
            }
            DeskEvent::Undone { case, by, until, .. } => self.board.change(*case, true, |case| {
                // As if nothing was: the journal knows, the case does not.
                case.log.retain(|act| act.what != CaseActKind::Decided);
                case.state = State::Claimed { by: by.clone(), until: *until };
            }),
            DeskEvent::Settled { case } => {
                self.board.change(*case, true, |case| {
                    if let State::Decided { decision } = &case.state {
                        case.state = State::Settled { decision: decision.clone() };
                    }
                });
                self.settled(*case);
                self.answered(*case);
            }
            DeskEvent::Reversed { case, by, note, at, .. } => self.board.change(*case, true, |case| {
                if let State::Settled { decision } = &mut case.state {
                    decision.measure = None;
                    decision.scope = Scope::Session;
                    decision.until = None;
                }
                case.acted(*at, CaseActKind::Reversed, Some(by), note);
            }),
            DeskEvent::Escalated { case, by, note, at } => self.board.change(*case, true, |case| {
                case.raised_at = Some(*at);
                case.level = if by.is_some() { Level::Escalated } else { Level::Overdue };
                if by.is_some() {
                    case.freed(*at);
                }
                case.acted(*at, CaseActKind::Escalated, by.as_ref(), note);
            }),
            DeskEvent::Alarmed { overdue, unclaimed, at } => {
                self.alarmed_at = Some(*at);
                self.alarmed(overdue, AlarmCause::Overdue);
                self.alarmed(unclaimed, AlarmCause::Unclaimed);
            }
        }
    }

    fn follow(&self, _: &Live, moment: &Moment) -> Option<DeskEvent> {
        let due = self.due().filter(|(at, _)| *at <= moment.now).map(|(_, event)| event);
        due.or_else(|| self.alarm(moment.now))
    }

    fn deadline(&self, _: &Live) -> Option<Timestamp> {
        self.due().map(|(at, _)| at).into_iter().chain(self.alarm_at()).min()
    }

    fn effects(&self, event: &DeskEvent) -> Vec<Effect> {
        self.asks(event)
    }

    fn frames(&self, _: u64, event: &DeskEvent, feed: Feed) -> Option<DeskNews> {
        match feed {
            Feed::Class => self.news(event),
            // What a moderator may see is a matter of courses (`scope`); nobody at the desk sees more of one, or waits.
            Feed::Staff | Feed::Lobby => None,
        }
    }

    fn scope(&self, event: &DeskEvent) -> Option<Uuid> {
        self.board.get(&event.case()?).map(|case| case.course.0)
    }

    fn deed(&self, _: PersonId, event: &DeskEvent) -> Option<Deed> {
        self.done(event)
    }

    fn concerns(&self, _: &DeskEvent) -> Concerns {
        Concerns::Nobody
    }

    fn answer(_: &[DeskEvent]) -> Option<DeskAnswer> {
        None
    }

    fn wake(&self, _: &Moment) -> Live {
        Live::default()
    }

    fn observe(&self, live: &mut Live, _: &Moment, observation: Observation) {
        match observation {
            Observation::Here { badge, connection } => live.come(connection, badge),
            Observation::Gone { connection } => live.go(connection),
        }
    }

    fn is_idle(&self, live: &Live) -> bool {
        live.is_empty()
    }

    fn look(&self, _: &Live, query: Query) -> Result<DeskAnswer, Refusal> {
        let Query::Case { badge, case } = query;
        Ok(DeskAnswer::Case(Box::new(self.detail(&badge, case)?)))
    }

    /// Everything; what one moderator sees of it is [`Desk::view_for`].
    fn view(&self, live: &Live, feed: Feed) -> DeskView {
        match feed {
            Feed::Class | Feed::Staff | Feed::Lobby => DeskView {
                open: self.board.queue().map(Case::row).collect(),
                settled: self.board.settled().map(Case::row).collect(),
                moderators: live.moderators(),
            },
        }
    }

    fn you(&self, live: &Live, person: PersonId) -> Option<DeskYou> {
        Self::own(live, person)
    }

    fn broken_invariants(&self, _: &Live) -> Vec<&'static str> {
        invariants::broken(self)
    }
}
