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
            // A typed answer is right however it is spelt: capitals, marks and spaces are no part of a lesson's facts.
            let folds = vec![Fold::Case, Fold::Accents, Fold::Spaces];
            (PollKind::Typed { folds }, Right::Texts { accepts })
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
        ("from", poll.from.is_some()),
        ("to", poll.to.is_some()),
    ];
    let its: &[&str] = match poll.kind {
        Kind::Single | Kind::Multiple => &["choices", "answer"],
        Kind::Typed => &["accepts"],
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
        PollFront { question, kind, choices: None, answer: None, accepts: None, from: None, to: None }
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
