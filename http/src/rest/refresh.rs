//! `POST /v1/auth/refresh`: a new access token for the refresh cookie, which is turned on by it.
//!
//! Two tabs at once, and an answer that was lost, present a token a second time and are given the present one again. A
//! token presented later than that was stolen, or its owner's was: the sign-in ends, with its sockets.

use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_storage::sign_ins::{self, Turned};

use super::signed_in::{self, Signed};
use crate::call::Call;
use crate::reply::{self, Answer};

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let shared = call.shared;
    let (sign_in, generation) = shared.refresh.read(&call.parts.headers)?;
    let now = shared.clock.now();
    shared.refreshes.take(sign_in, now)?;
    let turned = sign_ins::turn(&shared.store, sign_in, generation, now).await.map_err(reply::store)?;
    match turned {
        Turned::On { person, called, generation } | Turned::Again { person, called, generation } => {
            let principal = Principal { person, sign_in };
            signed_in::answer(&shared, Signed { principal, generation, called, session_id: None })
        }
        Turned::Reused { person } => {
            tracing::warn!(
                person.id = %person, sign_in.id = %sign_in,
                "a refresh token was used twice, so its sign-in was ended"
            );
            shared.sessions.sign_in_ended(Principal { person, sign_in });
            Err(Code::SignInEnded.into())
        }
        Turned::Ended => Err(Code::SignInEnded.into()),
    }
}
