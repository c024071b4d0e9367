//! What a session asks of the world outside, as values. The shell performs them after the commit, at least once; each is
//! idempotent: removing who is not there, or closing what is closed, does nothing, and a row that is written again is the
//! same row.

use homeroom_protocol::appeal::Appeal;
use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::appeal::AppealEvent;
use homeroom_protocol::moderation::{Banned, Measure, Report, Sanction, WideBan};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::filing::Filing;
use super::projection::Projection;

/// A request to the outside world.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Take one device of a person out of the media room.
    RemoveParticipant {
        /// Whose.
        person: PersonId,
        /// Which device.
        sign_in: SignInId,
    },
    /// Tell the media server whether a person may send, as it is when it is told.
    SetPublishing {
        /// Whom.
        person: PersonId,
    },
    /// End the media room.
    CloseRoom,
    /// Close sockets of a person.
    CloseSockets {
        /// Whose.
        person: PersonId,
        /// Only those of this device; `None`: all of them.
        sign_in: Option<SignInId>,
        /// What to tell them.
        why: Why,
    },
    /// Close every socket: the session has ended.
    CloseAll,
    /// Keep with the planned session when it really ended: lists are made from the plan.
    RecordEnd {
        /// When.
        at: Timestamp,
    },
    /// Write a row of a read model.
    Project(Projection),
    /// Tell a person who counted on the class, or waited for a seat in it, that it was cancelled.
    TellCancelled {
        /// Whom.
        person: PersonId,
    },
    /// Tell a person that a seat is kept for them.
    TellOffer {
        /// Whom.
        person: PersonId,
        /// Until when.
        until: Timestamp,
    },
    /// Sign the attendance and put it into the table of records, where a version that is there stays.
    FileAttendance(Box<Filing>),
    /// Hand a report to the desk.
    OpenCase(Box<Report>),
    /// Keep an appeal where its maker finds it, and hand it to the desk.
    OpenAppeal(Box<Appeal>),
    /// Keep where every door asks that a ban reaches further than this class, or does no more.
    KeepBan(WideBan),
}

/// Why a person's sockets are closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// They go on with another device.
    OtherDevice,
    /// They left.
    Left,
    /// A moderator put them out.
    Removed,
    /// They are banned, so far and so long.
    Banned(Banned),
    /// They were let in from the lobby, and come anew.
    LetIn,
    /// They were put back into the lobby, and come anew.
    PutBack,
    /// They were turned away in the lobby.
    TurnedAway,
}

impl Session {
    /// What the world should do about an event that has just been evolved.
    pub(super) fn asks(&self, event: &SessionEvent) -> Vec<Effect> {
        let mut effects = self.asks_of_room(event);
        effects.extend(self.projections(event).into_iter().map(Effect::Project));
        effects
    }

    fn asks_of_room(&self, event: &SessionEvent) -> Vec<Effect> {
        match event {
            SessionEvent::DeviceTaken { person, .. } => {
                let Some((remove, before)) = self.remove_device(*person) else { return Vec::new() };
                let why = Why::OtherDevice;
                vec![remove, Effect::CloseSockets { person: *person, sign_in: Some(before), why }]
            }
            // Who never came through the door may have entered the media room: its token lasts as long as the hold.
            SessionEvent::HoldEnded { person } | SessionEvent::Dropped { person, .. } => {
                self.remove_device(*person).into_iter().map(|(remove, _)| remove).collect()
            }
            SessionEvent::Left { person, .. } => {
                let remove = self.remove_device(*person).map(|(remove, _)| remove);
                let close = Effect::CloseSockets { person: *person, sign_in: None, why: Why::Left };
                remove.into_iter().chain([close]).collect()
            }
            SessionEvent::Ended { at, .. } => vec![Effect::CloseRoom, Effect::CloseAll, Effect::RecordEnd { at: *at }],
            SessionEvent::Cancelled { at } => {
                let end = [Effect::CloseRoom, Effect::CloseAll, Effect::RecordEnd { at: *at }];
                end.into_iter().chain(self.counted_on().map(|person| Effect::TellCancelled { person })).collect()
            }
            SessionEvent::AttendanceFiled { version, at, quiz } => {
                let filing = self.filing(*version, *at, *quiz);
                filing.map(|filing| Effect::FileAttendance(Box::new(filing))).into_iter().collect()
            }
            SessionEvent::Offered { person, until, .. } => {
                vec![Effect::TellOffer { person: *person, until: *until }]
            }
            SessionEvent::Floor(event) => self.floor_asks(event),
            SessionEvent::Lobby(event) => self.lobby_asks(event),
            SessionEvent::Reported { report } => vec![Effect::OpenCase(report.clone())],
            SessionEvent::Appeal(AppealEvent::Made { appeal }) => vec![Effect::OpenAppeal(appeal.clone())],
            // The class is over, and what reaches further the desk has kept.
            SessionEvent::Sanctioned { .. } if self.phases.is_over() => Vec::new(),
            SessionEvent::Sanctioned { sanction, .. } => {
                if Self::changes_media(sanction) {
                    return vec![Effect::SetPublishing { person: sanction.person }];
                }
                let why = match (sanction.measure, sanction.banned()) {
                    (_, Some(banned)) => Why::Banned(banned),
                    (Measure::Remove, None) => Why::Removed,
                    (Measure::Warn | Measure::Hide | Measure::Mute | Measure::Ban, None) => return Vec::new(),
                };
                let remove = self.remove_device(sanction.person).map(|(remove, _)| remove);
                let close = Effect::CloseSockets { person: sanction.person, sign_in: None, why };
                remove.into_iter().chain([close]).chain(self.wide_ban(sanction).map(Effect::KeepBan)).collect()
            }
            SessionEvent::Lifted { sanction, at, .. } => {
                let Some(lifted) = self.moderation.lifted(*sanction) else { return Vec::new() };
                let media = (Self::changes_media(lifted) && !self.phases.is_over())
                    .then_some(Effect::SetPublishing { person: lifted.person });
                media.into_iter().chain(self.wide_ban(lifted).map(|ban| Effect::KeepBan(ban.lifted(*at)))).collect()
            }
            SessionEvent::Reserved { .. }
            | SessionEvent::ReservationCancelled { .. }
            | SessionEvent::Waitlisted { .. }
            | SessionEvent::OfferAccepted { .. }
            | SessionEvent::OfferDeclined { .. }
            | SessionEvent::OfferExpired { .. }
            | SessionEvent::Skipped { .. }
            | SessionEvent::Released { .. }
            | SessionEvent::ReleasePostponed { .. }
            | SessionEvent::ReservationsEnded { .. }
            | SessionEvent::Announced { .. }
            | SessionEvent::Amended { .. }
            | SessionEvent::PhaseChanged { .. }
            | SessionEvent::Seated { .. }
            | SessionEvent::Watched { .. }
            | SessionEvent::Entered { .. }
            | SessionEvent::Said { .. }
            | SessionEvent::Chat(_)
            | SessionEvent::Reacted { .. }
            | SessionEvent::Question(_)
            | SessionEvent::Sighted { .. }
            | SessionEvent::ReportAnswered { .. }
            | SessionEvent::Appeal(AppealEvent::Exchanged { .. } | AppealEvent::Answered { .. })
            | SessionEvent::Poll(_) => Vec::new(),
            SessionEvent::Calm(_) => self.calm_asks(),
        }
    }

    fn wide_ban(&self, sanction: &Sanction) -> Option<WideBan> {
        WideBan::made(sanction.id, sanction.person, self.facts()?.course, sanction.banned()?, sanction.at)
    }

    pub(super) fn remove_device(&self, person: PersonId) -> Option<(Effect, SignInId)> {
        let sign_in = self.roster.put_out(person)?;
        Some((Effect::RemoveParticipant { person, sign_in }, sign_in))
    }
}
