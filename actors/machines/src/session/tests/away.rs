//! We were away when reserved seats were to be released, or when the right to have one back was to end.

use homeroom_protocol::limits::{NO_SHOW_AGAIN, NO_SHOW_GRACE, NO_SHOW_LATE_MAX};
use homeroom_protocol::rest::reservation::Standing;

use super::booking::{HOUR, MINUTE};
use super::*;

fn millis(span: std::time::Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap()
}

/// Mira booked the only seat and sits on it; somebody waits. Then the node is away until so long after the release.
fn away_until(late: i64) -> Class {
    let mut class = Class::before(1, HOUR);
    class.reserves(MIRA).unwrap();
    class.reserves(OTTO).unwrap();
    class.ticks(HOUR - 5 * MINUTE);
    class.comes(MIRA);
    class.passes(6 * MINUTE);
    // Where the node is away nothing is due until it is back, and then everybody has lost their socket.
    class.now = STARTS.plus(NO_SHOW_GRACE);
    class.now = Timestamp::from_millis(class.now.as_millis() + late);
    class.crashes();
    class
}

#[test]
fn who_sat_on_a_booked_seat_when_we_went_away_has_it_again_though_nobody_else_was_missing() {
    let late = millis(NO_SHOW_LATE_MAX);
    for (late, kept) in [(late, false), (late + 1, true)] {
        let mut class = away_until(late);
        assert_eq!(class.session.seats_left().kept_until.is_some(), kept, "{late}");
        // She does not come back within the grace, and is out; whether she finds her seat again is the question.
        class.passes(90_000);
        let standing = if kept { Standing::Reserved } else { Standing::Gone };
        assert_eq!(class.standing(MIRA), standing, "{late}");
        assert_eq!(class.standing(OTTO) == Standing::Offered, !kept, "{late}");
    }
}

#[test]
fn what_was_put_off_is_told_and_comes_when_it_was_put_off_to() {
    let late = millis(NO_SHOW_LATE_MAX) + 1;
    let mut class = away_until(late);
    let until = class.now.plus(NO_SHOW_AGAIN);
    assert_eq!(class.session.seats_left().kept_until, Some(until));
    let seats = class.projected.iter().rev().find_map(|projection| match projection {
        Projection::Seats(seats) => Some(seats.kept_until),
        Projection::Row(_) => None,
    });
    assert_eq!(seats, Some(Some(until)), "whoever reads the list of their seats is told");
    class.passes(90_000);
    assert_eq!(class.place(MIRA).until, Some(until));
    class.passes(until.as_millis() - class.now.as_millis() - 1);
    assert_eq!(class.standing(MIRA), Standing::Reserved);
    class.passes(1);
    assert_eq!((class.standing(MIRA), class.standing(OTTO)), (Standing::Gone, Standing::Offered));
}
