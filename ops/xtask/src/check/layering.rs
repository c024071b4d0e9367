//! Who may use whom. The table is that of the architecture; a crate that is not in it has no place yet.

use std::collections::BTreeSet;

use super::graph::{Graph, Package};
use crate::failure::Failure;

/// What one of our crates may use of the others, to run and in its tests.
struct Rule {
    name: &'static str,
    uses: &'static [&'static str],
    tests_use: &'static [&'static str],
}

const PROTOCOL: &str = "homeroom-protocol";
const MACHINES: &str = "homeroom-machines";
const STORAGE: &str = "homeroom-storage";
const OBJECTS: &str = "homeroom-objects";
const LIVEKIT: &str = "homeroom-livekit";
const MAIL: &str = "homeroom-mail";
const ACTORS: &str = "homeroom-actors";
const HTTP: &str = "homeroom-http";
const SEED: &str = "homeroom-seed";
const TIMETABLE: &str = "homeroom-timetable";
const CHILDREN: &str = "homeroom-children";
const NODE: &str = "homeroom-node";

const EVERYTHING: &[&str] = &[
    PROTOCOL,
    MACHINES,
    STORAGE,
    OBJECTS,
    LIVEKIT,
    MAIL,
    ACTORS,
    HTTP,
    SEED,
    TIMETABLE,
    CHILDREN,
    NODE,
    "homeroom-tests",
];

const RULES: &[Rule] = &[
    Rule { name: PROTOCOL, uses: &[], tests_use: &[] },
    Rule { name: MACHINES, uses: &[PROTOCOL], tests_use: &[] },
    // Behind its feature `testing` it makes test databases, in a private cluster where nobody names one.
    Rule { name: STORAGE, uses: &[PROTOCOL, CHILDREN], tests_use: &[] },
    Rule { name: OBJECTS, uses: &[PROTOCOL], tests_use: &[] },
    Rule { name: LIVEKIT, uses: &[PROTOCOL], tests_use: &[CHILDREN] },
    Rule { name: MAIL, uses: &[PROTOCOL], tests_use: &[] },
    Rule {
        name: ACTORS,
        uses: &[PROTOCOL, MACHINES, STORAGE, OBJECTS, TIMETABLE, LIVEKIT, MAIL],
        tests_use: &[CHILDREN],
    },
    Rule {
        name: HTTP,
        uses: &[PROTOCOL, ACTORS, STORAGE, MAIL],
        tests_use: &[CHILDREN, MACHINES, OBJECTS, LIVEKIT, SEED, TIMETABLE],
    },
    // What the program and the daily job both run.
    Rule { name: TIMETABLE, uses: &[PROTOCOL, MACHINES, STORAGE], tests_use: &[] },
    Rule { name: SEED, uses: &[PROTOCOL, MACHINES, STORAGE, OBJECTS, TIMETABLE], tests_use: &[] },
    Rule { name: CHILDREN, uses: &[], tests_use: &[] },
    Rule { name: NODE, uses: EVERYTHING, tests_use: EVERYTHING },
    Rule { name: "xtask", uses: &[CHILDREN], tests_use: &[] },
    Rule { name: "homeroom-tests", uses: EVERYTHING, tests_use: EVERYTHING },
    Rule { name: "homeroom-storm", uses: EVERYTHING, tests_use: EVERYTHING },
];

/// Crates that belong to some of ours alone, directly or through others: the machines stay pure, SQL stays in one crate,
/// and only one crate knows the actor library.
const RESERVED: &[(&str, &[&str])] = &[
    ("ractor", &[ACTORS]),
    ("sqlx", &[STORAGE]),
    ("graphile_worker", &[ACTORS]),
    ("livekit-api", &[LIVEKIT]),
    ("lettre", &[MAIL]),
    ("aws-sdk-s3", &[OBJECTS]),
    ("s3s", &[OBJECTS]),
    ("hyper", &[HTTP, OBJECTS, "homeroom-tests", "homeroom-storm"]),
];

/// What never gets into the functional core or the wire's types: they have no clock, no randomness and no IO.
const IMPURE: &[&str] = &["tokio", "futures-util", "getrandom", "rand", "chrono", "ractor", "sqlx", "hyper", "reqwest"];

/// Holds every edge against the tables.
pub(super) fn check(graph: &Graph) -> Result<String, Failure> {
    let wrong: Vec<String> = graph.ours.iter().flat_map(complaints).collect();
    if wrong.is_empty() {
        return Ok(format!("{} crates, each uses only what it may", graph.ours.len()));
    }
    Err(Failure::new(wrong.join("\n")))
}

fn complaints(package: &Package) -> Vec<String> {
    let name = package.name.as_str();
    let Some(rule) = RULES.iter().find(|rule| rule.name == name) else {
        return vec![format!("{name}: no place in the layers; say in ops/xtask/src/check/layering.rs whom it may use")];
    };
    // A crate whose tests turn one of its own features on uses itself.
    let ours = |used: &&String| used.as_str() != name && RULES.iter().any(|rule| rule.name == used.as_str());
    let strangers = |used: &BTreeSet<String>, allowed: &[&str]| -> Vec<String> {
        used.iter().filter(ours).filter(|used| !allowed.contains(&used.as_str())).cloned().collect()
    };
    let mut wrong = strangers(&package.uses, rule.uses);
    let in_tests = [rule.uses, rule.tests_use].concat();
    wrong.extend(strangers(&package.tested_with, &in_tests).into_iter().map(|used| format!("{used} (in tests)")));
    for (reserved, holders) in RESERVED {
        if package.uses.contains(*reserved) && !holders.contains(&name) {
            wrong.push((*reserved).to_owned());
        }
    }
    if [PROTOCOL, MACHINES].contains(&name) {
        wrong.extend(IMPURE.iter().filter(|used| package.uses.contains(**used)).map(|used| (*used).to_owned()));
    }
    wrong.into_iter().map(|used| format!("{name} must not use {used}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, uses: &[&str], tested_with: &[&str]) -> Package {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let (uses, tested_with) = (set(uses), set(tested_with));
        Package { name: name.to_owned(), version: "1.0.0".to_owned(), licence: None, uses, tested_with }
    }

    #[test]
    fn an_edge_of_the_architecture_holds_and_one_against_it_is_named() {
        assert_eq!(complaints(&package(ACTORS, &[STORAGE, MACHINES, "ractor", "tokio"], &[])), Vec::<String>::new());
        assert_eq!(complaints(&package(STORAGE, &[ACTORS], &[])), ["homeroom-storage must not use homeroom-actors"]);
        assert_eq!(complaints(&package(HTTP, &["sqlx"], &[])), ["homeroom-http must not use sqlx"]);
        assert_eq!(complaints(&package(MACHINES, &["tokio"], &[])), ["homeroom-machines must not use tokio"]);
    }

    #[test]
    fn tests_may_use_more_than_the_crate_itself() {
        assert_eq!(complaints(&package(LIVEKIT, &[], &[CHILDREN])), Vec::<String>::new());
        assert_eq!(
            complaints(&package(LIVEKIT, &[CHILDREN], &[])),
            ["homeroom-livekit must not use homeroom-children"]
        );
    }

    #[test]
    fn a_crate_without_a_place_is_refused() {
        assert!(complaints(&package("homeroom-helpers", &[], &[]))[0].contains("no place in the layers"));
    }
}
