//! How many tests passed and failed, read from what the test programs print.

use std::ops::AddAssign;

/// A sum of tests.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Count {
    /// Those that held.
    pub(crate) passed: u32,
    /// Those that did not.
    pub(crate) failed: u32,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Count {
    /// From Rust's test programs: `test result: ok. 12 passed; 0 failed; …`, one line for each program.
    pub(crate) fn of_rust(printed: &str) -> Self {
        let mut sum = Self::default();
        for line in printed.lines().filter(|line| line.starts_with("test result: ")) {
            sum += Self { passed: before(line, " passed"), failed: before(line, " failed") };
        }
        sum
    }

    /// From Node's: `# pass 3` or `ℹ pass 3`, and the same with `fail` and `cancelled`.
    pub(crate) fn of_node(printed: &str) -> Self {
        let value = |word: &str| -> u32 {
            let marks = [format!("# {word} "), format!("ℹ {word} ")];
            let number =
                |line: &str| marks.iter().find_map(|mark| line.strip_prefix(mark.as_str())?.trim().parse::<u32>().ok());
            printed.lines().filter_map(number).sum()
        };
        Self { passed: value("pass"), failed: value("fail") + value("cancelled") }
    }
}

/// The number that stands before `word`.
fn before(line: &str, word: &str) -> u32 {
    let number = |line: &str| line.split_once(word)?.0.rsplit(' ').next()?.parse().ok();
    number(line).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_several_rust_programs_are_added() {
        let printed = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured\nnoise: 7 failed\n\
                       test result: FAILED. 3 passed; 2 failed; 0 ignored\n";
        assert_eq!(Count::of_rust(printed), Count { passed: 15, failed: 2 });
    }

    #[test]
    fn both_of_nodes_reporters_are_read_and_a_cancelled_test_has_failed() {
        assert_eq!(Count::of_node("# tests 4\n# pass 3\n# fail 1\n# cancelled 0\n"), Count { passed: 3, failed: 1 });
        assert_eq!(Count::of_node("ℹ pass 3\nℹ fail 0\nℹ cancelled 2\n"), Count { passed: 3, failed: 2 });
    }
}
