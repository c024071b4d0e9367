//! What the rest of the server sees of the desk: who may come in, and a socket that is in.

use std::sync::Arc;

use homeroom_machines::desk::badge::{self, Badge, Facts};
use homeroom_protocol::frame::desk::client::DeskClientFrame;
use homeroom_protocol::ids::{ConnectionId, DESK};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_storage::moderators;

use crate::desk::host::DeskHost;
use crate::desk::message::{Attaching, Msg};
use crate::relay::out_buffer::OutBuffer;
use crate::session::Farewell;
use crate::session::directory::{Directory, unavailable};
use crate::session::entrance::close_for;
use crate::session::handle::Handle;
use crate::session::question::{Attempt, ask};
use crate::session::sessions::{BySignIn, Listed};

/// The desk; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub(crate) directory: Arc<Directory<DeskHost>>,
    sockets: Arc<BySignIn>,
}

impl Desk {
    pub(crate) fn new(directory: Arc<Directory<DeskHost>>, sockets: Arc<BySignIn>) -> Self {
        Self { directory, sockets }
    }

    /// Whose a resume token is.
    ///
    /// # Errors
    /// How to send the socket away, and why.
    pub fn whose(&self, resume_token: &str) -> Result<Principal, Farewell> {
        self.directory.world.credentials.read_desk(resume_token).map_err(away)
    }

    /// Lets a moderator's socket in. Its welcome has been sent when this returns, or is about to leave. `after` is the last
    /// offset the client has, where it comes back.
    ///
    /// # Errors
    /// How to send it away, and why.
    pub async fn attach(
        &self,
        principal: Principal,
        after: Option<u64>,
        connection: ConnectionId,
        socket: Arc<OutBuffer>,
    ) -> Result<Attached, Farewell> {
        // Listed before the sign-in is looked up: one that ends meanwhile is seen to have ended there, or finds its socket
        // here.
        let listed = Listed::new(&self.sockets, principal.sign_in, connection, Arc::clone(&socket));
        let badge = self.badge(principal).await.map_err(away)?;
        // Held across the wait: where the socket goes meanwhile, this future is dropped and the actor is told.
        let mut leaves = None;
        let asked = ask(&self.directory, DESK, |attempt: Attempt<(), DeskHost>| {
            leaves = Some(Leaves { handle: attempt.handle, connection, armed: true });
            Msg::Attach(Box::new(Attaching {
                badge: badge.clone(),
                sign_in: principal.sign_in,
                connection,
                out: Arc::clone(&socket),
                after,
                sent: attempt.sent,
                credit: attempt.credit,
                reply: attempt.reply,
            }))
        })
        .await;
        let (handle, ()) = asked.map_err(away)?;
        if let Some(leaves) = leaves {
            leaves.stays();
        }
        Ok(Attached { handle, connection, _listed: listed })
    }

    /// What somebody is at the desk, read now.
    pub(super) async fn badge(&self, principal: Principal) -> Result<Badge, Refusal> {
        let store = &self.directory.world.store;
        let known = moderators::read(store, principal.person, principal.sign_in).await.map_err(unavailable)?;
        let known = known.ok_or(Refusal::new(Code::SignInEnded))?;
        badge::admit(Facts {
            person: principal.person,
            name: known.name,
            disabled: known.disabled,
            sign_in_ended: known.sign_in_ended,
            platform: known.platform,
            courses: known.courses,
            retired: known.retired,
        })
    }
}

fn away(refusal: Refusal) -> Farewell {
    Farewell { close: close_for(&refusal), refusal }
}

/// Tells the actor that the connection is gone, where the socket went while it waited for its welcome.
struct Leaves {
    handle: Handle<DeskHost>,
    connection: ConnectionId,
    armed: bool,
}

impl Leaves {
    fn stays(mut self) {
        self.armed = false;
    }
}

impl Drop for Leaves {
    fn drop(&mut self) {
        if self.armed {
            self.handle.tell(Msg::Gone(self.connection));
        }
    }
}

/// A moderator's socket that is in. Dropped, its connection is gone.
pub struct Attached {
    handle: Handle<DeskHost>,
    connection: ConnectionId,
    _listed: Listed,
}

impl Attached {
    /// A request of this socket; never waits. What it leads to comes through the relay.
    ///
    /// # Errors
    /// `busy`, at once, for the reader to send itself.
    pub fn request(&self, frame: DeskClientFrame) -> Result<(), Refusal> {
        let credit = self.handle.enter()?;
        let sent = self.handle.clock.now();
        let message = Msg::Request { connection: self.connection, frame, sent, credit };
        // Where the actor has ended its relay closes this socket, and the client sends again after it resumed.
        self.handle.ask(message).map_err(|_| Refusal::new(Code::Unavailable))
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        self.handle.tell(Msg::Gone(self.connection));
    }
}
