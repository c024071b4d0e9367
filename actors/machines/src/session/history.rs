//! What each event makes of the durable state. Nothing here decides: the journal has.

use homeroom_protocol::frame::server::ChatItem;
use homeroom_protocol::journal::v1::{SessionEvent, SessionFacts};
use homeroom_protocol::permit::Phase;

use super::Session;

impl Session {
    pub(super) fn happen(&mut self, offset: u64, event: &SessionEvent) {
        match event {
            SessionEvent::Announced { facts } | SessionEvent::Amended { facts } => self.set_facts(facts),
            SessionEvent::PhaseChanged { phase } => self.phases.change(*phase),
            SessionEvent::Seated { who, seat, held_until } => self.seat(who, *seat, *held_until),
            SessionEvent::Watched { who, held_until } => self.watch(who, *held_until),
            SessionEvent::DeviceTaken { person, sign_in } => self.roster.take_device(*person, *sign_in),
            SessionEvent::Entered { person, at } => {
                self.holds.release(*person);
                let giving = self.roster.get(*person).is_some_and(|who| who.role.gives_class());
                self.presence.enter(*person, *at, self.tier(*person), giving);
                self.attendance.begin(*person, *at);
                self.marks.begin(*person, self.last_offset());
            }
            SessionEvent::HoldEnded { person } => self.lose(*person),
            SessionEvent::Dropped { person, last_seen } => {
                self.attendance.end(*person, *last_seen);
                self.lose(*person);
            }
            SessionEvent::Left { person, at } => {
                self.attendance.end(*person, *at);
                self.give_back(*person);
                self.release(*person);
            }
            SessionEvent::Reserved { person, .. } => self.book(*person, None),
            SessionEvent::OfferAccepted { person, held_until, .. } => self.book(*person, *held_until),
            SessionEvent::Waitlisted { person, priority, .. } => {
                self.queue(*person, *priority);
                self.lobby.set_late(None);
            }
            SessionEvent::Offered { person, until, .. } => self.offer(*person, *until),
            SessionEvent::OfferExpired { person, kept, .. } => self.miss(*person, *kept),
            SessionEvent::OfferDeclined { person, .. } | SessionEvent::ReservationCancelled { person, .. } => {
                self.give_back(*person);
            }
            SessionEvent::Skipped { person, reason, at } => self.pass_over(*person, *reason, *at),
            SessionEvent::Released { person, .. } => self.no_show(*person),
            SessionEvent::ReleasePostponed { until } => self.reservations.postpone(*until),
            SessionEvent::ReservationsEnded { at } => self.reservations.end(*at),
            SessionEvent::Said { .. } => self.said(offset, event),
            SessionEvent::Chat(event) => self.talked(offset, event),
            SessionEvent::Reported { report } => {
                let changed = self.changed(&report.subject);
                self.reports.made(report, changed);
            }
            SessionEvent::ReportAnswered { report, by, outcome } => self.reports.answer(*by, *report, *outcome),
            SessionEvent::Appeal(event) => self.appeals.happen(event),
            SessionEvent::Sanctioned { sanction, by } => self.enforce(sanction, *by),
            SessionEvent::Lifted { sanction, .. } => self.revoke(*sanction),
            SessionEvent::Poll(event) => self.polls.happen(event),
            SessionEvent::Floor(event) => self.floor_happens(event),
            SessionEvent::Calm(event) => self.calmed(event),
            SessionEvent::Question(event) => self.questioned(event),
            SessionEvent::Reacted { at, people, changes, upvotes, reads } => {
                self.marks.happen(people, reads);
                self.questions.vote(people, upvotes);
                self.reactions.happen(*at, people, changes);
                self.show_reactions();
            }
            SessionEvent::Lobby(event) => self.lobby_happens(event),
            SessionEvent::Ended { at, .. } => {
                self.phases.change(Phase::Ended);
                self.floor_closes();
                self.lobby.close();
                self.attendance.end_all(*at);
            }
            SessionEvent::Cancelled { at } => {
                self.phases.change(Phase::Cancelled);
                self.floor_closes();
                self.lobby.close();
                // Of one that nobody came to there is nothing to put on record.
                if !self.attendance.is_empty() {
                    self.attendance.end_all(*at);
                }
            }
            SessionEvent::Sighted { at, media, minutes } => {
                let window = self.window(*at);
                self.attendance.sight(*at, media, minutes, window);
            }
            SessionEvent::AttendanceFiled { version, .. } => self.attendance.file(*version),
        }
    }

    pub(super) fn set_facts(&mut self, facts: &SessionFacts) {
        self.seats.resize(facts.capacity);
        self.facts = Some(facts.clone());
    }

    fn said(&mut self, offset: u64, said: &SessionEvent) {
        if let SessionEvent::Said { id, person, text, at, reply_to } = said
            && let Some(who) = self.roster.get(*person)
        {
            let (name, text) = (who.name.clone(), text.clone());
            self.chat.wrote(*person, *at);
            self.chat.add(ChatItem {
                id: *id,
                offset,
                person: *person,
                name,
                role: who.role,
                text,
                at: *at,
                hidden: false,
                reply_to: *reply_to,
                edited: false,
                deleted: false,
                reactions: Vec::new(),
            });
        }
    }
}
