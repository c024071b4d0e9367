//! Offers: to whom, for how long, and what becomes of them.

use homeroom_protocol::journal::v1::SkipReason;
use homeroom_protocol::rest::reservation::{Cause, Skip, Standing};

use super::booking::{EVA, HOUR, MINUTE};
use super::*;

/// A class with one seat that was reserved and given back, and a line of three: the first has an offer.
fn offered(before: i64) -> Class {
    let mut class = Class::before(1, before);
    for who in [MIRA, OTTO, IDA, EVA] {
        class.reserves(who).unwrap();
    }
    class.cancels(MIRA);
    assert_eq!(class.standing(OTTO), Standing::Offered);
    class
}

fn window_of_the_offer(class: &Class, who: Who) -> i64 {
    class.place(who).until.unwrap().as_millis() - class.now.as_millis()
}

#[test]
fn the_window_of_an_offer_shrinks_with_the_time_left() {
    for (before, window) in [
        (8 * HOUR, 2 * HOUR),
        (8 * HOUR - 1, 10 * MINUTE),
        (10 * MINUTE + 1, 10 * MINUTE),
        (10 * MINUTE, MINUTE),
        (1, MINUTE),
    ] {
        assert_eq!(window_of_the_offer(&offered(before), OTTO), window, "{before} ms before the start");
    }
}

#[test]
fn while_it_is_live_who_is_here_has_fifteen_seconds_and_who_is_not_a_minute() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    class.comes(OTTO);
    class.reserves(OTTO).unwrap();
    class.reserves(IDA).unwrap();
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    assert_eq!(window_of_the_offer(&class, OTTO), 15_000);
    let you = class.session.you(&class.live, OTTO.person()).unwrap();
    assert_eq!(you.offer_until, class.place(OTTO).until);
    class.passes(15_000);
    assert_eq!((class.standing(OTTO), window_of_the_offer(&class, IDA)), (Standing::Waitlisted, MINUTE));
}

#[test]
fn an_offer_that_is_accepted_is_a_reservation_like_any_other() {
    let mut class = offered(24 * HOUR);
    let (person, at) = (OTTO.person(), class.now);
    assert_eq!(class.accepts(OTTO), Ok(vec![SessionEvent::OfferAccepted { person, at, held_until: None }]));
    assert_eq!(class.accepts(OTTO), Ok(vec![]), "once is enough");
    class.passes(3 * HOUR);
    assert_eq!((class.standing(OTTO), class.left()), (Standing::Reserved, (0, 2)));
}

#[test]
fn an_offer_that_is_declined_goes_to_the_next_at_once_and_its_person_waits_no_longer() {
    let mut class = offered(24 * HOUR);
    class.declines(OTTO).unwrap();
    assert_eq!((class.standing(OTTO), class.standing(IDA)), (Standing::Gone, Standing::Offered));
    assert_eq!(class.row(OTTO).unwrap().cause, Some(Cause::Declined));
    assert_eq!(code(class.declines(OTTO)), Code::NoOffer);
    assert_eq!(code(class.accepts(OTTO)), Code::NoOffer);
    assert_eq!(code(class.accepts(EVA)), Code::NoOffer, "who waits has none");
}

#[test]
fn an_offer_that_passes_goes_to_the_next_and_its_person_keeps_the_place_and_is_told() {
    let mut class = offered(24 * HOUR);
    class.passes(2 * HOUR - 1);
    assert_eq!(class.standing(OTTO), Standing::Offered);
    class.passes(1);
    let place = class.place(OTTO);
    assert_eq!((place.standing, place.position), (Standing::Waitlisted, Some(1)));
    assert_eq!(place.skipped, Some(Skip { cause: Cause::OfferMissed, at: class.now }));
    assert_eq!(class.row(OTTO).unwrap().skipped, place.skipped);
    assert_eq!((class.standing(IDA), class.place(EVA).position), (Standing::Offered, Some(2)));
}

#[test]
fn the_place_is_kept_once() {
    let mut class = offered(24 * HOUR);
    class.passes(2 * HOUR);
    class.declines(IDA).unwrap();
    assert_eq!(class.standing(OTTO), Standing::Offered, "who missed one is asked again, before those behind");
    class.passes(2 * HOUR);
    assert_eq!((class.standing(OTTO), class.standing(EVA)), (Standing::Gone, Standing::Offered));
    assert_eq!(class.row(OTTO).unwrap().cause, Some(Cause::OfferMissed));
}

#[test]
fn an_offer_of_the_live_class_is_held_for_a_minute_while_its_person_comes_in() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    class.reserves(OTTO).unwrap();
    class.reserves(IDA).unwrap();
    class.passes(20 * MINUTE);
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    class.passes(30_000);
    class.accepts(OTTO).unwrap();
    class.passes(59_999);
    assert_eq!(class.standing(OTTO), Standing::Reserved);
    class.passes(1);
    assert_eq!((class.standing(OTTO), class.standing(IDA)), (Standing::Gone, Standing::Offered));
    class.comes(IDA);
    assert_eq!(class.seat(IDA), Some(1), "coming in is accepting");
}

#[test]
fn who_watches_and_accepts_sits_down_at_once() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    class.comes(OTTO);
    class.reserves(OTTO).unwrap();
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    let events = class.accepts(OTTO).unwrap();
    assert!(matches!(&events[..], [SessionEvent::Seated { seat: Some(1), held_until: None, .. }]));
    assert_eq!((class.count(), class.standing(OTTO)), ((1, 0), Standing::Seated));
}

#[test]
fn nobody_is_offered_a_seat_they_could_not_use_and_everybody_who_waits_is_told() {
    let last = HOUR - 11 * MINUTE;
    let full = || {
        let mut class = Class::with_seats(1);
        class.comes(MIRA);
        class.reserves(OTTO).unwrap();
        class.reserves(IDA).unwrap();
        class
    };
    let mut class = full();
    class.passes(last - 1);
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    assert_eq!(class.standing(OTTO), Standing::Offered);
    let mut class = full();
    class.passes(last - 1);
    assert_eq!(class.reserves(EVA).unwrap().len(), 1);
    class.passes(1);
    for who in [OTTO, IDA, EVA] {
        let row = class.row(who).unwrap();
        assert_eq!((class.standing(who), row.cause), (Standing::Gone, Some(Cause::TooLate)));
        assert_eq!(row.skipped, Some(Skip { cause: Cause::TooLate, at: class.now }));
    }
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    assert_eq!((code(class.reserves(OTTO)), class.left()), (Code::TooLate, (1, 0)));
    class.comes(OTTO);
    assert_eq!(class.seat(OTTO), Some(1), "who comes still finds a free seat");
}

#[test]
fn who_may_not_enter_any_more_is_passed_over_and_told_why() {
    let mut class = offered(24 * HOUR);
    let (person, at) = (OTTO.person(), class.now);
    let skipped = SessionEvent::Skipped { person, reason: SkipReason::NotEntitled, at };
    assert_eq!(class.does(Command::Skip { person }), Ok(vec![skipped]));
    assert_eq!((class.standing(OTTO), class.standing(IDA)), (Standing::Gone, Standing::Offered));
    assert_eq!(class.row(OTTO).unwrap().cause, Some(Cause::NotEntitled));
    assert_eq!(class.does(Command::Skip { person }), Ok(vec![]));
}

#[test]
fn whoever_is_offered_a_seat_is_told_and_nobody_else() {
    let class = offered(24 * HOUR);
    let until = class.place(OTTO).until.unwrap();
    assert_eq!(class.effects, [Effect::TellOffer { person: OTTO.person(), until }]);
}

#[test]
fn a_class_does_not_sleep_over_an_offer() {
    let mut class = offered(24 * HOUR);
    assert!(!class.session.is_idle(&class.live));
    class.accepts(OTTO).unwrap();
    assert!(class.session.is_idle(&class.live));
}

#[test]
fn offers_that_ended_while_we_were_away_do_not_become_others_in_a_class_that_is_over() {
    let mut class = offered(24 * HOUR);
    class.passes(48 * HOUR);
    assert_eq!(class.standing(IDA), Standing::Gone);
    assert!(class.effects.iter().filter(|effect| matches!(effect, Effect::TellOffer { .. })).count() == 1);
}
