//! Polls: from the front matter to the question for the class and the right answer for those who teach.

use homeroom_protocol::pack::polls::{Fold, Poll, PollKind, Right};

use super::front::{Kind, PollFront};

/// A poll has at least so many choices.
const CHOICES_MIN: usize = 2;

/// The question and its right answer, or what is wrong with it.
pub(super) fn read(poll: &PollFront) -> Result<(Poll, Right), String> {
    if poll.question.trim().is_empty() {
        return Err("the question is empty".to_owned());
    }
    only_its_keys(poll)?;
    let (kind, right) = match poll.kind {
        Kind::Single => {
            let (choices, places) = (choices(poll)?, places(poll)?);
            if places.len() != 1 {
                return Err(format!("a poll for one choice has one right answer, not {}", places.len()));
            }
            (PollKind::Single { choices }, Right::Choices { places })
        }
        Kind::Multiple => (PollKind::Multiple { choices: choices(poll)? }, Right::Choices { places: places(poll)? }),
        Kind::Typed => {
            let accepts = poll.accepts.clone().unwrap_or_default();
            if accepts.is_empty() || accepts.iter().any(|text| text.trim().is_empty()) {
                return Err("`accepts` names no right answer".to_owned());
            }
            (PollKind::Typed { folds: folds(poll, &accepts)? }, Right::Texts { accepts })
        }
        Kind::Scale => match (poll.from, poll.to) {
            (Some(from), Some(to)) if from < to => (PollKind::Scale { from, to }, Right::Opinion),
            _ => return Err("a scale goes from a number `from` to a larger one `to`".to_owned()),
        },
        Kind::Ordering => {
            let written = choices(poll)?;
            let mut sorted = written.clone();
            sorted.sort();
            let place = |choice: &String| sorted.iter().position(|other| other == choice).and_then(|n| number(n + 1));
            let places = written.iter().filter_map(place).collect();
            (PollKind::Ordering { choices: sorted }, Right::Order { places })
        }
    };
    Ok((Poll { question: poll.question.clone(), kind }, right))
}

/// What is no part of a typed answer: capitals, marks and spaces are none of a lesson's facts; a unit and a small difference
/// are not where the lesson says so.
fn folds(poll: &PollFront, accepts: &[String]) -> Result<Vec<Fold>, String> {
    let mut folds = vec![Fold::Case];
    if let Some(unit) = &poll.unit {
        if unit.trim().is_empty() {
            return Err("`unit` is empty".to_owned());
        }
        // Folds are done one after the other: here capitals are gone, and marks are not.
        folds.push(Fold::Unit { unit: unit.trim().to_lowercase() });
    }
    folds.extend([Fold::Accents, Fold::Spaces]);
    if let Some(tolerance) = poll.tolerance {
        if accepts.iter().any(|text| text.parse::<f64>().is_err()) {
            return Err("with a `tolerance` each text of `accepts` is a number, without its unit".to_owned());
        }
        folds.push(Fold::Number { tolerance_thousandths: thousandths(tolerance)? });
    }
    Ok(folds)
}

/// A tolerance in thousandths: nothing finer is compared.
fn thousandths(tolerance: f64) -> Result<u32, String> {
    let thousandths = (tolerance * 1_000.0).round();
    if (thousandths / 1_000.0 - tolerance).abs() > f64::EPSILON * tolerance.abs().max(1.0) {
        return Err(format!("`tolerance` has three decimals at most, and {tolerance} has more"));
    }
    // Compared as text, so that a number out of range is none.
    format!("{thousandths}").parse().map_err(|_| format!("`tolerance` goes from 0 to 4294967, not {tolerance}"))
}

/// Whether the answer is a fact and not an opinion.
pub(super) fn has_right_answer(right: &Right) -> bool {
    match right {
        Right::Choices { .. } | Right::Texts { .. } | Right::Order { .. } => true,
        Right::Opinion => false,
    }
}

/// A key that the kind does not know is one somebody believes in.
fn only_its_keys(poll: &PollFront) -> Result<(), String> {
    let given = [
        ("choices", poll.choices.is_some()),
        ("answer", poll.answer.is_some()),
        ("accepts", poll.accepts.is_some()),
        ("unit", poll.unit.is_some()),
        ("tolerance", poll.tolerance.is_some()),
        ("from", poll.from.is_some()),
        ("to", poll.to.is_some()),
    ];
    let its: &[&str] = match poll.kind {
        Kind::Single | Kind::Multiple => &["choices", "answer"],
        Kind::Typed => &["accepts", "unit", "tolerance"],
        Kind::Scale => &["from", "to"],
        Kind::Ordering => &["choices"],
    };
    match given.iter().find(|(key, there)| *there && !its.contains(key)) {
        Some((key, _)) => Err(format!("`{key}` does not belong to a poll of this kind")),
        None => Ok(()),
    }
}

fn choices(poll: &PollFront) -> Result<Vec<String>, String> {
    let choices = poll.choices.clone().unwrap_or_default();
    if choices.len() < CHOICES_MIN {
        return Err(format!("there are {} choices, and {CHOICES_MIN} is the least", choices.len()));
    }
    if choices.iter().any(|choice| choice.trim().is_empty()) {
        return Err("a choice is empty".to_owned());
    }
    match choices.iter().enumerate().find(|(n, choice)| choices.iter().take(*n).any(|other| other == *choice)) {
        Some((_, choice)) => Err(format!("the choice `{choice}` is there twice")),
        None => Ok(choices),
    }
}

/// The right places, ascending.
fn places(poll: &PollFront) -> Result<Vec<u32>, String> {
    let last = poll.choices.as_ref().and_then(|choices| number(choices.len())).unwrap_or(0);
    let mut places = poll.answer.clone().unwrap_or_default();
    if places.is_empty() {
        return Err("`answer` names no right choice".to_owned());
    }
    if let Some(outside) = places.iter().find(|place| **place == 0 || **place > last) {
        return Err(format!("`answer` names choice {outside}, and they go from 1 to {last}"));
    }
    let named = places.len();
    places.sort_unstable();
    places.dedup();
    if places.len() == named { Ok(places) } else { Err("`answer` names a choice twice".to_owned()) }
}

fn number(n: usize) -> Option<u32> {
    u32::try_from(n).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(kind: Kind) -> PollFront {
        let question = "Which?".to_owned();
        PollFront {
            question,
            kind,
            choices: None,
            answer: None,
            accepts: None,
            unit: None,
            tolerance: None,
            from: None,
            to: None,
        }
    }

    fn words(words: &[&str]) -> Option<Vec<String>> {
        Some(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn a_poll_whose_kind_has_a_right_answer_is_refused_without_one() {
        let choices = words(&["a", "b"]);
        for (answer, said) in [
            (None, "names no right choice"),
            (Some(vec![]), "names no right choice"),
            (Some(vec![0]), "they go from 1 to 2"),
            (Some(vec![3]), "they go from 1 to 2"),
            (Some(vec![1, 2]), "has one right answer, not 2"),
        ] {
            let wrong = read(&PollFront { choices: choices.clone(), answer, ..poll(Kind::Single) }).unwrap_err();
            assert!(wrong.contains(said), "{wrong}");
        }
        assert!(read(&poll(Kind::Typed)).is_err());
        assert!(read(&PollFront { accepts: words(&[" "]), ..poll(Kind::Typed) }).is_err());
        assert!(read(&PollFront { from: Some(5), to: Some(5), ..poll(Kind::Scale) }).is_err());
    }

    fn typed(accepts: &[&str], unit: Option<&str>, tolerance: Option<f64>) -> Result<Vec<Fold>, String> {
        let unit = unit.map(str::to_owned);
        let (poll, _) = read(&PollFront { accepts: words(accepts), unit, tolerance, ..poll(Kind::Typed) })?;
        let PollKind::Typed { folds } = poll.kind else { panic!("another kind: {poll:?}") };
        Ok(folds)
    }

    #[test]
    fn a_typed_number_may_have_a_unit_and_be_off_by_a_little_where_the_lesson_says_so() {
        assert_eq!(typed(&["rain"], None, None).unwrap(), [Fold::Case, Fold::Accents, Fold::Spaces]);
        let unit = Fold::Unit { unit: "km".into() };
        let number = Fold::Number { tolerance_thousandths: 100 };
        assert_eq!(
            typed(&["12", "12.5"], Some(" KM"), Some(0.1)).unwrap(),
            [Fold::Case, unit, Fold::Accents, Fold::Spaces, number]
        );
        for (accepts, unit, tolerance, said) in [
            ("12", Some(" "), None, "`unit` is empty"),
            ("12 km", Some("km"), Some(1.0), "each text of `accepts` is a number"),
            ("12", None, Some(0.000_5), "three decimals at most"),
            ("12", None, Some(-1.0), "goes from 0"),
            ("12", None, Some(4_294_968.0), "goes from 0"),
        ] {
            let wrong = typed(&[accepts], unit, tolerance).unwrap_err();
            assert!(wrong.contains(said), "{wrong}");
        }
        assert!(typed(&["12"], None, Some(4_294_967.0)).is_ok());
    }

    #[test]
    fn a_key_of_another_kind_is_refused() {
        let scale = PollFront { from: Some(1), to: Some(5), answer: Some(vec![1]), ..poll(Kind::Scale) };
        assert_eq!(read(&scale).unwrap_err(), "`answer` does not belong to a poll of this kind");
    }

    #[test]
    fn what_is_to_be_ordered_leaves_in_the_order_of_the_alphabet_and_the_right_order_apart_from_it() {
        let ordering = PollFront { choices: words(&["north", "east", "south"]), ..poll(Kind::Ordering) };
        let (poll, right) = read(&ordering).unwrap();
        assert_eq!(poll.kind, PollKind::Ordering { choices: words(&["east", "north", "south"]).unwrap() });
        assert_eq!(right, Right::Order { places: vec![2, 1, 3] });
    }
}
