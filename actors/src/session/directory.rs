//! Which aggregates of a kind run on this node: one actor each, started on first use, found by id. Whoever asks first starts
//! it, whoever asks meanwhile waits for that one start. What kinds there are, and what is different about each, is said by
//! [`Host`]; sessions are what is meant where no kind is named.
//!
//! An actor that crashed is rebuilt at once, since its deadlines are armed nowhere else; after the third crash in ten
//! minutes (L21), or with a journal that cannot be replayed, its session is set aside and somebody is called.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use dashmap::DashMap;
use homeroom_livekit::MediaServer;
use homeroom_protocol::ids::{CommandId, IncarnationId, SessionId};
use homeroom_protocol::journal::v1::SessionFacts;
use homeroom_protocol::limits::{PANIC_WINDOW, PANICS_MAX};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::{self, Held};
use homeroom_storage::sessions::SessionRow;
use homeroom_storage::{Store, StoreError};
use ractor::{Actor, ActorCell, ActorId, ActorStatus};
use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

use crate::entitlement::Entitlements;
use crate::entitlement::door::Door;
use crate::kit::admission::Gate;
use crate::kit::clock::Clock;
use crate::kit::entropy;
use crate::kit::glass::{Glass, Panes};
use crate::kit::host::{Host, Start};
use crate::kit::keeper::Keeper;
use crate::kit::lane::Lane;
use crate::kit::recovery::{RebuildError, rebuild};
use crate::kit::state::Chore;
use crate::session::credentials::Credentials;
use crate::session::handle::Handle;
use crate::session::host::Classroom;
use crate::session::message::Msg;
use crate::session::offer_mail::OfferMail;
use crate::session::post::Post;
use crate::session::projection::Projector;
use crate::session::record::Signatory;
use crate::words::Words;

/// How long a client is told to wait when the store is away or another node is home.
const UNAVAILABLE_RETRY_MILLIS: u64 = 1_000;

/// What every actor on this node shares.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) incarnation: IncarnationId,
    pub(crate) lane: Lane,
    pub(crate) media: Option<Arc<MediaServer>>,
    pub(crate) credentials: Credentials,
    pub(crate) door: Door,
    pub(crate) entitlements: Entitlements,
    pub(crate) words: Words,
    pub(crate) panes: Panes,
    pub(crate) crashes: Crashes,
    pub(crate) projector: Projector,
    /// How people are told of offers who are not in the class; set once, where this node sends mail.
    pub(crate) offer_mail: Option<OfferMail>,
    /// How sessions and the desk reach each other.
    pub(crate) post: Post,
    /// Journals read again at once after an outage, and requests to the media server under way at once: a whole node asks
    /// together, and neither store nor media server is helped by that.
    pub(crate) rereads: Semaphore,
    pub(crate) media_asks: Semaphore,
    /// Somebody has put something into the inbox of the media server's webhooks.
    pub(crate) inbox: Notify,
    /// The key that records of attendance are signed with.
    pub(crate) signatory: Signatory,
}

/// Crashes of actors, by aggregate, and the commands that did it.
#[derive(Default)]
pub(crate) struct Crashes(Mutex<HashMap<Uuid, Crashed>>);

#[derive(Default)]
struct Crashed {
    at: Vec<Timestamp>,
    poisoned: HashSet<CommandId>,
    aside: bool,
}

impl Crashes {
    fn with<T>(&self, id: Uuid, read: impl FnOnce(&mut Crashed) -> T) -> T {
        read(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default())
    }

    /// This command broke the machine: it is refused from now on.
    pub(crate) fn poison(&self, id: Uuid, command: CommandId) {
        self.with(id, |crashed| crashed.poisoned.insert(command));
    }

    /// The session is set aside.
    pub(crate) fn quarantine(&self, id: Uuid) {
        metrics::counter!("homeroom_quarantined_total").increment(1);
        tracing::error!(aggregate.id = %id, "an aggregate is set aside");
        self.with(id, |crashed| crashed.aside = true);
    }

    /// The actor crashed; whether it may start again (L21).
    fn crashed(&self, id: Uuid, now: Timestamp) -> bool {
        let again = self.with(id, |crashed| {
            crashed.at.retain(|at| now.since(*at) < PANIC_WINDOW);
            crashed.at.push(now);
            crashed.at.len() < PANICS_MAX
        });
        if !again {
            self.quarantine(id);
        }
        again
    }

    /// Whether the session is set aside.
    pub(crate) fn is_aside(&self, id: Uuid) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).is_some_and(|crashed| crashed.aside)
    }

    fn poisoned(&self, id: Uuid) -> HashSet<CommandId> {
        let crashes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        crashes.get(&id).map(|crashed| crashed.poisoned.clone()).unwrap_or_default()
    }
}

/// The aggregates of a kind that run here.
pub(crate) struct Directory<H: Host = Classroom> {
    pub(crate) world: Arc<World>,
    running: DashMap<H::Id, Handle<H>>,
    by_actor: DashMap<ActorId, H::Id>,
    starting: DashMap<H::Id, Arc<tokio::sync::Mutex<()>>>,
    supervisor: OnceLock<ActorCell>,
    drains: AtomicBool,
}

impl Directory {
    /// Tells a session that runs here what its row says now.
    pub(crate) fn amend(&self, id: SessionId, facts: SessionFacts) {
        if let Some(handle) = self.running(id) {
            handle.tell(Msg::Amend(Box::new(facts)));
        }
    }

    /// Tells every session that runs here that a sign-in has ended.
    pub(crate) fn sign_in_ended(&self, principal: Principal) {
        for handle in self.all() {
            handle.tell(Msg::SignedOut(principal));
        }
    }
}

impl<H: Host> Directory<H> {
    pub(crate) fn new(world: Arc<World>) -> Self {
        Self {
            world,
            running: DashMap::new(),
            by_actor: DashMap::new(),
            starting: DashMap::new(),
            supervisor: OnceLock::new(),
            drains: AtomicBool::new(false),
        }
    }

    /// Actors are started under this one.
    pub(crate) fn supervised_by(&self, supervisor: ActorCell) {
        // Set once, by the tree, before anything can ask for a session.
        let _ = self.supervisor.set(supervisor);
    }

    /// The session's actor, if it runs.
    pub(crate) fn running(&self, id: H::Id) -> Option<Handle<H>> {
        let handle = self.running.get(&id).map(|handle| handle.clone())?;
        // One that ended before it was listed would be listed for ever.
        if handle.actor.get_status() == ActorStatus::Stopped {
            self.unlist(id, handle.actor.get_id());
            return None;
        }
        Some(handle)
    }

    /// Every actor that runs.
    pub(crate) fn all(&self) -> Vec<Handle<H>> {
        self.running.iter().map(|handle| handle.clone()).collect()
    }

    /// The session's actor, started if need be.
    ///
    /// # Errors
    /// `not_found`, `quarantined`, or `unavailable` where the store is away or another node is home.
    pub(crate) async fn find(&self, id: H::Id) -> Result<Handle<H>, Refusal> {
        self.start(id, None).await
    }

    /// Starts the actor of an aggregate this node has just taken hold of.
    ///
    /// # Errors
    /// As [`Directory::find`].
    pub(crate) async fn start(&self, id: H::Id, held: Option<Held>) -> Result<Handle<H>, Refusal> {
        match self.running(id) {
            Some(handle) => Ok(handle),
            // In a box: whoever asks a session would carry the room for its start, which nearly nobody needs.
            None => Box::pin(self.start_in_turn(id, held)).await,
        }
    }

    async fn start_in_turn(&self, id: H::Id, held: Option<Held>) -> Result<Handle<H>, Refusal> {
        let turn = Arc::clone(&self.starting.entry(id).or_default());
        let outcome = {
            let _mine = turn.lock().await;
            match self.running(id) {
                Some(handle) => Ok(handle),
                None => self.begin(id, held).await,
            }
        };
        drop(turn);
        // Nobody else waits for this start: what was locked is not needed any more.
        self.starting.remove_if(&id, |_, turn| Arc::strong_count(turn) == 1);
        outcome
    }

    async fn begin(&self, id: H::Id, held: Option<Held>) -> Result<Handle<H>, Refusal> {
        let world = &self.world;
        // An actor that began now would hear nothing of the end, and hold its aggregate beyond it.
        if self.drains.load(Ordering::Acquire) {
            return Err(Refusal::new(Code::Unavailable).retry_after_ms(UNAVAILABLE_RETRY_MILLIS));
        }
        if world.crashes.is_aside(id.into()) {
            return Err(Refusal::new(Code::Quarantined));
        }
        let facts = H::facts(world, id).await?;
        let held = match held {
            Some(held) => held,
            None => self.take_hold(id).await?,
        };
        let replayed = match rebuild::<H::Machine>(&world.store, held).await {
            Ok(replayed) => replayed,
            Err(RebuildError::Store(error)) => return Err(unavailable(error)),
            Err(error @ RebuildError::Unreadable { .. }) => {
                tracing::error!(aggregate.id = %id, journal.error = %error, "the journal cannot be replayed");
                world.crashes.quarantine(id.into());
                return Err(Refusal::new(Code::Quarantined));
            }
        };
        let (gate, glass) = (Gate::default(), Glass::new(id.into()));
        let book = entropy::uuid_v7(world.clock.now());
        let start = Start {
            world: Arc::clone(world),
            id,
            book,
            gate: gate.clone(),
            glass: Arc::clone(&glass),
            facts,
            held,
            replayed,
            poisoned: world.crashes.poisoned(id.into()),
        };
        let supervisor = self.supervisor.get().cloned().ok_or_else(|| Refusal::new(Code::Unavailable))?;
        let started = Actor::spawn_linked(None, Keeper::<H>::default(), start, supervisor).await;
        let (actor, _) = started.map_err(|error| {
            tracing::error!(aggregate.id = %id, error = %error, "an actor could not start");
            world.crashes.crashed(id.into(), world.clock.now());
            Refusal::new(Code::Unavailable).retry_after_ms(UNAVAILABLE_RETRY_MILLIS)
        })?;
        let handle = Handle { id, book, actor, gate, glass, clock: world.clock.clone() };
        world.panes.add(&handle.glass);
        self.by_actor.insert(handle.actor.get_id(), id);
        self.running.insert(id, handle.clone());
        Ok(handle)
    }

    /// Takes hold of the aggregate: claims it where nobody is home, takes it up again where this node is.
    async fn take_hold(&self, id: H::Id) -> Result<Held, Refusal> {
        let World { store, incarnation, .. } = &*self.world;
        if let Some(held) = aggregate::claim(store, id.into(), H::KIND, *incarnation).await.map_err(unavailable)? {
            return Ok(held);
        }
        let held = aggregate::reclaim(store, id.into(), *incarnation).await.map_err(unavailable)?;
        held.ok_or_else(|| Refusal::new(Code::Unavailable).retry_after_ms(UNAVAILABLE_RETRY_MILLIS))
    }

    /// An actor has ended. Answers its session where it crashed and may start again.
    pub(crate) fn ended(&self, actor: ActorId, crashed: bool) -> Option<H::Id> {
        let (_, id) = self.by_actor.remove(&actor)?;
        self.unlist(id, actor);
        (crashed && self.world.crashes.crashed(id.into(), self.world.clock.now())).then_some(id)
    }

    /// Strikes an actor off the list. Its end is counted when the supervisor tells of it, which may be later.
    fn unlist(&self, id: H::Id, actor: ActorId) {
        if let Some((_, handle)) = self.running.remove_if(&id, |_, handle| handle.actor.get_id() == actor) {
            self.world.panes.remove(&handle.glass);
        }
    }

    /// Tells every actor that the node ends, and starts none any more.
    pub(crate) fn drain(&self) {
        self.drains.store(true, Ordering::Release);
        for handle in self.all() {
            handle.tell(Chore::Drain.into());
        }
    }
}

pub(crate) fn facts(row: SessionRow) -> SessionFacts {
    SessionFacts {
        course: row.course,
        title: row.title,
        summary: row.summary,
        lesson: row.lesson,
        capacity: row.capacity,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        lobby: row.lobby,
    }
}

/// The refusal for a store that does not answer.
pub(crate) fn unavailable(error: StoreError) -> Refusal {
    tracing::warn!(store.error = %error, "the store did not answer");
    Refusal::new(Code::Unavailable).retry_after_ms(UNAVAILABLE_RETRY_MILLIS)
}
