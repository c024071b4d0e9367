//! Pictures of a session: what may be asked of its state, and what is shown of it.

use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::floor::FloorView;
use homeroom_protocol::frame::server::{ChatPage, ClassEvent, ClassFacts, Presence, View, You};
use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::journal::v1::appeal::AppealEvent;
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::journal::v1::floor::FloorEvent;
use homeroom_protocol::journal::v1::{SessionEvent, SessionFacts};
use homeroom_protocol::permit::{Phase, Role, Tier};
use homeroom_protocol::question::QuestionsView;

use super::Session;
use super::attendance::Visit;
use super::live::Live;
use super::{lobbying, polling};
use crate::machine::{Concerns, Feed};

/// How a person stands in a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// How they take part.
    pub tier: Tier,
    /// What they are in it.
    pub role: Role,
    /// Their seat, counted from 1; `None` for watchers and for whoever gives the class.
    pub seat: Option<u32>,
    /// The device they take part with.
    pub sign_in: SignInId,
}

impl Session {
    /// How a person stands; `None` for who is not in.
    #[must_use]
    pub fn standing(&self, person: PersonId) -> Option<Standing> {
        let who = self.roster.get(person)?;
        let (tier, seat) = (self.tier(person), self.seats.of(person));
        Some(Standing { tier, role: who.role, seat, sign_in: who.sign_in })
    }

    /// The device that a person takes part with, or waits with in the lobby; `None` for who does neither.
    #[must_use]
    pub fn device(&self, person: PersonId) -> Option<SignInId> {
        let waits = || self.lobby.waiter(person).map(|waits| waits.who.sign_in);
        self.roster.get(person).map(|who| who.sign_in).or_else(waits)
    }

    /// What a person sees the class by.
    #[must_use]
    pub fn feed(&self, person: PersonId) -> Feed {
        if self.lobby.waiter(person).is_some() {
            return Feed::Lobby;
        }
        let is_staff = self.roster.get(person).is_some_and(|who| who.role.is_staff());
        if is_staff { Feed::Staff } else { Feed::Class }
    }

    /// Interactive seats for students.
    #[must_use]
    pub fn capacity(&self) -> u32 {
        self.seats.capacity()
    }

    /// Where it is in its hour.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phases.phase()
    }

    /// Its facts; `None` before it was announced.
    #[must_use]
    pub fn facts(&self) -> Option<&SessionFacts> {
        self.facts.as_ref()
    }

    /// When a person was here with a socket, in the order of time.
    #[must_use]
    pub fn visits(&self, person: PersonId) -> &[Visit] {
        self.attendance.of(person)
    }

    /// How many people are here now, connected.
    #[must_use]
    pub fn presence(&self, live: &Live) -> Presence {
        self.presence.count(live)
    }

    /// Bytes of the chat kept in the state, as JSON.
    #[must_use]
    pub fn chat_bytes(&self) -> usize {
        self.chat.bytes()
    }

    pub(super) fn class_view(&self, live: &Live) -> View {
        View {
            class: self.class_facts(),
            phase: self.phase(),
            presence: self.presence(live),
            chat: self.chat.latest(),
            polls: Vec::new(),
            chat_rules: self.chat.rules(),
            floor: self.floor_view(),
            calm: self.is_calm(),
            questions: QuestionsView::default(),
            staff: None,
        }
    }

    /// What is seen from the lobby: what everyone knows of the class, and nothing that happens in it.
    pub(super) fn lobbys_view(&self) -> View {
        View {
            class: self.class_facts(),
            phase: self.phase(),
            presence: Presence::default(),
            chat: ChatPage::default(),
            polls: Vec::new(),
            chat_rules: ChatRules::default(),
            floor: FloorView::default(),
            calm: false,
            questions: QuestionsView::default(),
            staff: None,
        }
    }

    /// What everyone knows of the class; before it was announced nobody can ask, and nothing is known.
    pub(super) fn class_facts(&self) -> ClassFacts {
        let facts = self.facts.as_ref();
        ClassFacts {
            title: facts.map(|facts| facts.title.clone()).unwrap_or_default(),
            summary: facts.map(|facts| facts.summary.clone()).unwrap_or_default(),
            starts_at: facts.map(|facts| facts.starts_at).unwrap_or_default(),
            ends_at: facts.map(|facts| facts.ends_at).unwrap_or_default(),
            capacity: self.capacity(),
            lesson: facts.and_then(|facts| facts.lesson),
        }
    }

    pub(super) fn own(&self, live: &Live, person: PersonId) -> Option<You> {
        let who = self.roster.get(person)?;
        let (tier, seat) = (self.tier(person), self.seats.of(person));
        let may = self.may(person);
        let offer_until = self.offers.until(person);
        let (sanctions, reports) = (self.moderation.of(person).cloned().collect(), self.reports.of(person).to_vec());
        let (name, role, votes) = (who.name.clone(), who.role, self.polls.of(person, &live.ballots));
        let (questions, upvotes) = (self.questions.mine(person), self.questions.wanted(person));
        let reactions = self.reactions.mine(person);
        let (held, direct) = (self.review.of(person), self.direct.of(person));
        Some(You {
            person,
            name,
            role,
            tier,
            seat,
            offer_until,
            may,
            sanctions,
            appeals: self.appeals.of(person),
            reports,
            held,
            direct,
            votes,
            reactions,
            locks: self.locks.own(person),
            lobby: None,
            questions,
            upvotes,
            read: self.read_so_far(person),
        })
    }

    /// What the class may see of an event that has just been evolved. Nothing personal but what was said.
    pub(super) fn class_event(&self, event: &SessionEvent) -> Option<ClassEvent> {
        match event {
            SessionEvent::Amended { .. } => Some(ClassEvent::Amended { class: self.class_facts() }),
            SessionEvent::PhaseChanged { phase } => Some(ClassEvent::Phase { phase: *phase }),
            SessionEvent::Said { .. } => self.chat.last().map(|item| ClassEvent::Said { item: item.clone() }),
            SessionEvent::Chat(event) => self.talk_shown(event),
            SessionEvent::Floor(event) => self.floor_event(event),
            SessionEvent::Calm(_) => Some(self.calm_shown()),
            SessionEvent::Reacted { .. } => self.reacted_event(),
            SessionEvent::Question(event) => self.question_event(event),
            SessionEvent::Ended { by, .. } => Some(ClassEvent::Ended { by_teacher: by.is_some() }),
            SessionEvent::Cancelled { .. } => Some(ClassEvent::Phase { phase: Phase::Cancelled }),
            SessionEvent::Sanctioned { sanction, .. } => {
                let message = sanction.message?;
                // What was written in private the class has never seen.
                match self.chat.get(message) {
                    Some(_) => Some(ClassEvent::Hidden { message }),
                    None => self.question_shown(message),
                }
            }
            SessionEvent::Lifted { sanction, .. } => {
                let message = self.moderation.lifted(*sanction).and_then(|sanction| sanction.message);
                let item = message.and_then(|message| self.chat.get(message)).filter(|item| !item.hidden);
                let shown = item.map(|item| ClassEvent::Shown { item: item.clone() });
                shown.or_else(|| message.and_then(|message| self.question_shown(message)))
            }
            SessionEvent::Announced { .. }
            | SessionEvent::Seated { .. }
            | SessionEvent::Watched { .. }
            | SessionEvent::DeviceTaken { .. }
            | SessionEvent::Entered { .. }
            | SessionEvent::HoldEnded { .. }
            | SessionEvent::Dropped { .. }
            | SessionEvent::Left { .. }
            | SessionEvent::Reserved { .. }
            | SessionEvent::ReservationCancelled { .. }
            | SessionEvent::Waitlisted { .. }
            | SessionEvent::Offered { .. }
            | SessionEvent::OfferAccepted { .. }
            | SessionEvent::OfferDeclined { .. }
            | SessionEvent::OfferExpired { .. }
            | SessionEvent::Skipped { .. }
            | SessionEvent::Released { .. }
            | SessionEvent::ReleasePostponed { .. }
            | SessionEvent::ReservationsEnded { .. }
            | SessionEvent::Sighted { .. }
            | SessionEvent::AttendanceFiled { .. }
            | SessionEvent::Reported { .. }
            | SessionEvent::Appeal(_)
            | SessionEvent::Poll(_)
            | SessionEvent::Lobby(_)
            | SessionEvent::ReportAnswered { .. } => None,
        }
    }

    /// Whose `you` an event may have changed.
    pub(super) fn concerned(&self, event: &SessionEvent) -> Concerns {
        match event {
        SessionEvent::Amended { .. }
        | SessionEvent::PhaseChanged { .. }
        // What students may follows from a pause and from calm.
        | SessionEvent::Chat(ChatEvent::RulesSet { .. })
        | SessionEvent::Calm(_)
        | SessionEvent::Ended { .. }
        | SessionEvent::Cancelled { .. } => Concerns::Everyone,
        // Whose floor ended is not in the event; only what they may send changes, and only where that is locked.
        SessionEvent::Floor(
            FloorEvent::Locked { .. } | FloorEvent::LockEnded { person: None, .. } | FloorEvent::Ended { .. },
        ) => Concerns::Everyone,
        SessionEvent::Floor(FloorEvent::HandsSet { .. } | FloorEvent::HandsRestored { .. }) => Concerns::Nobody,
        SessionEvent::Floor(
            FloorEvent::HandRaised { person, .. }
            | FloorEvent::HandLowered { person, .. }
            | FloorEvent::Spoke { person }
            | FloorEvent::LockedFor { person, .. }
            | FloorEvent::LockEnded { person: Some(person), .. }
            | FloorEvent::Granted { person, .. },
        ) => Concerns::One(*person),
        SessionEvent::Seated { who, .. } | SessionEvent::Watched { who, .. } => Concerns::One(who.person),
        SessionEvent::DeviceTaken { person, .. }
        | SessionEvent::Entered { person, .. }
        | SessionEvent::HoldEnded { person }
        | SessionEvent::Dropped { person, .. }
        | SessionEvent::Left { person, .. }
        | SessionEvent::Reserved { person, .. }
        | SessionEvent::ReservationCancelled { person, .. }
        | SessionEvent::Waitlisted { person, .. }
        | SessionEvent::Offered { person, .. }
        | SessionEvent::OfferAccepted { person, .. }
        | SessionEvent::OfferDeclined { person, .. }
        | SessionEvent::OfferExpired { person, .. }
        | SessionEvent::Skipped { person, .. }
        | SessionEvent::Released { person, .. } => Concerns::One(*person),
        SessionEvent::Chat(
            ChatEvent::Held { person, .. }
            | ChatEvent::Direct { with: person, .. }
            | ChatEvent::LetThrough { person, .. }
            | ChatEvent::Discarded { person, .. }
            | ChatEvent::Deleted { person, .. },
        ) => Concerns::One(*person),
        SessionEvent::Chat(ChatEvent::Looked { .. }) => Concerns::Nobody,
        SessionEvent::Poll(event) => polling::concerns(event),
        SessionEvent::Lobby(event) => lobbying::concerns(event),
        SessionEvent::Question(event) => self.question_concerns(event),
        SessionEvent::Reported { report } => Concerns::One(report.by.person),
        SessionEvent::Appeal(AppealEvent::Made { appeal }) => Concerns::One(appeal.sanction.person),
        SessionEvent::Appeal(AppealEvent::Exchanged { person, .. } | AppealEvent::Answered { person, .. }) => {
            Concerns::One(*person)
        }
        SessionEvent::ReportAnswered { by, .. } => Concerns::One(*by),
        SessionEvent::Sanctioned { sanction, .. } => Concerns::One(sanction.person),
        SessionEvent::Lifted { person, .. } => person.map_or(Concerns::Nobody, Concerns::One),
        SessionEvent::Announced { .. }
        | SessionEvent::Said { .. }
        // Nobody may anything else for it.
        | SessionEvent::Floor(FloorEvent::Spotlit { .. })
        // Who reacted has their answer, and nothing they may has changed.
        | SessionEvent::Reacted { .. }
        | SessionEvent::Chat(ChatEvent::Edited { .. })
        | SessionEvent::ReleasePostponed { .. }
        | SessionEvent::ReservationsEnded { .. }
        | SessionEvent::Sighted { .. }
        | SessionEvent::AttendanceFiled { .. } => Concerns::Nobody,
    }
    }
}
