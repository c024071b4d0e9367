//! Polls in the room: who may, who waits, what the class and staff see, and that a class does not end with one open.

use homeroom_protocol::frame::client::Vote;
use homeroom_protocol::frame::server::{ClassEvent, Signal};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::poll::PollEvent;
use homeroom_protocol::moderation::Muted;
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::poll::{Ballot, PollCount, PollItem};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::polls::PollRecord;
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::command::Command;
use super::live::Live;
use super::polls::{Asked, PollWish, form};
use crate::machine::{Concerns, Feed, Line, Moment, Taken};

impl Session {
    pub(super) fn poll(&self, moment: &Moment, person: PersonId, wish: PollWish) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(kind(&wish), person)?;
        if let PollWish::Vote(Vote { ballot, .. }) = &wish {
            self.lets_vote_so(person, ballot, moment.now)?;
        }
        let events = self.polls.decide(moment, person, wish)?;
        Ok(events.into_iter().map(SessionEvent::Poll).collect())
    }

    /// Whether a person may answer, whatever is asked.
    pub(super) fn lets_vote(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.permitted(CommandKind::Vote, person)?;
        self.moderation.unmuted(person, Muted::Poll, now)
    }

    /// Whether a person may answer so. Words of one's own may be shown to the class: who may not write there does not write
    /// here.
    fn lets_vote_so(&self, person: PersonId, ballot: &Ballot, now: Timestamp) -> Result<(), Refusal> {
        self.lets_vote(person, now)?;
        match ballot {
            Ballot::Text(_) => self.moderation.unmuted(person, Muted::Chat, now),
            Ballot::Choices(_) | Ballot::Number(_) | Ballot::Order(_) => Ok(()),
        }
    }

    /// Takes a ballot without a name into the live state.
    pub(super) fn hold_ballot(
        &self,
        live: &mut Live,
        moment: &Moment,
        command: Command,
    ) -> Result<Taken<Command>, Refusal> {
        let open = self.polls.open();
        live.ballots.forget(open);
        let Command::Poll { person, wish: PollWish::Vote(Vote { poll: id, ballot }) } = command else {
            return Ok(Taken::Goes(command));
        };
        let named = |ballot| Command::Poll { person, wish: PollWish::Vote(Vote { poll: id, ballot }) };
        let over = self.phases.is_over();
        let Some(poll) = open.filter(|poll| poll.id == id && poll.ask.anonymous && !over) else {
            return Ok(Taken::Goes(named(ballot)));
        };
        self.lets_vote_so(person, &ballot, moment.now)?;
        if poll.closes_at.is_some_and(|at| at <= moment.now) {
            return Err(Refusal::new(Code::PollClosed));
        }
        let ballot = form::fit(&poll.ask.poll.kind, ballot)?;
        if poll.roll.contains(&person) {
            return Err(Refusal::new(Code::Voted));
        }
        if live.ballots.has(id, person) {
            // It is final. The same once more is whoever asked again because nothing was answered.
            return if live.ballots.is(person, &ballot) {
                Ok(Taken::Waits(Line::Single, person))
            } else {
                Err(Refusal::new(Code::Voted))
            };
        }
        live.ballots.add(poll, person, ballot, moment.now);
        Ok(Taken::Waits(Line::Single, person))
    }

    /// What time does to polls next.
    pub(super) fn poll_due(&self, live: &Live) -> Option<(Timestamp, SessionEvent)> {
        self.polls.due(&live.ballots).map(|(at, event)| (at, SessionEvent::Poll(event)))
    }

    /// What has to happen to the open poll before the class ends.
    pub(super) fn last_of_polls(&self, live: &Live, at: Timestamp) -> Option<SessionEvent> {
        self.polls.finish(&live.ballots, at).map(SessionEvent::Poll)
    }

    /// The class ends by this event. A poll that is open ends first, all that waits of it in it.
    pub(super) fn end(&self, live: &Live, now: Timestamp, last: SessionEvent) -> Vec<SessionEvent> {
        let mut polls = self.polls.clone();
        let mut events = Vec::new();
        while let Some(event) = polls.finish(&live.ballots, now) {
            polls.happen(&event);
            events.push(SessionEvent::Poll(event));
        }
        events.push(last);
        events
    }

    pub(super) fn are_ballots_waiting(&self, live: &Live) -> bool {
        self.polls.open().is_some_and(|poll| live.ballots.of(poll).next().is_some())
    }

    /// What a feed sees of an event of a poll.
    pub(super) fn poll_event(&self, event: &SessionEvent, feed: Feed) -> Option<ClassEvent> {
        let SessionEvent::Poll(event) = event else { return None };
        self.polls.after(event, feed).map(|poll| ClassEvent::Poll { poll: Box::new(poll) })
    }

    /// The latest polls, as a feed sees them.
    pub(super) fn poll_items(&self, live: &Live, feed: Feed) -> Vec<PollItem> {
        self.polls.latest().map(|poll| poll.item(feed, live.ballots.len(poll))).collect()
    }

    /// Every poll and what came of it, for whoever gives the class; names are not known here.
    #[must_use]
    pub fn poll_records(&self) -> Vec<PollRecord> {
        self.polls.all().iter().map(Asked::record).collect()
    }

    /// The latest picture of what changes too often to be told each time.
    #[must_use]
    pub fn signal(&self, live: &Live, feed: Feed) -> Option<Signal> {
        let poll = self.polls.open()?;
        let results = poll.results(feed, live.ballots.len(poll))?;
        Some(Signal::Poll(PollCount { poll: poll.id, results }))
    }

    /// Whether something changes too often to be told each time.
    #[must_use]
    pub fn has_signal(&self) -> bool {
        self.polls.open().is_some()
    }
}

/// What a wish is, for the permit table.
const fn kind(wish: &PollWish) -> CommandKind {
    match wish {
        PollWish::Vote(_) => CommandKind::Vote,
        PollWish::Ask(_) | PollWish::Close(_) | PollWish::Show(_) => CommandKind::Poll,
    }
}

/// Whose ballots an event counts.
pub(super) fn releases(event: &SessionEvent) -> Option<&[PersonId]> {
    if let SessionEvent::Poll(PollEvent::Counted { roll, .. }) = event { Some(roll) } else { None }
}

/// Whose `you` an event of a poll may have changed.
pub(super) fn concerns(event: &PollEvent) -> Concerns {
    match event {
        PollEvent::Voted { person, .. } => Concerns::One(*person),
        // Everybody on the roll, and at the end everybody's answer is right or wrong.
        PollEvent::Counted { .. } | PollEvent::Closed { .. } => Concerns::Everyone,
        PollEvent::Asked { .. } | PollEvent::Ending { .. } | PollEvent::Shown { .. } => Concerns::Nobody,
    }
}
