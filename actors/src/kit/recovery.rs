//! From the journal back to a machine: every row is read in order and evolved, and what lies after the effects cursor is
//! asked for again. What the journal holds is all there ever was, since nothing left the actor before it stood there.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use bytes::Bytes;
use homeroom_machines::machine::{Feed, Machine};
use homeroom_protocol::audit::{Hash, Link};
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::Entry;
use homeroom_protocol::limits::RING_ENTRIES_MAX;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_storage::aggregate::Held;
use homeroom_storage::journal::{self, JournalEntry};
use homeroom_storage::{Store, StoreError};
use tokio::time::timeout;
use uuid::Uuid;

use crate::kit::draft::{feed_texts, links};
use crate::kit::feeds::Feeds;

/// Rows read at once: enough that round trips do not count, few enough that a class of an hour never lies in memory
/// twice.
const ROWS_PER_READ: i64 = 2_000;
/// How long one such read may take: a hundred times what a cold disk needs. A connection that is cut without a word would
/// else keep a class from recovering for as long as TCP believes in it.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// A command that was taken once, for whoever sends it again.
pub(crate) struct Known<A> {
    pub(crate) by: Option<PersonId>,
    pub(crate) digest: Option<String>,
    pub(crate) offset: u64,
    pub(crate) answer: Option<A>,
}

impl<A: Clone> Known<A> {
    /// The answer to the same command sent again.
    ///
    /// # Errors
    /// `id_taken` for another person's command, `idempotency_key_reused` for the same key with another body.
    pub(crate) fn repeated(&self, by: Option<PersonId>, digest: Option<&str>) -> Result<(u64, Option<A>), Refusal> {
        if self.by != by {
            return Err(Refusal::new(Code::IdTaken));
        }
        if self.digest.as_deref() != digest {
            return Err(Refusal::new(Code::IdempotencyKeyReused));
        }
        Ok((self.offset, self.answer.clone()))
    }
}

/// An entry of a feed, as those who resume need it.
#[derive(Clone, Debug)]
pub struct FeedEntry {
    /// Its offset.
    pub offset: u64,
    /// The offset of the feed's entry before.
    pub after: u64,
    /// The text of its `entry` frame.
    pub text: Bytes,
}

/// A machine as its journal says.
pub struct Replayed<M: Machine> {
    pub(crate) machine: M,
    pub(crate) position: u64,
    pub(crate) heads: Feeds<u64>,
    pub(crate) known: HashMap<CommandId, Known<M::Answer>>,
    pub(crate) tails: Feeds<VecDeque<FeedEntry>>,
    pub(crate) owed: Vec<(u64, Vec<M::Effect>)>,
    /// The hash of the last link of the audit.
    pub(crate) chain: Hash,
    /// What the audit may not have yet, by the offset of its entry.
    pub(crate) unwritten: Vec<(u64, Vec<Link>)>,
}

/// Why a machine could not be rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The store does not answer; try again.
    #[error("the journal cannot be read now: {0}")]
    Store(#[from] StoreError),
    /// What stands in the journal cannot be replayed: somebody has to look.
    #[error("the entry at {position} cannot be replayed: {why}")]
    Unreadable {
        /// Where.
        position: i64,
        /// Why.
        why: String,
    },
}

impl<M: Machine> Replayed<M> {
    /// A machine whose journal is empty.
    pub(crate) fn empty() -> Self {
        Self {
            machine: M::default(),
            position: 0,
            heads: Feeds::default(),
            known: HashMap::new(),
            tails: Feeds::default(),
            owed: Vec::new(),
            chain: Hash::BEGIN,
            unwritten: Vec::new(),
        }
    }

    fn take(&mut self, id: Uuid, row: &JournalEntry, effects_done: i64) -> Result<(), String> {
        let entry: Entry<M::Event> = serde_json::from_slice(&row.events).map_err(|error| error.to_string())?;
        let offset = u64::try_from(row.position).map_err(|error| error.to_string())?;
        if offset != self.position + 1 {
            return Err(format!("position {} does not follow {}", row.position, self.position));
        }
        let (mut frames, mut effects) = (Feeds::each(|_| Vec::new()), Vec::new());
        for event in &entry.events {
            let machine = &mut self.machine;
            let (effect, mut seen) = catch_unwind(AssertUnwindSafe(|| {
                machine.evolve(offset, event);
                (machine.effects(event), Feeds::each(|feed| machine.frames(offset, event, feed)))
            }))
            .map_err(|_| "the machine panicked".to_owned())?;
            effects.extend(effect);
            for feed in Feed::ALL {
                frames.of_mut(*feed).extend(seen.of_mut(*feed).take());
            }
        }
        let after = self.heads;
        let mut texts = feed_texts(offset, &mut self.heads, row.at, &frames);
        for feed in Feed::ALL {
            let (tail, text) = (self.tails.of_mut(*feed), texts.of_mut(*feed).take());
            tail.extend(text.map(|text| FeedEntry { offset, after: *after.of(*feed), text }));
            if tail.len() > RING_ENTRIES_MAX {
                tail.pop_front();
            }
        }
        if row.position > effects_done && !effects.is_empty() {
            self.owed.push((offset, effects));
        }
        let links = links(&entry, id, offset, row.at, row.command_id);
        if let Some(last) = links.last() {
            self.chain = last.hash();
            if row.position > effects_done {
                self.unwritten.push((offset, links));
            }
        }
        if let Some(command) = row.command_id {
            let answer = M::answer(&entry.events);
            self.known.insert(command, Known { by: entry.by, digest: entry.digest, offset, answer });
        }
        self.position = offset;
        Ok(())
    }
}

/// Rebuilds the machine of an aggregate this node holds.
///
/// # Errors
/// When the store does not answer, or when the journal cannot be replayed.
pub async fn rebuild<M: Machine>(store: &Store, held: Held) -> Result<Replayed<M>, RebuildError> {
    let mut replayed = Replayed::empty();
    let mut after = 0;
    while after < held.position {
        let rows = timeout(READ_TIMEOUT, journal::read(store, held.id, after, ROWS_PER_READ)).await;
        let rows = rows.unwrap_or_else(|_| Err(StoreError::Unreachable("no answer in time".to_owned())))?;
        for row in &rows {
            let taken = replayed.take(held.id, row, held.effects_done);
            taken.map_err(|why| RebuildError::Unreadable { position: row.position, why })?;
            after = row.position;
        }
        if rows.is_empty() {
            return Err(RebuildError::Unreadable { position: after + 1, why: "it is not there".to_owned() });
        }
        // A long journal must not keep the others of this thread from their turn.
        tokio::task::yield_now().await;
    }
    Ok(replayed)
}
