//! Front matter: the part between two lines `---` at the top of a file.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_saphyr::Spanned;

/// What the front matter of `course.md` holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CourseFront {
    pub(super) title: Spanned<String>,
    pub(super) level: Spanned<String>,
    pub(super) language: Spanned<String>,
    pub(super) description: Spanned<String>,
}

/// What the front matter of a lesson holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LessonFront {
    pub(super) title: Spanned<String>,
    pub(super) level: Spanned<String>,
    pub(super) topics: Spanned<Vec<String>>,
    pub(super) minutes: Spanned<u32>,
    pub(super) files: Vec<Spanned<String>>,
    pub(super) polls: Spanned<Vec<Spanned<PollFront>>>,
}

/// A poll as it is written. Which of the keys belong to it, its kind decides.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PollFront {
    pub(super) question: String,
    pub(super) kind: Kind,
    pub(super) choices: Option<Vec<String>>,
    pub(super) answer: Option<Vec<u32>>,
    pub(super) accepts: Option<Vec<String>>,
    /// What may stand behind a typed number.
    pub(super) unit: Option<String>,
    /// By how much a typed number may be off.
    pub(super) tolerance: Option<f64>,
    pub(super) from: Option<i32>,
    pub(super) to: Option<i32>,
}

/// The kinds of polls by their words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Single,
    Multiple,
    Typed,
    Scale,
    Ordering,
}

/// A file in its two parts.
pub(super) struct Document<'a> {
    front: &'a str,
    /// The text.
    pub(super) body: &'a str,
    /// Lines before the text.
    pub(super) lines_before: usize,
}

/// The front matter begins on the second line of its file.
const LINES_BEFORE_FRONT: usize = 1;

/// The line in the file of a place in the front matter.
pub(super) fn line<T>(value: &Spanned<T>) -> usize {
    usize::try_from(value.referenced.line()).unwrap_or(usize::MAX).saturating_add(LINES_BEFORE_FRONT)
}

/// Splits a file; `None`: there is no front matter, or no end of it.
pub(super) fn split(text: &str) -> Option<Document<'_>> {
    let after = text.strip_prefix("---\n")?;
    let end = if after.starts_with("---\n") { 0 } else { after.find("\n---\n")?.saturating_add(1) };
    let (front, rest) = (after.get(..end)?, after.get(end..)?);
    let body = rest.strip_prefix("---\n")?;
    Some(Document { front, body, lines_before: front.lines().count().saturating_add(2) })
}

impl Document<'_> {
    /// Reads the front matter; what is wrong comes with its line in the file.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, (usize, String)> {
        serde_saphyr::from_str(self.front).map_err(|error| {
            let line = error.location().map_or(1, |location| location.line());
            let line = usize::try_from(line).unwrap_or(usize::MAX).saturating_add(LINES_BEFORE_FRONT);
            let said = error.without_snippet().to_string();
            (line, said.lines().next().unwrap_or("not what it should be").to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(front: &str) -> Result<CourseFront, (usize, String)> {
        let text = format!("---\n{front}---\nText.\n");
        split(&text).unwrap().read()
    }

    #[test]
    fn the_text_begins_after_the_second_line_of_dashes() {
        let document = split("---\ntitle: A\nlevel: B\n---\n\nText.\n").unwrap();
        assert_eq!((document.body, document.lines_before), ("\nText.\n", 4));
        assert!(split("Text.\n").is_none());
        assert!(split("---\ntitle: A\n").is_none());
    }

    #[test]
    fn a_key_that_is_unknown_missing_or_there_twice_is_told_with_its_line() {
        let good = "title: A\nlevel: B\nlanguage: en\ndescription: D\n";
        assert_eq!(line(&read(good).unwrap().language), 4);
        let (at, said) = read(&format!("{good}colour: red\n")).err().unwrap();
        assert_eq!((at, said.contains("colour")), (6, true), "{said}");
        let (at, said) = read(&format!("{good}level: C\n")).err().unwrap();
        assert_eq!((at, said.contains("level")), (6, true), "{said}");
        let (_, said) = read("title: A\nlevel: B\nlanguage: en\n").err().unwrap();
        assert!(said.contains("description"), "{said}");
    }
}
