//! How sessions and the desk reach each other: a session hands over reports, the desk sends what was decided. Both are
//! effects, carried at least once and keyed by where they stand in their journal, so that whoever receives one twice knows
//! it by its id.
//!
//! Until there are durable jobs an effect is a task that tries until it is done, and is begun anew from the journal after a
//! crash; while the other side is away, the one that waits does not fall asleep.

use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use homeroom_machines::{desk, session};
use homeroom_protocol::ids::{CommandId, DESK, PersonId, SessionId};
use homeroom_protocol::refusal::{Code, Refusal, Retry};
use homeroom_protocol::time::Timestamp;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::desk::host::DeskHost;
use crate::desk::message::Msg as DeskMsg;
use crate::kit::admission::Credit;
use crate::kit::clock::Clock;
use crate::session::directory::Directory;
use crate::session::message::Msg;
use crate::session::question::{Attempt, ask};

/// The pause after the first failure; it doubles.
const PAUSE: Duration = Duration::from_millis(250);
/// The longest pause: what waits is there this soon after the other side is back.
const PAUSE_MAX: Duration = Duration::from_secs(5);

/// Both directories, once they are there. Weak, since each holds what holds this.
#[derive(Default)]
pub(crate) struct Post {
    sessions: OnceLock<Weak<Directory>>,
    desk: OnceLock<Weak<Directory<DeskHost>>>,
}

/// What one aggregate orders from another, with the id by which a repeat is known.
pub(crate) struct Ordered<C> {
    pub(crate) id: CommandId,
    /// Whose act it is, where somebody's.
    pub(crate) by: Option<PersonId>,
    /// Of what was asked under that id, where it came from outside.
    pub(crate) digest: Option<String>,
    pub(crate) command: C,
    pub(crate) sent: Timestamp,
    pub(crate) reply: OrderReply,
}

/// Whoever waits for an order to be committed; holds the credit.
pub(crate) struct OrderReply {
    pub(crate) to: oneshot::Sender<Result<(), Refusal>>,
    pub(crate) _credit: Credit,
}

impl Post {
    /// Both are there. Called once, by the tree, before anything runs.
    pub(crate) fn opens(&self, sessions: &Arc<Directory>, desk: &Arc<Directory<DeskHost>>) {
        let _ = self.sessions.set(Arc::downgrade(sessions));
        let _ = self.desk.set(Arc::downgrade(desk));
    }

    /// Hands something to the desk, until it has it.
    pub(crate) async fn to_desk(&self, clock: &Clock, id: CommandId, command: desk::Command) {
        let mut waits = Waits(PAUSE);
        while let Err(refusal) = self.tell_desk(id, None, None, &command).await {
            if !waits.again(clock, &refusal).await {
                return;
            }
        }
    }

    /// Sends something to the desk once; `digest` of the body where somebody outside asks.
    pub(crate) async fn tell_desk(
        &self,
        id: CommandId,
        by: Option<PersonId>,
        digest: Option<&str>,
        command: &desk::Command,
    ) -> Result<(), Refusal> {
        let desk = self.desk.get().and_then(Weak::upgrade).ok_or(Refusal::new(Code::Unavailable))?;
        let digest = digest.map(str::to_owned);
        let message = |attempt: Attempt<(), DeskHost>| {
            let reply = OrderReply { to: attempt.reply, _credit: attempt.credit };
            DeskMsg::Order(Box::new(Ordered {
                id,
                by,
                digest: digest.clone(),
                command: command.clone(),
                sent: attempt.sent,
                reply,
            }))
        };
        ask(&desk, DESK, message).await.map(drop)
    }

    /// Sends something to a session, until it has it.
    pub(crate) async fn to_session(&self, clock: &Clock, session: SessionId, id: CommandId, command: session::Command) {
        let mut waits = Waits(PAUSE);
        while let Err(refusal) = self.tell_session(session, id, None, &command).await {
            if !waits.again(clock, &refusal).await {
                return;
            }
        }
    }

    /// Sends something to a session, once; `by`: whose act it is, where somebody's.
    ///
    /// # Errors
    /// Those of every command; sent again with the same id it is done once.
    pub(crate) async fn tell_session(
        &self,
        session: SessionId,
        id: CommandId,
        by: Option<PersonId>,
        command: &session::Command,
    ) -> Result<(), Refusal> {
        let sessions = self.sessions.get().and_then(Weak::upgrade).ok_or(Refusal::new(Code::Unavailable))?;
        let message = |attempt: Attempt<()>| {
            let reply = OrderReply { to: attempt.reply, _credit: attempt.credit };
            Msg::Order(Box::new(Ordered { id, by, digest: None, command: command.clone(), sent: attempt.sent, reply }))
        };
        ask(&sessions, session, message).await.map(drop)
    }
}

/// The id of the `n`th effect of the entry at `offset`: the same however often it is carried.
pub(crate) fn key(aggregate: Uuid, offset: u64, n: usize) -> CommandId {
    CommandId(Uuid::new_v5(&aggregate, format!("effect {offset} {n}").as_bytes()))
}

/// The pauses between attempts.
struct Waits(Duration);

impl Waits {
    /// Waits for the next attempt; false where there is none.
    async fn again(&mut self, clock: &Clock, refusal: &Refusal) -> bool {
        // An aggregate that is set aside is waited for too: somebody has been called.
        if refusal.code.retry() != Retry::Later {
            metrics::counter!("homeroom_effects_given_up_total").increment(1);
            tracing::error!(refusal.code = %refusal.code, "an effect was refused for good");
            return false;
        }
        tracing::debug!(refusal.code = %refusal.code, "an effect is not taken yet");
        clock.sleep(self.0).await;
        self.0 = (self.0 * 2).min(PAUSE_MAX);
        true
    }
}
