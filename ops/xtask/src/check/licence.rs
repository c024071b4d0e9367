//! Reading SPDX licence expressions (SPDX 2.3, annex D), as far as crates use them: `OR`, `AND`, `WITH`, parentheses,
//! and the old `/` for `OR`.

/// Licences that ask for nothing but that their text and the authors' names are kept.
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Whether the expression lets us choose permissive licences alone.
pub(super) fn is_permissive(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(&mut rest) && rest.is_empty()
}

/// `a OR b OR …`: one that is permissive is enough. Every part is read, so that the rest is left over.
fn any(words: &mut &[&str]) -> bool {
    let mut holds = all(words);
    while take(words, "OR") {
        holds |= all(words);
    }
    holds
}

/// `a AND b AND …`: each has to be.
fn all(words: &mut &[&str]) -> bool {
    let mut holds = one(words);
    while take(words, "AND") {
        holds &= one(words);
    }
    holds
}

/// A name, a name with an exception, or something in parentheses.
fn one(words: &mut &[&str]) -> bool {
    if take(words, "(") {
        let holds = any(words);
        return take(words, ")") && holds;
    }
    let Some((name, rest)) = words.split_first() else { return false };
    *words = rest;
    let mut full = (*name).to_owned();
    if take(words, "WITH")
        && let Some((exception, rest)) = words.split_first()
    {
        *words = rest;
        full = format!("{full} WITH {exception}");
    }
    PERMISSIVE.contains(&full.as_str())
}

fn take(words: &mut &[&str], word: &str) -> bool {
    match words.split_first() {
        Some((first, rest)) if *first == word => {
            *words = rest;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_permissive;

    #[test]
    fn one_permissive_choice_is_enough_and_every_part_of_a_sum_must_be() {
        for good in
            ["MIT", "GPL-3.0 OR MIT", "MIT/Apache-2.0", "(MIT OR Apache-2.0) AND Unicode-3.0", "Apache-2.0 AND ISC"]
        {
            assert!(is_permissive(good), "{good}");
        }
        for bad in ["GPL-3.0", "MIT AND MPL-2.0", "(MIT OR ISC) AND AGPL-3.0", "", "MIT Apache-2.0"] {
            assert!(!is_permissive(bad), "{bad}");
        }
    }

    #[test]
    fn an_exception_belongs_to_its_licence() {
        assert!(is_permissive("Apache-2.0 WITH LLVM-exception OR GPL-2.0"));
        assert!(!is_permissive("GPL-2.0 WITH Classpath-exception-2.0"));
    }
}
