//! How a socket comes in: its `hello` is checked, the sign-in behind it still stands, and the session's actor lets it
//! enter. The welcome itself comes through the relay.

use std::sync::Arc;

use homeroom_machines::entitlement::admit;
use homeroom_protocol::frame::client;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::ids::{ConnectionId, SessionId};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};

use crate::relay::out_buffer::OutBuffer;
use crate::session::credentials::Claims;
use crate::session::directory::{Directory, World};
use crate::session::handle::Handle;
use crate::session::message::{Attaching, Hello, Msg};
use crate::session::question::{Attempt, ask_as};

/// Lets a socket in; the actor that did.
pub(crate) async fn enter(
    directory: &Directory,
    session: SessionId,
    principal: Principal,
    hello: Hello,
    connection: ConnectionId,
    out: &Arc<OutBuffer>,
) -> Result<Handle, Refusal> {
    // Not what they hold: that was asked when they joined, and holds until they go.
    let known = directory.world.door.ask(session, principal).await?;
    admit(&known.facts, directory.world.clock.now())?;
    let Principal { person, sign_in } = principal;
    // Held across the wait: where the socket goes meanwhile, this future is dropped and the actor is told.
    let mut leaves = None;
    let asked = ask_as(directory, session, person, |attempt: Attempt<()>| {
        leaves = Some(Leaves { handle: attempt.handle, connection, armed: true });
        let (out, sent, credit, reply) = (Arc::clone(out), attempt.sent, attempt.credit, attempt.reply);
        Msg::Attach(Box::new(Attaching { person, sign_in, connection, out, hello, sent, credit, reply }))
    })
    .await;
    let (handle, ()) = asked?;
    if let Some(leaves) = leaves {
        leaves.stays();
    }
    Ok(handle)
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

/// With which close a socket is sent away that was not let in, and so what its client does next.
pub(crate) fn close_for(refusal: &Refusal) -> Close {
    match refusal.code {
        Code::TicketRefused | Code::SignInEnded | Code::NotSignedIn | Code::NotHere | Code::LinkRefused => {
            Close::NotWelcome
        }
        Code::OtherDevice => Close::OtherDevice,
        Code::Removed | Code::Banned | Code::BannedFromCourse | Code::BannedFromPlatform | Code::Denied => {
            Close::Removed
        }
        Code::Over | Code::Cancelled | Code::TooLate => Close::Done,
        Code::NotFound
        | Code::NotEntitled
        | Code::NotPermitted
        | Code::NotOpen
        | Code::WaitlistFull
        | Code::NoOffer => Close::NoSuchSession,
        Code::Malformed | Code::UnknownType | Code::Invalid | Code::TooLong | Code::WordsBlocked | Code::TooLarge => {
            Close::NotTheProtocol
        }
        Code::TooManySockets | Code::TooOften => Close::TooMany,
        Code::Busy
        | Code::Unavailable
        | Code::EntitlementUnknown
        | Code::Quarantined
        | Code::Broke
        | Code::IdTaken
        | Code::InFlight
        | Code::IdempotencyKeyMissing
        | Code::IdempotencyKeyReused
        | Code::WrongOrigin
        | Code::SignatureRefused
        | Code::OtherBrowser
        | Code::CodeWrong
        | Code::Muted
        | Code::LobbyFull
        | Code::ListChanged
        | Code::LobbyOff
        | Code::ChatPaused
        | Code::CaseClaimed
        | Code::CaseDecided
        | Code::NotClaimed
        | Code::CaseChanged
        | Code::UndoOver
        | Code::OwnDecision
        | Code::Appealed
        | Code::AppealTooLate
        | Code::NotAsked
        | Code::SanctionOver
        | Code::PollOpen
        | Code::PollClosed
        | Code::Voted
        | Code::MethodNotAllowed
        | Code::RequestTimeout
        | Code::UnsupportedMediaType
        | Code::HeadersTooLarge => Close::Broke,
    }
}
