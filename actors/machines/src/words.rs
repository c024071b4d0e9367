//! The word filter: finds the words of rules in a text, however they are written, and says what becomes of it.
//!
//! A rule is whole words and never a part of one. Letters that look alike, marks on them, digits and signs in their place,
//! letters drawn out, and signs or spaces between them do not hide a word; how much of that is believed is in `gaps` and
//! `letters`, because each trick that is seen through is also a way to be wrong about an innocent text. A set of rules is
//! compiled once, and looking is a walk over the text for each way of reading it: it never depends on how many rules there
//! are, and takes microseconds.

mod gaps;
mod letters;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use homeroom_protocol::words::WordAction;

use self::letters::{Letter, Lettered, readings};

/// Letters of a rule, at least: one alone is in every text.
pub const RULE_LETTERS_MIN: usize = 2;
/// Characters of a rule, at most: a phrase and not a text.
pub const RULE_CHARACTERS_MAX: usize = 80;
/// Rules that hold in one course, at most: they are held in memory once for each course that has some of its own.
pub const RULES_MAX: usize = 2_000;

/// One rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// The word, or words that follow each other.
    pub words: String,
    /// What is done with a text that holds it.
    pub action: WordAction,
}

/// Why a rule is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadRule {
    /// It has fewer than [`RULE_LETTERS_MIN`] letters.
    TooShort,
    /// It has more than [`RULE_CHARACTERS_MAX`] characters.
    TooLong,
}

impl Rule {
    /// Whether these words can be a rule's.
    ///
    /// # Errors
    /// Why not.
    pub fn check(words: &str) -> Result<(), BadRule> {
        if words.chars().take(RULE_CHARACTERS_MAX + 1).count() > RULE_CHARACTERS_MAX {
            return Err(BadRule::TooLong);
        }
        if letters::plain(words).len() < RULE_LETTERS_MIN { Err(BadRule::TooShort) } else { Ok(()) }
    }
}

/// Where a rule was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Which rule, by its place among those that were compiled.
    pub rule: usize,
    /// What is done with the text.
    pub action: WordAction,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
}

/// What becomes of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is as it was.
    Clean,
    /// It reads like this.
    Masked(String),
    /// It reads like this, and somebody has to look at it first.
    Held(String),
    /// It is not taken.
    Blocked,
}

/// A compiled set of rules; cheap to clone. Two are the same where they were compiled together.
#[derive(Clone, Default)]
pub struct Filter(Option<Arc<Compiled>>);

struct Compiled {
    automaton: AhoCorasick,
    patterns: Vec<Pattern>,
}

/// One way in which a rule's letters can be read.
struct Pattern {
    rule: usize,
    action: WordAction,
    /// Letters of each of its words.
    parts: Vec<usize>,
    /// Whether this reading is of letters that only look like the rule's, so that one of its own has to be among them.
    lookalike: bool,
}

impl Filter {
    /// Compiles rules; those that are none ([`Rule::check`]), and those after [`RULES_MAX`], are left out.
    #[must_use]
    pub fn compile(rules: &[Rule]) -> Self {
        let mut patterns = Vec::new();
        let mut texts: Vec<String> = Vec::new();
        for (at, rule) in rules.iter().enumerate().take(RULES_MAX) {
            if Rule::check(&rule.words).is_err() {
                continue;
            }
            for (word, lookalike) in letters::of_rule(&rule.words) {
                texts.push(word.concat());
                let parts = word.iter().map(|part| part.chars().count()).collect();
                patterns.push(Pattern { rule: at, action: rule.action, parts, lookalike });
            }
        }
        if texts.is_empty() {
            return Self::default();
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&texts);
        Self(automaton.ok().map(|automaton| Arc::new(Compiled { automaton, patterns })))
    }

    /// Whether it has no rules.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Where rules are found, in the order of the text; each rule once at a place.
    #[must_use]
    pub fn hits(&self, text: &str) -> Vec<Hit> {
        let Some(compiled) = &self.0 else { return Vec::new() };
        let mut hits = Vec::new();
        for reading in readings(text) {
            compiled.find(text, &reading, &mut hits);
        }
        hits.sort_by_key(|hit| (hit.at.start, hit.at.end, hit.rule));
        hits.dedup();
        hits
    }

    /// What becomes of a text.
    #[must_use]
    pub fn look(&self, text: &str) -> Verdict {
        let hits = self.hits(text);
        match hits.iter().map(|hit| hit.action).max() {
            None => Verdict::Clean,
            Some(WordAction::Mask) => Verdict::Masked(masked(text, &hits)),
            Some(WordAction::Hold) => {
                let masks: Vec<_> = hits.into_iter().filter(|hit| hit.action == WordAction::Mask).collect();
                Verdict::Held(masked(text, &masks))
            }
            Some(WordAction::Block) => Verdict::Blocked,
        }
    }

    /// A text in which whatever a rule was found for is masked, whatever the rule asks for: a name cannot be refused.
    #[must_use]
    pub fn masks_all(&self, text: &str) -> Option<String> {
        let hits = self.hits(text);
        (!hits.is_empty()).then(|| masked(text, &hits))
    }
}

impl Compiled {
    fn find(&self, text: &str, reading: &Lettered, hits: &mut Vec<Hit>) {
        for found in self.automaton.find_overlapping_iter(&reading.text) {
            let Some(pattern) = self.patterns.get(found.pattern().as_usize()) else { continue };
            let (Some(start), Some(end)) = (reading.letter_at(found.start()), reading.letter_at(found.end())) else {
                continue;
            };
            if !gaps::allow(&reading.letters, start..end, &pattern.parts) {
                continue;
            }
            let Some(at) = span(&reading.letters, start..end) else { continue };
            let of_its_own = text.get(at.clone()).is_some_and(|source| !source.is_ascii());
            if !pattern.lookalike || of_its_own {
                hits.push(Hit { rule: pattern.rule, action: pattern.action, at });
            }
        }
    }
}

/// The bytes of the source that letters came from.
fn span(letters: &[Letter], range: Range<usize>) -> Option<Range<usize>> {
    let found = letters.get(range)?;
    Some(found.first()?.from..found.last()?.to)
}

/// A text with an asterisk for each character of what was found that is not a space.
fn masked(text: &str, hits: &[Hit]) -> String {
    let is_hit = |at: usize| hits.iter().any(|hit| hit.at.contains(&at));
    let mask = |(at, c): (usize, char)| if !c.is_whitespace() && is_hit(at) { '*' } else { c };
    text.char_indices().map(mask).collect()
}

impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, Some(_)) | (Some(_), None) => false,
        }
    }
}

impl Eq for Filter {}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let patterns = self.0.as_ref().map_or(0, |compiled| compiled.patterns.len());
        write!(f, "Filter({patterns} patterns)")
    }
}
