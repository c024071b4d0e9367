//! Whether letters that spell a rule are its words: they begin and end where words do, and what stands between them is
//! what people write to hide a word, and not what parts two innocent ones.

use std::ops::Range;

use unicode_script::{Script, UnicodeScript};

use super::letters::Letter;

/// Letters of a word from which on it is believed when it is spelled out among other single letters, or broken by the marks
/// of sentences. Shorter ones are in `a + s + s` and in `U.S.`.
const LONG_LETTERS: usize = 4;

/// What stands between two letters; of several the last counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// What stands inside no sentence: asterisks, underscores and the like.
    Sign,
    /// The marks of sentences, compound words and sums.
    Mark,
    /// A space.
    Space,
}

impl Gap {
    pub(super) fn of(c: char) -> Self {
        match c {
            c if c.is_whitespace() => Self::Space,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '"' | '/' | '\\' | '(' | ')' | '-' | '–' | '—' | '&'
            | '+' | '=' | '…' | '%' | '<' | '>' => Self::Mark,
            _ => Self::Sign,
        }
    }
}

/// Whether the letters of `range` are the words of a rule, which have so many letters each.
pub(super) fn allow(letters: &[Letter], range: Range<usize>, parts: &[usize]) -> bool {
    if !is_edge(letters, range.start) || !is_edge(letters, range.end) {
        return false;
    }
    let mut start = range.start;
    parts.iter().all(|part| {
        let word = start..start + part;
        start = word.end;
        let parted = word.start == range.start || gap(letters, word.start) > Gap::None;
        parted && is_one_word(letters, &word)
    })
}

/// Whether a word can begin before a letter, and end after the one before.
fn is_edge(letters: &[Letter], at: usize) -> bool {
    at == 0 || at >= letters.len() || gap(letters, at) > Gap::None || is_unspaced(letters, at)
}

/// Whether an alphabet is written without spaces between words on both sides, so that every place is an edge.
fn is_unspaced(letters: &[Letter], at: usize) -> bool {
    let unspaced = |letter: &Letter| {
        let script = letter.read.script();
        [Script::Han, Script::Hiragana, Script::Katakana, Script::Thai, Script::Lao, Script::Khmer, Script::Myanmar]
            .contains(&script)
    };
    letters.get(at).is_some_and(unspaced) || at.checked_sub(1).and_then(|at| letters.get(at)).is_some_and(unspaced)
}

fn gap(letters: &[Letter], at: usize) -> Gap {
    letters.get(at).map_or(Gap::None, |letter| letter.gap)
}

/// Whether letters are one word: written as one, or parted in a way that nobody parts two.
fn is_one_word(letters: &[Letter], word: &Range<usize>) -> bool {
    let inside = word.start + 1..word.end;
    let widest = inside.clone().map(|at| gap(letters, at)).max().unwrap_or(Gap::None);
    if widest == Gap::None {
        return true;
    }
    let is_long = word.len() >= LONG_LETTERS;
    if inside.clone().all(|at| gap(letters, at) > Gap::None) {
        // Spelled out, letter by letter.
        return is_long || !(is_single(letters, word.start.checked_sub(1)) || is_single(letters, Some(word.end)));
    }
    let is_broken_off = || word.clone().any(|at| is_single(letters, Some(at)));
    match widest {
        Gap::None | Gap::Sign => true,
        Gap::Mark => is_long && is_broken_off(),
        Gap::Space => false,
    }
}

/// Whether a letter stands alone.
fn is_single(letters: &[Letter], at: Option<usize>) -> bool {
    let Some(at) = at.filter(|at| *at < letters.len()) else { return false };
    (at == 0 || gap(letters, at) > Gap::None) && (at + 1 == letters.len() || gap(letters, at + 1) > Gap::None)
}
