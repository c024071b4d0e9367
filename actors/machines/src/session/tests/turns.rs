//! In which order hands are given the floor: given a class in which some have spoken, when staff say who is next, then it is
//! who the order says, and everybody can see it coming.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::frame::floor::{HandFilter, HandOrder};
use homeroom_protocol::journal::v1::floor::FloorEvent;
use homeroom_protocol::moderation::Muted;

use super::super::FloorWish;
use super::*;

impl Class {
    fn turns(&mut self, who: Who, wish: FloorWish) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Floor { person: who.person(), wish })
    }

    /// Somebody has the floor for so many milliseconds, and gives it back.
    fn speaks(&mut self, who: Who, millis: i64) {
        self.turns(TEACHER, FloorWish::Grant(Some(who.person()), 60)).unwrap();
        self.passes(millis);
        self.turns(who, FloorWish::End).unwrap();
    }

    /// Who is given the floor where nobody is named.
    fn next(&mut self) -> Result<PersonId, Refusal> {
        let events = self.turns(TEACHER, FloorWish::Grant(None, 60))?;
        let granted = |event: &SessionEvent| {
            let SessionEvent::Floor(FloorEvent::Granted { person, .. }) = event else { return None };
            Some(*person)
        };
        Ok(events.iter().find_map(granted).unwrap())
    }

    fn order(&self) -> HandOrder {
        self.session.view(&self.live, Feed::Class).floor.order
    }

    /// For how long those whose hand is up had the floor, as everybody sees it, in the order in which hands went up.
    fn spoken_ms(&self) -> Vec<u64> {
        self.session.view(&self.live, Feed::Class).floor.hands.iter().map(|hand| hand.spoken_ms).collect()
    }
}

/// Everybody has a seat, and hands go up in this order: Otto, Ida, Mira.
fn class(spoken: &[(Who, i64)], order: HandOrder) -> Class {
    let mut class = Class::with_seats(4);
    for who in [TEACHER, MIRA, OTTO, IDA] {
        class.comes(who);
    }
    for (who, millis) in spoken {
        class.speaks(*who, *millis);
    }
    for who in [OTTO, IDA, MIRA] {
        class.turns(who, FloorWish::Raise).unwrap();
    }
    class.turns(TEACHER, FloorWish::SetOrder(order)).unwrap();
    class
}

/// The journal as it was before times were in it.
fn without_times(journal: &mut [String]) {
    for entry in journal {
        let mut events: Vec<SessionEvent> = serde_json::from_str(entry).unwrap();
        for event in &mut events {
            if let SessionEvent::Floor(FloorEvent::Granted { at, .. } | FloorEvent::Ended { at, .. }) = event {
                *at = None;
            }
        }
        *entry = serde_json::to_string(&events).unwrap();
    }
}

#[test]
fn the_order_is_that_of_hands_until_staff_say_otherwise_and_everybody_is_told() {
    let mut class = class(&[(OTTO, 5_000)], HandOrder::InOrder);
    assert_eq!(class.order(), HandOrder::InOrder);
    let set = class.turns(TEACHER, FloorWish::SetOrder(HandOrder::LeastSpoken)).unwrap();
    assert_eq!(
        set,
        [SessionEvent::Floor(FloorEvent::HandsSet { order: HandOrder::LeastSpoken, by: TEACHER.person() })]
    );
    assert_eq!(class.frames.last(), Some(&ClassEvent::HandsSet { order: HandOrder::LeastSpoken }));
    assert_eq!(class.turns(TEACHER, FloorWish::SetOrder(HandOrder::LeastSpoken)).unwrap(), [], "it is");
    class.crashes();
    assert_eq!(class.order(), HandOrder::LeastSpoken, "a crash forgets nothing");
}

#[test]
fn who_may_not_give_the_floor_does_not_set_its_order() {
    let mut class = class(&[], HandOrder::InOrder);
    class.comes(PETRA);
    for who in [MIRA, PETRA] {
        let refused = class.turns(who, FloorWish::SetOrder(HandOrder::LeastSpoken));
        assert_eq!(code(refused), Code::NotPermitted);
    }
    assert_eq!(code(class.turns(Who(9), FloorWish::SetOrder(HandOrder::LeastSpoken))), Code::NotHere);
    assert_eq!(class.order(), HandOrder::InOrder);
}

#[test]
fn that_the_order_was_set_is_in_the_audit() {
    let mut class = class(&[], HandOrder::InOrder);
    let wish = FloorWish::SetOrder(HandOrder::LeastSpoken);
    let deeds = class.deeds(TEACHER, Command::Floor { person: TEACHER.person(), wish });
    assert_eq!(deeds, [Deed::new(Capacity::Teacher, What::HandsSet).after("least_spoken")]);
}

#[test]
fn who_spoke_least_is_next_and_of_those_alike_whose_hand_went_up_first() {
    let mut class = class(&[(OTTO, 20_000), (MIRA, 5_000), (MIRA, 4_000)], HandOrder::LeastSpoken);
    assert_eq!(class.spoken_ms(), [20_000, 0, 9_000]);
    assert_eq!(class.next().unwrap(), IDA.person());
    class.passes(1_000);
    assert_eq!(class.next().unwrap(), MIRA.person(), "9 s are less than 20");
    class.turns(IDA, FloorWish::Raise).unwrap();
    assert_eq!(class.next().unwrap(), IDA.person(), "1 s is less than 20");
    let mut class = self::class(&[(OTTO, 1_000), (MIRA, 1_000), (IDA, 1_000)], HandOrder::LeastSpoken);
    assert_eq!(class.next().unwrap(), OTTO.person());
}

#[test]
fn what_was_granted_and_not_used_is_not_counted_nor_what_went_beyond_it() {
    let mut class = class(&[], HandOrder::LeastSpoken);
    class.speaks(OTTO, 500);
    class.turns(TEACHER, FloorWish::Grant(Some(IDA.person()), 10)).unwrap();
    class.passes(40_000);
    for who in [OTTO, IDA] {
        class.turns(who, FloorWish::Raise).unwrap();
    }
    assert_eq!(class.spoken_ms(), [0, 500, 10_000], "of Mira, Otto and Ida");
}

#[test]
fn who_has_the_floor_is_not_next_though_their_hand_is_up() {
    for order in HandOrder::ALL {
        let mut class = class(&[], *order);
        assert_eq!(class.next().unwrap(), OTTO.person());
        assert_eq!(class.next().unwrap(), IDA.person(), "{order:?}");
        assert_eq!(class.next().unwrap(), MIRA.person());
        let nobody = class.next().unwrap_err();
        assert_eq!(nobody.problem(None).errors[0].code, "no_hand", "only the hand of who speaks is up");
    }
}

#[test]
fn who_cannot_be_heard_is_passed_over_and_keeps_their_place() {
    let mut class = class(&[(OTTO, 20_000), (MIRA, 5_000)], HandOrder::LeastSpoken);
    class.mutes(TEACHER, IDA, Some(Muted::Mic)).unwrap();
    assert_eq!(class.next().unwrap(), MIRA.person());
    assert_eq!(class.spoken_ms().len(), 3);
}

#[test]
fn time_is_counted_however_the_floor_ends_and_over_a_crash() {
    let ends: [fn(&mut Class); 4] = [
        |class| drop(class.turns(TEACHER, FloorWish::End).unwrap()),
        |class| drop(class.turns(TEACHER, FloorWish::Grant(Some(OTTO.person()), 60)).unwrap()),
        |class| drop(class.mutes(TEACHER, MIRA, Some(Muted::Mic)).unwrap()),
        |class| drop(class.does(Command::Leave { person: MIRA.person() }).unwrap()),
    ];
    for end in ends {
        let mut class = class(&[], HandOrder::LeastSpoken);
        class.turns(TEACHER, FloorWish::Grant(Some(MIRA.person()), 60)).unwrap();
        class.passes(3_000);
        class.crashes();
        class.passes(4_000);
        end(&mut class);
        class.comes(MIRA);
        class.turns(MIRA, FloorWish::Raise).unwrap();
        assert_eq!(class.spoken_ms().last(), Some(&7_000));
    }
}

#[test]
fn of_a_journal_from_before_it_was_counted_nothing_is_counted_and_who_spoke_is_known() {
    let mut class = class(&[(OTTO, 20_000)], HandOrder::LeastSpoken);
    without_times(&mut class.journal);
    class.session = class.replayed();
    assert_eq!(class.spoken_ms(), [0, 0, 0]);
    assert_eq!(class.next().unwrap(), OTTO.person(), "his went up first");
    class.turns(TEACHER, FloorWish::End).unwrap();
    class.turns(OTTO, FloorWish::Raise).unwrap();
    let lowered = class.turns(TEACHER, FloorWish::LowerAll(HandFilter::NotSpoken)).unwrap();
    assert_eq!(lowered.len(), 2, "he has spoken");
}

#[test]
fn when_the_class_is_over_the_order_is_forgotten_with_the_hands() {
    let mut class = class(&[], HandOrder::LeastSpoken);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    assert!(class.session.view(&class.live, Feed::Class).floor.is_empty());
    assert_eq!(code(class.turns(TEACHER, FloorWish::SetOrder(HandOrder::InOrder))), Code::Over);
}
