//! How a socket comes in: its `hello` is checked, the sign-in behind it still stands, and the session's actor lets it
//! enter. The welcome itself comes through the relay.

use std::sync::Arc;
use std::time::Duration;

use homeroom_machines::entitlement::admit;
use homeroom_protocol::frame::client;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::ids::{ConnectionId, SessionId};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::relay::out_buffer::OutBuffer;
use crate::session::credentials::Claims;
use crate::session::directory::{Directory, World};
use crate::session::handle::Handle;
use crate::session::message::{Attaching, Hello, Msg};

/// How long a welcome may take; after it the client comes back by itself.
const WELCOME_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a session that is just ending its run is waited for before it is looked up again.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(20);
/// How often it is looked up again.
const LOOKS_MAX: usize = 50;
/// How long a client is told to wait when the class cannot be reached.
const UNAVAILABLE_RETRY_MILLIS: u64 = 1_000;

/// Lets a socket in; the actor that did.
pub(crate) async fn enter(
    directory: &Directory,
    session: SessionId,
    principal: Principal,
    hello: Hello,
    connection: ConnectionId,
    out: &Arc<OutBuffer>,
) -> Result<Handle, Refusal> {
    let known = directory.world.door.ask(session, principal).await?;
    admit(&known.facts)?;
    let handle = timeout(WELCOME_TIMEOUT, ask(directory, session, principal, hello, connection, out)).await;
    handle.unwrap_or_else(|_| Err(not_known()))
}

/// Whose a hello is, and with what they come.
pub(crate) fn read(world: &World, session: SessionId, hello: &client::Hello) -> Result<(Principal, Hello), Refusal> {
    let principal = |claims: Claims| Principal { person: claims.person, sign_in: claims.sign_in };
    match hello {
        client::Hello::Ticket { ticket } => {
            let claims = world.credentials.read_ticket(ticket, session, world.clock.now())?;
            Ok((principal(claims), Hello::Ticket { nonce: claims.nonce, book: claims.book, until: claims.at }))
        }
        client::Hello::Resume { resume_token, after } => {
            let claims = world.credentials.read_resume(resume_token, session)?;
            Ok((principal(claims), Hello::Resume { after: *after }))
        }
    }
}

async fn ask(
    directory: &Directory,
    session: SessionId,
    principal: Principal,
    hello: Hello,
    connection: ConnectionId,
    out: &Arc<OutBuffer>,
) -> Result<Handle, Refusal> {
    let Principal { person, sign_in } = principal;
    for _ in 0..LOOKS_MAX {
        let handle = directory.find(session).await?;
        let credit = handle.enter()?;
        let (reply, answer) = oneshot::channel();
        let (out, sent) = (Arc::clone(out), directory.world.clock.now());
        let leaves = Leaves { handle: handle.clone(), connection, armed: true };
        let attaching = Attaching { person, sign_in, connection, out, hello, sent, credit, reply };
        if handle.ask(Msg::Attach(Box::new(attaching))).is_ok()
            && let Ok(outcome) = answer.await
        {
            leaves.stays();
            return outcome.map(|()| handle);
        }
        tokio::time::sleep(LOOK_AGAIN_AFTER).await;
    }
    Err(not_known())
}

/// Tells the actor that the connection is gone, where the socket went while it waited for its welcome.
struct Leaves {
    handle: Handle,
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

fn not_known() -> Refusal {
    Refusal::new(Code::Unavailable).retry_after_ms(UNAVAILABLE_RETRY_MILLIS)
}

/// With which close a socket is sent away that was not let in, and so what its client does next.
pub(crate) fn close_for(refusal: &Refusal) -> Close {
    match refusal.code {
        Code::TicketRefused | Code::SignInEnded | Code::NotSignedIn | Code::NotHere | Code::LinkRefused => {
            Close::NotWelcome
        }
        Code::OtherDevice => Close::OtherDevice,
        Code::Over => Close::Done,
        Code::NotFound | Code::NotEntitled | Code::NotPermitted | Code::NotOpen => Close::NoSuchSession,
        Code::Malformed | Code::UnknownType | Code::Invalid | Code::TooLong | Code::TooLarge => Close::NotTheProtocol,
        Code::TooManySockets | Code::TooOften => Close::TooMany,
        Code::Busy
        | Code::Unavailable
        | Code::Quarantined
        | Code::Broke
        | Code::IdTaken
        | Code::InFlight
        | Code::IdempotencyKeyMissing
        | Code::IdempotencyKeyReused
        | Code::WrongOrigin
        | Code::MethodNotAllowed
        | Code::RequestTimeout
        | Code::UnsupportedMediaType
        | Code::HeadersTooLarge => Close::Broke,
    }
}
