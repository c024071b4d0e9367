//! What others than our sockets saw, on its way to the machine: heartbeats of pages without a socket, gathered for a moment
//! so that a class of a thousand writes a few entries a minute and not a row each; the media server's webhooks; and its
//! list, which is asked for while somebody may be in its room.
//!
//! What is gathered and not yet written is lost with the node: nobody was told that it counts, so their pages say it again.

use std::collections::HashMap;
use std::time::Duration;

use homeroom_livekit::{MediaError, Present, person_of};
use homeroom_machines::session::{Command, Listed, MediaWord, Observation};
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use tokio::sync::oneshot;

use crate::kit::admission::Credit;
use crate::kit::deadline::Deadline;
use crate::kit::entropy;
use crate::kit::shell::{Poisoned, Wish};
use crate::session::message::{Asker, Msg};
use crate::session::state::State;

/// How long a heartbeat waits for others to be written with it. Pages say one a minute and do not wait for the answer.
pub(crate) const GATHER_FOR: Duration = Duration::from_secs(2);
/// Words of one entry: of the longest kind, 250 bytes, so many stay within an entry's 64 KiB.
pub(crate) const WORDS_PER_ENTRY_MAX: usize = 200;
/// How often the media server's list is asked for while people may be in its room (FEATURES, T2).
const LIST_EVERY: Duration = Duration::from_secs(30);
/// The same while somebody is in its room without a socket, so that the list alone says when they go.
const LIST_CLOSELY_EVERY: Duration = Duration::from_secs(1);
/// The same after it gave no answer.
const LIST_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// Idempotency keys of heartbeats that are remembered: an hour's of a class of a thousand. They are there to find a client
/// that gives two minutes one key; that a minute counts once is the machine's doing.
const KEYS_MAX: usize = 60_000;

/// Whoever waits until their heartbeat is written; holds the credit.
pub(crate) struct HeartbeatReply {
    pub(crate) to: oneshot::Sender<Result<(), Refusal>>,
    pub(crate) _credit: Credit,
}

/// A heartbeat on its way.
pub(crate) struct Beating {
    pub(crate) person: PersonId,
    pub(crate) minute: Timestamp,
    pub(crate) key: CommandId,
    pub(crate) sent: Timestamp,
    pub(crate) reply: HeartbeatReply,
}

/// What is gathered, and when what is asked for next.
#[derive(Default)]
pub(crate) struct Sightings {
    minutes: Vec<(PersonId, Timestamp)>,
    replies: Vec<HeartbeatReply>,
    keys: HashMap<CommandId, Timestamp>,
    gathered: Deadline,
    write_at: Option<Timestamp>,
    list: Deadline,
    list_at: Option<Timestamp>,
    /// Until when the room is looked at closely, because somebody may enter it again who was put out.
    watch_until: Option<Timestamp>,
    /// Whether an answer is being waited for.
    lists: bool,
}

impl Sightings {
    /// Whether nothing waits to be written.
    pub(crate) fn is_empty(&self) -> bool {
        self.minutes.is_empty()
    }

    /// The list that was asked for is here, or is not to be had.
    pub(crate) fn answered(&mut self) {
        self.lists = false;
    }

    /// The room is looked at closely for a while.
    pub(crate) fn watch(&mut self, now: Timestamp, span: Duration) {
        self.watch_until = Some(now.plus(span));
        let soon = now.plus(LIST_CLOSELY_EVERY);
        self.list_at = Some(self.list_at.map_or(soon, |at| at.min(soon)));
    }

    fn watches(&self, now: Timestamp) -> bool {
        self.watch_until.is_some_and(|until| now < until)
    }

    /// A key is used for this minute; false where it was used for another one.
    fn uses(&mut self, key: CommandId, minute: Timestamp) -> bool {
        if self.keys.len() >= KEYS_MAX {
            self.keys.clear();
        }
        *self.keys.entry(key).or_insert(minute) == minute
    }
}

impl State {
    /// A page without a socket says that somebody watched in a minute.
    pub(crate) fn heartbeat(&mut self, beating: Beating) -> Result<(), Poisoned> {
        let Beating { person, minute, key, sent, reply } = beating;
        self.handle.glass.taken(sent);
        let now = self.handle.clock.now();
        let good = self.shell.machine().heartbeat(now, person, minute);
        let good = good.and_then(|()| {
            if self.own.sightings.uses(key, minute) { Ok(()) } else { Err(Refusal::new(Code::IdempotencyKeyReused)) }
        });
        if let Err(refusal) = good {
            self.shell.rest(Asker::Heartbeats(vec![reply]), Err(refusal));
            return Ok(());
        }
        self.own.sightings.minutes.push((person, minute));
        self.own.sightings.replies.push(reply);
        self.own.sightings.write_at.get_or_insert(now.plus(GATHER_FOR));
        if self.own.sightings.minutes.len() >= WORDS_PER_ENTRY_MAX { self.write_heartbeats() } else { Ok(()) }
    }

    /// Time has come to write what was gathered, or to ask for the list.
    pub(crate) fn look_around(&mut self) -> Result<(), Poisoned> {
        let now = self.handle.clock.now();
        self.own.sightings.gathered.fired();
        self.own.sightings.list.fired();
        if !self.own.sightings.lists && self.own.sightings.list_at.is_some_and(|at| at <= now) {
            self.ask_for_list();
        }
        if self.own.sightings.write_at.is_some_and(|at| at <= now) { self.write_heartbeats() } else { Ok(()) }
    }

    fn write_heartbeats(&mut self) -> Result<(), Poisoned> {
        self.own.sightings.write_at = None;
        let minutes = std::mem::take(&mut self.own.sightings.minutes);
        let replies = std::mem::take(&mut self.own.sightings.replies);
        self.sight(Vec::new(), minutes, Asker::Heartbeats(replies))
    }

    fn sight(
        &mut self,
        media: Vec<MediaWord>,
        minutes: Vec<(PersonId, Timestamp)>,
        asker: Asker,
    ) -> Result<(), Poisoned> {
        let wish = Wish { by: None, digest: None, with_you: false, command: Command::Sight { media, minutes } };
        let id = CommandId(entropy::uuid_v7(self.handle.clock.now()));
        self.command(id, wish, asker).map(drop)
    }

    /// What webhooks of the media server say; whoever waits is told when it is written.
    pub(crate) fn hear_media(&mut self, words: Vec<MediaWord>, reply: HeartbeatReply) -> Result<(), Poisoned> {
        self.sight(words, Vec::new(), Asker::Heartbeats(vec![reply]))
    }

    fn ask_for_list(&mut self) {
        let Some(media) = self.world.media.clone() else { return };
        self.own.sightings.lists = true;
        let (world, id, actor) = (std::sync::Arc::clone(&self.world), self.handle.id, self.handle.actor.clone());
        tokio::spawn(async move {
            let turn = world.media_asks.acquire().await;
            let asked_at = world.clock.now();
            let outcome = media.list_participants(id).await;
            drop(turn);
            // An actor that has ended asks again when it is back.
            let _ = actor.cast(Msg::Listed { asked_at, outcome });
        });
    }

    /// The media server's list is here, or is not to be had now.
    pub(crate) fn listed(
        &mut self,
        asked_at: Timestamp,
        outcome: Result<Vec<Present>, MediaError>,
    ) -> Result<(), Poisoned> {
        self.own.sightings.answered();
        let now = self.handle.clock.now();
        let present = match outcome {
            Ok(present) => present,
            Err(error) => {
                metrics::counter!("homeroom_media_lists_failed_total").increment(1);
                tracing::debug!(session.id = %self.handle.id, media.error = %error, "the media server gave no list");
                self.own.sightings.list_at = Some(now.plus(LIST_AGAIN_AFTER));
                return Ok(());
            }
        };
        self.put_right(&present);
        let listed: Vec<_> = present.into_iter().filter_map(|one| of_ours(one, asked_at)).collect();
        let words = self.shell.machine().compare(self.shell.live(), asked_at, &listed);
        for words in words.chunks(WORDS_PER_ENTRY_MAX) {
            self.sight(words.to_vec(), Vec::new(), Asker::Nobody)?;
        }
        let connections = listed.into_iter().map(|one| one.connection).collect();
        self.observe(Observation::Listed { at: asked_at, connections });
        let alone = self.shell.machine().is_anybody_media_alone(self.shell.live());
        let closely = alone || self.own.sightings.watches(now);
        let every = if closely { LIST_CLOSELY_EVERY } else { LIST_EVERY };
        self.own.sightings.list_at = Some(now.plus(every));
        Ok(())
    }

    /// A socket is lost: whether its person is in the media room still is asked soon.
    pub(crate) fn list_soon(&mut self) {
        let soon = self.handle.clock.now().plus(LIST_CLOSELY_EVERY);
        self.own.sightings.list_at = self.own.sightings.list_at.map(|at| at.min(soon));
    }

    /// After every message: the timers stand right.
    pub(crate) fn arm_sightings(&mut self, now: Timestamp) {
        // Nearly always: a timer that is left armed finds nothing to do.
        if self.world.media.is_none() && self.own.sightings.write_at.is_none() {
            return;
        }
        let clock = self.handle.clock.clone();
        let of_use = self.shell.machine().is_listed() || self.own.sightings.watches(now);
        let of_use = of_use && self.world.media.is_some();
        if of_use {
            // Classes that begin together do not all ask together.
            let spread =
                Duration::from_millis(u64::try_from(self.handle.id.0.as_u128() % LIST_EVERY.as_millis()).unwrap_or(0));
            self.own.sightings.list_at.get_or_insert(now.plus(spread));
        } else {
            self.own.sightings.list_at = None;
        }
        let actor = self.handle.actor.clone();
        let write_at = self.own.sightings.write_at;
        self.own.sightings.gathered.arm(&clock, write_at, move || drop(actor.cast(Msg::LookAround)));
        let actor = self.handle.actor.clone();
        let list_at = self.own.sightings.list_at.filter(|_| !self.own.sightings.lists);
        self.own.sightings.list.arm(&clock, list_at, move || drop(actor.cast(Msg::LookAround)));
    }
}

/// A listed connection of one of our people; recorders and the like have other names. A clock that is ahead of ours begins
/// nothing in the future.
fn of_ours(present: Present, now: Timestamp) -> Option<Listed> {
    let Present { connection, identity, from, .. } = present;
    let begun = from > Timestamp::default() && !connection.is_empty();
    let person = person_of(&identity).filter(|_| begun)?;
    Some(Listed { person, connection, from: from.min(now) })
}
