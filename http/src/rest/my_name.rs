//! `PUT /v1/me/name`: what classes call somebody from now on.

use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::me::{Account, Rename};
use homeroom_storage::accounts;
use hyper::StatusCode;

use crate::body;
use crate::call::Call;
use crate::reply::{self, Answer};

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let Call { shared, parts, body, .. } = call;
    let rename: Rename = body::parse(&body::read(&parts.headers, body).await?, &["name"])?;
    let name = rename.name()?;
    if !accounts::rename(&shared.store, principal, &name).await.map_err(reply::store)? {
        return Err(Code::SignInEnded.into());
    }
    reply::json(StatusCode::OK, &Account { id: principal.person, name, guessed: false })
}
