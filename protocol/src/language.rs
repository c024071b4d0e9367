//! Languages, as rules of the word filter and courses have them: the first part of a BCP 47 tag, as `de` of `de-AT`.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// Letters of a language, at least and at most: ISO 639-1 has two, ISO 639-2 three. Longer ones are kept for a registry
/// (RFC 5646 section 2.2.1) that has none.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=3;
/// Characters of any later part of a tag, at most (RFC 5646 section 2.1).
const SUBTAG_CHARACTERS_MAX: usize = 8;
/// Codes of ISO 639-2 that name no language: several, none of those there are, not known, not a language.
const NO_LANGUAGE: [&str; 4] = ["mul", "mis", "und", "zxx"];

/// A language: two or three lower-case letters of ASCII, the primary subtag of BCP 47.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Language(String);

/// A text that is the tag of no language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadLanguage;

impl fmt::Display for BadLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bad_language: a language is two or three letters, as `de`")
    }
}

impl std::error::Error for BadLanguage {}

impl Language {
    /// The language of a whole tag, as `en` of `en-GB`; `None`: the tag is well written and names no one language, as
    /// `mul` does, which is several.
    ///
    /// # Errors
    /// When it is no tag.
    pub fn of_tag(tag: &str) -> Result<Option<Self>, BadLanguage> {
        let (primary, rest) = tag.split_once('-').map_or((tag, None), |(primary, rest)| (primary, Some(rest)));
        let is_subtag = |part: &str| {
            (1..=SUBTAG_CHARACTERS_MAX).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let is_primary = LETTERS.contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
        if !is_primary || !rest.is_none_or(|rest| rest.split('-').all(is_subtag)) {
            return Err(BadLanguage);
        }
        let primary = primary.to_ascii_lowercase();
        Ok((!NO_LANGUAGE.contains(&primary.as_str())).then_some(Self(primary)))
    }

    /// As it is stored and said.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Language {
    type Err = BadLanguage;

    /// Reads a language that stands alone: a longer tag, and one that names no one language, are none.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('-') {
            return Err(BadLanguage);
        }
        Self::of_tag(text)?.ok_or(BadLanguage)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_tag(tag: &str) -> Result<Option<String>, BadLanguage> {
        Language::of_tag(tag).map(|language| language.map(|language| language.to_string()))
    }

    #[test]
    fn a_language_is_the_first_part_of_a_tag_in_small_letters() {
        for (tag, language) in [("de", "de"), ("DE", "de"), ("en-GB", "en"), ("zh-Hant-TW", "zh"), ("gsw", "gsw")] {
            assert_eq!(of_tag(tag), Ok(Some(language.to_owned())), "{tag}");
        }
        for tag in ["mul", "und", "MIS", "zxx", "mul-x-course"] {
            assert_eq!(of_tag(tag), Ok(None), "{tag}");
        }
    }

    #[test]
    fn two_and_three_letters_are_a_language_and_one_and_four_are_none() {
        for tag in
            ["", "d", "germ", "d3", "дe", "de-", "-de", "de--AT", "de-Österreich", "de-123456789", "de_AT", " de"]
        {
            assert_eq!(of_tag(tag), Err(BadLanguage), "{tag}");
        }
        assert_eq!(of_tag("de-12345678"), Ok(Some("de".to_owned())));
    }

    #[test]
    fn a_rule_has_a_language_and_nothing_else() {
        assert_eq!("De".parse::<Language>().unwrap().as_str(), "de");
        for text in ["de-AT", "mul", "german", ""] {
            let said = text.parse::<Language>().unwrap_err().to_string();
            assert!(said.starts_with("bad_language: "), "{said}");
        }
    }
}
