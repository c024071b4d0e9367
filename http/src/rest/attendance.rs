//! `/v1/sessions/{session_id}/attendance`. `POST`: a minute of somebody who watches without a socket. `GET`: when the asker
//! was present, and for whoever gives the class, when everybody was; JSON, or a table with `?format=csv`.

use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::attendance::Heartbeat;
use hyper::StatusCode;

use crate::call::Call;
use crate::reply::{self, Answer};
use crate::rest::{attendance_csv, table};
use crate::{body, idempotency};

pub(crate) async fn beat(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let Call { shared, parts, body, segment, .. } = call;
    let session: SessionId = segment.parse().map_err(|_| Code::NotFound)?;
    let key = idempotency::key(&parts.headers)?;
    let bytes = body::read(&parts.headers, body).await?;
    let heartbeat: Heartbeat = body::parse(&bytes, &["minute"])?;
    let key = idempotency::command(principal.person, "POST", "/v1/sessions/attendance", session, key);
    shared.sessions.heartbeat(principal, session, key, heartbeat).await?;
    Ok(reply::nothing())
}

pub(crate) async fn look(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let session: SessionId = call.segment.parse().map_err(|_| Code::NotFound)?;
    let as_table = table::is_wanted(&call)?;
    let attendance = call.shared.sessions.attendance(principal, session).await?;
    if !as_table {
        return reply::json(StatusCode::OK, &attendance);
    }
    Ok(attendance_csv::table(&attendance).answer(&format!("attendance-{session}")))
}
