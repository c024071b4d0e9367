//! Which part decides a command: while the class is to come or on, and when it is over.

use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::refusal::{Code, Refusal};

use super::live::Live;
use super::{Command, Session};
use crate::machine::Moment;

impl Session {
    pub(super) fn decided(&self, live: &Live, moment: &Moment, command: Command) -> Result<Vec<SessionEvent>, Refusal> {
        let now = moment.now;
        match command {
            Command::Announce(facts) => match &self.facts {
                None => Ok(vec![SessionEvent::Announced { facts }]),
                Some(known) if *known == facts => Ok(Vec::new()),
                Some(_) => Err(Refusal::new(Code::Invalid).detail("The session was announced with other facts.")),
            },
            Command::Amend(facts) => match &self.facts {
                Some(known) if *known == facts => Ok(Vec::new()),
                Some(_) => Ok(self.amend(now, facts)),
                None => Err(Refusal::new(Code::Invalid).detail("The session has not been announced.")),
            },
            Command::Join(join) => {
                let person = join.who.person;
                self.worded(live, person, self.join(now, join)?)
            }
            Command::Enter { person, sign_in } => self.enter(now, person, sign_in),
            Command::Talk { person, wish } => self.worded(live, person, self.talk(moment, person, wish)?),
            Command::Leave { person } if self.roster.get(person).is_none() => Ok(self.stop_waiting(now, person)),
            Command::Leave { person } => Ok(vec![SessionEvent::Left { person, at: now }]),
            Command::SignedOut { person, sign_in } => Ok(self.signed_out(live, now, person, sign_in)),
            Command::Reserve { admission } => self.reserve(now, &admission),
            Command::CancelReservation { person } => Ok(self.cancel(now, person)),
            Command::AcceptOffer { admission } => self.accept(now, &admission),
            Command::DeclineOffer { person } => self.decline(now, person),
            Command::Skip { person } => Ok(self.skip(now, person)),
            Command::End { person } => {
                self.permitted(CommandKind::End, person)?;
                Ok(self.end(live, now, SessionEvent::Ended { at: now, by: Some(person) }))
            }
            Command::Cancel if self.facts.is_none() => {
                Err(Refusal::new(Code::Invalid).detail("The session has not been announced."))
            }
            Command::Cancel => Ok(self.end(live, now, SessionEvent::Cancelled { at: now })),
            Command::Sight { media, minutes } => self.sight(live, now, &media, &minutes),
            Command::Report { session, person, report } => self.report(moment, session, person, report),
            Command::Sanction { person, sanction } => self.sanction(moment, person, sanction),
            Command::Lift { person, sanction } => self.lift(now, Some(person), sanction),
            Command::Poll { person, wish } => self.worded(live, person, self.poll(moment, person, wish)?),
            Command::Floor { person, wish } => self.floor(now, person, wish),
            Command::Calm { person, desk, on } => self.set_calm(now, person, desk, on),
            // What would change something waits.
            Command::React { .. } | Command::Upvote { .. } | Command::Read { .. } => Ok(Vec::new()),
            Command::Lobby { person, wish } => self.worded(live, person, self.lobby_wish(now, person, wish)?),
            Command::Question { person, wish } => self.worded(live, person, self.question(moment, person, wish)?),
            Command::ReportQuestion { session, person, report } => {
                self.report_question(moment, session, person, report)
            }
            Command::Appeal { session, person, sanction, text } => self.appeal(moment, session, person, sanction, text),
            Command::ExchangeAppeal { sanction, exchange, due_at } => {
                Ok(self.appeals.exchanged(sanction, exchange, due_at))
            }
            Command::AnswerAppeal { sanction, answer } => Ok(self.appeals.answered(sanction, answer)),
            Command::ShutOut { person, course } => Ok(self.shut_out(now, person, course)),
            Command::Enforce(sanction) => Ok(self.enforced(now, sanction)),
            Command::Revoke(sanction) => self.lift(now, None, sanction),
            Command::AnswerReports { reports, outcome } => Ok(self.reports.answered(&reports, outcome)),
        }
    }

    /// Whoever goes after the end has gone already; what others saw may come late; everything else is over.
    pub(super) fn decided_late(
        &self,
        live: &Live,
        moment: &Moment,
        command: Command,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        let now = moment.now;
        match command {
            Command::Leave { .. }
            | Command::SignedOut { .. }
            | Command::ShutOut { .. }
            | Command::CancelReservation { .. }
            | Command::Skip { .. }
            | Command::Cancel
            | Command::AnswerReports { .. } => Ok(Vec::new()),
            // A ban that reaches further holds on, and can be contested here.
            Command::Enforce(sanction) if sanction.scope.is_session() => Ok(Vec::new()),
            Command::Enforce(sanction) => Ok(self.enforced(now, sanction)),
            Command::Revoke(sanction) => self.lift(now, None, sanction),
            Command::Appeal { session, person, sanction, text } => self.appeal(moment, session, person, sanction, text),
            Command::ExchangeAppeal { sanction, exchange, due_at } => {
                Ok(self.appeals.exchanged(sanction, exchange, due_at))
            }
            Command::AnswerAppeal { sanction, answer } => Ok(self.appeals.answered(sanction, answer)),
            Command::Sight { media, minutes } => self.sight(live, now, &media, &minutes),
            Command::Announce(_)
            | Command::Amend(_)
            | Command::Join(_)
            | Command::Enter { .. }
            | Command::Talk { .. }
            | Command::Reserve { .. }
            | Command::AcceptOffer { .. }
            | Command::DeclineOffer { .. }
            | Command::Report { .. }
            | Command::Sanction { .. }
            | Command::Lift { .. }
            | Command::Poll { .. }
            | Command::Floor { .. }
            | Command::Calm { .. }
            | Command::React { .. }
            | Command::Read { .. }
            | Command::Lobby { .. }
            | Command::Upvote { .. }
            | Command::Question { .. }
            | Command::ReportQuestion { .. }
            | Command::End { .. } => Err(self.phases.over()),
        }
    }
}
