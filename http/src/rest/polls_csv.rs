//! Polls as a table: of one with names a row for each person, of one without a row for each answer and how often it was
//! given.

use homeroom_protocol::pack::polls::PollKind;
use homeroom_protocol::poll::{Ballot, Tally};
use homeroom_protocol::rest::polls::{PollRecord, PollReport};

use crate::rest::table::{Table, words};

const COLUMNS: [&str; 9] =
    ["poll", "question", "asked", "closed", "anonymous", "name", "person_id", "answer", "right_or_count"];

/// The table.
pub(crate) fn table(report: &PollReport) -> Table {
    let mut table = Table::of(&COLUMNS);
    for (number, poll) in (1..).zip(&report.polls) {
        rows(&mut table, number, poll);
    }
    table
}

fn rows(table: &mut Table, number: u32, poll: &PollRecord) {
    let mut row = |name: String, person: String, answer: &str, what: String| {
        table.row([
            number.to_string(),
            words(&poll.poll.question),
            poll.at.to_string(),
            poll.closed_at.map(|at| at.to_string()).unwrap_or_default(),
            if poll.anonymous { "yes" } else { "no" }.to_owned(),
            name,
            person,
            words(answer),
            what,
        ]);
    };
    let kind = &poll.poll.kind;
    for one in &poll.answers {
        let right = one.right.map(|right| if right { "right" } else { "wrong" }).unwrap_or_default();
        row(words(&one.name), one.person_id.to_string(), &answer(kind, &one.ballot), right.to_owned());
    }
    if poll.anonymous {
        for (answer, count) in poll.tally.iter().flat_map(|tally| counts(kind, tally)) {
            row(String::new(), String::new(), &answer, count.to_string());
        }
    }
}

/// An answer in the words of the poll.
fn answer(kind: &PollKind, ballot: &Ballot) -> String {
    match ballot {
        Ballot::Text(text) => text.clone(),
        Ballot::Number(number) => number.to_string(),
        Ballot::Choices(places) | Ballot::Order(places) => named(kind, places),
    }
}

/// Choices by their words, several one after the other.
fn named(kind: &PollKind, places: &[u32]) -> String {
    let choices = match kind {
        PollKind::Single { choices } | PollKind::Multiple { choices } | PollKind::Ordering { choices } => {
            choices.as_slice()
        }
        PollKind::Typed { .. } | PollKind::Scale { .. } => &[],
    };
    let choice = |place: &u32| usize::try_from(*place).ok().and_then(|place| choices.get(place.checked_sub(1)?));
    places.iter().filter_map(choice).map(String::as_str).collect::<Vec<_>>().join("; ")
}

/// Each answer and how often it was given.
fn counts(kind: &PollKind, tally: &Tally) -> Vec<(String, u32)> {
    match kind {
        PollKind::Single { choices } | PollKind::Multiple { choices } => {
            choices.iter().cloned().zip(tally.counts.iter().copied()).collect()
        }
        PollKind::Scale { from, .. } => {
            (*from..).map(|number| number.to_string()).zip(tally.counts.iter().copied()).collect()
        }
        PollKind::Typed { .. } => tally.texts.iter().map(|(text, count)| (text.clone(), *count)).collect(),
        PollKind::Ordering { .. } => tally.orders.iter().map(|one| (named(kind, &one.order), one.votes)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::pack::polls::Fold;
    use homeroom_protocol::poll::OrderCount;

    use super::*;

    fn three() -> Vec<String> {
        ["Rain", "Rivers", "Wind"].map(str::to_owned).into()
    }

    #[test]
    fn an_answer_of_each_kind_is_in_the_words_of_the_poll() {
        for (kind, ballot, said) in [
            (PollKind::Single { choices: three() }, Ballot::Choices(vec![2]), "Rivers"),
            (PollKind::Multiple { choices: three() }, Ballot::Choices(vec![1, 3]), "Rain; Wind"),
            (PollKind::Typed { folds: vec![Fold::Case] }, Ballot::Text("a Spring".into()), "a Spring"),
            (PollKind::Scale { from: -2, to: 2 }, Ballot::Number(-2), "-2"),
            (PollKind::Ordering { choices: three() }, Ballot::Order(vec![3, 1, 2]), "Wind; Rain; Rivers"),
            (PollKind::Single { choices: three() }, Ballot::Choices(vec![0, 4]), ""),
        ] {
            assert_eq!(answer(&kind, &ballot), said);
        }
    }

    #[test]
    fn answers_without_names_are_counted_by_the_words_of_each_kind() {
        let of = |tally: Tally, kind| counts(&kind, &tally);
        let tally = |counts: &[u32]| Tally { counts: counts.to_vec(), ..Tally::default() };
        let named = |all: &[(&str, u32)]| all.iter().map(|(word, n)| ((*word).to_owned(), *n)).collect::<Vec<_>>();
        for kind in [PollKind::Single { choices: three() }, PollKind::Multiple { choices: three() }] {
            assert_eq!(of(tally(&[4, 0, 2]), kind), named(&[("Rain", 4), ("Rivers", 0), ("Wind", 2)]));
        }
        let scale = PollKind::Scale { from: -1, to: 1 };
        assert_eq!(of(tally(&[1, 2, 3]), scale), named(&[("-1", 1), ("0", 2), ("1", 3)]));
        let texts = [("a spring".to_owned(), 5)].into();
        assert_eq!(
            of(Tally { texts, ..Tally::default() }, PollKind::Typed { folds: Vec::new() }),
            named(&[("a spring", 5)])
        );
        let orders = vec![OrderCount { order: vec![2, 1, 3], votes: 6 }];
        assert_eq!(
            of(Tally { orders, ..Tally::default() }, PollKind::Ordering { choices: three() }),
            named(&[("Rivers; Rain; Wind", 6)])
        );
    }
}
