//! Asking an aggregate's actor from a request's task: through its gate, for so long and no longer, and where that run of the
//! actor is just ending, its successor.

use std::time::Duration;

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::kit::admission::Credit;
use crate::kit::host::Host;
use crate::session::directory::Directory;
use crate::session::handle::Handle;
use crate::session::host::Classroom;

/// How long an answer may take before the asker is told that it is not known; asked again with the same id it will be.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a session that is just ending its run is waited for before it is looked up again.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(20);
/// How often it is looked up again.
const LOOKS_MAX: usize = 50;
/// How long a client is told to wait when the answer is not known.
const UNAVAILABLE_RETRY_MILLIS: u64 = 1_000;

/// One attempt at a question: what its message needs.
pub(crate) struct Attempt<T, H: Host = Classroom> {
    pub(crate) handle: Handle<H>,
    pub(crate) sent: Timestamp,
    pub(crate) credit: Credit,
    pub(crate) reply: oneshot::Sender<Result<T, Refusal>>,
}

/// A question about what has happened, which changes nothing.
pub(crate) struct Looking<T> {
    pub(crate) sent: Timestamp,
    pub(crate) reply: oneshot::Sender<Result<T, Refusal>>,
    pub(crate) _credit: Credit,
}

impl<T> Looking<T> {
    pub(crate) fn of(attempt: Attempt<T>) -> Self {
        let Attempt { sent, reply, credit, .. } = attempt;
        Self { sent, reply, _credit: credit }
    }
}

/// Asks an aggregate's actor; the answer, and the run of the actor that gave it.
pub(crate) async fn ask<T, H: Host>(
    directory: &Directory<H>,
    id: H::Id,
    message: impl FnMut(Attempt<T, H>) -> H::Msg,
) -> Result<(Handle<H>, T), Refusal> {
    timeout(ANSWER_TIMEOUT, ask_until(directory, id, None, message)).await.unwrap_or_else(|_| Err(not_known()))
}

/// The same for somebody in particular: who is expected is not turned away before those who are not.
pub(crate) async fn ask_as<T, H: Host>(
    directory: &Directory<H>,
    id: H::Id,
    person: PersonId,
    message: impl FnMut(Attempt<T, H>) -> H::Msg,
) -> Result<(Handle<H>, T), Refusal> {
    let asked = ask_until(directory, id, Some(person), message);
    timeout(ANSWER_TIMEOUT, asked).await.unwrap_or_else(|_| Err(not_known()))
}

async fn ask_until<T, H: Host>(
    directory: &Directory<H>,
    id: H::Id,
    person: Option<PersonId>,
    mut message: impl FnMut(Attempt<T, H>) -> H::Msg,
) -> Result<(Handle<H>, T), Refusal> {
    for _ in 0..LOOKS_MAX {
        let handle = directory.find(id).await?;
        let credit = person.map_or_else(|| handle.enter(), |person| handle.enter_as(person))?;
        let (reply, answer) = oneshot::channel();
        let attempt = Attempt { handle: handle.clone(), sent: handle.clock.now(), credit, reply };
        // A reply that was dropped is a run that ended before it got to us.
        if handle.ask(message(attempt)).is_ok()
            && let Ok(outcome) = answer.await
        {
            return outcome.map(|answer| (handle, answer));
        }
        sleep(LOOK_AGAIN_AFTER).await;
    }
    Err(not_known())
}

fn not_known() -> Refusal {
    Refusal::new(Code::Unavailable).retry_after_ms(UNAVAILABLE_RETRY_MILLIS)
}
