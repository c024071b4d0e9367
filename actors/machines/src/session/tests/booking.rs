//! Seats before the doors: reservations, who comes with one, and who comes too late.

use homeroom_protocol::journal::v1::Priority;
use homeroom_protocol::limits::WAITLIST_PEOPLE_MAX;
use homeroom_protocol::permit::Tier;
use homeroom_protocol::rest::reservation::{Cause, Place, Standing};

use super::super::projection::SeatsLeft;
use super::*;

pub(super) const MINUTE: i64 = 60_000;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const EVA: Who = Who(4);

impl Class {
    /// A class that is announced so long before its start, in milliseconds.
    pub(super) fn before(capacity: u32, millis: i64) -> Self {
        let mut class = Self::announced(capacity, Timestamp::from_millis(STARTS.as_millis() - millis));
        class.passes(0);
        class
    }

    pub(super) fn reserves(&mut self, who: Who) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Reserve { admission: who.admission() })
    }

    pub(super) fn cancels(&mut self, who: Who) {
        self.does(Command::CancelReservation { person: who.person() }).unwrap();
    }

    pub(super) fn accepts(&mut self, who: Who) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::AcceptOffer { admission: who.admission() })
    }

    pub(super) fn declines(&mut self, who: Who) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::DeclineOffer { person: who.person() })
    }

    pub(super) fn place(&self, who: Who) -> Place {
        self.session.booking(who.person(), self.now)
    }

    pub(super) fn standing(&self, who: Who) -> Standing {
        self.place(who).standing
    }

    pub(super) fn left(&self) -> (u32, u32) {
        let SeatsLeft { left, waiting, .. } = self.session.seats_left();
        (left, waiting)
    }

    /// What was last written of a person.
    pub(super) fn row(&self, who: Who) -> Option<super::super::projection::Row> {
        self.projected.iter().rev().find_map(|projection| match projection {
            Projection::Row(row) if row.person == who.person() => Some(*row),
            Projection::Row(_) | Projection::Seats(_) => None,
        })
    }

    /// Time passes in steps of a second, as an actor would feel it.
    pub(super) fn ticks(&mut self, millis: i64) {
        for _ in 0..millis / 1_000 {
            self.passes(1_000);
        }
        self.passes(millis % 1_000);
    }
}

#[test]
fn the_last_seat_is_reserved_and_one_beyond_it_is_a_place_in_the_line() {
    let mut class = Class::before(2, 24 * HOUR);
    assert_eq!(class.left(), (2, 0));
    for who in [MIRA, OTTO] {
        let at = class.now;
        assert_eq!(class.reserves(who), Ok(vec![SessionEvent::Reserved { person: who.person(), at }]));
    }
    let kept = Timestamp::from_millis(STARTS.as_millis() + 10 * MINUTE);
    assert_eq!(class.place(MIRA), Place { until: Some(kept), ..Place::of(Standing::Reserved) });
    class.reserves(IDA).unwrap();
    class.reserves(EVA).unwrap();
    assert_eq!((class.place(IDA).position, class.place(EVA).position), (Some(1), Some(2)));
    assert_eq!((class.place(IDA).eta, class.left()), (Some(kept), (0, 2)));
}

#[test]
fn reserving_again_changes_nothing_and_so_does_giving_back_what_one_has_not() {
    let mut class = Class::before(1, 24 * HOUR);
    class.reserves(MIRA).unwrap();
    class.reserves(OTTO).unwrap();
    assert_eq!((class.reserves(MIRA), class.reserves(OTTO)), (Ok(vec![]), Ok(vec![])));
    assert_eq!(class.does(Command::CancelReservation { person: IDA.person() }), Ok(vec![]));
    assert_eq!(class.standing(IDA), Standing::Gone);
}

#[test]
fn whoever_gives_the_class_needs_no_reservation() {
    let mut class = Class::before(1, 24 * HOUR);
    assert_eq!(code(class.reserves(TEACHER)), Code::NotPermitted);
}

#[test]
fn a_reserved_seat_is_its_holders_whoever_comes_before_them() {
    let mut class = Class::before(2, 24 * HOUR);
    class.reserves(MIRA).unwrap();
    class.ticks(24 * HOUR - 5 * MINUTE);
    class.comes(OTTO);
    assert_eq!(class.seat(OTTO), Some(1));
    class.comes(IDA);
    assert_eq!(class.session.standing(IDA.person()).unwrap().tier, Tier::Overflow);
    class.comes(MIRA);
    assert_eq!((class.seat(MIRA), class.standing(MIRA)), (Some(2), Standing::Seated));
    assert_eq!(class.row(MIRA).unwrap().standing, Standing::Seated);
    assert_eq!(class.row(OTTO), None, "who never asked for a seat before has no row");
}

#[test]
fn a_seat_whose_holder_has_not_come_is_released_ten_minutes_after_the_start() {
    let mut class = Class::before(1, HOUR);
    class.reserves(MIRA).unwrap();
    class.passes(HOUR + 10 * MINUTE - 1);
    assert_eq!(class.standing(MIRA), Standing::Reserved);
    class.passes(1);
    assert_eq!((class.standing(MIRA), class.left()), (Standing::Gone, (1, 0)));
    assert_eq!(class.row(MIRA).unwrap().cause, Some(Cause::NoShow));
}

#[test]
fn who_comes_after_the_release_stands_before_everybody_who_waits() {
    let mut class = Class::before(1, HOUR);
    class.reserves(MIRA).unwrap();
    class.reserves(OTTO).unwrap();
    class.reserves(IDA).unwrap();
    class.ticks(HOUR + 10 * MINUTE);
    assert_eq!(class.standing(OTTO), Standing::Offered, "the seat goes to the first of the line");
    let events = class.joins(MIRA).unwrap();
    assert!(matches!(
        &events[..],
        [SessionEvent::Watched { .. }, SessionEvent::Waitlisted { priority: Priority::LateHolder, .. }]
    ));
    assert_eq!((class.place(MIRA).position, class.place(IDA).position), (Some(1), Some(2)));
    class.declines(OTTO).unwrap();
    assert_eq!((class.standing(MIRA), class.standing(IDA)), (Standing::Offered, Standing::Waitlisted));
}

#[test]
fn a_late_holder_finds_a_free_seat_as_anybody_does() {
    let mut class = Class::before(1, HOUR);
    class.reserves(MIRA).unwrap();
    class.passes(HOUR + 10 * MINUTE);
    class.comes(MIRA);
    assert_eq!(class.seat(MIRA), Some(1));
}

#[test]
fn seats_are_not_released_because_we_were_away_when_their_people_came() {
    let mut class = Class::before(1, HOUR);
    class.reserves(MIRA).unwrap();
    class.passes(HOUR + 10 * MINUTE + 10_001);
    assert_eq!(class.standing(MIRA), Standing::Reserved);
    class.passes(2 * MINUTE - 1);
    assert_eq!(class.standing(MIRA), Standing::Reserved);
    class.passes(1);
    assert_eq!(class.standing(MIRA), Standing::Gone);
    let mut class = Class::before(1, HOUR);
    class.reserves(MIRA).unwrap();
    class.passes(HOUR + 10 * MINUTE + 10_000);
    assert_eq!(class.standing(MIRA), Standing::Gone, "ten seconds are no absence");
}

#[test]
fn a_storm_makes_no_false_no_shows() {
    let mut class = Class::before(1, HOUR);
    class.reserves(MIRA).unwrap();
    class.passes(HOUR + 8 * MINUTE);
    class.observes(Observation::TurnedAway);
    class.passes(2 * MINUTE - 1);
    class.observes(Observation::TurnedAway);
    class.passes(1);
    assert_eq!(class.standing(MIRA), Standing::Reserved, "it may have been she who was turned away");
    class.passes(2 * MINUTE - 1);
    assert_eq!(class.standing(MIRA), Standing::Reserved);
    class.passes(1);
    assert_eq!(class.standing(MIRA), Standing::Gone, "the storm is over");
    let mut class = Class::before(1, HOUR);
    class.reserves(MIRA).unwrap();
    class.passes(HOUR + 8 * MINUTE);
    class.observes(Observation::TurnedAway);
    class.passes(2 * MINUTE);
    assert_eq!(class.standing(MIRA), Standing::Gone, "two minutes ago is long ago");
}

#[test]
fn a_holder_who_is_lost_before_the_release_has_the_reservation_again() {
    let mut class = Class::before(1, 10 * MINUTE);
    class.reserves(MIRA).unwrap();
    class.joins(MIRA).unwrap();
    class.ticks(MINUTE);
    assert!(!class.is_in(MIRA), "the hold has ended");
    assert_eq!(class.standing(MIRA), Standing::Reserved);
    class.comes(MIRA);
    class.loses(MIRA, 1);
    class.ticks(2 * MINUTE);
    assert_eq!((class.is_in(MIRA), class.standing(MIRA)), (false, Standing::Reserved));
    class.comes(MIRA);
    class.ticks(18 * MINUTE);
    class.loses(MIRA, 1);
    class.ticks(2 * MINUTE);
    assert_eq!(class.standing(MIRA), Standing::Gone, "after the release it is a seat like any other");
    assert_eq!(class.row(MIRA).unwrap().cause, Some(Cause::Left));
}

#[test]
fn who_leaves_has_given_up_the_seat_they_had_reserved() {
    let mut class = Class::before(1, 10 * MINUTE);
    class.reserves(MIRA).unwrap();
    class.reserves(OTTO).unwrap();
    class.comes(MIRA);
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    assert_eq!((class.standing(MIRA), class.standing(OTTO)), (Standing::Gone, Standing::Offered));
}

#[test]
fn reservations_are_kept_when_the_capacity_shrinks_and_more_of_it_is_offered() {
    let mut class = Class::before(2, 24 * HOUR);
    for who in [MIRA, OTTO, IDA] {
        class.reserves(who).unwrap();
    }
    class.does(Command::Amend(facts(1))).unwrap();
    assert_eq!(
        (class.standing(MIRA), class.standing(OTTO), class.left()),
        (Standing::Reserved, Standing::Reserved, (0, 1))
    );
    class.cancels(MIRA);
    assert_eq!(class.standing(IDA), Standing::Waitlisted, "one is reserved, and one may be");
    class.does(Command::Amend(facts(2))).unwrap();
    assert_eq!(class.standing(IDA), Standing::Offered);
}

#[test]
fn who_watches_and_asks_for_a_seat_sits_down_where_one_is_left_and_waits_where_none_is() {
    let mut class = Class::with_seats(0);
    class.comes(MIRA);
    class.comes(OTTO);
    class.reserves(MIRA).unwrap();
    assert_eq!(class.standing(MIRA), Standing::Waitlisted);
    class.cancels(MIRA);
    class.does(Command::Amend(facts(1))).unwrap();
    class.reserves(OTTO).unwrap();
    assert_eq!((class.seat(OTTO), class.count()), (Some(1), (1, 1)));
}

#[test]
fn the_line_holds_ten_thousand_and_not_one_more() {
    let mut class = Class::before(0, 24 * HOUR);
    let admission = |n: usize| {
        let person = PersonId(Uuid::from_u128(1_000_000 + n as u128));
        admission_of(person, Role::Student, Some(Feature::LiveSeat))
    };
    // Not through the scene, which looks at every invariant after every event.
    let moment = Moment { now: class.now, command: CommandId(Uuid::nil()) };
    for n in 0..WAITLIST_PEOPLE_MAX {
        let command = Command::Reserve { admission: admission(n) };
        let events = class.session.decide(&class.live, &moment, command).unwrap();
        class.session.evolve(9, &events[0]);
    }
    let command = Command::Reserve { admission: admission(WAITLIST_PEOPLE_MAX) };
    let refusal = class.session.decide(&class.live, &moment, command).unwrap_err();
    assert_eq!((refusal.code, class.left()), (Code::WaitlistFull, (0, 10_000)));
    class.holds();
}

#[test]
fn when_the_class_is_ended_whoever_waited_is_told_that_it_is_over() {
    let mut class = Class::before(1, 5 * MINUTE);
    class.reserves(MIRA).unwrap();
    class.reserves(OTTO).unwrap();
    class.ticks(6 * MINUTE);
    class.comes(TEACHER);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    for who in [MIRA, OTTO] {
        let row = class.row(who).unwrap();
        assert_eq!((row.standing, row.cause), (Standing::Gone, Some(Cause::Over)));
    }
    assert_eq!((code(class.reserves(IDA)), class.left()), (Code::Over, (0, 0)));
    assert_eq!(class.does(Command::CancelReservation { person: MIRA.person() }), Ok(vec![]));
}

#[test]
fn after_a_crash_reservations_line_and_offers_are_as_they_were() {
    let mut class = Class::before(1, HOUR);
    class.reserves(MIRA).unwrap();
    for who in [OTTO, IDA, EVA] {
        class.reserves(who).unwrap();
    }
    class.cancels(MIRA);
    let before = [MIRA, OTTO, IDA, EVA].map(|who| class.place(who));
    class.crashes();
    assert_eq!([MIRA, OTTO, IDA, EVA].map(|who| class.place(who)), before);
}

#[test]
fn who_may_only_watch_or_holds_nothing_reserves_no_seat_and_takes_none() {
    let mut class = Class::before(1, HOUR);
    for feature in [None, Some(Feature::Overflow)] {
        let reserve = Command::Reserve { admission: admission(MIRA, feature) };
        assert_eq!(code(class.does(reserve)), Code::NotEntitled);
        let accept = Command::AcceptOffer { admission: admission(MIRA, feature) };
        assert_eq!(code(class.does(accept)), Code::NotEntitled);
    }
    assert!(matches!(&class.reserves(MIRA).unwrap()[..], [SessionEvent::Reserved { .. }]));
}
