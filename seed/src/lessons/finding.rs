//! What the lint says.

use std::fmt;

/// One thing that is wrong, and where.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// Which kind of wrong.
    pub wrong: Wrong,
    /// A few words about this one.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.wrong.code(), self.what)
    }
}

/// The kinds of wrong. Their codes are stable: people put them into the settings of editors.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Wrong {
    /// A file whose name says neither course, lesson nor file of a lesson.
    Name,
    /// Not text in UTF-8, or no front matter.
    Unreadable,
    /// A key that is missing, unknown, there twice, or of the wrong type.
    FrontMatter,
    /// A value that cannot be, as a class of no minutes.
    Value,
    /// A poll without what its kind needs, its right answer above all.
    Poll,
    /// A link to a file that is not there or not listed, or to what is no page.
    Link,
    /// An image without words that say what is to be seen.
    AltText,
    /// Raw HTML.
    Html,
    /// A heading of the first level, which is the title's.
    Heading,
    /// No paragraph that says what the lesson is about.
    Summary,
    /// A file of a kind that pages do not show, too large, or with a script inside.
    File,
}

impl Wrong {
    /// The code that is printed.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Unreadable => "unreadable",
            Self::FrontMatter => "front-matter",
            Self::Value => "value",
            Self::Poll => "poll",
            Self::Link => "link",
            Self::AltText => "alt-text",
            Self::Html => "html",
            Self::Heading => "heading",
            Self::Summary => "summary",
            Self::File => "file",
        }
    }
}

/// The findings of one file, as they are found.
pub(super) struct Findings<'a> {
    pub(super) file: &'a str,
    pub(super) all: &'a mut Vec<Finding>,
}

impl Findings<'_> {
    pub(super) fn add(&mut self, line: usize, wrong: Wrong, what: impl Into<String>) {
        self.all.push(Finding { file: self.file.to_owned(), line, wrong, what: what.into() });
    }
}
