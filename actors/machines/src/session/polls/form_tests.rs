use homeroom_protocol::pack::polls::Poll;
use homeroom_protocol::poll::{Audience, Shown};

use super::*;

fn typed(folds: Vec<Fold>) -> PollKind {
    PollKind::Typed { folds }
}

fn asked(question: &str, kind: PollKind) -> Ask {
    let shown = Audience { students: Shown::Full, staff: Shown::Full };
    Ask { poll: Poll { question: question.into(), kind }, right: None, anonymous: false, shown }
}

fn choices(n: usize) -> Vec<String> {
    (1..=n).map(|n| format!("choice {n}")).collect()
}

#[test]
fn a_question_of_500_characters_is_asked_and_of_501_not() {
    assert!(check(&asked(&"ü".repeat(500), typed(Vec::new()))).is_ok());
    assert_eq!(check(&asked(&"ü".repeat(501), typed(Vec::new()))).unwrap_err().code, Code::TooLong);
    assert_eq!(check(&asked(" \n", typed(Vec::new()))).unwrap_err().code, Code::Invalid);
}

#[test]
fn two_to_twelve_choices_are_a_poll_and_neither_one_nor_thirteen() {
    for (n, good) in [(1, false), (2, true), (12, true), (13, false)] {
        for kind in [
            PollKind::Single { choices: choices(n) },
            PollKind::Multiple { choices: choices(n) },
            PollKind::Ordering { choices: choices(n) },
        ] {
            assert_eq!(check(&asked("Which?", kind)).is_ok(), good, "{n}");
        }
    }
    let twice = PollKind::Single { choices: vec!["yes".into(), "yes ".into()] };
    assert!(check(&asked("Which?", twice)).is_err());
}

#[test]
fn a_scale_has_two_to_21_numbers() {
    for (from, to, good) in
        [(1, 1, false), (1, 2, true), (-10, 10, true), (0, 21, false), (5, 1, false), (i32::MIN, i32::MAX, false)]
    {
        assert_eq!(check(&asked("How?", PollKind::Scale { from, to })).is_ok(), good, "{from} to {to}");
    }
}

#[test]
fn a_choice_and_a_typed_answer_have_up_to_200_characters() {
    for (n, good) in [(200, true), (201, false)] {
        let long = "ü".repeat(n);
        let kind = PollKind::Single { choices: vec![long.clone(), "other".into()] };
        assert_eq!(check(&asked("Which?", kind)).is_ok(), good);
        assert_eq!(fit(&typed(Vec::new()), Ballot::Text(long)).is_ok(), good);
    }
}

#[test]
fn texts_and_orders_are_never_anonymous() {
    for (kind, good) in [
        (typed(Vec::new()), false),
        (PollKind::Ordering { choices: choices(3) }, false),
        (PollKind::Multiple { choices: choices(3) }, true),
        (PollKind::Scale { from: 1, to: 5 }, true),
    ] {
        assert_eq!(check(&Ask { anonymous: true, ..asked("How?", kind) }).is_ok(), good);
    }
}

#[test]
fn an_answer_fits_its_poll_or_is_refused() {
    let (single, multiple) = (PollKind::Single { choices: choices(3) }, PollKind::Multiple { choices: choices(3) });
    let ordering = PollKind::Ordering { choices: choices(3) };
    let scale = PollKind::Scale { from: -1, to: 1 };
    for (kind, ballot, good) in [
        (&single, Ballot::Choices(vec![3]), true),
        (&single, Ballot::Choices(vec![0]), false),
        (&single, Ballot::Choices(vec![4]), false),
        (&single, Ballot::Choices(vec![1, 2]), false),
        (&single, Ballot::Choices(Vec::new()), false),
        (&single, Ballot::Number(1), false),
        (&multiple, Ballot::Choices(vec![3, 1]), true),
        (&multiple, Ballot::Choices(vec![1, 1]), false),
        (&multiple, Ballot::Choices(Vec::new()), false),
        (&ordering, Ballot::Order(vec![2, 3, 1]), true),
        (&ordering, Ballot::Order(vec![2, 3]), false),
        (&ordering, Ballot::Order(vec![2, 3, 3]), false),
        (&scale, Ballot::Number(-1), true),
        (&scale, Ballot::Number(2), false),
        (&typed(Vec::new()), Ballot::Text(" ".into()), false),
    ] {
        assert_eq!(fit(kind, ballot.clone()).is_ok(), good, "{ballot:?}");
    }
    assert_eq!(fit(&multiple, Ballot::Choices(vec![3, 1])).unwrap(), Ballot::Choices(vec![1, 3]));
}

#[test]
fn what_is_declared_not_to_count_does_not_and_everything_else_does() {
    let right = |folds: Vec<Fold>, accepted: &str, given: &str| {
        let right = Right::Texts { accepts: vec![accepted.into()] };
        is_right(&typed(folds), &right, &Ballot::Text(given.into())).unwrap()
    };
    assert!(right(vec![Fold::Case], "Tethys", "tETHYS") && !right(Vec::new(), "Tethys", "tethys"));
    assert!(right(vec![Fold::Accents], "café", "cafe") && !right(Vec::new(), "café", "cafe"));
    assert!(right(Vec::new(), "caf\u{e9}", "cafe\u{301}"), "two forms of one text are one text");
    assert!(right(vec![Fold::Spaces], "Dead Sea", "  Dead   Sea ") && !right(Vec::new(), "Dead Sea", "Dead  Sea"));
    let km = || Fold::Unit { unit: "km".into() };
    assert!(right(vec![km()], "12", "12 km") && !right(vec![km()], "12", "12 m"));
    let near = |tolerance_thousandths| vec![km(), Fold::Number { tolerance_thousandths }];
    assert!(right(near(100), "3.5", "3,6 km") && !right(near(100), "3.5", "3.601"));
    assert!(right(near(0), "3.50", "3,5") && !right(near(0), "3.5", "3.501"));
}

#[test]
fn a_right_answer_has_to_fit_its_question() {
    let single = PollKind::Single { choices: choices(3) };
    for (right, good) in [
        (Right::Choices { places: vec![3] }, true),
        (Right::Choices { places: vec![4] }, false),
        (Right::Order { places: vec![1, 2, 3] }, false),
        (Right::Opinion, true),
    ] {
        assert_eq!(check(&Ask { right: Some(right), ..asked("Which?", single.clone()) }).is_ok(), good);
    }
}
