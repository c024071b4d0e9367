//! Taking mails at once, and handing them over when that is possible.
//!
//! A place is taken before anything is promised: a node whose mails pile up says so to whoever asks next, instead of
//! promising mails it has no room for. A mail waits in memory only. A process that ends gives them a moment; a crash loses
//! them, and whoever waits for one asks again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{Letter, MailError, Mailer};

/// Mails that wait at once: one is about 8 KiB, and a mail server that is this far behind is away.
pub const MAILS_WAITING_MAX: usize = 1_000;
/// Mails that are handed over at once; mail servers count connections.
const AT_ONCE_MAX: usize = 4;
/// How long after each failed try the next one comes. A code is good for fifteen minutes, and nobody waits longer than
/// these two before they ask again.
const TRY_AGAIN_AFTER: &[Duration] =
    &[Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(20), Duration::from_secs(60)];

/// Takes mails and hands them over; cheap to clone.
#[derive(Clone, Debug)]
pub struct Postman {
    mailer: Arc<Mailer>,
    places: Arc<Semaphore>,
    handing_over: Arc<Semaphore>,
    try_again_after: &'static [Duration],
}

/// A place for one mail.
#[derive(Debug)]
pub struct Slot {
    postman: Postman,
    place: OwnedSemaphorePermit,
}

impl Postman {
    /// A postman for a mailer.
    #[must_use]
    pub fn new(mailer: Mailer) -> Self {
        Self::with(mailer, TRY_AGAIN_AFTER)
    }

    pub(crate) fn with(mailer: Mailer, try_again_after: &'static [Duration]) -> Self {
        Self {
            mailer: Arc::new(mailer),
            places: Arc::new(Semaphore::new(MAILS_WAITING_MAX)),
            handing_over: Arc::new(Semaphore::new(AT_ONCE_MAX)),
            try_again_after,
        }
    }

    /// Where its mails go.
    #[must_use]
    pub fn mailer(&self) -> &Mailer {
        &self.mailer
    }

    /// A place for one mail; `None` when too many wait.
    #[must_use]
    pub fn slot(&self) -> Option<Slot> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        Some(Slot { postman: self.clone(), place })
    }

    /// Returns when no mail waits any more, or after `patience`: false, and those that wait are lost.
    pub async fn finish(&self, patience: Duration) -> bool {
        let all = u32::try_from(MAILS_WAITING_MAX).unwrap_or(u32::MAX);
        tokio::time::timeout(patience, self.places.acquire_many(all)).await.is_ok_and(|places| places.is_ok())
    }

    pub(crate) async fn hand_over(&self, letter: &Letter) {
        for (failed, pause) in self.try_again_after.iter().map(Some).chain([None]).enumerate() {
            let outcome = {
                // Nobody closes it.
                let _place = self.handing_over.acquire().await;
                self.mailer.send(letter).await
            };
            let attempt = failed + 1;
            match (outcome, pause) {
                (Ok(()), _) => return,
                (Err(error @ MailError::Later { .. }), Some(pause)) => {
                    tracing::warn!(
                        mail.id = %letter.id, mail.attempt = attempt, smtp.status = error.status(), error = %error,
                        "a mail was not taken, and is tried again"
                    );
                    tokio::time::sleep(*pause).await;
                }
                (Err(error), _) => {
                    tracing::error!(
                        mail.id = %letter.id, mail.attempt = attempt, smtp.status = error.status(), error = %error,
                        "a mail was not taken, and is given up"
                    );
                    return;
                }
            }
        }
    }
}

impl Slot {
    /// Sends a mail, by and by.
    pub fn send(self, letter: Letter) {
        tokio::spawn(async move {
            let Self { postman, place } = self;
            postman.hand_over(&letter).await;
            drop(place);
        });
    }
}
