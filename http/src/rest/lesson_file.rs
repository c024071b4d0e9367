//! `GET /v1/lessons/{lesson_id}/files/{path}`: the way to a file of a lesson, for who teaches its course or
//! holds a grant for them.

use homeroom_protocol::ids::LessonId;
use homeroom_protocol::refusal::{Code, Refusal};
use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue, LOCATION};

use crate::call::Call;
use crate::query;
use crate::reply::{self, Answer};

/// What support looks up by which decision a link was given.
const DECISION_ID: HeaderName = HeaderName::from_static("decision-id");

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let uri = &call.parts.uri;
    let lesson: LessonId = call.segment.parse().map_err(|_| Code::NotFound)?;
    let version = query::parsed(uri, "version")?;
    // Paths of packs are letters that no browser encodes, so what is encoded is the path of no file.
    let path = uri.path().split_once("/files/").map(|(_, path)| path).unwrap_or_default();
    let link = call.shared.lessons.file(principal, lesson, version, path).await?;
    let mut answer = reply::nothing();
    *answer.status_mut() = StatusCode::FOUND;
    let location = HeaderValue::try_from(link.url).map_err(|_| Code::Broke)?;
    answer.headers_mut().insert(LOCATION, location);
    let decision = HeaderValue::try_from(link.decision.to_string()).map_err(|_| Code::Broke)?;
    answer.headers_mut().insert(DECISION_ID, decision);
    Ok(answer)
}
