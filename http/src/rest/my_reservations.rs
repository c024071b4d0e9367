//! `GET /v1/me/reservations`: where the person has a seat, an offer or a place in the line, and what became of others.

use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_storage::sign_ins;
use hyper::StatusCode;

use crate::call::Call;
use crate::reply::{self, Answer};

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    // The token outlives a sign-out by minutes; what a person sees of themselves does not.
    if !sign_ins::is_live(&call.shared.store, principal.sign_in).await.map_err(reply::store)? {
        return Err(Code::SignInEnded.into());
    }
    reply::json(StatusCode::OK, &call.shared.sessions.reservations(principal.person).await?)
}
