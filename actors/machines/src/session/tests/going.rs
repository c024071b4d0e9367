//! Who is lost, dropped, goes, and comes back; and what attendance makes of it.

use super::super::{Visit, Why};
use super::*;

fn later(class: &Class, millis: i64) -> Timestamp {
    Timestamp::from_millis(class.now.as_millis() + millis)
}

#[test]
fn who_comes_back_within_the_grace_keeps_the_seat() {
    let mut class = Class::with_seats(2);
    class.comes(MIRA);
    class.comes(OTTO);
    class.loses(MIRA, 1);
    assert_eq!(class.count(), (1, 0), "out of the count at once");
    class.passes(89_999);
    assert_eq!(class.enters_on(MIRA, 0), Ok(vec![]));
    class.connects(MIRA, 2);
    class.passes(500_000);
    assert_eq!(class.seat(MIRA), Some(1));
    assert_eq!(class.count(), (2, 0));
    assert_eq!(class.session.visits(MIRA.person()).len(), 1);
}

#[test]
fn who_does_not_come_back_is_dropped_after_90_seconds_and_was_here_until_last_seen() {
    let mut class = Class::with_seats(2);
    class.comes(MIRA);
    let from = class.now;
    class.passes(10_000);
    let last_seen = class.now;
    class.loses(MIRA, 1);
    class.passes(90_000);
    assert!(!class.is_in(MIRA));
    assert_eq!(class.session.visits(MIRA.person()), [Visit { from, until: Some(last_seen) }]);
    assert_eq!(class.effects, [Effect::RemoveParticipant { person: MIRA.person(), sign_in: MIRA.device(0) }]);
    assert_eq!(code(class.enters_on(MIRA, 0)), Code::NotHere);
}

#[test]
fn who_was_dropped_gets_any_free_seat_when_joining_again() {
    let mut class = Class::with_seats(2);
    class.comes(MIRA);
    class.loses(MIRA, 1);
    class.passes(90_000);
    class.comes(OTTO);
    assert_eq!(class.seat(OTTO), Some(1));
    class.comes(MIRA);
    assert_eq!(class.seat(MIRA), Some(2));
    assert_eq!(class.session.visits(MIRA.person()).len(), 2);
    class.passes(200_000);
    assert!(class.is_in(MIRA), "the loss of the first visit means nothing in the second");
}

#[test]
fn a_second_connection_keeps_a_person_here() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    class.connects(MIRA, 2);
    class.loses(MIRA, 1);
    assert_eq!(class.count(), (1, 0));
    class.passes(100_000);
    assert!(class.is_in(MIRA));
}

#[test]
fn who_leaves_is_out_at_once_and_their_media_and_sockets_are_closed() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    let from = class.now;
    class.passes(5_000);
    let (person, at) = (MIRA.person(), class.now);
    assert_eq!(class.does(Command::Leave { person }), Ok(vec![SessionEvent::Left { person, at }]));
    assert_eq!(
        class.effects,
        [
            Effect::RemoveParticipant { person, sign_in: MIRA.device(0) },
            Effect::CloseSockets { person, sign_in: None, why: Why::Left },
        ]
    );
    assert_eq!(class.session.visits(person), [Visit { from, until: Some(at) }]);
    assert_eq!(class.does(Command::Leave { person }), Ok(vec![]), "who is not here has left");
    assert_eq!(
        class
            .does(Command::Talk { person, wish: TalkWish::Say(Say { text: "hi".into(), reply_to: None }) })
            .unwrap_err()
            .code,
        Code::NotHere
    );
    class.comes(OTTO);
    assert_eq!(class.seat(OTTO), Some(1));
}

#[test]
fn who_leaves_before_coming_frees_the_seat_and_attended_nothing() {
    let mut class = Class::with_seats(1);
    class.joins(MIRA).unwrap();
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    assert_eq!(class.session.visits(MIRA.person()), []);
    class.joins(OTTO).unwrap();
    assert_eq!(class.seat(OTTO), Some(1));
}

#[test]
fn after_a_crash_everyone_counts_as_lost_and_has_the_grace_to_come_back() {
    let mut class = Class::with_seats(2);
    class.comes(MIRA);
    class.comes(OTTO);
    class.crashes();
    assert_eq!(class.count(), (0, 0));
    let last_seen = class.now;
    class.passes(30_000);
    class.connects(MIRA, 7);
    assert_eq!(class.count(), (1, 0));
    class.passes(60_000);
    assert!(class.is_in(MIRA));
    assert!(!class.is_in(OTTO));
    assert_eq!(class.session.visits(OTTO.person()).last().unwrap().until, Some(last_seen));
}

#[test]
fn when_the_relay_is_gone_everyone_is_lost() {
    let mut class = Class::with_seats(2);
    class.comes(MIRA);
    class.comes(OTTO);
    class.observes(Observation::AllGone);
    assert_eq!(class.count(), (0, 0));
    assert_eq!(class.session.deadline(&class.live), Some(later(&class, 90_000)));
}

#[test]
fn a_class_is_idle_when_nobody_is_connected_in_grace_or_held() {
    let mut class = Class::with_seats(2);
    assert!(class.session.is_idle(&class.live));
    class.joins(MIRA).unwrap();
    assert!(!class.session.is_idle(&class.live), "a seat is held");
    class.enters_on(MIRA, 0).unwrap();
    class.connects(MIRA, 1);
    assert!(!class.session.is_idle(&class.live), "she is here");
    class.loses(MIRA, 1);
    assert!(!class.session.is_idle(&class.live), "she has the grace");
    class.passes(90_000);
    assert!(class.session.is_idle(&class.live));
}

#[test]
fn a_drop_that_turns_out_never_to_have_happened_happens_again() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    let before = class.session.clone();
    class.loses(MIRA, 1);
    class.passes(90_000);
    class.passes(900_000);
    // The entries were lost on their way: the durable state is what it was, the live state is kept.
    class.session = before;
    assert_eq!(class.count(), (0, 0));
    class.passes(0);
    assert!(!class.is_in(MIRA));
}

#[test]
fn a_leave_that_turns_out_never_to_have_happened_leaves_nobody_here_for_ever() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    let before = class.session.clone();
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    class.loses(MIRA, 1);
    // As above: she is in again, and her only connection went while she was thought to have left.
    class.session = before;
    assert_eq!(class.count(), (0, 0));
    class.passes(90_000);
    assert!(!class.is_in(MIRA));
}
