//! Words nobody should have to read, and what becomes of a text that holds one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::CourseId;
use crate::language::Language;

/// What is done with a text that holds the words of a rule. Of several the strongest counts, which is the last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WordAction {
    /// Asterisks stand in their place, for everybody.
    Mask,
    /// A message is held until staff have looked at it; any other text is not taken. Staff's own go through.
    Hold,
    /// The text is not taken.
    Block,
}

impl WordAction {
    /// Every one there is.
    pub const ALL: &'static [Self] = &[Self::Mask, Self::Hold, Self::Block];

    /// As it is stored and said.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mask => "mask",
            Self::Hold => "hold",
            Self::Block => "block",
        }
    }
}

/// Where a rule holds: in what is said by neither, everywhere.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Reach {
    /// In which course alone.
    pub course: Option<CourseId>,
    /// In courses of which language alone, because the words mean something else in another one.
    pub language: Option<Language>,
}

impl Reach {
    /// Whether it reaches the classes of a course. A course of which nobody says its language has the rules of every
    /// language: a word too many that is masked is a smaller harm than one too few.
    #[must_use]
    pub fn holds_in(&self, course: CourseId, spoken: Option<&Language>) -> bool {
        let its_course = self.course.is_none_or(|of| of == course);
        its_course && self.language.as_ref().is_none_or(|of| spoken.is_none_or(|spoken| spoken == of))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_rule_holds_in_its_course_and_its_language_and_where_no_language_is_known() {
        let (here, there) = (CourseId(Uuid::from_u128(1)), CourseId(Uuid::from_u128(2)));
        let (de, en): (Language, Language) = ("de".parse().unwrap(), "en".parse().unwrap());
        let table = [
            // course, language: here in de, here in en, here in none, there in de
            (None, None, [true, true, true, true]),
            (None, Some(&de), [true, false, true, true]),
            (Some(here), None, [true, true, true, false]),
            (Some(here), Some(&de), [true, false, true, false]),
        ];
        for (course, language, wanted) in table {
            let reach = Reach { course, language: language.cloned() };
            let classes = [(here, Some(&de)), (here, Some(&en)), (here, None), (there, Some(&de))];
            assert_eq!(classes.map(|(course, spoken)| reach.holds_in(course, spoken)), wanted, "{reach:?}");
        }
    }
}
