//! The session: one live hour of a class, as a pure machine.
//!
//! It is made of parts that do not know each other; this file only routes to them and holds the rules that cross them,
//! together with `door` (coming and going) and `picture` (what is shown). The durable state is a function of the journal;
//! [`Live`] is what relays report. After a crash the journal rebuilds the one and `wake` begins the other: everyone who was
//! here counts as lost, and has the grace to come back.

mod appeals;
pub mod attendance;
mod booking;
mod calm;
mod chat;
pub mod command;
mod deeds;
mod direct;
mod door;
pub mod effect;
mod filing;
mod floor;
mod history;
mod holds;
mod invariants;
pub mod live;
mod lobby;
mod lobbying;
mod locks;
mod marks;
mod moderation;
mod observing;
mod offers;
mod overflow;
mod people;
mod phases;
mod picture;
mod polling;
mod polls;
mod presence;
pub mod projection;
mod questioning;
mod questions;
mod reacting;
mod reactions;
mod reports;
mod reservations;
mod review;
mod roster;
mod seats;
mod spotlight;
mod staff;
mod strikes;
mod taking;
mod talk;
#[cfg(test)]
mod tests;
mod waitlist;
mod weight;
pub mod wording;

use std::collections::BTreeSet;

use homeroom_protocol::audit::Deed;
use homeroom_protocol::frame::review::IsHeld;
use homeroom_protocol::frame::server::{Answer, View, You};
use homeroom_protocol::frame::staff::FeedEvent;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::journal::v1::{SessionEvent, SessionFacts};
use homeroom_protocol::permit::{CommandKind, Phase};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

pub use self::attendance::Visit;
pub use self::attendance::media::{MediaSays, MediaWord};
pub use self::calm::Glance;
pub use self::command::{Command, Join, Observation, Query};
pub use self::effect::{Effect, Why};
pub use self::filing::{Filing, Listed};
pub use self::floor::FloorWish;
pub use self::live::Live;
pub use self::lobbying::LobbyWish;
pub use self::offers::eta;
pub use self::people::shows as people_shown;
pub use self::picture::Standing;
pub use self::polls::PollWish;
pub use self::questions::QuestionWish;
pub use self::talk::TalkWish;
use crate::machine::{Concerns, Feed, Line, Machine, Moment, Taken};

/// The durable state of one session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Session {
    facts: Option<SessionFacts>,
    phases: phases::Phases,
    roster: roster::Roster,
    seats: seats::Seats,
    reservations: reservations::Reservations,
    waitlist: waitlist::Waitlist,
    offers: offers::Offers,
    /// Everybody who ever had a reservation or a place in the line: those the read model has a row of.
    booked: BTreeSet<PersonId>,
    overflow: overflow::Overflow,
    holds: holds::Holds,
    presence: presence::Presence,
    attendance: attendance::Attendance,
    chat: chat::Chat,
    review: review::Review,
    direct: direct::Direct,
    reports: reports::Reports,
    appeals: appeals::Appeals,
    moderation: moderation::Moderation,
    polls: polls::Polls,
    hands: floor::Hands,
    calm: calm::Calm,
    reactions: reactions::Reactions,
    marks: marks::Marks,
    lobby: lobby::Lobby,
    locks: locks::Locks,
    spotlight: spotlight::Spotlight,
    questions: questions::Questions,
}

impl Session {
    /// What time does next, and when. Of several the earliest, so that after a sleep all happens in its order.
    fn due(&self, live: &Live) -> Option<(Timestamp, SessionEvent)> {
        let facts = self.facts.as_ref()?;
        if self.phases.is_over() {
            return self.attendance.due().map(|(at, version)| (at, SessionEvent::AttendanceFiled { version, at }));
        }
        let phase = self.phases.next(facts.starts_at, facts.ends_at).map(|(at, phase)| match phase {
            Phase::Ended => (at, SessionEvent::Ended { at, by: None }),
            Phase::Announced | Phase::Doors | Phase::Live | Phase::Closing | Phase::Cancelled => {
                (at, SessionEvent::PhaseChanged { phase })
            }
        });
        let hold = self.holds.first().map(|(at, person)| (at, SessionEvent::HoldEnded { person }));
        let grace = self.presence.first_grace(live);
        let grace = grace.map(|(at, person, last_seen)| (at, SessionEvent::Dropped { person, last_seen }));
        let sanction = self.moderation.first_end();
        // A class does not end while a poll is open: it is closed first.
        let phase = phase.map(|(at, event)| {
            let ends = matches!(event, SessionEvent::Ended { .. });
            (at, ends.then(|| self.last_of_polls(live, at)).flatten().unwrap_or(event))
        });
        let others = [
            phase,
            self.poll_due(live),
            hold,
            grace,
            sanction,
            self.floor_due(),
            self.lobby_due(live),
            self.locks.first_end(),
            self.struck(live),
        ]
        .into_iter()
        .flatten();
        others.chain(self.bookings_due()).min_by_key(|(at, _)| *at)
    }
}

impl Machine for Session {
    type Live = Live;
    type Observation = Observation;
    type Command = Command;
    type Event = SessionEvent;
    type Effect = Effect;
    type EventFrame = FeedEvent;
    type Query = Query;
    type Answer = Answer;
    type View = View;
    type You = You;

    fn decide(&self, live: &Live, moment: &Moment, command: Command) -> Result<Vec<SessionEvent>, Refusal> {
        let now = moment.now;
        // Whoever goes after the end has gone already; what others saw may come late; everything else is over.
        if self.phases.is_over() {
            return match command {
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
                Command::Appeal { session, person, sanction, text } => {
                    self.appeal(moment, session, person, sanction, text)
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
            };
        }
        match command {
            Command::Announce(facts) => match &self.facts {
                None => Ok(vec![SessionEvent::Announced { facts }]),
                Some(known) if *known == facts => Ok(Vec::new()),
                Some(_) => Err(Refusal::new(Code::Invalid).detail("The session was announced with other facts.")),
            },
            Command::Amend(facts) => match &self.facts {
                Some(known) if *known == facts => Ok(Vec::new()),
                Some(_) => Ok(vec![SessionEvent::Amended { facts }]),
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
            Command::AnswerAppeal { sanction, answer } => Ok(self.appeals.answered(sanction, answer)),
            Command::ShutOut { person, course } => Ok(self.shut_out(now, person, course)),
            Command::Enforce(sanction) => Ok(self.enforced(now, sanction)),
            Command::Revoke(sanction) => self.lift(now, None, sanction),
            Command::AnswerReports { reports, outcome } => Ok(self.reports.answered(&reports, outcome)),
        }
    }

    fn hold(&self, live: &mut Live, moment: &Moment, command: Command) -> Result<Taken<Command>, Refusal> {
        self.take(live, moment, command)
    }

    fn releases<'a>(&self, event: &'a SessionEvent) -> Option<(Line, &'a [PersonId])> {
        let ballots = polling::releases(event).map(|people| (Line::Single, people));
        ballots.or_else(|| reacting::releases(event).map(|people| (Line::Together, people)))
    }

    fn evolve(&mut self, offset: u64, event: &SessionEvent) {
        self.happen(offset, event);
    }

    fn follow(&self, live: &Live, moment: &Moment) -> Option<SessionEvent> {
        let due = self.due(live);
        let reactions = self.reactions_due(live).filter(|at| due.as_ref().is_none_or(|(first, _)| at <= first));
        if reactions.is_some_and(|at| at <= moment.now) {
            return Some(self.reacted(live, moment.now));
        }
        let due = due.filter(|(at, _)| *at <= moment.now);
        let due = due.map(|(at, event)| self.unless_it_is_on_us(live, moment.now, at, event));
        let left = due.or_else(|| self.floor_left(moment.now)).or_else(|| self.promotion(live, moment.now));
        left.or_else(|| self.lobby_step(moment.now))
    }

    fn deadline(&self, live: &Live) -> Option<Timestamp> {
        // A free seat that somebody waits for is overdue, whatever the time, and so is a place for who was let in.
        let overdue = (self.is_promotable() || self.lobby.next().is_some()).then_some(Timestamp::default());
        overdue.or_else(|| self.due(live).map(|(at, _)| at).into_iter().chain(self.reactions_due(live)).min())
    }

    fn effects(&self, event: &SessionEvent) -> Vec<Effect> {
        self.asks(event)
    }

    fn frames(&self, _: u64, event: &SessionEvent, feed: Feed) -> Option<FeedEvent> {
        let own = match feed {
            Feed::Class => None,
            Feed::Staff => self.staff_event(event).map(FeedEvent::Staff),
            Feed::Lobby => return None,
        };
        let own = own.or_else(|| self.poll_event(event, feed).map(FeedEvent::Class));
        own.or_else(|| self.class_event(event).map(FeedEvent::Class))
    }

    fn deed(&self, by: PersonId, event: &SessionEvent) -> Option<Deed> {
        self.done_by(by, event)
    }

    fn concerns(&self, event: &SessionEvent) -> Concerns {
        self.concerned(event)
    }

    fn answer(events: &[SessionEvent]) -> Option<Answer> {
        let held = events.iter().any(|event| matches!(event, SessionEvent::Chat(ChatEvent::Held { .. })));
        held.then_some(Answer::Held(IsHeld { held })).or_else(|| lobbying::outcome(events))
    }

    fn wake(&self, moment: &Moment) -> Live {
        let mut live = Live::default();
        for person in self.presence.people() {
            self.presence.lose(&mut live, person, moment.now);
        }
        for waits in self.lobby.waiting() {
            live.lose(waits.who.person, moment.now);
        }
        live.remember(moment.now, self.attendance.open_media().map(|(_, name, _)| name));
        live
    }

    fn observe(&self, live: &mut Live, moment: &Moment, observation: Observation) {
        self.observed(live, moment, observation);
    }

    fn is_idle(&self, live: &Live) -> bool {
        // An offer's end is not left to whoever looks for what is due: the next in line has a second at most.
        let waits = self.offers.is_empty() && self.reservations.first_end().is_none();
        live.is_empty()
            && !self.are_ballots_waiting(live)
            && !self.are_reactions_waiting(live)
            && (self.phases.is_over() || (self.roster.is_empty() && self.lobby.len() == 0 && waits))
    }

    fn look(&self, live: &Live, query: Query) -> Result<Answer, Refusal> {
        match query {
            Query::History { person, before, limit } => {
                self.permitted(CommandKind::History, person)?;
                Ok(Answer::History(self.chat.history(before, limit)?))
            }
            Query::People { person, asked } => Ok(Answer::People(self.people_page(live, person, &asked)?)),
        }
    }

    fn view(&self, live: &Live, feed: Feed) -> View {
        let staff = match feed {
            Feed::Class => None,
            Feed::Staff => Some(self.staff_view()),
            Feed::Lobby => return self.lobbys_view(),
        };
        View {
            staff,
            polls: self.poll_items(live, feed),
            questions: self.questions.view(feed),
            ..self.class_view(live)
        }
    }

    fn you(&self, live: &Live, person: PersonId) -> Option<You> {
        self.own(live, person).or_else(|| self.own_waiting(person))
    }

    fn broken_invariants(&self, live: &Live) -> Vec<&'static str> {
        invariants::broken(self, live)
    }
}
