//! What failed, taken out of what the test programs print: of a long run this is all that anybody wants to read, and
//! where only the output of a run is kept it is all that can be read.

/// The sections Rust's test programs print about their failures.
pub(super) fn of_rust(printed: &str) -> Option<String> {
    let mut inside = false;
    shown(printed.lines().filter(|line| {
        inside = (inside || *line == "failures:") && !line.starts_with("test result: ");
        inside
    }))
}

/// Each `not ok` of Node's TAP with what stands below it, down to the `...` that ends it, two further in than it begins (a
/// `...` elsewhere is where a comparison left lines out); or the last part of the other reporter, which begins with
/// `✖ failing tests:`.
pub(super) fn of_node(printed: &str) -> Option<String> {
    let mut end: Option<usize> = None;
    let tap = shown(printed.lines().filter(|line| {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if text.starts_with("not ok ") {
            end = Some(indent + 2);
        }
        let within = end.is_some();
        if text == "..." && end == Some(indent) {
            end = None;
        }
        within
    }));
    tap.or_else(|| shown(printed.lines().skip_while(|line| !line.ends_with("failing tests:"))))
}

/// One line of each failure in what the two above give: its name.
pub(super) fn names(shown: &str) -> impl Iterator<Item = &str> {
    shown.lines().filter_map(|line| {
        let line = line.trim_start();
        let rust = || line.strip_prefix("---- ")?.strip_suffix(" stdout ----");
        let spec = || line.strip_prefix("✖ ").filter(|name| *name != "failing tests:");
        line.strip_prefix("not ok ").or_else(rust).or_else(spec)
    })
}

fn shown<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_run_of_rust_only_what_failed_is_shown() {
        let printed = "running 2 tests\ntest a ... ok\n\nfailures:\n\n---- b ----\nit broke\n\ntest result: FAILED. 1\n\
                       running 1 test\ntest c ... ok\ntest result: ok.";
        assert_eq!(of_rust(printed), Some("failures:\n\n---- b ----\nit broke\n\n".to_owned()));
        assert_eq!(of_rust("test a ... ok\ntest result: ok."), None);
    }

    #[test]
    fn of_a_long_run_of_node_each_failure_is_shown_with_its_reason() {
        let printed = "TAP version 13\nok 1 - a\n  ---\n  duration_ms: 1\n  ...\n    # Subtest: c\n    not ok 1 - c\n      \
                       ---\n      error: 'it broke'\n        ...\n        + 1\n      ...\n    ok 2 - d\nnot ok 2 - b\n  ---\n  error: '1 subtest \
                       failed'\n  ...\n# tests 4\n# fail 2";
        let wanted = "    not ok 1 - c\n      ---\n      error: 'it broke'\n        ...\n        + 1\n      ...\nnot ok 2 - b\n  ---\n  error: '1 \
                      subtest failed'\n  ...\n";
        assert_eq!(of_node(printed), Some(wanted.to_owned()));
        assert_eq!(of_node("ok 1 - a\n# fail 0"), None);
    }

    #[test]
    fn the_names_of_what_failed_are_had_from_all_of_them() {
        let printed =
            "    not ok 1 - c\n  error: 'it broke'\n---- scenes::b stdout ----\nit broke\n✖ failing tests:\n✖ d (2ms)";
        assert_eq!(names(printed).collect::<Vec<_>>(), ["1 - c", "scenes::b", "d (2ms)"]);
    }

    #[test]
    fn the_other_reporter_of_node_tells_what_failed_at_its_end() {
        let printed = "✔ a (1ms)\n✖ b (2ms)\nℹ fail 1\n\n✖ failing tests:\n\n✖ b (2ms)\n  it broke";
        assert_eq!(of_node(printed), Some("✖ failing tests:\n\n✖ b (2ms)\n  it broke\n".to_owned()));
    }
}
