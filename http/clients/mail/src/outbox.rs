//! The local outbox: mails that stay in memory, for those who develop without a mail server.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::Letter;

/// Mails the outbox keeps: more than anybody scrolls through.
pub const OUTBOX_MAILS_MAX: usize = 50;

/// The outbox.
#[derive(Default)]
pub struct Outbox(Mutex<VecDeque<Letter>>);

impl Outbox {
    /// Keeps a mail; the oldest goes when there are too many.
    pub(crate) fn put(&self, letter: Letter) {
        let mut letters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        letters.push_front(letter);
        letters.truncate(OUTBOX_MAILS_MAX);
    }

    /// The mails, newest first.
    #[must_use]
    pub fn letters(&self) -> Vec<Letter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").finish_non_exhaustive()
    }
}
