//! `GET /v1/lessons/{lesson_id}/polls`: the polls that a lesson has prepared, for who teaches its course.

use homeroom_protocol::ids::LessonId;
use homeroom_protocol::refusal::{Code, Refusal};
use hyper::StatusCode;

use crate::call::Call;
use crate::query;
use crate::reply::{self, Answer};

pub(crate) async fn handle(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let lesson: LessonId = call.segment.parse().map_err(|_| Code::NotFound)?;
    let version = query::parsed(&call.parts.uri, "version")?;
    reply::json(StatusCode::OK, &call.shared.lessons.polls(principal, lesson, version).await?)
}
