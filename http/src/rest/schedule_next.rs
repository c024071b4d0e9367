//! `GET /v1/schedule/next`: the next hours of the timetable, from memory.

use std::borrow::Cow;

use homeroom_protocol::ids::CourseId;
use homeroom_protocol::refusal::Refusal;
use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, ETAG, HeaderValue};

use crate::call::Call;
use crate::query;
use crate::reply::{self, Answer};
use crate::rest::lesson_today::is_known;

/// Whoever keeps it asks again whether it still is the answer: seats go at any moment.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("public, no-cache");
/// Zones have short names; a longer one is none.
const ZONE_BYTES_MAX: usize = 64;
/// The zone of who names none.
const ZONE: &str = "UTC";
/// Slots that are told: two days of hours at the most.
const SLOTS_MAX: usize = 50;
/// Slots that are told to who names no number.
const SLOTS: usize = 10;

pub(crate) fn handle(call: &Call) -> Result<Answer, Refusal> {
    let uri = &call.parts.uri;
    let course = query::parsed::<CourseId>(uri, "course")?;
    let zone = query::optional(uri, "zone")?.unwrap_or(Cow::Borrowed(ZONE));
    if zone.len() > ZONE_BYTES_MAX {
        return Err(query::invalid("zone"));
    }
    let limit = match query::parsed(uri, "limit")? {
        None => SLOTS,
        Some(limit) if (1..=SLOTS_MAX).contains(&limit) => limit,
        Some(_) => return Err(query::invalid("limit")),
    };
    let next = call.shared.schedule.next(course, &zone, limit)?;
    let mut answer = if is_known(&call.parts.headers, next.etag.trim_start_matches("W/")) {
        let mut answer = reply::nothing();
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        answer
    } else {
        reply::bytes(StatusCode::OK, "application/json", next.body)
    };
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    headers.extend(HeaderValue::try_from(&next.etag).ok().map(|etag| (ETAG, etag)));
    Ok(answer)
}
