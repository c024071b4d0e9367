//! The local outbox: mails that stay in memory, for those who develop without a mail server.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use minijinja::Value;

use crate::letter::render;
use crate::{Letter, MailError};

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

    /// The mails as a page for whoever develops.
    ///
    /// # Errors
    /// `Unwritable` where the template does not fit, which a test rules out.
    pub fn page(&self) -> Result<String, MailError> {
        let letters: Value = self.letters().iter().map(shown).collect();
        render("outbox.html", Value::from_pairs([("most", Value::from(OUTBOX_MAILS_MAX)), ("letters", letters)]))
    }
}

fn shown(letter: &Letter) -> Value {
    let line =
        |line: &str| Value::from_pairs([("text", Value::from(line)), ("link", Value::from(line.starts_with("http")))]);
    Value::from_pairs([
        ("subject", Value::from(letter.subject.as_str())),
        ("to", Value::from(letter.to.as_str())),
        ("at", Value::from(letter.at.to_string())),
        ("lines", letter.text.lines().map(line).collect()),
    ])
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").finish_non_exhaustive()
    }
}
