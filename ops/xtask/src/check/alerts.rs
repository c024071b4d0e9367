//! The alert rules: every metric that one names is written by some code. A rule over a name that nobody writes any more is
//! silent, and looks as if all were well.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::project;

/// The rules, from the project's root.
const RULES: &str = "ops/alerts/homeroom.yml";
/// How the names of our metrics begin.
const PREFIX: &str = "homeroom_";
/// What Prometheus puts behind the name of a histogram.
const OF_A_HISTOGRAM: &[&str] = &["_bucket", "_sum", "_count"];
/// Where code is that counts something in a server.
const WRITERS: &[&str] = &["actors", "http", "ops/node", "protocol", "storage"];

pub(super) fn check() -> Result<String, Failure> {
    let path = project::root().join(RULES);
    let rules = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
    let mut written = BTreeSet::new();
    for file in project::files()?.iter().filter(|file| writes(file)) {
        let path = project::root().join(file);
        written.extend(literals(&fs::read_to_string(&path).map_err(Failure::file("read", &path))?));
    }
    let unknown: Vec<String> = named(&rules).into_iter().filter(|name| !is_written(name, &written)).collect();
    if unknown.is_empty() {
        let alerts = rules.lines().filter(|line| line.trim_start().starts_with("- alert:")).count();
        return Ok(format!("{alerts} alerts, over metrics that are there"));
    }
    Err(Failure::new(format!("{RULES} names what no code writes: {}", unknown.join(", "))))
}

/// Whether a file is of what runs in a server, and no test.
fn writes(file: &Path) -> bool {
    let is_test = file.iter().any(|part| part == "tests" || part == "tests.rs");
    let is_rust = file.extension().is_some_and(|extension| extension == "rs");
    is_rust && !is_test && WRITERS.iter().any(|folder| file.starts_with(folder))
}

/// The metrics that rules name outside of comments.
fn named(rules: &str) -> BTreeSet<String> {
    let lines = rules.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.flat_map(words).filter(|word| word.starts_with(PREFIX)).map(str::to_owned).collect()
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

/// The names of metrics that stand in quotes.
fn literals(code: &str) -> BTreeSet<String> {
    let names = code.split('"').filter(|part| part.starts_with(PREFIX));
    names.filter(|part| words(part).count() == 1).map(str::to_owned).collect()
}

fn is_written(name: &str, written: &BTreeSet<String>) -> bool {
    let of_a_histogram = OF_A_HISTOGRAM.iter().filter_map(|end| name.strip_suffix(end));
    written.contains(name) || of_a_histogram.into_iter().any(|name| written.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_as_they_are_name_nothing_that_is_not_written() {
        assert!(check().unwrap().ends_with("alerts, over metrics that are there"));
    }

    #[test]
    fn a_metric_that_was_renamed_is_found_and_one_in_a_comment_is_none() {
        let written =
            literals("counter!(\"homeroom_joins_total\", \"of\" => x); const S: &str = \"homeroom_took_seconds\";");
        let rules =
            "# homeroom_old\nexpr: rate(homeroom_join_total[5m]) > 0 or homeroom_took_seconds_bucket{le=\"1\"} > 2\n";
        let unknown: Vec<_> = named(rules).into_iter().filter(|name| !is_written(name, &written)).collect();
        assert_eq!(unknown, ["homeroom_join_total"]);
        assert!(is_written("homeroom_joins_total", &written));
        assert!(literals("\"homeroom jobs\" \"homeroom_a b\"").is_empty());
    }
}
