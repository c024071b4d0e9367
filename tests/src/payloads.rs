//! Three hundred texts that somebody might send to have them run, obeyed or believed somewhere: as HTML, a script, a URL, an
//! order to a terminal, a line of a log, a formula, a statement, or letters that change the order of others. The browser's
//! test takes them from the same file.

use std::collections::BTreeMap;

/// How many there are.
pub const PAYLOADS: usize = 300;

/// All of them, each family together.
///
/// # Panics
/// When the file is not as it was committed.
#[must_use]
pub fn payloads() -> Vec<String> {
    let families: BTreeMap<String, Vec<String>> = serde_json::from_str(include_str!("payloads.json")).unwrap();
    let all: Vec<_> = families.into_values().flatten().collect();
    assert_eq!(all.len(), PAYLOADS);
    all
}
