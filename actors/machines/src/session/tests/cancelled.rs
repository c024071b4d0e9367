//! A class that staff cancel: everybody who counted on it is told once, and nobody has anything any more.

use homeroom_protocol::permit::Phase;
use homeroom_protocol::rest::reservation::{Cause, Standing};

use super::booking::{EVA, HOUR, MINUTE};
use super::*;

fn told(class: &Class) -> Vec<PersonId> {
    let told = class.effects.iter().filter_map(|effect| match effect {
        Effect::TellCancelled { person } => Some(*person),
        Effect::RemoveParticipant { .. }
        | Effect::CloseRoom
        | Effect::SetPublishing { .. }
        | Effect::CloseSockets { .. }
        | Effect::CloseAll
        | Effect::RecordEnd { .. }
        | Effect::Project(_)
        | Effect::FileAttendance(_)
        | Effect::TellOffer { .. }
        | Effect::KeepBan(_)
        | Effect::OpenAppeal(_)
        | Effect::OpenCase(_) => None,
    });
    told.collect()
}

#[test]
fn whoever_has_a_seat_an_offer_or_a_place_is_told_once_and_has_nothing_any_more() {
    let mut class = Class::before(2, 20 * HOUR);
    for who in [MIRA, OTTO, IDA, EVA] {
        class.reserves(who).unwrap();
    }
    class.cancels(OTTO);
    assert_eq!(
        [MIRA, IDA, EVA].map(|who| class.standing(who)),
        [Standing::Reserved, Standing::Offered, Standing::Waitlisted]
    );
    class.does(Command::Cancel).unwrap();
    let again = class.does(Command::Cancel).unwrap();
    assert!(again.is_empty(), "cancelled twice is cancelled once");
    assert_eq!(told(&class), [MIRA, IDA, EVA].map(Who::person));
    for who in [MIRA, IDA, EVA] {
        let (place, row) = (class.place(who), class.row(who).unwrap());
        assert_eq!((place.standing, place.cause, place.until), (Standing::Gone, Some(Cause::ClassCancelled), None));
        assert_eq!((row.standing, row.cause), (Standing::Gone, Some(Cause::ClassCancelled)));
    }
    assert_eq!(class.row(OTTO).unwrap().cause, Some(Cause::Cancelled), "he had gone before");
    assert_eq!((class.left(), class.session.phase()), ((0, 0), Phase::Cancelled));
    assert_eq!(code(class.reserves(OTTO)), Code::Cancelled);
    assert_eq!(code(class.joins(MIRA)), Code::Cancelled);
    assert_eq!(code(class.does(Command::End { person: TEACHER.person() })), Code::Cancelled);

    // Nothing of it happens any more, and there is nothing to put on record.
    let entries = class.journal.len();
    class.passes(30 * HOUR);
    assert_eq!(class.journal.len(), entries);
    assert_eq!(class.session.deadline(&class.live), None);
    assert_eq!(class.replayed(), class.session);
}

#[test]
fn a_class_that_is_cancelled_while_it_is_live_sends_everybody_home_and_keeps_who_was_there() {
    let mut class = Class::before(1, HOUR);
    class.reserves(MIRA).unwrap();
    class.passes(HOUR + MINUTE);
    class.comes(MIRA);
    class.comes(TEACHER);
    class.passes(5 * MINUTE);
    class.effects.clear();
    class.does(Command::Cancel).unwrap();
    let at = class.now;
    assert_eq!(class.effects, [Effect::CloseRoom, Effect::CloseAll, Effect::RecordEnd { at }]);
    assert_eq!(class.frames.last(), Some(&ClassEvent::Phase { phase: Phase::Cancelled }));
    assert_eq!(class.row(MIRA).unwrap().cause, Some(Cause::ClassCancelled), "she sat, and booked that");
    assert_eq!(class.session.ended_at(), Some(at));
    class.passes(5 * MINUTE);
    assert_eq!(class.session.filed(), 1);
    let attended = class.session.attended(class.now, MIRA.person()).unwrap();
    assert_eq!(attended.intervals.last().unwrap().until, Some(at));
}
