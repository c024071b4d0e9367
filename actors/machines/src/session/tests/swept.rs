//! Many hands go down by one wish, and up again where they were.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::frame::floor::{Hand, HandFilter};
use homeroom_protocol::limits::UNDO_SPAN;
use homeroom_protocol::moderation::Muted;

use super::super::FloorWish;
use super::*;

fn span_ms() -> i64 {
    i64::try_from(UNDO_SPAN.as_millis()).unwrap()
}

impl Class {
    fn sweeps(&mut self, who: Who, wish: FloorWish) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Floor { person: who.person(), wish })
    }

    fn hands_up(&self) -> Vec<Hand> {
        self.session.view(&self.live, Feed::Class).floor.hands
    }

    fn up(&self) -> Vec<PersonId> {
        self.hands_up().into_iter().map(|hand| hand.person).collect()
    }
}

/// Otto, Ida and Mira ask to speak, in this order.
fn class() -> Class {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, MIRA, OTTO, IDA] {
        class.comes(who);
    }
    for who in [OTTO, IDA, MIRA] {
        class.sweeps(who, FloorWish::Raise).unwrap();
        class.passes(1_000);
    }
    class
}

#[test]
fn hands_that_went_down_together_go_up_again_where_they_were_also_after_a_crash() {
    for crash in [false, true] {
        let mut class = class();
        let before = class.hands_up();
        class.sweeps(TEACHER, FloorWish::LowerAll(HandFilter::All)).unwrap();
        assert_eq!(class.up(), []);
        if crash {
            class.crashes();
            for who in [TEACHER, MIRA, OTTO, IDA] {
                class.comes(who);
            }
        }
        class.sweeps(TEACHER, FloorWish::Restore).unwrap();
        assert_eq!(class.hands_up(), before);
        assert_eq!(class.frames.last(), Some(&ClassEvent::HandsRestored { hands: before }));
    }
}

#[test]
fn it_can_be_done_for_ten_seconds_and_once() {
    let mut class = class();
    class.sweeps(TEACHER, FloorWish::LowerAll(HandFilter::All)).unwrap();
    class.passes(span_ms());
    class.sweeps(TEACHER, FloorWish::Restore).unwrap();
    assert_eq!(class.up().len(), 3);
    assert_eq!(class.sweeps(TEACHER, FloorWish::Restore).unwrap(), [], "they are up");
    class.sweeps(TEACHER, FloorWish::LowerAll(HandFilter::All)).unwrap();
    class.passes(span_ms() + 1);
    assert_eq!(class.sweeps(TEACHER, FloorWish::Restore).map_err(|refusal| refusal.code), Err(Code::UndoOver));
    assert_eq!(class.up(), []);
}

#[test]
fn who_raised_it_again_has_gone_or_is_muted_meanwhile_is_left_as_they_are() {
    let mut class = class();
    class.sweeps(TEACHER, FloorWish::LowerAll(HandFilter::All)).unwrap();
    class.sweeps(OTTO, FloorWish::Raise).unwrap();
    class.does(Command::Leave { person: IDA.person() }).unwrap();
    class.sweeps(TEACHER, FloorWish::Restore).unwrap();
    assert_eq!(class.up(), [MIRA.person(), OTTO.person()], "Otto stands where he stands now");
    class.sweeps(TEACHER, FloorWish::LowerAll(HandFilter::All)).unwrap();
    class.sweeps(OTTO, FloorWish::Raise).unwrap();
    class.sweeps(OTTO, FloorWish::Lower(None)).unwrap();
    class.mutes(TEACHER, MIRA, Some(Muted::Hand)).unwrap();
    assert_eq!(class.sweeps(TEACHER, FloorWish::Restore).unwrap(), [], "he took his down, and she is muted");
}

#[test]
fn one_hand_lowered_alone_is_no_such_thing_and_students_do_neither() {
    let mut class = class();
    class.sweeps(TEACHER, FloorWish::Lower(Some(OTTO.person()))).unwrap();
    assert_eq!(class.sweeps(TEACHER, FloorWish::Restore).unwrap(), []);
    let refused = class.sweeps(MIRA, FloorWish::Restore).unwrap_err();
    assert_eq!(refused.code, Code::NotPermitted);
    class.sweeps(TEACHER, FloorWish::LowerAll(HandFilter::All)).unwrap();
    let deeds = class.deeds(TEACHER, Command::Floor { person: TEACHER.person(), wish: FloorWish::Restore });
    assert_eq!(deeds, [Deed::new(Capacity::Teacher, What::HandsRestore)]);
}
