//! The loop around a machine, once for every kind of aggregate: decide, evolve, hand the entry to the lane, go on deciding
//! against what is pending, and release, in order, what the journal has.
//!
//! Everything that waits stands in **one queue** in the order it was decided: entries, and the answers and pictures that
//! rest on them. An entry at the front leaves when it is committed, an answer at the front leaves at once; so nothing ever
//! overtakes what it rests on, and a *full* never rests on a seat that was not. Pictures (`you`, views) are taken when they
//! are asked for and wait like answers do: waiting for a moment with nothing pending would starve under steady chat.
//!
//! The shell does no IO and never waits. What it wants committed is in [`Shell::take_outgoing`]; what may leave is in
//! [`Shell::release`].
//!
//! A panic in `decide` changes nothing: the command is refused. A panic in `evolve` poisons the machine: the actor ends
//! and is rebuilt from the journal, which never got that entry.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};

use homeroom_machines::machine::{Feed, Line, Machine, Moment, Taken};
use homeroom_protocol::audit::Hash;
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::limits::FOLLOW_UPS_MAX;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::journal::JournalEntry;
use uuid::Uuid;

use crate::kit::draft::{self, Draft};
use crate::kit::feeds::Feeds;
use crate::kit::recovery::{Known, Replayed};

mod flow;
mod patience;
#[cfg(test)]
mod tests;

pub use flow::{Asks, Done, Poisoned, Release, Wish};
use flow::{Pending, Waiting};

/// Further entries that one tick may be cut into, about 3 MiB of events: enough for tens of thousands of people.
const CUTS_MAX: usize = 64;
/// Which of a command's derived ids is that of the tick before it.
const TICK: u32 = u32::MAX;
/// How long a client is told to wait when the journal cannot be reached, or its answer is not known yet.
const UNAVAILABLE_RETRY_MILLIS: u64 = 1_000;

/// A machine, its live state, and what waits for the journal.
pub struct Shell<M: Machine, A> {
    id: Uuid,
    epoch: i64,
    machine: M,
    live: M::Live,
    head: u64,
    committed: u64,
    heads: Feeds<u64>,
    /// The hash of the last link of the audit.
    chain: Hash,
    queue: VecDeque<Waiting<M, A>>,
    pending: usize,
    known: HashMap<CommandId, Known<M::Answer>>,
    /// Whose commands wait in the live state, each with who waits for the answer.
    patient: BTreeMap<(Line, PersonId), Vec<A>>,
    outgoing: Vec<JournalEntry>,
    breaks: bool,
}

impl<M: Machine, A: Asks> Shell<M, A> {
    /// A shell around a machine that was replayed from its journal.
    pub fn new(id: Uuid, epoch: i64, replayed: Replayed<M>, moment: &Moment) -> Self {
        let live = replayed.machine.wake(moment);
        Self {
            id,
            epoch,
            live,
            head: replayed.position,
            committed: replayed.position,
            heads: replayed.heads,
            chain: replayed.chain,
            machine: replayed.machine,
            queue: VecDeque::new(),
            pending: 0,
            known: replayed.known,
            patient: BTreeMap::new(),
            outgoing: Vec::new(),
            breaks: false,
        }
    }

    /// The term this actor writes in.
    pub fn epoch(&self) -> i64 {
        self.epoch
    }

    /// The last committed offset.
    pub fn committed(&self) -> u64 {
        self.committed
    }

    /// The last decided offset.
    pub fn head(&self) -> u64 {
        self.head
    }

    /// The offset of a feed's last entry, decided though maybe not committed.
    pub fn feed_head(&self, feed: Feed) -> u64 {
        *self.heads.of(feed)
    }

    /// Entries decided and not committed.
    pub fn pending(&self) -> usize {
        self.pending
    }

    /// Whether nothing waits: no entry, no answer.
    pub fn is_settled(&self) -> bool {
        self.queue.is_empty()
    }

    /// The machine, which may be ahead of the journal: what is read here leaves through [`Shell::rest`].
    pub fn machine(&self) -> &M {
        &self.machine
    }

    /// The machine's live state.
    pub fn live(&self) -> &M::Live {
        &self.live
    }

    /// A feed's state as a picture; leaves through [`Shell::rest`].
    pub fn view(&self, feed: Feed) -> M::View {
        self.machine.view(&self.live, feed)
    }

    /// What is this person's own; leaves through [`Shell::rest`].
    pub fn you(&self, person: PersonId) -> Option<M::You> {
        self.machine.you(&self.live, person)
    }

    /// The answer to a question; leaves through [`Shell::rest`].
    ///
    /// # Errors
    /// The machine's refusal.
    pub fn look(&self, query: M::Query) -> Result<M::Answer, Refusal> {
        self.machine.look(&self.live, query)
    }

    /// The next event breaks the machine.
    #[cfg(test)]
    pub(crate) fn break_next_evolve(&mut self) {
        self.breaks = true;
    }

    /// Whether nobody is here and nothing but time could happen.
    pub fn is_idle(&self) -> bool {
        self.machine.is_idle(&self.live)
    }

    /// Which of the machine's invariants do not hold.
    pub fn broken_invariants(&self) -> Vec<&'static str> {
        self.machine.broken_invariants(&self.live)
    }

    /// Takes a relay's report into the live state.
    pub fn observe(&mut self, moment: &Moment, observation: M::Observation) {
        self.machine.observe(&mut self.live, moment, observation);
    }

    /// Decides a command and answers `asker` when everything the answer rests on is committed. Returns whether it was
    /// taken.
    ///
    /// # Errors
    /// When the machine is poisoned; the actor must end.
    pub fn command(&mut self, moment: &Moment, wish: Wish<M>, asker: A) -> Result<bool, Poisoned> {
        // What time does first has an id of its own: were it to break the machine, this command is not to blame.
        if self.is_due(moment) {
            self.tick(&Moment { now: moment.now, command: CommandId(moment.id(TICK)) })?;
        }
        if let Some(known) = self.known.get(&moment.command) {
            let outcome = known.repeated(wish.by, wish.digest.as_deref()).map(|(offset, answer)| Done {
                offset: Some(offset),
                answer,
                you: wish.by.filter(|_| wish.with_you).and_then(|by| self.machine.you(&self.live, by)),
            });
            let taken = outcome.is_ok();
            self.rest(asker, outcome);
            return Ok(taken);
        }
        let decided =
            catch_unwind(AssertUnwindSafe(|| match self.machine.hold(&mut self.live, moment, wish.command)? {
                Taken::Waits(line, person) => Ok(Err((line, person))),
                Taken::Goes(command) => self.machine.decide(&self.live, moment, command).map(Ok),
            }));
        let events = match decided {
            Ok(Ok(Ok(events))) => events,
            Ok(Ok(Err((line, person)))) => {
                self.wait(line, person, asker);
                return Ok(true);
            }
            Ok(Err(refusal)) => {
                self.rest(asker, Err(refusal));
                return Ok(false);
            }
            Err(_) => {
                metrics::counter!("homeroom_decide_panics_total").increment(1);
                tracing::error!(aggregate.id = %self.id, command.id = %moment.command, "a decision panicked");
                self.rest(asker, Err(Refusal::new(Code::Broke)));
                return Ok(false);
            }
        };
        if events.is_empty() {
            let you = wish.by.filter(|_| wish.with_you).and_then(|by| self.machine.you(&self.live, by));
            self.rest(asker, Ok(Done { offset: None, answer: None, you }));
            return Ok(true);
        }
        let Some(stored) = Draft::<M>::stored(&events) else {
            self.rest(asker, Err(Refusal::new(Code::TooLarge)));
            return Ok(false);
        };
        let mut draft = Draft::new(self.head + 1, Some(moment.command), wish.by, wish.digest);
        for (event, stored) in events.into_iter().zip(stored) {
            draft
                .absorb(&mut self.machine, event, stored, std::mem::take(&mut self.breaks))
                .map_err(|()| Poisoned { command: moment.command })?;
        }
        let offset = draft.offset();
        let answer = M::answer(draft.events());
        draft = self.follow(moment, draft)?;
        self.seal(moment, draft);
        // The reply is filled in after sealing, since `you` is asked of the state the whole entry has made. Follow-ups may
        // have been cut into further entries: the reply belongs to the last one, so that it rests on all of them.
        let you = wish.by.filter(|_| wish.with_you).and_then(|by| self.machine.you(&self.live, by));
        if let Some(Waiting::Entry(entry)) = self.queue.back_mut() {
            entry.replies.push((asker, Done { offset: Some(offset), answer, you }));
        }
        Ok(true)
    }

    /// Does what must happen now because time has passed. Nothing, when the deadline is still ahead.
    ///
    /// # Errors
    /// When the machine is poisoned; the actor must end.
    pub fn tick(&mut self, moment: &Moment) -> Result<(), Poisoned> {
        if !self.is_due(moment) {
            return Ok(());
        }
        let draft = self.follow(moment, Draft::new(self.head + 1, None, None, None))?;
        self.seal(moment, draft);
        Ok(())
    }

    fn is_due(&self, moment: &Moment) -> bool {
        self.machine.deadline(&self.live).is_some_and(|at| at <= moment.now)
    }

    /// When to [`Shell::tick`] next.
    pub fn deadline(&self) -> Option<Timestamp> {
        self.machine.deadline(&self.live)
    }

    /// What is to be committed, in order; the first follows [`Shell::take_outgoing`]'s last time.
    pub fn take_outgoing(&mut self) -> Vec<JournalEntry> {
        std::mem::take(&mut self.outgoing)
    }

    /// The journal has everything up to `through`, written in `epoch`. A report of an earlier term is old news.
    pub fn committed_through(&mut self, epoch: i64, through: u64) {
        if epoch == self.epoch {
            self.committed = self.committed.max(through);
        }
    }

    /// What may leave now, in order.
    pub fn release(&mut self) -> Vec<Release<M, A>> {
        let mut released = Vec::new();
        while let Some(front) = self.queue.pop_front() {
            match front {
                Waiting::Entry(entry) if entry.offset > self.committed => {
                    self.queue.push_front(Waiting::Entry(entry));
                    break;
                }
                Waiting::Entry(entry) => {
                    self.pending -= 1;
                    released.push(Release::Entry {
                        offset: entry.offset,
                        feeds: entry.feeds,
                        scoped: entry.scoped,
                        at: entry.at,
                        effects: entry.effects,
                        links: entry.links,
                        everyone: entry.everyone,
                    });
                    released.extend(entry.yous.into_iter().map(|(person, you)| Release::You { person, you }));
                    let replies = entry.replies.into_iter();
                    released.extend(replies.map(|(asker, done)| Release::Answer { asker, outcome: Ok(done) }));
                }
                Waiting::Answer(asker, outcome) => released.push(Release::Answer { asker, outcome }),
            }
        }
        released
    }

    /// Goes on from what the journal really has, in a new term: what is there was committed, the rest was not. The live
    /// state is kept. Whoever waited on what was lost is told to try again.
    pub fn recover(&mut self, epoch: i64, replayed: Replayed<M>) {
        self.epoch = epoch;
        self.outgoing.clear();
        self.committed = replayed.position;
        self.head = replayed.position;
        self.heads = replayed.heads;
        self.chain = replayed.chain;
        self.machine = replayed.machine;
        self.known = replayed.known;
        let mut lost = false;
        let unavailable = || Refusal::new(Code::Unavailable).retry_after_ms(UNAVAILABLE_RETRY_MILLIS);
        for waiting in std::mem::take(&mut self.queue) {
            match waiting {
                Waiting::Entry(entry) if entry.offset <= replayed.position => {
                    self.queue.push_back(Waiting::Entry(entry));
                }
                Waiting::Entry(entry) => {
                    lost = true;
                    self.pending -= 1;
                    for (asker, _) in entry.replies {
                        self.queue.push_back(Waiting::Answer(asker, Err(unavailable())));
                    }
                }
                Waiting::Answer(asker, _) if lost => {
                    self.queue.push_back(Waiting::Answer(asker, Err(unavailable())));
                }
                Waiting::Answer(asker, outcome) => self.queue.push_back(Waiting::Answer(asker, outcome)),
            }
        }
    }

    /// Asks the machine what must follow, until it answers nothing. A draft that grows over its bytes is cut into a
    /// further entry, and after so many cuts the rest is left to the next tick, so that others have their turn. The bound
    /// (L20) is each entry's: a thousand people whose grace ends together are no defect.
    fn follow(&mut self, moment: &Moment, mut draft: Draft<M>) -> Result<Draft<M>, Poisoned> {
        let (mut followed, mut cuts) = (0, 0);
        while followed < FOLLOW_UPS_MAX {
            let next = catch_unwind(AssertUnwindSafe(|| self.machine.follow(&self.live, moment)));
            let Some(event) = next.map_err(|_| Poisoned { command: moment.command })? else { return Ok(draft) };
            if draft.is_full() {
                if cuts == CUTS_MAX {
                    return Ok(draft);
                }
                self.seal(moment, draft);
                draft = Draft::new(self.head + 1, None, None, None);
                (followed, cuts) = (0, cuts + 1);
            }
            let stored = draft::stored(&event).ok_or(Poisoned { command: moment.command })?;
            draft
                .absorb(&mut self.machine, event, stored, std::mem::take(&mut self.breaks))
                .map_err(|()| Poisoned { command: moment.command })?;
            followed += 1;
        }
        metrics::counter!("homeroom_follow_ups_exceeded_total").increment(1);
        tracing::error!(aggregate.id = %self.id, "the follow-ups of one command do not end");
        Ok(draft)
    }

    /// Puts a draft into the queue and on its way to the lane. An empty one is nothing.
    fn seal(&mut self, moment: &Moment, draft: Draft<M>) {
        if draft.events().is_empty() {
            return;
        }
        let sealed = draft.seal(self.id, moment.now, &mut self.heads, &mut self.chain);
        self.head = sealed.offset;
        if let Some(command) = sealed.command {
            self.known.insert(
                command,
                Known {
                    by: sealed.by,
                    digest: sealed.digest,
                    offset: sealed.offset,
                    answer: M::answer(&sealed.events),
                },
            );
        }
        let yous = sealed
            .concerned
            .into_iter()
            .filter_map(|person| Some((person, self.machine.you(&self.live, person)?)))
            .collect();
        let done = || Done { offset: Some(sealed.offset), answer: None, you: None };
        let replies = sealed.released.iter().filter_map(|waited| self.patient.remove(waited)).flatten();
        let replies = replies.map(|asker| (asker, done())).collect();
        self.outgoing.push(JournalEntry {
            position: i64::try_from(sealed.offset).unwrap_or(i64::MAX),
            command_id: sealed.command,
            events: sealed.bytes,
            at: moment.now,
        });
        self.pending += 1;
        let (offset, feeds, scoped, at) = (sealed.offset, sealed.feeds, sealed.scoped, moment.now);
        let (effects, links, everyone) = (sealed.effects, sealed.links, sealed.everyone);
        let pending = Pending { offset, feeds, scoped, at, effects, links, yous, everyone, replies };
        self.queue.push_back(Waiting::Entry(pending));
    }
}
