//! What the door has to know of a person, read from the store at the moment it is needed: their role in the course, and
//! whether account and sign-in still stand.
//!
//! Everyone who stands at a door while the previous read is under way is answered by the next one together, so a storm of
//! joins costs a few statements and not one each.

use std::time::Duration;

use homeroom_machines::entitlement::Facts;
use homeroom_protocol::ids::{CourseId, SessionId};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::door::{Asked, DoorFacts};
use homeroom_storage::{Store, StoreError};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::kept::Kept;
use crate::kit::clock::Clock;

/// Askers answered by one statement.
const ASKERS_PER_READ_MAX: usize = 500;
/// Askers that may wait; a longer line would wait longer than people do.
const ASKERS_MAX: usize = 50_000;
/// How long one read may take. Everyone behind it waits for it, and a store that is frozen says nothing at all.
const READ_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a client is told to wait when the store cannot be read.
const UNAVAILABLE_RETRY_MILLIS: u64 = 1_000;

/// What is known of someone at the door.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// The name classes see.
    pub(crate) name: String,
    /// The session's course; `None`: there is no such session.
    pub(crate) course: Option<CourseId>,
    /// What the machine decides by, as far as it stands in the tables of people and courses.
    pub(crate) facts: Facts,
}

type Asking = (Asked, oneshot::Sender<Result<Known, Refusal>>);

/// Reads what the door has to know; cheap to clone.
#[derive(Clone)]
pub(crate) struct Door(mpsc::Sender<Asking>);

impl Door {
    /// A reader on this store; it runs until the last clone is gone.
    pub(crate) fn open(store: Store, clock: Clock) -> Self {
        let (sender, asking) = mpsc::channel(ASKERS_MAX);
        tokio::spawn(read(store, clock, asking));
        Self(sender)
    }

    /// What is known of `principal` for `session`, now.
    ///
    /// # Errors
    /// `unavailable` where the store cannot be read, `busy` where too many ask, `sign_in_ended` for an account that is
    /// not there.
    pub(crate) async fn ask(&self, session: SessionId, principal: Principal) -> Result<Known, Refusal> {
        let (reply, answer) = oneshot::channel();
        let asked = Asked { session, person: principal.person, sign_in: principal.sign_in };
        self.0
            .try_send((asked, reply))
            .map_err(|_| Refusal::new(Code::Busy).retry_after_ms(UNAVAILABLE_RETRY_MILLIS))?;
        answer.await.unwrap_or_else(|_| Err(unavailable()))
    }
}

fn unavailable() -> Refusal {
    Refusal::new(Code::Unavailable).retry_after_ms(UNAVAILABLE_RETRY_MILLIS)
}

async fn read(store: Store, clock: Clock, mut asking: mpsc::Receiver<Asking>) {
    let mut waiting: Vec<Asking> = Vec::new();
    let mut kept = Kept::default();
    while asking.recv_many(&mut waiting, ASKERS_PER_READ_MAX).await > 0 {
        let (asked, replies): (Vec<_>, Vec<_>) = waiting.drain(..).unzip();
        let facts = timeout(READ_TIMEOUT, read_once(&mut kept, &store, &asked, clock.now())).await;
        if asking.is_empty() {
            kept.let_go();
        }
        let silent = || Err(StoreError::Unreachable("no answer in time".to_owned()));
        match facts.unwrap_or_else(|_| silent()) {
            Ok(facts) => {
                for ((asked, reply), facts) in asked.into_iter().zip(replies).zip(facts) {
                    let known = facts.name.map(|name| Known {
                        name,
                        course: facts.course,
                        facts: Facts {
                            person: asked.person,
                            role: facts.role,
                            disabled: facts.disabled,
                            sign_in_ended: facts.sign_in_ended,
                            banned: facts.banned,
                            grants: None,
                        },
                    });
                    // Whoever asked may have gone.
                    let _ = reply.send(known.ok_or(Refusal::new(Code::SignInEnded)));
                }
            }
            Err(error) => {
                tracing::warn!(store.error = %error, "the door could not read");
                for reply in replies {
                    let _ = reply.send(Err(unavailable()));
                }
            }
        }
    }
}

async fn read_once(
    kept: &mut Kept,
    store: &Store,
    asked: &[Asked],
    now: Timestamp,
) -> Result<Vec<DoorFacts>, StoreError> {
    let (mut reader, reads) = kept.take(store).await?;
    let facts = reader.read(asked, now).await?;
    kept.give_back(reader, reads);
    Ok(facts)
}
