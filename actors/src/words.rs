//! The word filter of each course, in memory: compiled when the rules change or the language of a course does, which is
//! asked for twice a second. A session looks at a number before each thing it is told, and takes the new filter where that
//! has changed; so a change has taken hold in every running session a second after its commit, and no session ever waits
//! for it.
//!
//! While the store is away the rules that are known go on. Nothing here outlives the process.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use homeroom_machines::words::{Filter, Rule};
use homeroom_protocol::ids::CourseId;
use homeroom_protocol::language::Language;
use homeroom_protocol::words::Reach;
use homeroom_storage::words::{self, RuleRow};
use homeroom_storage::{Store, StoreError, courses};
use tokio::task::{AbortHandle, JoinError, spawn_blocking};
use tokio::time::{sleep, timeout};

/// How often it is asked whether the rules have changed.
const ASK_EVERY: Duration = Duration::from_millis(500);
/// How long one question may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// The filters of this node.
pub(crate) struct Words {
    held: Arc<Held>,
    hearing: AbortHandle,
}

#[derive(Default)]
struct Held {
    /// Which edition this is: it rises with each change, from 0.
    edition: AtomicU64,
    filters: RwLock<Filters>,
}

/// The filter of each course that has rules of its own or a language, and that of all others.
#[derive(Default)]
struct Filters {
    of: BTreeMap<CourseId, Filter>,
    others: Filter,
}

impl Words {
    /// Reads the rules, and hears of changes from here on.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(crate) async fn start(store: Store) -> Result<Self, StoreError> {
        let held = Arc::new(Held::default());
        let number = words::number(&store).await?;
        held.take(&store).await?;
        let hearing = tokio::spawn(hear(store, Arc::clone(&held), number)).abort_handle();
        Ok(Self { held, hearing })
    }

    /// Which edition of the rules holds.
    pub(crate) fn edition(&self) -> u64 {
        self.held.edition.load(Ordering::Acquire)
    }

    /// The filter of a course.
    pub(crate) fn of(&self, course: CourseId) -> Filter {
        let filters = self.held.filters.read().unwrap_or_else(PoisonError::into_inner);
        filters.of.get(&course).unwrap_or(&filters.others).clone()
    }
}

impl Drop for Words {
    fn drop(&mut self) {
        self.hearing.abort();
    }
}

impl Held {
    async fn take(&self, store: &Store) -> Result<(), StoreError> {
        let rows = words::list(store, false).await?;
        let spoken = courses::languages(store).await?;
        let compiled: Result<Filters, JoinError> = spawn_blocking(move || compile(&rows, &spoken)).await;
        match compiled {
            Ok(filters) => {
                *self.filters.write().unwrap_or_else(PoisonError::into_inner) = filters;
                self.edition.fetch_add(1, Ordering::Release);
            }
            Err(error) => {
                tracing::error!(error = %error, "the rules of words could not be compiled; those before go on")
            }
        }
        Ok(())
    }
}

fn compile(rows: &[RuleRow], spoken: &BTreeMap<CourseId, Language>) -> Filters {
    let compiled = |holds: &dyn Fn(&Reach) -> bool| {
        let rules = rows.iter().filter(|row| holds(&row.reach));
        Filter::compile(&rules.map(|row| Rule { words: row.words.clone(), action: row.action }).collect::<Vec<_>>())
    };
    let with_own: BTreeSet<CourseId> = rows.iter().filter_map(|row| row.reach.course).collect();
    // Courses without rules of their own share the filter of their language: it is in memory once.
    let mut of_language: BTreeMap<&Language, Filter> = BTreeMap::new();
    let mut of = BTreeMap::new();
    for (course, language) in spoken.iter().filter(|(course, _)| !with_own.contains(course)) {
        let filter = of_language.entry(language);
        let filter = filter.or_insert_with(|| compiled(&|reach| reach.holds_in(*course, Some(language))));
        of.insert(*course, filter.clone());
    }
    for course in with_own {
        of.insert(course, compiled(&|reach| reach.holds_in(course, spoken.get(&course))));
    }
    Filters { of, others: compiled(&|reach| reach.course.is_none()) }
}

async fn hear(store: Store, held: Arc<Held>, mut number: i64) {
    let mut hears = true;
    loop {
        // The machine's time and not the injected one: a clock that stands still would have us ask for ever.
        sleep(ASK_EVERY).await;
        let heard = timeout(ANSWER_TIMEOUT, ask(&store, &held, &mut number)).await;
        let heard = heard.unwrap_or_else(|_| Err(StoreError::Unreachable("no answer in time".to_owned())));
        if let (Err(error), true) = (&heard, hears) {
            tracing::warn!(store.error = %error, "it cannot be heard how the rules of words change; those known go on");
        }
        hears = heard.is_ok();
    }
}

/// Takes the rules where they have changed. The number is read first, so that a change between both is seen next time.
async fn ask(store: &Store, held: &Held, number: &mut i64) -> Result<(), StoreError> {
    let latest = words::number(store).await?;
    if latest != *number {
        held.take(store).await?;
        *number = latest;
    }
    Ok(())
}
