//! What we depend on: nothing banned, and only under licences that ask for nothing but their own text.

use super::graph::{Graph, Package};
use super::licence;
use crate::failure::Failure;

/// Crates that must not come in, and why.
const BANNED: &[(&str, &str)] = &[
    ("openssl", "TLS is rustls with ring"),
    ("openssl-sys", "TLS is rustls with ring, and nothing of the system's is linked"),
    ("native-tls", "TLS is rustls with ring"),
    ("aws-lc-rs", "one crypto provider is enough: ring"),
    ("aws-lc-sys", "one crypto provider is enough, and this one takes a minute to compile"),
    ("aws-lc-fips-sys", "one crypto provider is enough: ring"),
];

/// Crates under a licence that asks for more, and why we can give it.
const GRANTED: &[(&str, &str, &str)] = &[(
    "progenitor-client",
    "MPL-2.0",
    "comes with livekit-api; the licence is about changes to its own files, and we change none",
)];

/// Holds every crate against the lists. A grant nobody needs any more has to go.
pub(super) fn check(graph: &Graph) -> Result<String, Failure> {
    let mut wrong: Vec<String> = graph.others.iter().filter_map(complaint).collect();
    let needed = |name: &str| graph.others.iter().any(|package| package.name == name);
    let idle = GRANTED.iter().filter(|(name, _, _)| !needed(name));
    wrong.extend(idle.map(|(name, _, _)| format!("{name} is not used any more: take it off the list of grants")));
    if wrong.is_empty() {
        return Ok(format!("{} crates of others, none banned, all under licences we can keep", graph.others.len()));
    }
    Err(Failure::new(wrong.join("\n")))
}

fn complaint(package: &Package) -> Option<String> {
    let Package { name, version, licence, .. } = package;
    if let Some((_, reason)) = BANNED.iter().find(|(banned, _)| banned == name) {
        return Some(format!("{name} {version} is banned: {reason}"));
    }
    match licence {
        Some(expression) if GRANTED.iter().any(|(granted, under, _)| granted == name && under == expression) => None,
        Some(expression) if licence::is_permissive(expression) => None,
        Some(expression) => Some(format!("{name} {version} is under {expression}")),
        None => Some(format!("{name} {version} does not say its licence")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn package(name: &str, licence: Option<&str>) -> Package {
        let none = BTreeSet::new;
        let (name, version, licence) = (name.to_owned(), "1.0.0".to_owned(), licence.map(str::to_owned));
        Package { name, version, licence, uses: none(), tested_with: none() }
    }

    #[test]
    fn a_banned_crate_and_a_licence_that_asks_for_more_are_named() {
        assert_eq!(complaint(&package("serde", Some("MIT OR Apache-2.0"))), None);
        let banned = complaint(&package("openssl", Some("Apache-2.0")));
        assert_eq!(banned, Some("openssl 1.0.0 is banned: TLS is rustls with ring".to_owned()));
        assert_eq!(complaint(&package("a", Some("AGPL-3.0"))), Some("a 1.0.0 is under AGPL-3.0".to_owned()));
        assert_eq!(complaint(&package("b", None)), Some("b 1.0.0 does not say its licence".to_owned()));
    }
}
