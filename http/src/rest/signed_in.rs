//! What a redeemed link and a refresh answer alike: an access token in the body, a refresh token in the cookie.

use homeroom_protocol::ids::SessionId;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::rest::auth::SignedIn;
use homeroom_protocol::rest::me::Account;
use homeroom_storage::accounts::Called;
use hyper::StatusCode;
use hyper::header::SET_COOKIE;

use crate::app::Shared;
use crate::reply::{self, Answer};

/// Somebody signed in: who, by which sign-in at which generation, what classes call them, and where their link leads.
pub(super) struct Signed {
    pub(super) principal: Principal,
    pub(super) generation: i64,
    pub(super) called: Called,
    pub(super) session_id: Option<SessionId>,
}

pub(super) fn answer(shared: &Shared, signed: Signed) -> Result<Answer, Refusal> {
    let Signed { principal, generation, called, session_id } = signed;
    let (access_token, expires_at) = shared.access.mint(principal);
    let account = Account { id: principal.person, name: called.name, guessed: called.guessed };
    let mut answer = reply::json(StatusCode::OK, &SignedIn { access_token, expires_at, account, session_id })?;
    answer.headers_mut().insert(SET_COOKIE, shared.refresh.cookie(principal.sign_in, generation));
    Ok(answer)
}
