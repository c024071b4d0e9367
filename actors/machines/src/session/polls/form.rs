//! What makes a poll, what answers it, and which answers are the same.

use homeroom_protocol::limits::{
    POLL_ACCEPTED_MAX, POLL_ANSWER_CHARACTERS_MAX, POLL_CHOICES_MAX, POLL_CHOICES_MIN, POLL_QUESTION_CHARACTERS_MAX,
    POLL_SCALE_NUMBERS_MAX,
};
use homeroom_protocol::pack::polls::{Fold, PollKind, Right};
use homeroom_protocol::poll::{Ask, Ballot};
use homeroom_protocol::refusal::{Code, Refusal};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Decimals of a number that are compared: tolerances are in thousandths.
const THOUSAND: f64 = 1_000.0;

fn wrong(pointer: &'static str, code: &'static str) -> Refusal {
    Refusal::new(Code::Invalid).field(pointer, code)
}

/// A text that somebody wrote: something, and not too much.
fn text(text: &str, most: usize, pointer: &'static str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(wrong(pointer, "empty"));
    }
    if text.chars().take(most + 1).count() > most {
        return Err(Refusal::new(Code::TooLong).field(pointer, "too_long"));
    }
    Ok(())
}

/// Whether a poll can be asked.
///
/// # Errors
/// `invalid` or `too_long`, with the field.
pub(crate) fn check(ask: &Ask) -> Result<(), Refusal> {
    text(&ask.poll.question, POLL_QUESTION_CHARACTERS_MAX, "/question")?;
    match &ask.poll.kind {
        PollKind::Single { choices } | PollKind::Multiple { choices } | PollKind::Ordering { choices } => {
            if !(POLL_CHOICES_MIN..=POLL_CHOICES_MAX).contains(&choices.len()) {
                return Err(wrong("/choices", "out_of_range"));
            }
            for (n, choice) in choices.iter().enumerate() {
                text(choice, POLL_ANSWER_CHARACTERS_MAX, "/choices")?;
                if choices.iter().take(n).any(|other| other.trim() == choice.trim()) {
                    return Err(wrong("/choices", "twice"));
                }
            }
        }
        PollKind::Scale { from, to } => {
            let numbers = usize::try_from(i64::from(*to) - i64::from(*from) + 1).unwrap_or(0);
            if !(POLL_CHOICES_MIN..=POLL_SCALE_NUMBERS_MAX).contains(&numbers) {
                return Err(wrong("/to", "out_of_range"));
            }
        }
        PollKind::Typed { .. } => {}
    }
    // What people write, and how they order many things, says who they are.
    let tells = matches!(ask.poll.kind, PollKind::Typed { .. } | PollKind::Ordering { .. });
    if ask.anonymous && tells {
        return Err(wrong("/anonymous", "not_for_this_kind"));
    }
    ask.right.as_ref().map_or(Ok(()), |right| check_right(&ask.poll.kind, right))
}

fn check_right(kind: &PollKind, right: &Right) -> Result<(), Refusal> {
    let fits = match (kind, right) {
        (_, Right::Opinion) => true,
        (PollKind::Single { .. } | PollKind::Multiple { .. }, Right::Choices { places }) => {
            fit(kind, Ballot::Choices(places.clone())).is_ok()
        }
        (PollKind::Ordering { .. }, Right::Order { places }) => fit(kind, Ballot::Order(places.clone())).is_ok(),
        (PollKind::Typed { .. }, Right::Texts { accepts }) => {
            (1..=POLL_ACCEPTED_MAX).contains(&accepts.len())
                && accepts.iter().all(|accepted| text(accepted, POLL_ANSWER_CHARACTERS_MAX, "/right").is_ok())
        }
        (_, Right::Choices { .. } | Right::Order { .. } | Right::Texts { .. }) => false,
    };
    if fits { Ok(()) } else { Err(wrong("/right", "does_not_fit")) }
}

/// An answer as it is kept, where it answers such a poll.
///
/// # Errors
/// `invalid` or `too_long`, with the field.
pub(crate) fn fit(kind: &PollKind, ballot: Ballot) -> Result<Ballot, Refusal> {
    let does_not_fit = || wrong("/ballot", "does_not_fit");
    let within = |places: &[u32], choices: &[String]| {
        places.iter().all(|place| usize::try_from(*place).is_ok_and(|place| (1..=choices.len()).contains(&place)))
    };
    match (kind, ballot) {
        (PollKind::Single { choices }, Ballot::Choices(places)) if places.len() == 1 && within(&places, choices) => {
            Ok(Ballot::Choices(places))
        }
        (PollKind::Multiple { choices }, Ballot::Choices(mut places)) => {
            let given = places.len();
            places.sort_unstable();
            places.dedup();
            let fits = !places.is_empty() && places.len() == given && within(&places, choices);
            if fits { Ok(Ballot::Choices(places)) } else { Err(does_not_fit()) }
        }
        (PollKind::Ordering { choices }, Ballot::Order(places)) => {
            let mut sorted = places.clone();
            sorted.sort_unstable();
            sorted.dedup();
            let fits = places.len() == choices.len() && sorted.len() == choices.len() && within(&places, choices);
            if fits { Ok(Ballot::Order(places)) } else { Err(does_not_fit()) }
        }
        (PollKind::Scale { from, to }, Ballot::Number(number)) if (*from..=*to).contains(&number) => {
            Ok(Ballot::Number(number))
        }
        (PollKind::Typed { .. }, Ballot::Text(answer)) => {
            text(&answer, POLL_ANSWER_CHARACTERS_MAX, "/ballot")?;
            Ok(Ballot::Text(answer))
        }
        (
            PollKind::Single { .. }
            | PollKind::Multiple { .. }
            | PollKind::Ordering { .. }
            | PollKind::Scale { .. }
            | PollKind::Typed { .. },
            _,
        ) => Err(does_not_fit()),
    }
}

/// Whether an answer is right; `None` where nothing is.
pub(crate) fn is_right(kind: &PollKind, right: &Right, ballot: &Ballot) -> Option<bool> {
    match (right, ballot) {
        (Right::Opinion, _) => None,
        (Right::Choices { places }, Ballot::Choices(given)) => Some(places == given),
        (Right::Order { places }, Ballot::Order(given)) => Some(places == given),
        (Right::Texts { accepts }, Ballot::Text(given)) => {
            Some(accepts.iter().any(|accepted| are_the_same(kind, accepted, given)))
        }
        (Right::Choices { .. } | Right::Order { .. } | Right::Texts { .. }, _) => Some(false),
    }
}

fn folds(kind: &PollKind) -> &[Fold] {
    match kind {
        PollKind::Typed { folds } => folds,
        PollKind::Single { .. } | PollKind::Multiple { .. } | PollKind::Scale { .. } | PollKind::Ordering { .. } => &[],
    }
}

fn are_the_same(kind: &PollKind, right: &str, given: &str) -> bool {
    let (right, given) = (folded(kind, right), folded(kind, given));
    let tolerance = folds(kind).iter().find_map(|fold| match fold {
        Fold::Number { tolerance_thousandths } => Some(f64::from(*tolerance_thousandths)),
        Fold::Case | Fold::Accents | Fold::Spaces | Fold::Unit { .. } => None,
    });
    let near = tolerance.zip(number(&right)).zip(number(&given));
    right == given
        || near.is_some_and(|((tolerance, right), given)| ((right - given) * THOUSAND).round().abs() <= tolerance)
}

/// A number, with a comma or a point before its decimals.
fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite())
}

/// A text without what does not count; always in one form of Unicode (NFC).
pub(crate) fn folded(kind: &PollKind, given: &str) -> String {
    let mut text: String = given.nfc().collect();
    for fold in folds(kind) {
        text = match fold {
            Fold::Case => text.to_lowercase(),
            Fold::Accents => text.nfd().filter(|letter| !is_combining_mark(*letter)).nfc().collect(),
            Fold::Spaces => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Fold::Unit { unit } => without(&text, unit),
            Fold::Number { .. } => match number(&text) {
                Some(number) => number.to_string(),
                None => text,
            },
        };
    }
    text
}

fn without(text: &str, unit: &str) -> String {
    let trimmed = text.trim_end();
    trimmed.strip_suffix(unit.trim()).map_or(text, str::trim_end).to_owned()
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
