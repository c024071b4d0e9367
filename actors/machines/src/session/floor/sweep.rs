//! Many hands that go down by one wish, and up again where they were: for whoever meant another button (FEATURES, H2).

use homeroom_protocol::frame::floor::HandFilter;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::floor::FloorEvent;
use homeroom_protocol::limits::{HANDS_MAX, UNDO_SPAN};
use homeroom_protocol::moderation::Muted;
use homeroom_protocol::permit::{CommandKind, Tier};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::{Hands, Session};

/// The hands that last went down together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Swept {
    at: Timestamp,
    /// Each with its place in the order, and since when it was up.
    hands: Vec<(u64, PersonId, Timestamp)>,
}

impl Hands {
    pub(super) fn lower_with(&mut self, person: PersonId, together: Option<Timestamp>) {
        let (Some((order, since)), Some(at)) = (self.lower(person), together) else { return };
        let same = self.swept.take().filter(|swept| swept.at == at);
        let mut swept = same.unwrap_or(Swept { at, hands: Vec::new() });
        swept.hands.push((order, person, since));
        self.swept = Some(swept);
    }

    /// Whose hand goes up anew stands where they stand then, also when it is down again.
    pub(super) fn forget_swept(&mut self, person: PersonId) {
        if let Some(swept) = &mut self.swept {
            swept.hands.retain(|(_, whose, _)| *whose != person);
        }
    }

    pub(super) fn restore(&mut self, people: &[PersonId]) {
        for (order, person, since) in self.swept.take().map(|swept| swept.hands).unwrap_or_default() {
            if people.contains(&person) {
                self.up.insert(order, (person, since));
                self.of.insert(person, order);
            }
        }
    }
}

impl Session {
    /// The hands of a kind go down, together.
    pub(super) fn swept(&self, now: Timestamp, by: PersonId, filter: HandFilter) -> Vec<SessionEvent> {
        let lowered = |person| FloorEvent::HandLowered { person, by: Some(by), together: Some(now) };
        let people = self.hands.people().filter(|person| self.is_meant(filter, *person));
        people.map(|person| SessionEvent::Floor(lowered(person))).collect()
    }

    fn is_meant(&self, filter: HandFilter, person: PersonId) -> bool {
        match filter {
            HandFilter::All => true,
            HandFilter::Spoken => self.hands.turns.has_spoken(person),
            HandFilter::NotSpoken => !self.hands.turns.has_spoken(person),
            HandFilter::Watching => self.tier(person) == Tier::Overflow,
        }
    }

    /// The hands that last went down together go up again: of those who are still there, do not have one up anew, and may.
    pub(super) fn restored(&self, now: Timestamp, by: PersonId) -> Result<Option<FloorEvent>, Refusal> {
        self.permitted(CommandKind::GiveFloor, by)?;
        let Some(swept) = &self.hands.swept else { return Ok(None) };
        if now.since(swept.at) > UNDO_SPAN {
            return Err(Refusal::new(Code::UndoOver));
        }
        let goes_up =
            |person: &PersonId| self.roster.get(*person).is_some() && !self.moderation.is_muted(*person, Muted::Hand);
        let room = HANDS_MAX.saturating_sub(self.hands.len());
        let people: Vec<_> = swept.hands.iter().map(|(_, person, _)| *person).filter(goes_up).take(room).collect();
        Ok((!people.is_empty()).then_some(FloorEvent::HandsRestored { people, by }))
    }
}
