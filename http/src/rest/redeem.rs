//! `POST /v1/auth/magic-link/redeem`: signs in with the secret of a one-use link.

use homeroom_actors::kit::entropy;
use homeroom_protocol::ids::SignInId;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::auth::Redeem;
use homeroom_storage::{links, sign_ins};
use sha2::{Digest, Sha256};

use super::signed_in::{self, Signed};
use crate::body;
use crate::call::Call;
use crate::reply::{self, Answer};

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let Call { shared, parts, body, .. } = call;
    let Redeem { secret } = body::parse(&body::read(&parts.headers, body).await?, &["secret"])?;
    let now = shared.clock.now();
    // Only the hash of a secret is stored, so a copy of the table opens nothing.
    let hash = Sha256::digest(secret.as_bytes()).into();
    let link = links::redeem(&shared.store, hash, now).await.map_err(reply::store)?;
    let Some(link) = link else { return Err(Code::LinkRefused.into()) };
    let sign_in = SignInId(entropy::uuid_v7(now));
    sign_ins::begin(&shared.store, sign_in, link.account, now).await.map_err(reply::store)?;
    let principal = Principal { person: link.account, sign_in };
    signed_in::answer(&shared, Signed { principal, generation: 0, name: link.name, session_id: link.session })
}
