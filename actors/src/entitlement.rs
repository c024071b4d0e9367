//! Who may do what because of what they hold: asked by the door, for files of lessons, and wherever a seat is given away
//! before. Each answer says why, what it rests on, how old that is and when it ends.
//!
//! What people hold is remembered here and read from the store once for all who ask together; what changes there is heard
//! of within two seconds and dropped. While the store is away an old answer goes on, for so long and no longer: using it
//! makes it no younger. It is not an actor with a mailbox: a decision is a look at a map, and a mailbox would put everybody
//! at a door in one line. Nothing here outlives the process; after a crash everything is read again.

mod cache;
mod changes;
pub(crate) mod door;
mod kept;
mod loader;
mod record;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use homeroom_machines::entitlement::{Grant, What, entitle, worth};
use homeroom_protocol::entitlement::{Basis, Because, Entitlement};
use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{Store, StoreError};
use tokio::task::AbortHandle;
use uuid::Uuid;

use self::cache::{Cache, Held};
use self::loader::Loader;
use self::record::Record;
use crate::kit::clock::Clock;
use crate::kit::entropy;

/// How long a client is told to wait where nothing is known.
const UNKNOWN_RETRY_MILLIS: u64 = 1_000;

/// What people may do; cheap to clone.
#[derive(Clone)]
pub struct Entitlements(Arc<Shared>);

struct Shared {
    clock: Clock,
    cache: Arc<Remembered>,
    loader: Loader,
    record: Record,
    hearing: AbortHandle,
}

/// The cache, as its readers and writers share it. The lock is held for a look and never across a wait.
struct Remembered(Mutex<Cache>);

impl Remembered {
    fn lock(&self) -> MutexGuard<'_, Cache> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What somebody asks about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct About {
    /// Who wants it.
    pub person: PersonId,
    /// What.
    pub what: What,
    /// In which session, where it is about one.
    pub session: Option<SessionId>,
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// What support looks it up by.
    pub id: Uuid,
    /// What was asked.
    pub about: About,
    /// Whether they may.
    pub allow: bool,
    /// Why.
    pub reason: Because,
    /// What it rests on; `None`: on nothing, as nothing is known.
    pub source: Option<Basis>,
    /// When that was read from the store.
    pub as_of: Option<Timestamp>,
    /// When it was decided.
    pub at: Timestamp,
    /// From when on it may not be relied on any more. Being used does not move it.
    pub expires: Timestamp,
    /// When the grant begins that `not_yet` speaks of.
    pub from: Option<Timestamp>,
    /// When the grant ends, or has ended, that the reason speaks of.
    pub until: Option<Timestamp>,
}

impl Decision {
    /// The answer for somebody who may because of their role, which was read just now.
    #[must_use]
    pub fn by_role(id: Uuid, about: About, now: Timestamp) -> Self {
        Self {
            id,
            about,
            allow: true,
            reason: Because::Teaches,
            source: Some(Basis::Fresh),
            as_of: Some(now),
            at: now,
            expires: now,
            from: None,
            until: None,
        }
    }

    /// As it travels.
    #[must_use]
    pub fn entitlement(&self) -> Entitlement {
        let age = self.as_of.map(|as_of| self.at.since(as_of));
        Entitlement {
            reason: self.reason,
            source: self.source,
            as_of: self.as_of,
            age_ms: age.map(|age| u64::try_from(age.as_millis()).unwrap_or(u64::MAX)),
            expires: self.source.map(|_| self.expires),
            from: self.from,
            until: self.until,
        }
    }

    /// The refusal it is, where it is a no: `not_entitled`, or `entitlement_unknown` where nothing is known.
    ///
    /// # Errors
    /// That refusal, with the decision in it.
    pub fn allowed(&self) -> Result<(), Refusal> {
        if self.allow {
            return Ok(());
        }
        let refusal = if self.reason == Because::NotKnown {
            Refusal::new(Code::EntitlementUnknown).retry_after_ms(UNKNOWN_RETRY_MILLIS)
        } else {
            Refusal::new(Code::NotEntitled)
        };
        Err(refusal.decided(self.id, Some(self.entitlement())))
    }
}

/// What is known of what somebody holds: several answers from one look.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// What they hold, when that was read, and what it is worth; `None`: nothing that may be relied on.
    held: Option<(Held, Basis)>,
    at: Timestamp,
}

impl Known {
    /// What they hold; `None`: not known.
    pub(crate) fn grants(&self) -> Option<&[Grant]> {
        self.held.as_ref().map(|(held, _)| &*held.grants)
    }

    /// The instant for which it is decided.
    pub(crate) fn at(&self) -> Timestamp {
        self.at
    }

    /// The answer to a wish, under an id.
    pub(crate) fn decide(&self, id: Uuid, about: About) -> Decision {
        let at = self.at;
        let Some((held, source)) = &self.held else {
            let (reason, source, as_of) = (Because::NotKnown, None, None);
            return Decision {
                id,
                about,
                allow: false,
                reason,
                source,
                as_of,
                at,
                expires: at,
                from: None,
                until: None,
            };
        };
        let verdict = entitle(&held.grants, about.what, at);
        let ends = cache::ends(held.as_of);
        Decision {
            id,
            about,
            allow: verdict.allows(),
            reason: verdict.reason(),
            source: Some(*source),
            as_of: Some(held.as_of),
            at,
            expires: verdict.changes_at().map_or(ends, |change| change.min(ends)),
            from: verdict.from(),
            until: verdict.until(),
        }
    }
}

impl Entitlements {
    /// Entitlements of this store.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn start(store: Store, clock: Clock) -> Result<Self, StoreError> {
        let cache = Arc::new(Remembered(Mutex::new(changes::begin(&store, &clock).await?)));
        let loader = Loader::open(store.clone(), clock.clone(), Arc::clone(&cache));
        let record = Record::open(store.clone(), clock.clone());
        let hearing = tokio::spawn(changes::hear(store, clock.clone(), Arc::clone(&cache))).abort_handle();
        Ok(Self(Arc::new(Shared { clock, cache, loader, record, hearing })))
    }

    /// Whether somebody may do something, now.
    pub async fn decide(&self, about: About) -> Decision {
        let known = self.known(about.person).await;
        known.decide(entropy::uuid_v7(known.at), about)
    }

    /// Somebody is told: counted, and kept for support. `entitlement` is what they read, and `refused` the code they are
    /// refused with, if they are: a full class refuses whom their grants let in.
    pub(crate) fn told(&self, decision: &Decision, entitlement: Entitlement, refused: Option<Code>) {
        let source = entitlement.source.map_or("none", Basis::as_str);
        let reason = entitlement.reason.as_str();
        metrics::counter!("homeroom_entitlement_decisions_total", "reason" => reason, "source" => source).increment(1);
        if matches!(refused, Some(Code::NotEntitled | Code::EntitlementUnknown)) {
            tracing::info!(decision.id = %decision.id, decision.reason = reason, decision.source = source, "not entitled");
        }
        self.0.record.keep(decision, entitlement, refused);
    }

    /// What an account holds, as far as that is known.
    pub(crate) async fn known(&self, account: PersonId) -> Known {
        let shared = &*self.0;
        let now = shared.clock.now();
        let (fresh, hurry) = {
            let cache = shared.cache.lock();
            let old = cache.get(account).filter(|held| worth(held.as_of, now).is_some());
            (cache.fresh(account, now), old.is_some() && cache.failed_lately(now))
        };
        if let Some(held) = fresh {
            return Known { held: Some((held, Basis::Fresh)), at: now };
        }
        // The store was away a moment ago: whoever has an answer left is not kept waiting for the next try.
        let read = if hurry { None } else { shared.loader.load(account).await };
        let at = shared.clock.now();
        let held = match read {
            Some(held) => Some((held, Basis::Fresh)),
            None => {
                let old = shared.cache.lock().get(account);
                old.and_then(|held| Some((worth(held.as_of, at)?, held))).map(|(source, held)| (held, source))
            }
        };
        Known { held, at }
    }

    /// Statements sent so far.
    #[cfg(test)]
    pub(crate) fn reads(&self) -> u64 {
        self.0.loader.reads()
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.hearing.abort();
    }
}
