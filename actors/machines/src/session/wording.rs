//! What the word filter makes of what people write: looked at when everything else has been decided, so that whoever may
//! not write hears that and not this. What only moderators read (the text of a report) is not looked at: who tells of a
//! word has to be able to say it.

use homeroom_protocol::chat::HeldFor;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::journal::v1::poll::PollEvent;
use homeroom_protocol::journal::v1::question::QuestionEvent;
use homeroom_protocol::pack::polls::{PollKind, Right};
use homeroom_protocol::poll::{Ask, Ballot};
use homeroom_protocol::refusal::{Code, Refusal};

use super::Session;
use super::live::Live;
use crate::words::{Filter, Verdict};

/// What is done with one text, which is called so in a refusal.
type Look<'a> = dyn FnMut(&mut String, &'static str) -> Result<(), Refusal> + 'a;

/// What a name is called.
const NAME: &str = "/name";

impl Session {
    /// Events of a person's command as the filter leaves them.
    ///
    /// # Errors
    /// `words_blocked`, with the text that is not taken.
    pub(super) fn worded(
        &self,
        live: &Live,
        person: PersonId,
        events: Vec<SessionEvent>,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        let filter = live.words();
        if filter.is_empty() {
            return Ok(events);
        }
        let looks_itself = self.is_staff(person);
        let word = |mut event: SessionEvent| -> Result<SessionEvent, Refusal> {
            let mut held = None;
            walk(&mut event, &mut |text, what| {
                held = held.or(filtered(filter, text, what)?.filter(|_| !looks_itself));
                Ok(())
            })?;
            match held {
                None => Ok(event),
                Some(what) => self.held_for_words(event, what),
            }
        };
        events.into_iter().map(word).collect()
    }

    /// What has words that somebody has to look at first: a message is held, a question waits for its approval anyway,
    /// everything else cannot wait and is not taken.
    fn held_for_words(&self, event: SessionEvent, what: &'static str) -> Result<SessionEvent, Refusal> {
        let looked_at = matches!(event, SessionEvent::Chat(ChatEvent::Held { .. }) | SessionEvent::Question(_));
        if looked_at {
            return Ok(event);
        }
        let SessionEvent::Said { id, person, text, at, reply_to } = event else { return Err(blocked(what)) };
        self.review.takes(person)?;
        let because = HeldFor::Words;
        Ok(SessionEvent::Chat(ChatEvent::Held { message: id, person, text, at, reply_to, because }))
    }
}

/// The texts of people that an event holds and the filter looks at.
#[must_use]
pub fn texts(event: &SessionEvent) -> Vec<String> {
    let mut texts = Vec::new();
    let mut keep = |text: &mut String, _| {
        texts.push(std::mem::take(text));
        Ok(())
    };
    // Nothing here refuses.
    let _ = walk(&mut event.clone(), &mut keep);
    texts
}

fn blocked(what: &'static str) -> Refusal {
    Refusal::new(Code::WordsBlocked).field(what, "words_blocked")
}

/// One text as the filter leaves it; what it is called, where somebody has to look at it first.
fn filtered(filter: &Filter, text: &mut String, what: &'static str) -> Result<Option<&'static str>, Refusal> {
    if what == NAME {
        // Nobody is kept out of a class because of their name.
        if let Some(masked) = filter.masks_all(text) {
            *text = masked;
        }
        return Ok(None);
    }
    match filter.look(text) {
        Verdict::Clean => Ok(None),
        Verdict::Masked(masked) => {
            *text = masked;
            Ok(None)
        }
        Verdict::Held(masked) => {
            *text = masked;
            Ok(Some(what))
        }
        Verdict::Blocked => Err(blocked(what)),
    }
}

fn walk_ballot(ballot: &mut Ballot, look: &mut Look<'_>) -> Result<(), Refusal> {
    match ballot {
        Ballot::Text(answer) => look(answer, "/ballot/text"),
        Ballot::Choices(_) | Ballot::Number(_) | Ballot::Order(_) => Ok(()),
    }
}

fn walk_poll(ask: &mut Ask, look: &mut Look<'_>) -> Result<(), Refusal> {
    look(&mut ask.poll.question, "/question")?;
    match &mut ask.poll.kind {
        PollKind::Single { choices } | PollKind::Multiple { choices } | PollKind::Ordering { choices } => {
            choices.iter_mut().try_for_each(|choice| look(choice, "/choices"))?;
        }
        PollKind::Typed { .. } | PollKind::Scale { .. } => {}
    }
    match &mut ask.right {
        Some(Right::Texts { accepts }) => accepts.iter_mut().try_for_each(|one| look(one, "/right/accepts")),
        Some(Right::Choices { .. } | Right::Order { .. } | Right::Opinion) | None => Ok(()),
    }
}

fn walk(event: &mut SessionEvent, look: &mut Look<'_>) -> Result<(), Refusal> {
    match event {
        SessionEvent::Said { text, .. }
        | SessionEvent::Chat(ChatEvent::Edited { text, .. } | ChatEvent::Held { text, .. }) => look(text, "/text"),
        // What a person tells staff is read by those who have to know how it was said.
        SessionEvent::Chat(ChatEvent::Direct { with, person, text, .. }) if with != person => look(text, "/text"),
        SessionEvent::Seated { who, .. }
        | SessionEvent::Watched { who, .. }
        | SessionEvent::Lobby(LobbyEvent::Waits { who, .. }) => look(&mut who.name, NAME),
        SessionEvent::Lobby(LobbyEvent::Told { text, .. })
        | SessionEvent::Question(QuestionEvent::Asked { text, .. }) => look(text, "/text"),
        SessionEvent::Poll(PollEvent::Asked { ask, .. }) => walk_poll(ask, look),
        SessionEvent::Poll(PollEvent::Voted { ballot, .. }) => walk_ballot(ballot, look),
        SessionEvent::Poll(
            PollEvent::Counted { .. } | PollEvent::Ending { .. } | PollEvent::Closed { .. } | PollEvent::Shown { .. },
        )
        | SessionEvent::Chat(
            ChatEvent::Deleted { .. }
            | ChatEvent::RulesSet { .. }
            | ChatEvent::LetThrough { .. }
            | ChatEvent::Discarded { .. }
            | ChatEvent::Looked { .. }
            | ChatEvent::Direct { .. },
        )
        | SessionEvent::Announced { .. }
        | SessionEvent::Amended { .. }
        | SessionEvent::PhaseChanged { .. }
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
        | SessionEvent::Reported { .. }
        // Who contests what staff did has to be able to say why.
        | SessionEvent::Appeal(_)
        | SessionEvent::ReportAnswered { .. }
        | SessionEvent::Sanctioned { .. }
        | SessionEvent::Reacted { .. }
        | SessionEvent::Lobby(
            LobbyEvent::Set { .. }
            | LobbyEvent::Moved { .. }
            | LobbyEvent::Gone { .. }
            | LobbyEvent::LetIn { .. }
            | LobbyEvent::Denied { .. }
            | LobbyEvent::PutBack { .. }
            | LobbyEvent::Pardoned { .. },
        )
        | SessionEvent::Question(
            QuestionEvent::Moved { .. } | QuestionEvent::Merged { .. } | QuestionEvent::Set { .. },
        )
        | SessionEvent::Floor(_)
        | SessionEvent::Calm(_)
        | SessionEvent::Lifted { .. }
        | SessionEvent::Ended { .. }
        | SessionEvent::Cancelled { .. }
        | SessionEvent::Sighted { .. }
        | SessionEvent::AttendanceFiled { .. } => Ok(()),
    }
}
