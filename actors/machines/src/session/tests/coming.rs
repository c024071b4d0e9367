//! Who comes in, as what, and with which device.

use homeroom_protocol::permit::{Role, Tier};

use super::super::{Standing, Why};
use super::*;

#[test]
fn a_join_holds_the_lowest_free_seat_for_a_minute() {
    let mut class = Class::with_seats(2);
    let events = class.joins(MIRA).unwrap();
    let held_until = Some(class.now.plus(std::time::Duration::from_secs(60)));
    assert!(
        matches!(&events[..], [SessionEvent::Seated { seat: Some(1), held_until: until, .. }] if *until == held_until)
    );
    class.passes(59_999);
    assert_eq!(class.seat(MIRA), Some(1));
    class.passes(1);
    assert!(!class.is_in(MIRA), "the hold has ended");
    assert_eq!(code(class.enters_on(MIRA, 0)), Code::NotHere);
}

#[test]
fn the_last_seat_is_given_and_one_beyond_it_watches() {
    let mut class = Class::with_seats(2);
    class.comes(MIRA);
    class.comes(OTTO);
    let events = class.joins(IDA).unwrap();
    assert!(matches!(&events[..], [SessionEvent::Watched { .. }]));
    assert_eq!(class.session.standing(IDA.person()).unwrap().tier, Tier::Overflow);
    assert_eq!(class.seat(IDA), None);
}

#[test]
fn a_watchers_place_is_held_as_a_seat_is() {
    let mut class = Class::with_seats(0);
    class.joins(MIRA).unwrap();
    class.passes(59_999);
    assert!(class.is_in(MIRA));
    class.passes(1);
    assert!(!class.is_in(MIRA));
}

#[test]
fn whoever_gives_the_class_takes_no_seat() {
    let mut class = Class::with_seats(1);
    class.comes(TEACHER);
    class.comes(MIRA);
    assert_eq!(class.seat(MIRA), Some(1));
    let standing = class.session.standing(TEACHER.person()).unwrap();
    let sign_in = TEACHER.device(0);
    assert_eq!(standing, Standing { tier: Tier::Seated, role: Role::Teacher, seat: None, sign_in });
    assert_eq!(class.count(), (2, 0));
}

#[test]
fn joining_again_on_the_same_device_changes_nothing() {
    let mut class = Class::with_seats(2);
    class.joins(MIRA).unwrap();
    assert_eq!(class.joins(MIRA), Ok(vec![]));
    class.enters_on(MIRA, 0).unwrap();
    assert_eq!(class.joins(MIRA), Ok(vec![]));
    assert_eq!(class.seat(MIRA), Some(1));
}

#[test]
fn who_is_in_gets_their_standing_in_the_closing_span_and_nobody_new_is_let_in() {
    let mut class = Class::with_seats(2);
    class.comes(MIRA);
    class.passes(3_600_000);
    assert_eq!(class.joins(MIRA), Ok(vec![]));
    assert_eq!(code(class.joins(OTTO)), Code::NotPermitted);
}

#[test]
fn a_watcher_who_is_here_and_joins_again_gets_a_free_seat_without_a_hold() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    class.comes(OTTO);
    assert_eq!(class.joins(OTTO), Ok(vec![]), "no seat is free");
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    let events = class.joins(OTTO).unwrap();
    assert!(matches!(&events[..], [SessionEvent::Seated { seat: Some(1), held_until: None, .. }]));
    assert_eq!(class.count(), (1, 0));
    class.passes(120_000);
    assert_eq!(class.seat(OTTO), Some(1));
}

#[test]
fn a_watcher_who_has_not_come_yet_gets_a_free_seat_with_a_hold() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    class.joins(OTTO).unwrap();
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    let events = class.joins(OTTO).unwrap();
    assert!(matches!(&events[..], [SessionEvent::Seated { seat: Some(1), held_until: Some(_), .. }]));
}

#[test]
fn more_capacity_is_for_the_next_who_ask() {
    let mut class = Class::with_seats(0);
    class.comes(MIRA);
    class.does(Command::Amend(facts(1))).unwrap();
    assert_eq!(class.seat(MIRA), None);
    class.joins(MIRA).unwrap();
    assert_eq!(class.seat(MIRA), Some(1));
}

#[test]
fn another_device_is_refused_unless_it_takes_over() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    assert_eq!(code(class.joins_on(MIRA, 1, false)), Code::OtherDevice);
    assert_eq!(code(class.enters_on(MIRA, 1)), Code::OtherDevice);
    let events = class.joins_on(MIRA, 1, true).unwrap();
    assert_eq!(events, [SessionEvent::DeviceTaken { person: MIRA.person(), sign_in: MIRA.device(1) }]);
    assert_eq!(code(class.enters_on(MIRA, 0)), Code::OtherDevice, "the device before is out");
    assert_eq!(class.enters_on(MIRA, 1), Ok(vec![]));
    assert_eq!(class.seat(MIRA), Some(1));
}

#[test]
fn a_take_over_puts_the_device_before_out_of_media_room_and_sockets() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    class.joins_on(MIRA, 1, true).unwrap();
    let (person, before) = (MIRA.person(), MIRA.device(0));
    assert_eq!(
        class.effects,
        [
            Effect::RemoveParticipant { person, sign_in: before },
            Effect::CloseSockets { person, sign_in: Some(before), why: Why::OtherDevice },
        ]
    );
}

#[test]
fn only_the_first_socket_makes_a_difference() {
    let mut class = Class::with_seats(1);
    class.joins(MIRA).unwrap();
    let at = class.now;
    assert_eq!(class.enters_on(MIRA, 0), Ok(vec![SessionEvent::Entered { person: MIRA.person(), at }]));
    assert_eq!(class.enters_on(MIRA, 0), Ok(vec![]));
}

#[test]
fn who_never_joined_does_not_come_through_the_door() {
    let mut class = Class::with_seats(1);
    assert_eq!(code(class.enters_on(MIRA, 0)), Code::NotHere);
}

#[test]
fn the_proof_decides_who_comes_in_and_as_what() {
    let mut class = Class::with_seats(1);
    let admission = admission(MIRA, Some(Feature::LiveSeat));
    let claimed =
        |who: Who| Participant { person: who.person(), name: "x".into(), role: Role::Teacher, sign_in: who.device(0) };
    let other = Join { who: claimed(OTTO), admission: admission.clone(), take_over: false };
    assert_eq!(code(class.does(Command::Join(other))), Code::NotEntitled);
    class.does(Command::Join(Join { who: claimed(MIRA), admission, take_over: false })).unwrap();
    assert_eq!(class.session.standing(MIRA.person()).unwrap().role, Role::Student);
}

/// Comes to the door with what a grant with this feature gives, or with nothing.
fn joins_with(class: &mut Class, who: Who, feature: Option<Feature>) -> Result<Vec<SessionEvent>, Refusal> {
    let (person, role) = (who.person(), who.role());
    let admission = admission(who, feature);
    let who = Participant { person, name: "x".into(), role, sign_in: who.device(0) };
    class.does(Command::Join(Join { who, admission, take_over: false }))
}

#[test]
fn who_has_nothing_that_lets_them_in_stays_out_and_whoever_is_in_stays_in() {
    let mut class = Class::with_seats(1);
    assert_eq!(code(joins_with(&mut class, MIRA, None)), Code::NotEntitled);
    class.comes(MIRA);
    assert_eq!(joins_with(&mut class, MIRA, None), Ok(vec![]), "what let them in has ended, the class has not");
    assert_eq!(class.seat(MIRA), Some(1));
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    assert_eq!(code(joins_with(&mut class, MIRA, None)), Code::NotEntitled);
}

#[test]
fn who_may_only_watch_is_given_no_seat_now_or_later() {
    let mut class = Class::with_seats(1);
    let events = joins_with(&mut class, MIRA, Some(Feature::Overflow)).unwrap();
    assert!(matches!(&events[..], [SessionEvent::Watched { .. }]));
    assert_eq!(joins_with(&mut class, MIRA, Some(Feature::Overflow)), Ok(vec![]));
    assert_eq!(joins_with(&mut class, MIRA, None), Ok(vec![]));
    let events = joins_with(&mut class, MIRA, Some(Feature::LiveSeat)).unwrap();
    assert!(matches!(&events[..], [SessionEvent::Seated { seat: Some(1), .. }]));
}

#[test]
fn who_leaves_and_comes_back_under_another_name_is_who_they_were() {
    let mut class = Class::with_seats(2);
    class.comes(MIRA);
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    let (person, role, admission) = (MIRA.person(), MIRA.role(), MIRA.admission());
    let who = Participant { person, name: "Somebody else".to_owned(), role, sign_in: MIRA.device(0) };
    class.does(Command::Join(Join { who, admission, take_over: false })).unwrap();
    class.enters_on(MIRA, 0).unwrap();
    assert_eq!(class.session.you(&class.live, person).unwrap().name, format!("name of {}", MIRA.0));
}
