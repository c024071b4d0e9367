//! The graph of crates as cargo resolved it for this machine.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::failure::Failure;
use crate::program::Program;

/// One crate, ours or somebody else's.
#[derive(Clone, Debug)]
pub(super) struct Package {
    /// Its name.
    pub(super) name: String,
    /// Its version.
    pub(super) version: String,
    /// Its SPDX expression, where it has one.
    pub(super) licence: Option<String>,
    /// The names of what it needs to run, direct only.
    pub(super) uses: BTreeSet<String>,
    /// The names of what only its tests need.
    pub(super) tested_with: BTreeSet<String>,
}

/// Every crate that is compiled for this machine.
#[derive(Debug)]
pub(super) struct Graph {
    /// Ours.
    pub(super) ours: Vec<Package>,
    /// Everybody else's.
    pub(super) others: Vec<Package>,
}

impl Graph {
    pub(super) fn read() -> Result<Self, Failure> {
        // Without a platform cargo would fetch the crates of every operating system there is.
        let said = Program::new("rustc").words("-vV").output()?;
        let host = said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().to_owned();
        let metadata = Program::cargo().words("metadata --format-version 1 --locked --filter-platform").argument(host);
        let text = metadata.output()?;
        let value: Value =
            serde_json::from_str(&text).map_err(|error| Failure::new(format!("cargo metadata: {error}")))?;
        Ok(Self::of(&value))
    }

    /// Reads the parts of `cargo metadata` that matter here.
    pub(super) fn of(metadata: &Value) -> Self {
        let members: BTreeSet<&str> = items(metadata, "workspace_members").filter_map(Value::as_str).collect();
        let names: BTreeMap<&str, &str> =
            items(metadata, "packages").map(|package| (string(package, "id"), string(package, "name"))).collect();
        let nodes: BTreeMap<&str, &Value> = metadata
            .get("resolve")
            .map(|resolve| items(resolve, "nodes").map(|node| (string(node, "id"), node)).collect())
            .unwrap_or_default();
        let (mut ours, mut others) = (Vec::new(), Vec::new());
        for package in items(metadata, "packages") {
            let id = string(package, "id");
            // What the lock file names and nobody turned on is not in the resolved graph.
            let Some(node) = nodes.get(id) else { continue };
            let named = |kind: Option<&str>| -> BTreeSet<String> {
                let of_kind = |dependency: &&Value| {
                    items(dependency, "dep_kinds").any(|entry| entry.get("kind").and_then(Value::as_str) == kind)
                };
                let name = |dependency: &Value| names.get(string(dependency, "pkg")).map(|name| (*name).to_owned());
                items(node, "deps").filter(of_kind).filter_map(name).collect()
            };
            let found = Package {
                name: string(package, "name").to_owned(),
                version: string(package, "version").to_owned(),
                licence: package.get("license").and_then(Value::as_str).map(str::to_owned),
                uses: named(None),
                tested_with: named(Some("dev")),
            };
            if members.contains(id) { ours.push(found) } else { others.push(found) }
        }
        Self { ours, others }
    }
}

fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn string<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_and_test_uses_are_kept_apart_and_what_nobody_turned_on_is_left_out() {
        let metadata = serde_json::json!({
            "workspace_members": ["a"],
            "packages": [
                { "id": "a", "name": "homeroom-a", "version": "1.0.0", "license": "Apache-2.0" },
                { "id": "b", "name": "b", "version": "2.0.0", "license": "MIT" },
                { "id": "c", "name": "c", "version": "3.0.0", "license": null },
                { "id": "d", "name": "d", "version": "4.0.0", "license": "MIT" },
            ],
            "resolve": { "nodes": [
                { "id": "a", "deps": [
                    { "pkg": "b", "dep_kinds": [{ "kind": null }] },
                    { "pkg": "c", "dep_kinds": [{ "kind": "dev" }] },
                ] },
                { "id": "b", "deps": [] },
                { "id": "c", "deps": [] },
            ] },
        });
        let graph = Graph::of(&metadata);
        let names = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(graph.ours.len(), 1);
        assert_eq!((names(&graph.ours[0].uses), names(&graph.ours[0].tested_with)), ("b".to_owned(), "c".to_owned()));
        assert_eq!(graph.others.iter().map(|package| package.name.as_str()).collect::<Vec<_>>(), ["b", "c"]);
    }
}
