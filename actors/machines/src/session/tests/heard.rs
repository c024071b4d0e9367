//! Hands of who is heard: given a hand that is up, when its owner has the floor and their page has heard them, then it goes
//! down, once, and nobody else's does.

use homeroom_protocol::frame::floor::{HandFilter, HandOrder};
use homeroom_protocol::journal::v1::floor::FloorEvent;

use super::super::FloorWish;
use super::*;

impl Class {
    fn wants(&mut self, who: Who, wish: FloorWish) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Floor { person: who.person(), wish })
    }

    fn raised(&self) -> Vec<PersonId> {
        self.session.view(&self.live, Feed::Class).floor.hands.iter().map(|hand| hand.person).collect()
    }

    fn grants(&mut self, who: Who) {
        self.wants(TEACHER, FloorWish::Grant(Some(who.person()), 60)).unwrap();
    }
}

/// Mira's hand is up, then Otto's, and Mira has the floor.
fn class() -> Class {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, MIRA, OTTO] {
        class.comes(who);
    }
    for who in [MIRA, OTTO] {
        class.wants(who, FloorWish::Raise).unwrap();
    }
    class.grants(MIRA);
    class
}

fn spoke(who: Who) -> Vec<SessionEvent> {
    vec![SessionEvent::Floor(FloorEvent::Spoke { person: who.person() })]
}

#[test]
fn the_hand_of_who_has_the_floor_and_was_heard_is_down_and_the_floor_goes_on() {
    let mut class = class();
    class.passes(6_000);
    assert_eq!(class.wants(MIRA, FloorWish::Spoke).unwrap(), spoke(MIRA));
    assert_eq!(class.frames.last(), Some(&ClassEvent::HandLowered { person: MIRA.person() }));
    assert_eq!(class.raised(), [OTTO.person()]);
    assert_eq!(class.session.floor_of(), Some(MIRA.person()));
    class.crashes();
    assert_eq!(class.raised(), [OTTO.person()], "a crash puts it up no more");
}

#[test]
fn a_hand_that_goes_up_again_while_its_owner_speaks_stays_until_the_floor_ends() {
    let mut class = class();
    class.wants(MIRA, FloorWish::Spoke).unwrap();
    class.wants(MIRA, FloorWish::Raise).unwrap();
    class.crashes();
    class.comes(MIRA);
    assert_eq!(class.wants(MIRA, FloorWish::Spoke).unwrap(), [], "once in each floor");
    assert_eq!(class.raised(), [OTTO, MIRA].map(Who::person));
    class.passes(60_000);
    assert_eq!(class.raised(), [OTTO.person()], "who has had the floor does not ask any more");
    class.wants(MIRA, FloorWish::Raise).unwrap();
    class.grants(MIRA);
    assert_eq!(class.wants(MIRA, FloorWish::Spoke).unwrap(), spoke(MIRA), "the next floor is another one");
}

#[test]
fn word_of_a_floor_that_is_over_lowers_no_hand_that_went_up_since() {
    let mut class = class();
    class.wants(TEACHER, FloorWish::End).unwrap();
    class.wants(MIRA, FloorWish::Raise).unwrap();
    assert_eq!(class.wants(MIRA, FloorWish::Spoke).unwrap(), []);
    assert_eq!(class.raised(), [OTTO, MIRA].map(Who::person));
}

#[test]
fn nobodys_word_lowers_the_hand_of_another_nor_their_own_without_the_floor() {
    let mut class = class();
    for who in [OTTO, TEACHER] {
        assert_eq!(class.wants(who, FloorWish::Spoke).unwrap(), [], "{who:?}");
    }
    assert_eq!(class.raised(), [MIRA, OTTO].map(Who::person));
    assert_eq!(code(class.wants(IDA, FloorWish::Spoke)), Code::NotHere);
}

#[test]
fn who_is_heard_without_a_hand_changes_nothing_and_a_hand_raised_before_they_are_heard_goes_down() {
    let mut class = class();
    class.wants(MIRA, FloorWish::Lower(None)).unwrap();
    assert_eq!(class.wants(MIRA, FloorWish::Spoke).unwrap(), []);
    class.wants(MIRA, FloorWish::Raise).unwrap();
    assert_eq!(class.wants(MIRA, FloorWish::Spoke).unwrap(), spoke(MIRA));
}

#[test]
fn hands_that_are_put_up_again_are_not_of_who_was_heard_meanwhile_and_the_order_stays_fair() {
    let mut class = class();
    class.wants(TEACHER, FloorWish::SetOrder(HandOrder::LeastSpoken)).unwrap();
    class.passes(6_000);
    class.wants(MIRA, FloorWish::Spoke).unwrap();
    class.wants(TEACHER, FloorWish::LowerAll(HandFilter::All)).unwrap();
    class.wants(TEACHER, FloorWish::Restore).unwrap();
    assert_eq!(class.raised(), [OTTO.person()]);
    class.wants(TEACHER, FloorWish::End).unwrap();
    class.wants(MIRA, FloorWish::Raise).unwrap();
    let spoken: Vec<_> =
        class.session.view(&class.live, Feed::Class).floor.hands.iter().map(|hand| hand.spoken_ms).collect();
    assert_eq!(spoken, [0, 6_000], "what was had is counted, whenever the hand went down");
}
