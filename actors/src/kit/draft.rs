//! An entry in the making: events are absorbed one by one, and what each means outside is computed right after its own
//! `evolve`, while the state it speaks of is still the state.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use homeroom_machines::machine::{Concerns, Feed, Line, Machine};
use homeroom_protocol::audit::{Deed, Deeds, Hash, Link};
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::{Entry, VERSION};
use homeroom_protocol::limits::{ENTRY_BYTES_MAX, FOLLOW_BYTES_MAX};
use homeroom_protocol::time::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::kit::feeds::Feeds;

/// Bytes set aside for what an entry has besides its events: version, person, digest, and what the audit has of it, a
/// deed or two of some 300 bytes.
const ENVELOPE_BYTES: usize = 1_024;

/// An entry in the making.
pub(crate) struct Draft<M: Machine> {
    offset: u64,
    command: Option<CommandId>,
    by: Option<PersonId>,
    digest: Option<String>,
    events: Vec<M::Event>,
    stored: Vec<Box<RawValue>>,
    bytes: usize,
    feeds: Feeds<Vec<M::EventFrame>>,
    scoped: Vec<(Uuid, Box<RawValue>)>,
    effects: Vec<M::Effect>,
    deeds: Vec<Deed>,
    concerned: BTreeSet<PersonId>,
    everyone: bool,
    released: Vec<(Line, PersonId)>,
}

/// An entry that is ready for the lane.
pub(crate) struct Sealed<M: Machine> {
    pub(crate) offset: u64,
    pub(crate) command: Option<CommandId>,
    pub(crate) by: Option<PersonId>,
    pub(crate) digest: Option<String>,
    pub(crate) events: Vec<M::Event>,
    pub(crate) bytes: Bytes,
    pub(crate) feeds: Feeds<Option<Bytes>>,
    /// What only those of a scope may see of it, event by event; all of it is in the class's feed too.
    pub(crate) scoped: Vec<(Uuid, Box<RawValue>)>,
    pub(crate) effects: Vec<M::Effect>,
    /// What the audit has of it.
    pub(crate) links: Vec<Link>,
    pub(crate) concerned: BTreeSet<PersonId>,
    pub(crate) everyone: bool,
    /// Whose waiting commands it settles.
    pub(crate) released: Vec<(Line, PersonId)>,
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
            feeds: Feeds::each(|_| Vec::new()),
            scoped: Vec::new(),
            effects: Vec::new(),
            deeds: Vec::new(),
            concerned: BTreeSet::new(),
            everyone: false,
            released: Vec::new(),
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
        let (offset, by) = (self.offset, self.by);
        let meant = catch_unwind(AssertUnwindSafe(|| {
            assert!(!breaks, "a test breaks this event");
            let deed = by.and_then(|by| machine.deed(by, &event));
            machine.evolve(offset, &event);
            let scope = machine.scope(&event);
            let frames = Feeds::each(|feed| machine.frames(offset, &event, feed));
            (machine.effects(&event), frames, machine.concerns(&event), scope, deed)
        }));
        let (effects, mut frames, concerns, scope, deed) = meant.map_err(|_| ())?;
        if let (Some(scope), Some(frame)) = (scope, frames.of(Feed::Class)) {
            self.scoped.extend(stored_frame(frame).map(|frame| (scope, frame)));
        }
        self.bytes += stored.get().len() + 1;
        self.stored.push(stored);
        self.effects.extend(effects);
        // One act on many, such as the lowering of all hands, is one deed.
        self.deeds.extend(deed.filter(|deed| self.deeds.last() != Some(deed)));
        for feed in Feed::ALL {
            self.feeds.of_mut(*feed).extend(frames.of_mut(*feed).take());
        }
        match concerns {
            Concerns::Nobody => {}
            Concerns::One(person) => {
                self.concerned.insert(person);
            }
            Concerns::Everyone => self.everyone = true,
        }
        if let Some((line, people)) = machine.releases(&event) {
            self.released.extend(people.iter().map(|person| (line, *person)));
        }
        self.events.push(event);
        Ok(())
    }

    /// The entry of aggregate `id`, decided at `at`, after the feeds' entries at `heads` and the link of the audit at
    /// `chain`, which are moved on.
    pub(crate) fn seal(self, id: Uuid, at: Timestamp, heads: &mut Feeds<u64>, chain: &mut Hash) -> Sealed<M> {
        let audit = (!self.deeds.is_empty()).then_some(Deeds { before: *chain, deeds: self.deeds });
        let entry = Entry { v: VERSION, by: self.by, digest: self.digest, audit, events: self.stored };
        let links = links(&entry, id, self.offset, at, self.command);
        if let Some(last) = links.last() {
            *chain = last.hash();
        }
        // Raw JSON, ids and a number: there is nothing in an entry that could not be written.
        let bytes = serde_json::to_vec(&entry).unwrap_or_default();
        let feeds = feed_texts(self.offset, heads, at, &self.feeds);
        Sealed {
            offset: self.offset,
            command: self.command,
            by: entry.by,
            digest: entry.digest,
            events: self.events,
            bytes: Bytes::from(bytes),
            feeds,
            scoped: self.scoped,
            effects: self.effects,
            links,
            concerned: self.concerned,
            everyone: self.everyone,
            released: self.released,
        }
    }
}

/// What the audit has of an entry.
pub(crate) fn links<E>(
    entry: &Entry<E>,
    chain: Uuid,
    offset: u64,
    at: Timestamp,
    command: Option<CommandId>,
) -> Vec<Link> {
    let of = entry.audit.as_ref().zip(entry.by);
    of.map(|(deeds, by)| deeds.links(chain, offset, at, by, command)).unwrap_or_default()
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

/// The texts of an entry's `entry` frames, after the feeds' entries at `heads`, which are moved on. Where staff see what
/// the class sees, and missed nothing before, both hear one text: that of nearly every entry.
pub(crate) fn feed_texts<F: PartialEq + Serialize>(
    offset: u64,
    heads: &mut Feeds<u64>,
    at: Timestamp,
    frames: &Feeds<Vec<F>>,
) -> Feeds<Option<Bytes>> {
    let text = |feed, heads: &Feeds<u64>| {
        let frames = frames.of(feed);
        (!frames.is_empty()).then(|| feed_text(offset, *heads.of(feed), at, frames))
    };
    let same = heads.of(Feed::Class) == heads.of(Feed::Staff) && frames.of(Feed::Class) == frames.of(Feed::Staff);
    let class = text(Feed::Class, heads);
    let staff = if same { class.clone() } else { text(Feed::Staff, heads) };
    let mut texts = Feeds::default();
    for (feed, text) in [(Feed::Class, class), (Feed::Staff, staff)] {
        if text.is_some() {
            *heads.of_mut(feed) = offset;
        }
        *texts.of_mut(feed) = text;
    }
    texts
}

/// The text of an `entry` frame: encoded once, here, whoever hears it.
pub(crate) fn feed_text<F: Serialize>(offset: u64, after: u64, at: Timestamp, events: &[F]) -> Bytes {
    Bytes::from(serde_json::to_vec(&FeedFrame::Entry { offset, after, at, events }).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::frame::server::{ClassEvent, Entry, ServerFrame};
    use homeroom_protocol::frame::staff::FeedEvent;
    use homeroom_protocol::permit::Phase;

    use super::*;

    #[test]
    fn the_feeds_text_is_the_protocols_entry_frame() {
        let events = vec![FeedEvent::from(ClassEvent::Phase { phase: Phase::Live })];
        let at = Timestamp::from_millis(5);
        let text = feed_text(7, 3, at, &events);
        let frame = ServerFrame::Entry(Entry { offset: 7, after: 3, at, events });
        assert_eq!(text, serde_json::to_vec(&frame).unwrap());
    }

    fn read(text: &Option<Bytes>) -> (u64, u64, usize) {
        let text = text.as_ref().unwrap();
        let ServerFrame::Entry(entry) = serde_json::from_slice(text).unwrap() else { panic!("an entry") };
        (entry.offset, entry.after, entry.events.len())
    }

    #[test]
    fn each_feed_has_its_own_chain_and_one_text_serves_both_where_they_see_the_same() {
        let (at, mut heads) = (Timestamp::from_millis(5), Feeds::default());
        let phase = || FeedEvent::from(ClassEvent::Phase { phase: Phase::Live });
        let both = Feeds::each(|_| vec![phase()]);
        let staff = Feeds::each(|feed| if feed == Feed::Staff { vec![phase(), phase()] } else { Vec::new() });

        let first = feed_texts(1, &mut heads, at, &both);
        assert_eq!(first.of(Feed::Class).as_ref().unwrap().as_ptr(), first.of(Feed::Staff).as_ref().unwrap().as_ptr());
        let second = feed_texts(2, &mut heads, at, &staff);
        assert_eq!((second.of(Feed::Class), read(second.of(Feed::Staff))), (&None, (2, 1, 2)));
        let third = feed_texts(3, &mut heads, at, &both);
        assert_eq!([Feed::Class, Feed::Staff].map(|feed| read(third.of(feed))), [(3, 1, 1), (3, 2, 1)]);
        let fourth = feed_texts(4, &mut heads, at, &both);
        assert_eq!(fourth.of(Feed::Class), fourth.of(Feed::Staff), "level again, and said once");
    }
}
