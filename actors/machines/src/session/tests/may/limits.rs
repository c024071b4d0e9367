//! What one may again when a wait is over, and with so much of a thing that there can be no more.

use super::*;

#[test]
fn the_wait_that_is_left_goes_by_and_then_one_may_again() {
    let (mut class, _) = class(Phase::Live);
    class.meets(Cause::Slow);
    for (millis, may) in [(29_999, false), (1, true)] {
        class.passes(millis);
        assert_eq!(class.asks_may(OTTO).may.contains(&CommandKind::Say), may);
    }
}

#[test]
fn one_more_hand_than_can_be_seen_is_enough_and_who_is_up_may_be_up() {
    let mut class = Class::with_seats(2);
    class.comes(TEACHER);
    let people: Vec<Who> = (1..).map(Who).filter(|who| who.role() == Role::Student).take(HANDS_MAX + 1).collect();
    for who in &people {
        class.comes(*who);
    }
    let raise = |who: &Who| Command::Floor { person: who.person(), wish: FloorWish::Raise };
    let may = |class: &Class, who: &Who| class.asks_may(*who).may.contains(&CommandKind::RaiseHand);
    let Some((late, early)) = people.split_last() else { panic!("there are some") };
    for who in early {
        assert!(may(&class, late));
        class.does(raise(who)).unwrap();
    }
    assert!(!may(&class, late) && may(&class, &early[0]));
    let not = class.asks_may(*late).may_not.into_iter().find(|not| not.what == CommandKind::RaiseHand).unwrap();
    assert_eq!(
        (not.rule, Some(not.problem)),
        (Some(Rule::Enough), class.tries(raise(late)).err().map(|no| no.problem(None)))
    );
    let lower = FloorWish::LowerAll(HandFilter::All);
    class.does(Command::Floor { person: TEACHER.person(), wish: lower }).unwrap();
    assert!(may(&class, late));
}

#[test]
fn with_as_many_reactions_as_may_wait_one_may_none_until_they_are_settled() {
    let may = |class: &Class| class.asks_may(OTTO).may.contains(&CommandKind::React);
    let (mut one_less, _) = class(Phase::Live);
    one_less.reacts_until(REACTIONS_WAITING_MAX - 1);
    assert!(may(&one_less));
    let (mut class, _) = class(Phase::Live);
    class.meets(Cause::Waiting);
    assert!(!may(&class) && class.asks_may(MIRA).may.contains(&CommandKind::React), "it is of one person");
    class.passes(250);
    assert!(may(&class));
}
