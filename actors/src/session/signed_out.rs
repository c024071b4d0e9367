//! Sign-ins that end: by signing out, by a refresh token that was used up, with an account that is disabled, here, on
//! another node, or by a verb of staff. Whoever is in a class with one is out at once, of the media room too, and its
//! sockets are closed (L14).
//!
//! The store numbers the ends, and we ask twice a second for those after the last one we know; so none is missed however
//! long the store was away, and none is waited for longer than the two seconds it may take. A node that starts begins with
//! the latest: what its predecessor held has lost its sockets, and none comes back with a sign-in that has ended.

use std::time::Duration;

use homeroom_machines::session::Command;
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::principal::Principal;
use homeroom_storage::{StoreError, sign_ins};
use tokio::time::{sleep, timeout};

use crate::kit::entropy;
use crate::kit::shell::{Poisoned, Wish};
use crate::kit::state::Mode;
use crate::session::message::Asker;
use crate::session::sessions::Sessions;
use crate::session::state::State;

/// How often it is asked what has ended. Four of these fit into the two seconds in which an end has to take hold (L14).
const ASK_EVERY: Duration = Duration::from_millis(500);
/// How long one question may take.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(1_500);
/// Ends in one answer; where there are more it is asked again at once.
const ENDS_MAX: i64 = 1_000;

/// Hears of sign-ins that end after the one with this number, for ever.
pub(crate) async fn hear(sessions: Sessions, mut seen: i64) {
    let mut hears = true;
    loop {
        // The machine's time and not the injected one: a clock that stands still would have us ask for ever.
        sleep(ASK_EVERY).await;
        let heard = timeout(ANSWER_TIMEOUT, ask(&sessions, &mut seen)).await;
        let error = heard.unwrap_or_else(|_| Err(StoreError::Unreachable("no answer in time".to_owned()))).err();
        if let (Some(error), true) = (&error, hears) {
            tracing::warn!(store.error = %error, "it cannot be heard which sign-ins end");
        }
        hears = error.is_none();
    }
}

async fn ask(sessions: &Sessions, seen: &mut i64) -> Result<(), StoreError> {
    loop {
        let ends = sign_ins::ends(&sessions.directory.world.store, *seen, ENDS_MAX).await?;
        let all = i64::try_from(ends.len()).is_ok_and(|count| count < ENDS_MAX);
        for (number, principal) in ends {
            sessions.sign_in_ended(principal);
            *seen = number;
        }
        if all {
            return Ok(());
        }
    }
}

impl State {
    /// A sign-in has ended; most have never been here.
    pub(crate) fn signed_out(&mut self, principal: Principal) -> Result<(), Poisoned> {
        let Principal { person, sign_in } = principal;
        let device = self.shell.machine().device(person);
        // While the journal is read again it is not known who is in: then it is asked once more.
        if self.mode != Mode::Recovering && device != Some(sign_in) {
            return Ok(());
        }
        self.watch_media();
        let command = Command::SignedOut { person, sign_in };
        let wish = Wish { by: None, digest: None, with_you: false, command };
        let id = CommandId(entropy::uuid_v7(self.handle.clock.now()));
        self.command(id, wish, Asker::SignedOut(principal)).map(drop)
    }
}
