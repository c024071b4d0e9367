//! An entry in the making: events are absorbed one by one, and what each means outside is computed right after its own
//! `evolve`, while the state it speaks of is still the state.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use homeroom_machines::machine::{Concerns, Feed, Machine};
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::{Entry, VERSION};
use homeroom_protocol::limits::{ENTRY_BYTES_MAX, FOLLOW_BYTES_MAX};
use homeroom_protocol::time::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

/// Bytes set aside for what an entry has besides its events: version, person, digest.
const ENVELOPE_BYTES: usize = 256;

/// An entry in the making.
pub(crate) struct Draft<M: Machine> {
    offset: u64,
    command: Option<CommandId>,
    by: Option<PersonId>,
    digest: Option<String>,
    events: Vec<M::Event>,
    stored: Vec<Box<RawValue>>,
    bytes: usize,
    feed: Vec<M::EventFrame>,
    scoped: Vec<(Uuid, Box<RawValue>)>,
    effects: Vec<M::Effect>,
    concerned: BTreeSet<PersonId>,
    everyone: bool,
}

/// An entry that is ready for the lane.
pub(crate) struct Sealed<M: Machine> {
    pub(crate) offset: u64,
    pub(crate) command: Option<CommandId>,
    pub(crate) by: Option<PersonId>,
    pub(crate) digest: Option<String>,
    pub(crate) events: Vec<M::Event>,
    pub(crate) bytes: Bytes,
    pub(crate) feed: Option<Bytes>,
    /// What only those of a scope may see of it, event by event; all of it is in `feed` too.
    pub(crate) scoped: Vec<(Uuid, Box<RawValue>)>,
    pub(crate) effects: Vec<M::Effect>,
    pub(crate) concerned: BTreeSet<PersonId>,
    pub(crate) everyone: bool,
}

impl<M: Machine> Draft<M> {
    /// A draft that will stand at `offset`.
    pub(crate) fn new(offset: u64, command: Option<CommandId>, by: Option<PersonId>, digest: Option<String>) -> Self {
        Self {
            offset,
            command,
            by,
            digest,
            events: Vec::new(),
            stored: Vec::new(),
            bytes: ENVELOPE_BYTES,
            feed: Vec::new(),
            scoped: Vec::new(),
            effects: Vec::new(),
            concerned: BTreeSet::new(),
            everyone: false,
        }
    }

    /// The stored form of one command's events, made once; `None` where they do not fit into an entry. Asked before any of
    /// them is evolved.
    pub(crate) fn stored(events: &[M::Event]) -> Option<Vec<Box<RawValue>>> {
        let stored: Vec<_> = events.iter().map(stored).collect::<Option<_>>()?;
        let bytes: usize = stored.iter().map(|event| event.get().len() + 1).sum();
        (bytes + ENVELOPE_BYTES <= ENTRY_BYTES_MAX).then_some(stored)
    }

    /// Where it will stand.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// What has been absorbed.
    pub(crate) fn events(&self) -> &[M::Event] {
        &self.events
    }

    /// Whether the next follow-up goes into a further entry.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes >= FOLLOW_BYTES_MAX
    }

    /// Evolves the machine by one event and keeps what it means outside. An error is a panic of the machine; `breaks`
    /// makes one, for tests of what comes after.
    pub(crate) fn absorb(
        &mut self,
        machine: &mut M,
        event: M::Event,
        stored: Box<RawValue>,
        breaks: bool,
    ) -> Result<(), ()> {
        let offset = self.offset;
        let meant = catch_unwind(AssertUnwindSafe(|| {
            assert!(!breaks, "a test breaks this event");
            machine.evolve(offset, &event);
            let scope = machine.scope(&event);
            (machine.effects(&event), machine.frames(offset, &event, Feed::Class), machine.concerns(&event), scope)
        }));
        let (effects, frame, concerns, scope) = meant.map_err(|_| ())?;
        if let (Some(scope), Some(frame)) = (scope, &frame) {
            self.scoped.extend(stored_frame(frame).map(|frame| (scope, frame)));
        }
        self.bytes += stored.get().len() + 1;
        self.stored.push(stored);
        self.effects.extend(effects);
        self.feed.extend(frame);
        match concerns {
            Concerns::Nobody => {}
            Concerns::One(person) => {
                self.concerned.insert(person);
            }
            Concerns::Everyone => self.everyone = true,
        }
        self.events.push(event);
        Ok(())
    }

    /// The entry, decided at `at`, after the feed's entry at `feed_head`.
    pub(crate) fn seal(self, at: Timestamp, feed_head: u64) -> Sealed<M> {
        let entry = Entry { v: VERSION, by: self.by, digest: self.digest, events: self.stored };
        // Raw JSON, ids and a number: there is nothing in an entry that could not be written.
        let bytes = serde_json::to_vec(&entry).unwrap_or_default();
        let feed = (!self.feed.is_empty()).then(|| feed_text(self.offset, feed_head, at, &self.feed));
        Sealed {
            offset: self.offset,
            command: self.command,
            by: entry.by,
            digest: entry.digest,
            events: self.events,
            bytes: Bytes::from(bytes),
            feed,
            scoped: self.scoped,
            effects: self.effects,
            concerned: self.concerned,
            everyone: self.everyone,
        }
    }
}

/// The stored form of an event; `None` where it cannot be written, which only a defect brings.
pub(crate) fn stored<E: Serialize>(event: &E) -> Option<Box<RawValue>> {
    serde_json::value::to_raw_value(event).ok()
}

/// What a feed sees of an event, as it will stand in a frame.
fn stored_frame<F: Serialize>(frame: &F) -> Option<Box<RawValue>> {
    serde_json::value::to_raw_value(frame).ok()
}

/// The `entry` frame of `homeroom_protocol::frame::server`, for the events of any machine.
#[derive(Serialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
enum FeedFrame<'a, F> {
    Entry { offset: u64, after: u64, at: Timestamp, events: &'a [F] },
}

/// The text of an `entry` frame: encoded once, here, whoever hears it.
pub(crate) fn feed_text<F: Serialize>(offset: u64, after: u64, at: Timestamp, events: &[F]) -> Bytes {
    Bytes::from(serde_json::to_vec(&FeedFrame::Entry { offset, after, at, events }).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::frame::server::{ClassEvent, Entry, ServerFrame};
    use homeroom_protocol::permit::Phase;

    use super::*;

    #[test]
    fn the_feeds_text_is_the_protocols_entry_frame() {
        let events = vec![ClassEvent::Phase { phase: Phase::Live }];
        let at = Timestamp::from_millis(5);
        let text = feed_text(7, 3, at, &events);
        let frame = ServerFrame::Entry(Entry { offset: 7, after: 3, at, events });
        assert_eq!(text, serde_json::to_vec(&frame).unwrap());
    }
}
