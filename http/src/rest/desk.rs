//! Beside the desk's socket: `GET /v1/desk/rooms`, `PUT /v1/desk/rooms/{session_id}/calm`, `GET` and `PUT
//! /v1/desk/macros`. All are for moderators, and show and change what is theirs alone.

use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::desk::{Macros, SetRoomCalm};
use hyper::StatusCode;

use crate::body;
use crate::call::Call;
use crate::reply::{self, Answer};

pub(crate) async fn rooms(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    reply::json(StatusCode::OK, &call.shared.desk.rooms(principal).await?)
}

pub(crate) async fn set_calm(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let Call { shared, parts, body, segment, .. } = call;
    let session: SessionId = segment.parse().map_err(|_| Code::NotFound)?;
    let bytes = body::read(&parts.headers, body).await?;
    let SetRoomCalm { on } = body::parse(&bytes, &["on"])?;
    shared.desk.set_calm(principal, session, on).await?;
    Ok(reply::nothing())
}

pub(crate) async fn macros(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    reply::json(StatusCode::OK, &call.shared.desk.macros(principal).await?)
}

pub(crate) async fn set_macros(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let Call { shared, parts, body, .. } = call;
    let bytes = body::read(&parts.headers, body).await?;
    let wanted: Macros = body::parse(&bytes, &["macros"])?;
    shared.desk.set_macros(principal, &wanted).await?;
    reply::json(StatusCode::OK, &wanted)
}
