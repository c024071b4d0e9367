//! JSON bodies: L2, the media type, and the fields.

use bytes::Bytes;
use homeroom_protocol::limits::BODY_BYTES_MAX;
use homeroom_protocol::refusal::{Code, Refusal};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::HeaderMap;
use hyper::body::{Body, Incoming};
use hyper::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::limits::BODY_READ_TIMEOUT;

/// A whole body.
///
/// # Errors
/// `unsupported_media_type` where it does not say that it is JSON, `too_large` over L2, `request_timeout` where it
/// trickles, `malformed` where it ends early.
pub(crate) async fn read(headers: &HeaderMap, body: Incoming) -> Result<Bytes, Refusal> {
    read_as(headers, body, &[]).await
}

/// The same, where JSON may go by other names too.
///
/// # Errors
/// As [`read`].
pub(crate) async fn read_as(headers: &HeaderMap, body: Incoming, names: &[&str]) -> Result<Bytes, Refusal> {
    if !is_json(headers, names) {
        return Err(Code::UnsupportedMediaType.into());
    }
    if body.size_hint().lower() > BODY_BYTES_MAX as u64 {
        return Err(Code::TooLarge.into());
    }
    match tokio::time::timeout(BODY_READ_TIMEOUT, Limited::new(body, BODY_BYTES_MAX).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Code::TooLarge.into()),
        Ok(Err(_)) => Err(Refusal::new(Code::Malformed).detail("The body ended early.")),
        Err(_) => Err(Code::RequestTimeout.into()),
    }
}

/// The value in a body. `required` are the members it cannot be without.
///
/// # Errors
/// `malformed` where it is not JSON, `invalid` with pointers where it does not fit.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8], required: &[&'static str]) -> Result<T, Refusal> {
    let value: Value =
        serde_json::from_slice(body).map_err(|_| Refusal::new(Code::Malformed).detail("The body is not JSON."))?;
    let Some(members) = value.as_object() else {
        return Err(Refusal::new(Code::Invalid).field("", "not_object"));
    };
    let missing = required.iter().filter(|name| !members.contains_key(**name));
    let refusal = missing.fold(Refusal::new(Code::Invalid), |no, name| no.field(format!("/{name}"), "missing"));
    if !refusal.errors.is_empty() {
        return Err(refusal);
    }
    serde_path_to_error::deserialize(value)
        .map_err(|error| Refusal::new(Code::Invalid).field(pointer(error.path()), "wrong_shape"))
}

/// The path as a JSON pointer (RFC 6901). Names in our bodies need no escapes.
fn pointer(path: &serde_path_to_error::Path) -> String {
    path.iter().map(|segment| format!("/{segment}")).collect()
}

fn is_json(headers: &HeaderMap, names: &[&str]) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    names.iter().chain(&["application/json"]).any(|name| essence.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::rest::auth::Redeem;
    use homeroom_protocol::rest::join::Join;

    use super::*;

    fn errors(refusal: &Refusal) -> Vec<(&str, &str)> {
        refusal.errors.iter().map(|error| (error.pointer.as_ref(), error.code.as_ref())).collect()
    }

    #[test]
    fn a_wrong_field_is_named_by_a_pointer() {
        let no = parse::<Redeem>(b"{}", &["secret"]).unwrap_err();
        assert_eq!((no.code, errors(&no)), (Code::Invalid, vec![("/secret", "missing")]));
        let no = parse::<Redeem>(br#"{"secret":5}"#, &["secret"]).unwrap_err();
        assert_eq!((no.code, errors(&no)), (Code::Invalid, vec![("/secret", "wrong_shape")]));
        let no = parse::<Join>(br#"{"session_id":"x"}"#, &["session_id"]).unwrap_err();
        assert_eq!(errors(&no), [("/session_id", "wrong_shape")]);
        let no = parse::<Redeem>(b"[]", &["secret"]).unwrap_err();
        assert_eq!(errors(&no), [("", "not_object")]);
    }

    #[test]
    fn what_is_not_json_is_malformed_and_unknown_members_are_ignored() {
        assert_eq!(parse::<Redeem>(b"{", &["secret"]).unwrap_err().code, Code::Malformed);
        assert_eq!(parse::<Redeem>(b"", &["secret"]).unwrap_err().code, Code::Malformed);
        let read: Redeem = parse(br#"{"secret":"s","later":1}"#, &["secret"]).unwrap();
        assert_eq!(read, Redeem::secret("s"));
    }

    #[test]
    fn only_json_is_json() {
        for (text, is) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/jsonp", false),
            ("text/plain", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, text.parse().unwrap());
            assert_eq!(is_json(&headers, &[]), is, "{text}");
        }
        assert!(!is_json(&HeaderMap::new(), &[]));
    }
}
