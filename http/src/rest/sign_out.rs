//! `POST /v1/auth/sign-out`: ends this sign-in, its tokens and its sockets.

use homeroom_protocol::refusal::Refusal;
use homeroom_storage::sign_ins;
use hyper::header::SET_COOKIE;

use crate::call::Call;
use crate::cookie;
use crate::reply::{self, Answer};

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let shared = call.shared;
    // A token of any generation will do: whoever holds one may end what it belongs to.
    let (sign_in, _generation) = shared.refresh.read(&call.parts.headers)?;
    sign_ins::end(&shared.store, sign_in, shared.clock.now()).await.map_err(reply::store)?;
    shared.sessions.sign_in_ended(sign_in);
    let mut answer = reply::nothing();
    answer.headers_mut().insert(SET_COOKIE, cookie::gone());
    Ok(answer)
}
