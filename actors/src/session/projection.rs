//! The read models of sessions: who stands how with which, and how many seats are left.
//!
//! Rows are whole and say how far in the journal they are from, so of several of one person the last is enough, and none is
//! ever written over a newer one. Each actor gathers what its entries bring while its last rows are being written, and one
//! task writes for the whole node: a storm of joins over hundreds of sessions is a few statements a second. The effects
//! cursor stands before what is not written yet, so after a crash it is gathered and written again.

use std::collections::BTreeMap;
use std::time::Duration;

use homeroom_machines::machine::Machine;
use homeroom_machines::session::projection::{Projection, Row, SeatsLeft};
use homeroom_machines::session::{Effect, Session};
use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::journal::v1::{Entry, Priority, SessionEvent};
use homeroom_protocol::rest::reservation::Standing;
use homeroom_storage::reservations::{self, ReservationRow, SeatsRow};
use homeroom_storage::{Store, StoreError, journal};
use ractor::ActorRef;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use crate::session::message::Msg;
use crate::session::state::State;

/// How long rows are gathered before they are written: what people see of seats may be this old.
const GATHER: Duration = Duration::from_millis(200);
/// Batches written in one statement; each is of another session.
const BATCHES_MAX: usize = 256;
/// How long one write may take; a store that is frozen says nothing at all.
const WRITE_TIMEOUT: Duration = Duration::from_secs(5);
/// The pause before a store that was away is asked again.
const AGAIN_AFTER: Duration = Duration::from_millis(500);
/// Rows of a journal read at once.
const ROWS_PER_READ: i64 = 2_000;

/// What entries brought, the newest of each.
#[derive(Default)]
struct Gathered {
    seats: Option<(SeatsLeft, u64)>,
    rows: BTreeMap<PersonId, (Row, u64)>,
}

impl Gathered {
    fn take_in(&mut self, offset: u64, projection: Projection) {
        match projection {
            Projection::Seats(seats) => self.seats = Some((seats, offset)),
            Projection::Row(row) => {
                self.rows.insert(row.person, (row, offset));
            }
        }
    }

    fn rows(&self, session: SessionId) -> (Vec<ReservationRow>, Option<SeatsRow>) {
        let rows = self.rows.values().map(|(row, offset)| stored(session, row, *offset)).collect();
        let seats = self.seats.map(|(seats, offset)| SeatsRow {
            session,
            capacity: seats.capacity,
            left: seats.left,
            waiting: seats.waiting,
            kept_until: seats.kept_until,
            as_of: position(offset),
        });
        (rows, seats)
    }
}

fn position(offset: u64) -> i64 {
    i64::try_from(offset).unwrap_or(i64::MAX)
}

fn stored(session: SessionId, row: &Row, offset: u64) -> ReservationRow {
    let priority = |priority| match priority {
        Priority::LateHolder => 0,
        Priority::Asked => 1,
    };
    ReservationRow {
        session,
        person: row.person,
        standing: row.standing,
        place: row.key.map(|(class, asked)| (priority(class), position(asked))),
        until: row.until,
        cause: row.cause,
        skipped: row.skipped,
        as_of: position(offset),
    }
}

/// What an actor has gathered and not seen written yet.
#[derive(Default)]
pub(crate) struct Projecting {
    gathered: Gathered,
    /// The entries it is from.
    offsets: Vec<u64>,
    under_way: bool,
}

impl State {
    /// A row that an entry brought.
    pub(crate) fn take_in(&mut self, offset: u64, projection: Projection) {
        if self.own.projecting.offsets.last() != Some(&offset) {
            self.own.projecting.offsets.push(offset);
            self.effects.began(offset, 1);
        }
        if let Projection::Row(row) = &projection {
            self.handle.gate.expect(row.person, is_expected(row.standing));
        }
        self.own.projecting.gathered.take_in(offset, projection);
    }

    /// Who is expected, after the machine was made from its journal.
    pub(crate) fn expect(&self) {
        self.handle.gate.expect_only(self.shell.machine().expected());
    }

    /// Sends on what was gathered, where nothing is under way.
    pub(crate) fn project(&mut self) {
        let projecting = &mut self.own.projecting;
        if projecting.under_way || projecting.offsets.is_empty() {
            return;
        }
        projecting.under_way = true;
        let (rows, seats) = std::mem::take(&mut projecting.gathered).rows(self.handle.id);
        let offsets = std::mem::take(&mut projecting.offsets);
        let actor = self.handle.actor.clone();
        self.world.projector.send(Batch { session: self.handle.id, rows, seats, offsets, actor });
    }

    /// Rows are written.
    pub(crate) fn projected(&mut self, offsets: Vec<u64>) {
        self.own.projecting.under_way = false;
        for offset in offsets {
            self.effects.done(offset);
        }
    }
}

/// Who has a seat that is theirs is not turned away at a full gate before those who have none.
fn is_expected(standing: Standing) -> bool {
    match standing {
        Standing::Reserved | Standing::Offered | Standing::Seated => true,
        Standing::Waitlisted | Standing::Gone => false,
    }
}

struct Batch {
    session: SessionId,
    rows: Vec<ReservationRow>,
    seats: Option<SeatsRow>,
    offsets: Vec<u64>,
    actor: ActorRef<Msg>,
}

/// Writes rows for all sessions of a node; cheap to clone. Each session has one batch under way, which bounds what waits.
#[derive(Clone)]
pub(crate) struct Projector(mpsc::UnboundedSender<Batch>);

impl Projector {
    /// A writer on this store; it runs until the last clone is gone.
    pub(crate) fn open(store: Store) -> Self {
        let (sender, batches) = mpsc::unbounded_channel();
        tokio::spawn(write_all(store, batches));
        Self(sender)
    }

    fn send(&self, batch: Batch) {
        // The task ends with the last sender.
        let _ = self.0.send(batch);
    }
}

async fn write_all(store: Store, mut waiting: mpsc::UnboundedReceiver<Batch>) {
    let mut batches = Vec::new();
    while waiting.recv_many(&mut batches, BATCHES_MAX).await > 0 {
        if write(&store, &batches).await.is_err() {
            // One of them is refused: the others must not wait for it.
            for batch in &batches {
                if let Err(error) = write(&store, std::slice::from_ref(batch)).await {
                    metrics::counter!("homeroom_effects_given_up_total").increment(1);
                    tracing::error!(session.id = %batch.session, store.error = %error, "rows of a read model were refused");
                }
            }
        }
        for batch in batches.drain(..) {
            // An actor that has ended finds the effect behind its cursor and does it again.
            let _ = batch.actor.cast(Msg::Projected(batch.offsets));
        }
        sleep(GATHER).await;
    }
}

/// Writes rows; a store that is away is waited for, since nothing can be committed meanwhile either.
async fn write(store: &Store, batches: &[Batch]) -> Result<(), StoreError> {
    let rows: Vec<_> = batches.iter().flat_map(|batch| batch.rows.iter().copied()).collect();
    let seats: Vec<_> = batches.iter().filter_map(|batch| batch.seats).collect();
    loop {
        let written = timeout(WRITE_TIMEOUT, reservations::write(store, &rows, &seats)).await;
        match written.unwrap_or_else(|_| Err(StoreError::Unreachable("no answer in time".to_owned()))) {
            Err(StoreError::Unreachable(why)) => {
                tracing::debug!(store.error = why, "read models could not be written; they are tried again");
                sleep(AGAIN_AFTER).await;
            }
            outcome => return outcome,
        }
    }
}

/// Why the read models of a session could not be made anew.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The store does not answer, or says no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What stands in the journal cannot be read.
    #[error("the entry at {position} cannot be read: {error}")]
    Unreadable {
        /// Where.
        position: i64,
        /// Why.
        error: serde_json::Error,
    },
}

/// Makes the read models of a session anew from its journal, whatever is written of it: all of them at once, or none. It is
/// for a session that does not run here: what it writes meanwhile is older than what it writes next, and not than this.
///
/// # Errors
/// When the store does not answer, or an entry cannot be read; then what was written stays as it was.
pub async fn rebuild(store: &Store, session: SessionId) -> Result<(), RebuildError> {
    let (mut machine, mut gathered, mut after) = (Session::default(), Gathered::default(), 0);
    loop {
        let rows = journal::read(store, session.0, after, ROWS_PER_READ).await?;
        let Some(last) = rows.last() else { break };
        after = last.position;
        for row in &rows {
            let position = row.position;
            let entry: Entry<SessionEvent> =
                serde_json::from_slice(&row.events).map_err(|error| RebuildError::Unreadable { position, error })?;
            let offset = u64::try_from(position).unwrap_or(0);
            for event in &entry.events {
                machine.evolve(offset, event);
                for effect in machine.effects(event) {
                    if let Effect::Project(projection) = effect {
                        gathered.take_in(offset, projection);
                    }
                }
            }
        }
    }
    let (rows, seats) = gathered.rows(session);
    Ok(reservations::replace(store, session, &rows, seats).await?)
}
