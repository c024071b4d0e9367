//! `POST /v1/auth/sign-out`: ends this sign-in, its tokens and its sockets.

use homeroom_protocol::principal::Principal;
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
    let ended = sign_ins::end(&shared.store, sign_in, shared.clock.now()).await.map_err(reply::store)?;
    // One that had ended before was told of then.
    if let Some(person) = ended {
        shared.sessions.sign_in_ended(Principal { person, sign_in });
    }
    let mut answer = reply::nothing();
    answer.headers_mut().insert(SET_COOKIE, cookie::gone());
    Ok(answer)
}
