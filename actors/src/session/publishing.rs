//! What each may send into the media room, as the media server is told. Wishes for one person may overtake each other on their way
//! (one waits for an outage to end, the next does not), so each tells what is right when its turn comes, and one turn is
//! after the other.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use homeroom_livekit::{MediaError, MediaServer};
use homeroom_protocol::ids::{PersonId, SessionId, SignInId};
use homeroom_protocol::permit::Sends;
use tokio::sync::MutexGuard;

/// What is right for each person; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Publishing(Arc<Shared>);

#[derive(Default)]
struct Shared {
    right: Mutex<BTreeMap<PersonId, (SignInId, Sends)>>,
    turn: tokio::sync::Mutex<()>,
}

impl Publishing {
    /// From here on this is right.
    pub(crate) fn set(&self, person: PersonId, device: SignInId, may: Sends) {
        self.0.right.lock().unwrap_or_else(PoisonError::into_inner).insert(person, (device, may));
    }

    /// One's turn in this session, to be had before one of the node's: who waits here holds up nobody else.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.0.turn.lock().await
    }

    /// Tells the media server what is right for a person now; in one's turn.
    ///
    /// # Errors
    /// When it does not answer, or does not take our key.
    pub(crate) async fn tell(
        &self,
        media: &MediaServer,
        session: SessionId,
        person: PersonId,
    ) -> Result<(), MediaError> {
        let right = self.0.right.lock().unwrap_or_else(PoisonError::into_inner).get(&person).copied();
        match right {
            Some((device, may)) => media.set_publishing(session, person, device, may).await,
            None => Ok(()),
        }
    }
}
