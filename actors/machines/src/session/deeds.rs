//! What the audit has of what happens in a class: everything that was done by who gives it or watches over it and that a
//! student could not do. What they do as anybody (write, raise a hand, take back their own message) is no deed.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::calm::CalmEvent;
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::journal::v1::floor::FloorEvent;
use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::journal::v1::poll::PollEvent;
use homeroom_protocol::journal::v1::question::QuestionEvent;
use homeroom_protocol::permit::desk::DeskRole;

use super::Session;

impl Session {
    /// What somebody did by an event of their command.
    pub(super) fn done_by(&self, by: PersonId, event: &SessionEvent) -> Option<Deed> {
        let role = match at_the_desk(event) {
            Some(role) => Capacity::at_the_desk(role),
            None => Capacity::of(self.roster.get(by)?.role)?,
        };
        let deed = |what| Some(Deed::new(role, what));
        match event {
            SessionEvent::Ended { by: Some(_), .. } => deed(What::SessionEnd),
            SessionEvent::Sanctioned { sanction, by: Some(_) } => {
                let done = deed(What::SessionSanction)?.on(sanction.person).about(sanction.id.0);
                let done = match sanction.muted() {
                    Some(muted) => done.after(format!("{}.{}", sanction.measure.as_str(), muted.as_str())),
                    None => {
                        let lasts = sanction.until.map(|until| until.since(sanction.at));
                        done.measured(Some(sanction.measure), sanction.scope, lasts)
                    }
                };
                Some(done.since(sanction.reason))
            }
            SessionEvent::Lifted { sanction, person, by: Some(_), .. } => {
                let done = deed(What::SessionLift)?.about(sanction.0);
                Some(match person {
                    Some(person) => done.on(*person),
                    None => done,
                })
            }
            SessionEvent::Chat(event) => match event {
                ChatEvent::RulesSet { rules, .. } => Some(deed(What::ChatSet)?.after(in_words(*rules))),
                ChatEvent::LetThrough { message, person, .. } => {
                    Some(deed(What::MessageLetThrough)?.on(*person).about(message.0))
                }
                ChatEvent::Discarded { message, person, reason, .. } => {
                    Some(deed(What::MessageDiscard)?.on(*person).about(message.0).since(*reason))
                }
                ChatEvent::Looked { message, person, .. } => {
                    Some(deed(What::MessageLook)?.on(*person).about(message.0))
                }
                ChatEvent::Direct { message, with, .. } => Some(deed(What::DirectAnswer)?.on(*with).about(message.0)),
                ChatEvent::Edited { .. } | ChatEvent::Deleted { .. } | ChatEvent::Held { .. } => None,
            },
            SessionEvent::Floor(event) => match event {
                // Of many hands at once it is one deed: whose they were, the journal has.
                FloorEvent::HandLowered { person, by: Some(by), .. } if by != person => deed(What::HandLower),
                FloorEvent::Granted { person, .. } => Some(deed(What::FloorGrant)?.on(*person)),
                FloorEvent::Ended { by: Some(_), .. } => deed(What::FloorEnd),
                FloorEvent::HandsRestored { people, .. } => Some(on_one(deed(What::HandsRestore)?, people)),
                FloorEvent::HandsSet { order, .. } => Some(deed(What::HandsSet)?.after(order.as_str())),
                FloorEvent::Locked { lock, locked, .. } => {
                    Some(deed(if *locked { What::Lock } else { What::Unlock })?.after(lock.as_str()))
                }
                FloorEvent::LockedFor { person, lock, locked, .. } => {
                    let done = deed(if *locked { What::Lock } else { What::Unlock })?;
                    Some(done.on(*person).after(lock.as_str()))
                }
                FloorEvent::LockEnded { lock, person, by: Some(_) } => {
                    let done = deed(What::LockClear)?.after(lock.as_str());
                    Some(on_one(done, person.as_slice()))
                }
                FloorEvent::Spotlit { person: Some(person), by: Some(_) } => Some(deed(What::Spotlight)?.on(*person)),
                FloorEvent::Spotlit { person: None, by: Some(_) } => deed(What::SpotlightEnd),
                FloorEvent::HandRaised { .. }
                | FloorEvent::Spotlit { by: None, .. }
                | FloorEvent::HandLowered { .. }
                | FloorEvent::Spoke { .. }
                | FloorEvent::Ended { by: None, .. }
                | FloorEvent::LockEnded { by: None, .. } => None,
            },
            SessionEvent::Calm(event) => match event {
                CalmEvent::Began { .. } => deed(What::Calm),
                CalmEvent::Ended { .. } => deed(What::CalmEnd),
            },
            SessionEvent::Lobby(event) => match event {
                LobbyEvent::Set { by: None, .. } => None,
                LobbyEvent::Set { on, by: Some(_), .. } => deed(if *on { What::LobbyOn } else { What::LobbyOff }),
                // Of many at once it is one deed: whose they were, the journal has.
                LobbyEvent::LetIn { people, .. } => Some(on_one(deed(What::LobbyLetIn)?, people)),
                LobbyEvent::Denied { people, .. } => Some(on_one(deed(What::LobbyTurnAway)?, people)),
                LobbyEvent::PutBack { person, .. } => Some(deed(What::LobbyPutBack)?.on(*person)),
                LobbyEvent::Pardoned { person, .. } => Some(deed(What::LobbyPardon)?.on(*person)),
                LobbyEvent::Told { person, .. } => Some(on_one(deed(What::LobbyTell)?, person.as_slice())),
                LobbyEvent::Waits { .. } | LobbyEvent::Moved { .. } | LobbyEvent::Gone { .. } => None,
            },
            SessionEvent::Poll(event) => match event {
                PollEvent::Asked { poll, .. } => Some(deed(What::PollAsk)?.about(poll.0)),
                PollEvent::Shown { poll, students, .. } => {
                    Some(deed(What::PollShow)?.about(poll.0).after(students.as_str()))
                }
                // Where ballots wait they are counted first; then it is closed by nobody's command.
                PollEvent::Ending { poll, .. } | PollEvent::Closed { poll, by: Some(_), .. } => {
                    Some(deed(What::PollClose)?.about(poll.0))
                }
                PollEvent::Voted { .. } | PollEvent::Counted { .. } | PollEvent::Closed { by: None, .. } => None,
            },
            SessionEvent::Question(event) => match event {
                QuestionEvent::Asked { .. } => None,
                QuestionEvent::Moved { question, state, .. } => {
                    Some(deed(What::QuestionMove)?.about(question.0).after(state.as_str()))
                }
                QuestionEvent::Merged { question, .. } => Some(deed(What::QuestionMerge)?.about(question.0)),
                QuestionEvent::Set { anonymous, .. } => {
                    Some(deed(What::QuestionsSet)?.after(if *anonymous { "anonymous" } else { "named" }))
                }
            },
            SessionEvent::Announced { .. }
            | SessionEvent::Amended { .. }
            | SessionEvent::PhaseChanged { .. }
            | SessionEvent::Seated { .. }
            | SessionEvent::Watched { .. }
            | SessionEvent::DeviceTaken { .. }
            | SessionEvent::Entered { .. }
            | SessionEvent::HoldEnded { .. }
            | SessionEvent::Dropped { .. }
            | SessionEvent::Left { .. }
            | SessionEvent::Said { .. }
            | SessionEvent::Reacted { .. }
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
            | SessionEvent::Reported { .. }
            // What was decided about it, the desk has done.
            | SessionEvent::Appeal(_)
            | SessionEvent::ReportAnswered { .. }
            | SessionEvent::Sanctioned { by: None, .. }
            | SessionEvent::Lifted { by: None, .. }
            | SessionEvent::Ended { by: None, .. }
            | SessionEvent::Cancelled { .. }
            | SessionEvent::Sighted { .. }
            | SessionEvent::AttendanceFiled { .. } => None,
        }
    }
}

/// As what whoever did it works at the desk, where it was done from there.
fn at_the_desk(event: &SessionEvent) -> Option<DeskRole> {
    if let SessionEvent::Calm(CalmEvent::Began { desk, .. } | CalmEvent::Ended { desk, .. }) = event {
        *desk
    } else {
        None
    }
}

/// A deed on somebody, where it was on one person alone.
fn on_one(deed: Deed, people: &[PersonId]) -> Deed {
    match people {
        [person] => deed.on(*person),
        _ => deed,
    }
}

/// What holds in the chat, as `slow_30,paused`.
fn in_words(rules: ChatRules) -> String {
    let slow = (rules.slow_seconds > 0).then(|| format!("slow_{}", rules.slow_seconds));
    let paused = rules.paused.then(|| "paused".to_owned());
    let review = rules.review.then(|| "review".to_owned());
    let said: Vec<_> = slow.into_iter().chain(paused).chain(review).collect();
    if said.is_empty() { "open".to_owned() } else { said.join(",") }
}
