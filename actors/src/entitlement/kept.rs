//! A connection of the pool while many wait for what is read over it: the pool asks a connection whether it lives each
//! time it gives it out, which costs as many round trips again as the reads.

use homeroom_storage::door::Reader;
use homeroom_storage::{Store, StoreError};

/// Statements before the connection is given back though others wait: others wait for it too.
const READS_PER_CONNECTION_MAX: usize = 32;

/// A connection that is kept, and how often it was asked.
#[derive(Default)]
pub(super) struct Kept(Option<(Reader, usize)>);

impl Kept {
    /// Takes it out, or another one from the pool; one that fails or does not answer is not given back.
    pub(super) async fn take(&mut self, store: &Store) -> Result<(Reader, usize), StoreError> {
        match self.0.take() {
            Some(kept) => Ok(kept),
            None => Ok((Reader::open(store).await?, 0)),
        }
    }

    /// Keeps it, after one more read, unless that were too many.
    pub(super) fn give_back(&mut self, reader: Reader, reads: usize) {
        self.0 = (reads + 1 < READS_PER_CONNECTION_MAX).then_some((reader, reads + 1));
    }

    /// Lets the pool have it.
    pub(super) fn let_go(&mut self) {
        self.0 = None;
    }
}
