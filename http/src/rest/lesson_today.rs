//! `GET /v1/lessons/today`: the lesson of the day in a zone, from memory.

use homeroom_protocol::ids::CourseId;
use homeroom_protocol::refusal::Refusal;
use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};

use crate::call::Call;
use crate::query;
use crate::reply::{self, Answer};

/// Whoever keeps it asks again whether it still is the answer: the plan may change before the day ends.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("public, no-cache");
/// Zones have short names; a longer one is none.
const ZONE_BYTES_MAX: usize = 64;

pub(crate) fn handle(call: &Call) -> Result<Answer, Refusal> {
    let uri = &call.parts.uri;
    let course: CourseId = query::required(uri, "course")?;
    let zone: String = query::required(uri, "zone")?;
    if zone.len() > ZONE_BYTES_MAX {
        return Err(query::invalid("zone"));
    }
    let published = call.shared.lessons.today(course, &zone)?;
    let mut answer = if is_known(&call.parts.headers, &published.etag) {
        let mut answer = reply::nothing();
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        answer
    } else {
        reply::bytes(StatusCode::OK, "application/json", published.body.clone())
    };
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    headers.extend(HeaderValue::try_from(&published.etag).ok().map(|etag| (ETAG, etag)));
    Ok(answer)
}

/// Whether the client has this answer already (RFC 9110, section 13.1.2: compared weakly).
pub(crate) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let values = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_known_by_its_validator_among_others_strong_or_weak() {
        let known = |value: &'static str| {
            is_known(&HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(value))]), "\"a\"")
        };
        assert!(known("\"a\"") && known("W/\"a\"") && known("\"b\", \"a\"") && known("*"));
        assert!(!known("\"b\"") && !known("a") && !known(""));
        assert!(!is_known(&HeaderMap::new(), "\"a\""));
    }
}
