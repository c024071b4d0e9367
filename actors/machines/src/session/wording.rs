//! What the word filter makes of what people write: looked at when everything else has been decided, so that whoever may
//! not write hears that and not this. What only moderators read (the text of a report) is not looked at: who tells of a
//! word has to be able to say it.

use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::journal::v1::poll::PollEvent;
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
    /// Events as the filter leaves them.
    ///
    /// # Errors
    /// `words_blocked`, with the text that is not taken.
    pub(super) fn worded(&self, live: &Live, mut events: Vec<SessionEvent>) -> Result<Vec<SessionEvent>, Refusal> {
        if !live.words().is_empty() {
            events
                .iter_mut()
                .try_for_each(|event| walk(event, &mut |text, what| filtered(live.words(), text, what)))?;
        }
        Ok(events)
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

fn filtered(filter: &Filter, text: &mut String, what: &'static str) -> Result<(), Refusal> {
    if what == NAME {
        // Nobody is kept out of a class because of their name.
        if let Some(masked) = filter.masks_all(text) {
            *text = masked;
        }
        return Ok(());
    }
    match filter.look(text) {
        Verdict::Clean => {}
        Verdict::Masked(masked) => *text = masked,
        Verdict::Blocked => return Err(Refusal::new(Code::WordsBlocked).field(what, "words_blocked")),
    }
    Ok(())
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
        SessionEvent::Said { text, .. } | SessionEvent::Chat(ChatEvent::Edited { text, .. }) => look(text, "/text"),
        SessionEvent::Seated { who, .. } | SessionEvent::Watched { who, .. } => look(&mut who.name, NAME),
        SessionEvent::Poll(PollEvent::Asked { ask, .. }) => walk_poll(ask, look),
        SessionEvent::Poll(PollEvent::Voted { ballot, .. }) => walk_ballot(ballot, look),
        SessionEvent::Poll(
            PollEvent::Counted { .. } | PollEvent::Ending { .. } | PollEvent::Closed { .. } | PollEvent::Shown { .. },
        )
        | SessionEvent::Chat(ChatEvent::Deleted { .. } | ChatEvent::RulesSet { .. })
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
        | SessionEvent::ReportAnswered { .. }
        | SessionEvent::Sanctioned { .. }
        | SessionEvent::Reacted { .. }
        | SessionEvent::Floor(_)
        | SessionEvent::Calm(_)
        | SessionEvent::Lifted { .. }
        | SessionEvent::Ended { .. }
        | SessionEvent::Cancelled { .. }
        | SessionEvent::Sighted { .. }
        | SessionEvent::AttendanceFiled { .. } => Ok(()),
    }
}
