//! Everything that is seen on the wire, held against the committed `openapi.json` and `asyncapi.json`.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::{LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Value, json};

static OPENAPI: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../protocol/openapi.json")).unwrap());
static ASYNCAPI: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../protocol/asyncapi.json")).unwrap());
static FRAMES: LazyLock<HashMap<String, Validator>> = LazyLock::new(|| {
    let messages = ASYNCAPI["components"]["messages"].as_object().unwrap();
    messages.iter().map(|(kind, message)| (kind.clone(), validator(&ASYNCAPI, &message["payload"]))).collect()
});
static BODIES: LazyLock<Mutex<HashMap<String, &'static Validator>>> = LazyLock::new(Mutex::default);
/// A room's entry is the same text for each of its clients, and is looked at once.
static SEEN: LazyLock<(RandomState, Mutex<HashSet<u64>>)> = LazyLock::new(Default::default);

fn validator(document: &Value, schema: &Value) -> Validator {
    let mut whole = schema.clone();
    whole["components"] = json!({ "schemas": document["components"]["schemas"] });
    jsonschema::draft202012::new(&whole).unwrap()
}

/// Fails where a frame, from either side, does not fit the message of its type.
pub fn check_frame(text: &str) {
    check(text, "");
}

/// The same, for a frame of the desk.
pub fn check_desk_frame(text: &str) {
    check(text, "desk_");
}

fn check(text: &str, prefix: &str) {
    let (hasher, seen) = &*SEEN;
    if !seen.lock().unwrap_or_else(PoisonError::into_inner).insert(hasher.hash_one((prefix, text))) {
        return;
    }
    let frame: Value = serde_json::from_str(text).unwrap();
    let kind = format!("{prefix}{}", frame["type"].as_str().unwrap_or_default());
    let fits = FRAMES.get(&kind).unwrap_or_else(|| panic!("no frame has the type {kind}: {text}"));
    assert_fits(fits, &frame, text);
}

/// Fails where the answer to a request is none the document knows, or its body does not fit.
pub fn check_answer(method: &str, path: &str, status: u16, content_type: &str, body: &[u8]) {
    let operation = &OPENAPI["paths"][template(path)][method.to_lowercase()];
    assert!(operation.is_object(), "{method} {path} is in no document");
    let answer = &operation["responses"][status.to_string()];
    assert!(answer.is_object(), "{method} {path} may not answer {status}: {}", String::from_utf8_lossy(body));
    let media_type = content_type.split(';').next().unwrap_or_default();
    let Some(contents) = answer["content"].as_object() else {
        assert!(body.is_empty(), "{method} {path} answers {status} without a body");
        return;
    };
    let content = contents.get(media_type).unwrap_or_else(|| panic!("{method} {path}, {status}: not {content_type}"));
    let Some(schema) = content.get("schema").filter(|_| media_type.ends_with("json")) else { return };
    let key = schema.to_string();
    let fits = {
        let mut bodies = BODIES.lock().unwrap_or_else(PoisonError::into_inner);
        // There are about ten of them, and they are needed until the end.
        *bodies.entry(key).or_insert_with(|| Box::leak(Box::new(validator(&OPENAPI, schema))))
    };
    assert_fits(fits, &serde_json::from_slice(body).unwrap(), path);
    if status >= 400 && media_type == "application/problem+json" {
        let code = serde_json::from_slice::<Value>(body).unwrap()["code"].as_str().unwrap().to_owned();
        let described = answer["description"].as_str().unwrap_or_default();
        assert!(described.contains(&format!("`{code}`")), "{method} {path} may not refuse with {code} and {status}");
    }
}

/// The path of the document that a path is one of.
fn template(path: &str) -> &str {
    let path = path.split('?').next().unwrap_or_default();
    let templates = OPENAPI["paths"].as_object().into_iter().flat_map(|paths| paths.keys());
    templates.map(String::as_str).find(|template| *template == path || is_of(template, path)).unwrap_or(path)
}

/// Whether a path is one of a template: each name in braces is one segment, and the last, `{path}`, as many as there are.
fn is_of(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for part in template.split('/') {
        match (part, segments.next()) {
            ("{path}", Some(_)) => return true,
            (part, Some(segment)) if part == segment || part.starts_with('{') => {}
            (_, _) => return false,
        }
    }
    segments.next().is_none()
}

fn assert_fits(fits: &Validator, value: &Value, what: &str) {
    let errors: Vec<_> = fits.iter_errors(value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{what}: {errors:?}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_is_in_the_document_is_taken() {
        check_frame(r#"{"type":"signal","data":{"type":"beat"}}"#);
    }

    #[test]
    #[should_panic(expected = "no frame has the type dance")]
    fn a_frame_nobody_described_fails_the_test() {
        check_frame(r#"{"type":"dance","data":{}}"#);
    }

    #[test]
    #[should_panic(expected = "offset")]
    fn a_frame_that_lacks_a_field_fails_the_test() {
        check_frame(r#"{"type":"entry","data":{"after":1,"at":"2026-11-25T18:00:00.000Z","events":[]}}"#);
    }

    #[test]
    #[should_panic(expected = "may not answer 418")]
    fn an_answer_nobody_described_fails_the_test() {
        check_answer("POST", "/v1/join", 418, "application/problem+json", b"{}");
    }
}
