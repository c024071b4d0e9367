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
mod deciding;
mod deeds;
mod direct;
mod door;
mod due;
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
mod lookback;
mod marks;
mod may;
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
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::refusal::Refusal;
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
        if self.phases.is_over() {
            return self.decided_late(live, moment, command);
        }
        self.decided(live, moment, command)
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
        held.then_some(Answer::Held(IsHeld { held }))
            .or_else(|| lookback::seen(events))
            .or_else(|| lobbying::outcome(events))
    }

    fn wake(&self, moment: &Moment) -> Live {
        self.woken(moment.now)
    }

    fn observe(&self, live: &mut Live, moment: &Moment, observation: Observation) {
        self.observed(live, moment, observation);
    }

    fn is_idle(&self, live: &Live) -> bool {
        self.may_sleep(live)
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
