//! Who supervises whom, and in which order things start and end.
//!
//! One root supervises every aggregate's actor. An actor that crashed is started again at once, as long as its aggregate's
//! budget lasts (L21); one that ended by itself (asleep, or no longer home) is only forgotten. The lane and the reader at
//! the door are tasks that outlive every actor.
//!
//! Start: the predecessor of the same name is ended and what it held is taken over and rebuilt, and only then is the node
//! ready. End: sockets are told to come back, every aggregate is put to sleep, and what is not asleep in time is left to
//! the next start.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use homeroom_livekit::MediaServer;
use homeroom_protocol::ids::{DeskId, IncarnationId, SessionId};
use homeroom_protocol::refusal::Refusal;
use homeroom_storage::aggregate::{self, Held, Kind};
use homeroom_storage::{Store, StoreError, bans, keys, node, sign_ins};
use ractor::{Actor, ActorId, ActorProcessingErr, ActorRef, SupervisionEvent};
use tokio::sync::{Notify, Semaphore};
use tokio::task::AbortHandle;
use uuid::Uuid;

use crate::desk::Desk;
use crate::desk::host::DeskHost;
use crate::entitlement::Entitlements;
use crate::entitlement::door::Door;
use crate::kit::clock::Clock;
use crate::kit::entropy;
use crate::kit::glass::Panes;
use crate::kit::lane::Lane;
use crate::session::bans::hear as hear_bans;
use crate::session::credentials::{Credentials, KEY_BYTES};
use crate::session::directory::{Crashes, Directory, World};
use crate::session::post::Post;
use crate::session::projection::Projector;
use crate::session::record::{RecordError, Signatory};
use crate::session::{OfferMail, Sessions};
use crate::session::{cancelling, due, inbox, signed_out};
use crate::words::Words;

/// Aggregates taken over in one statement (STORE).
const TAKEN_OVER_PER_STATEMENT: usize = 500;
/// Aggregates rebuilt at once at the start, so that a node with thousands does not read them all into memory together.
const REBUILT_AT_ONCE: usize = 32;
/// How often one statement of a take-over is tried; each waits a second for a locked row.
const TAKE_OVERS_MAX: usize = 5;
/// SQLSTATE of a lock that was not to be had in time.
const LOCK_NOT_AVAILABLE: &str = "55P03";
/// How long the end may take.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(8);
/// Requests to the media server under way at once.
const MEDIA_ASKS_MAX: usize = 32;
/// How often the media server is asked whether it is there.
const MEDIA_PROBE_EVERY: Duration = Duration::from_secs(5);
/// The name of the key that signs tickets and resume tokens.
const TICKET_KEY: &str = "ticket";
/// How long an actor may handle one thing before it is reported.
const STUCK_AFTER: Duration = Duration::from_secs(1);
/// How often that is looked at.
const STUCK_EVERY: Duration = Duration::from_secs(5);

/// Every kind of aggregate that runs here.
pub(crate) struct Directories {
    sessions: Arc<Directory>,
    desk: Arc<Directory<DeskHost>>,
}

impl Directories {
    fn open(world: Arc<World>) -> Self {
        let sessions = Arc::new(Directory::new(Arc::clone(&world)));
        let desk = Arc::new(Directory::new(Arc::clone(&world)));
        world.post.opens(&sessions, &desk);
        Self { sessions, desk }
    }

    pub(crate) fn world(&self) -> &Arc<World> {
        &self.sessions.world
    }

    /// Starts the actor of an aggregate of any kind.
    pub(crate) async fn start(&self, kind: Kind, id: Uuid, held: Option<Held>) -> Result<(), Refusal> {
        match kind {
            Kind::Session => self.sessions.start(SessionId(id), held).await.map(drop),
            Kind::Desk => self.desk.start(DeskId(id), held).await.map(drop),
        }
    }

    pub(crate) fn is_running(&self, kind: Kind, id: Uuid) -> bool {
        match kind {
            Kind::Session => self.sessions.running(SessionId(id)).is_some(),
            Kind::Desk => self.desk.running(DeskId(id)).is_some(),
        }
    }

    /// How many actors run.
    fn running(&self) -> usize {
        self.sessions.all().len() + self.desk.all().len()
    }

    /// An actor has ended. Answers which aggregate is to be started again.
    fn ended(&self, actor: ActorId, crashed: bool) -> Option<(Kind, Uuid)> {
        let session = self.sessions.ended(actor, crashed).map(|id| (Kind::Session, id.0));
        session.or_else(|| self.desk.ended(actor, crashed).map(|id| (Kind::Desk, id.0)))
    }
}

/// The running tree.
pub struct Tree {
    directories: Arc<Directories>,
    sessions: Sessions,
    root: ActorRef<()>,
    tasks: Vec<AbortHandle>,
}

/// Why a tree could not start.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// The store does not answer, or says no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored key is not one.
    #[error("the stored key `{0}` has the wrong length")]
    Key(&'static str),
    /// The key of attendance records cannot be used.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The actor system does not start.
    #[error("the supervisor could not start: {0}")]
    Supervisor(String),
}

impl Tree {
    /// Starts the tree of a node that is called `name`. When this returns everything its predecessor held runs here.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn start(
        store: Store,
        clock: Clock,
        name: &str,
        media: Option<Arc<MediaServer>>,
        offer_mail: Option<OfferMail>,
    ) -> Result<Self, TreeError> {
        let now = clock.now();
        let key = keys::load_or_make(&store, TICKET_KEY, &entropy::bytes::<KEY_BYTES>(), now).await?;
        let key: [u8; KEY_BYTES] = key.try_into().map_err(|_| TreeError::Key(TICKET_KEY))?;
        let signatory = Signatory::load(&store, &clock).await?;
        let ended = sign_ins::latest_end(&store).await?;
        let banned = bans::latest(&store).await?;
        let incarnation = IncarnationId(entropy::uuid_v7(now));
        let predecessor = node::start(&store, name, incarnation, now).await?;
        let world = World {
            lane: Lane::open(store.clone(), incarnation),
            door: Door::open(store.clone(), clock.clone()),
            projector: Projector::open(store.clone()),
            offer_mail,
            entitlements: Entitlements::start(store.clone(), clock.clone()).await?,
            words: Words::start(store.clone()).await?,
            store,
            clock,
            incarnation,
            media,
            credentials: Credentials::new(key),
            panes: Panes::default(),
            crashes: Crashes::default(),
            post: Post::default(),
            rereads: Semaphore::new(REBUILT_AT_ONCE),
            media_asks: Semaphore::new(MEDIA_ASKS_MAX),
            inbox: Notify::new(),
            signatory,
        };
        let directories = Arc::new(Directories::open(Arc::new(world)));
        let store = &directories.world().store;
        let root = Actor::spawn(None, Root, Arc::clone(&directories)).await;
        let (root, _) = root.map_err(|error| TreeError::Supervisor(error.to_string()))?;
        directories.sessions.supervised_by(root.get_cell());
        directories.desk.supervised_by(root.get_cell());
        if let Some(predecessor) = predecessor {
            node::end_predecessor(store, predecessor).await?;
        }
        for dead in node::orphaning(store).await? {
            take_over(&directories, dead).await?;
        }
        let sessions = Sessions::new(Arc::clone(&directories.sessions));
        let tasks = vec![
            tokio::spawn(due::wake(Arc::clone(&directories))).abort_handle(),
            tokio::spawn(inbox::take_in(Arc::clone(&directories.sessions))).abort_handle(),
            tokio::spawn(signed_out::hear(sessions.clone(), ended)).abort_handle(),
            tokio::spawn(hear_bans(Arc::clone(&directories.sessions), banned)).abort_handle(),
            tokio::spawn(cancelling::cancel(Arc::clone(directories.world()))).abort_handle(),
            tokio::spawn(watch_media(Arc::clone(directories.world()))).abort_handle(),
            tokio::spawn(watch_actors(Arc::clone(directories.world()))).abort_handle(),
        ];
        Ok(Self { directories, sessions, root, tasks })
    }

    /// The sessions, for whoever serves them.
    #[must_use]
    pub fn sessions(&self) -> Sessions {
        self.sessions.clone()
    }

    /// The desk, for whoever serves it.
    #[must_use]
    pub fn desk(&self) -> Desk {
        Desk::new(Arc::clone(&self.directories.desk), Arc::clone(&self.sessions.sockets))
    }

    /// What people may do because of what they hold.
    #[must_use]
    pub fn entitlements(&self) -> Entitlements {
        self.sessions.directory.world.entitlements.clone()
    }

    /// Ends the tree in order: sockets are closed with 4412, what is decided is committed, every aggregate sleeps.
    pub async fn drain(self) {
        let (directories, clock) = (&self.directories, &self.directories.world().clock);
        for task in &self.tasks {
            task.abort();
        }
        directories.sessions.drain();
        directories.desk.drain();
        let until = clock.now().plus(DRAIN_TIMEOUT);
        while directories.running() > 0 && clock.now() < until {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let left = directories.running();
        if left > 0 {
            tracing::warn!(actors.left = left, "not every aggregate was put to sleep in time");
        }
        self.root.stop(None);
    }
}

/// Takes over what an incarnation held that runs no more, and rebuilds it.
async fn take_over(directories: &Arc<Directories>, predecessor: IncarnationId) -> Result<(), TreeError> {
    let world = directories.world();
    node::end_predecessor(&world.store, predecessor).await?;
    let lost = aggregate::held_by(&world.store, predecessor).await?;
    let lost: Vec<Uuid> = lost.into_iter().map(|(id, _)| id).collect();
    let mut taken: Vec<Held> = Vec::with_capacity(lost.len());
    for ids in lost.chunks(TAKEN_OVER_PER_STATEMENT) {
        taken.extend(take(world, ids, predecessor).await?);
    }
    let count = taken.len();
    let rebuilt = futures_util::stream::iter(taken).map(|held| {
        let directories = Arc::clone(directories);
        async move {
            if let Err(refusal) = directories.start(held.kind, held.id, Some(held)).await {
                tracing::error!(aggregate.id = %held.id, refusal.code = %refusal.code, "an aggregate was not rebuilt");
            }
        }
    });
    rebuilt.buffer_unordered(REBUILT_AT_ONCE).collect::<()>().await;
    tracing::info!(aggregates.taken_over = count, "what the run before held runs here");
    Ok(())
}

/// One statement's worth of a take-over. A row that stays locked belongs to a statement whose backend is just being ended:
/// it is tried again a few times before the start is given up.
async fn take(world: &World, ids: &[Uuid], predecessor: IncarnationId) -> Result<Vec<Held>, StoreError> {
    for _ in 1..TAKE_OVERS_MAX {
        match aggregate::take_over(&world.store, ids, predecessor, world.incarnation).await {
            Err(StoreError::Refused { code, .. }) if code == LOCK_NOT_AVAILABLE => {
                node::end_predecessor(&world.store, predecessor).await?;
            }
            outcome => return outcome,
        }
    }
    aggregate::take_over(&world.store, ids, predecessor, world.incarnation).await
}

async fn watch_media(world: Arc<World>) {
    let Some(media) = world.media.clone() else { return };
    loop {
        // What it came to is remembered by the client, and logged when it changed.
        let _ = media.probe().await;
        tokio::time::sleep(MEDIA_PROBE_EVERY).await;
    }
}

async fn watch_actors(world: Arc<World>) {
    loop {
        tokio::time::sleep(STUCK_EVERY).await;
        for (id, reading) in world.panes.stuck(world.clock.now(), STUCK_AFTER) {
            tracing::warn!(
                aggregate.id = %id,
                actor.doing = reading.doing,
                actor.since = ?reading.since,
                actor.waiting = reading.waiting,
                "an actor has been at one thing for long"
            );
        }
    }
}

/// The supervisor of every aggregate's actor.
struct Root;

impl Actor for Root {
    type Msg = ();
    type State = Arc<Directories>;
    type Arguments = Arc<Directories>;

    async fn pre_start(
        &self,
        _: ActorRef<()>,
        directories: Arc<Directories>,
    ) -> Result<Self::State, ActorProcessingErr> {
        Ok(directories)
    }

    async fn handle_supervisor_evt(
        &self,
        _: ActorRef<()>,
        event: SupervisionEvent,
        directories: &mut Arc<Directories>,
    ) -> Result<(), ActorProcessingErr> {
        match event {
            SupervisionEvent::ActorTerminated(actor, _, _) => {
                directories.ended(actor.get_id(), false);
            }
            SupervisionEvent::ActorFailed(actor, error) => {
                metrics::counter!("homeroom_actor_crashes_total").increment(1);
                tracing::error!(actor.error = %error, "an actor crashed");
                if let Some((kind, id)) = directories.ended(actor.get_id(), true) {
                    let directories = Arc::clone(directories);
                    tokio::spawn(async move {
                        if let Err(refusal) = directories.start(kind, id, None).await {
                            tracing::error!(aggregate.id = %id, refusal.code = %refusal.code, "what crashed did not start");
                        }
                    });
                }
            }
            SupervisionEvent::ActorStarted(_) | SupervisionEvent::ProcessGroupChanged(_) => {}
        }
        Ok(())
    }
}
