//! `/v1/sessions/{session_id}/attendance`. `POST`: a minute of somebody who watches without a socket. `GET`: when the asker
//! was present, and for whoever gives the class, when everybody was; JSON, or a table with `?format=csv`.

use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::attendance::Heartbeat;
use hyper::StatusCode;
use hyper::header::{CONTENT_DISPOSITION, HeaderValue};

use crate::call::Call;
use crate::reply::{self, Answer};
use crate::rest::attendance_csv;
use crate::{body, idempotency, query};

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
    let format = query::optional(&call.parts.uri, "format")?;
    let as_table = match format.as_deref() {
        None | Some("json") => false,
        Some("csv") => true,
        Some(_) => return Err(query::invalid("format")),
    };
    let attendance = call.shared.sessions.attendance(principal, session).await?;
    if !as_table {
        return reply::json(StatusCode::OK, &attendance);
    }
    let mut answer =
        reply::bytes(StatusCode::OK, "text/csv; charset=utf-8; header=present", attendance_csv::table(&attendance));
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"attendance-{session}.csv\""));
    answer.headers_mut().extend(disposition.ok().map(|value| (CONTENT_DISPOSITION, value)));
    Ok(answer)
}
