//! Hands, the floor and locks: given a class, when somebody asks to speak or staff give the floor, then this is what all have.

use homeroom_protocol::frame::floor::{Floor, HandFilter, Lock, Lockable};
use homeroom_protocol::journal::v1::floor::FloorEvent;
use homeroom_protocol::limits::{ENTRY_BYTES_MAX, FLOOR_SECONDS_MAX, FLOOR_SECONDS_MIN, HANDS_MAX};
use homeroom_protocol::permit::{CommandKind, Sends};

use super::super::FloorWish;
use super::*;

impl Class {
    fn asks_floor(&mut self, who: Who, wish: FloorWish) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Floor { person: who.person(), wish })
    }

    /// Whose hands are up, in their order.
    fn hands(&self) -> Vec<PersonId> {
        self.session.view(&self.live, Feed::Class).floor.hands.iter().map(|hand| hand.person).collect()
    }

    fn speaker(&self) -> Option<Floor> {
        self.session.view(&self.live, Feed::Class).floor.floor
    }

    fn may(&self, who: Who, kind: CommandKind) -> bool {
        self.session.you(&self.live, who.person()).unwrap().may.contains(&kind)
    }

    /// Whom the media server was to be told of since it was last asked.
    fn told(&mut self) -> Vec<PersonId> {
        let mut told = Vec::new();
        for effect in self.effects.drain(..) {
            if let Effect::SetPublishing { person } = effect {
                told.push(person);
            }
        }
        told
    }
}

/// A lock for all, without an end.
pub(super) fn lock(what: Lockable, locked: bool) -> Lock {
    Lock { what, locked, person: None, seconds: None }
}

fn class() -> Class {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, MIRA, OTTO] {
        class.comes(who);
    }
    class
}

#[test]
fn hands_stand_in_the_order_in_which_they_went_up_and_a_hand_that_is_up_goes_up_no_further() {
    let mut class = class();
    class.asks_floor(OTTO, FloorWish::Raise).unwrap();
    class.asks_floor(MIRA, FloorWish::Raise).unwrap();
    assert_eq!(class.asks_floor(OTTO, FloorWish::Raise).unwrap(), []);
    assert_eq!(class.hands(), [OTTO, MIRA].map(Who::person));
    class.asks_floor(OTTO, FloorWish::Lower(None)).unwrap();
    class.asks_floor(OTTO, FloorWish::Raise).unwrap();
    assert_eq!(class.hands(), [MIRA, OTTO].map(Who::person), "who asks again is behind");
    class.crashes();
    assert_eq!(class.hands(), [MIRA, OTTO].map(Who::person), "a crash forgets nothing");
}

#[test]
fn a_hand_outlasts_a_lost_connection_and_goes_down_when_its_owner_has_gone() {
    let mut class = class();
    class.asks_floor(MIRA, FloorWish::Raise).unwrap();
    class.asks_floor(OTTO, FloorWish::Raise).unwrap();
    class.loses(MIRA, 1);
    class.passes(10_000);
    assert_eq!(class.hands(), [MIRA, OTTO].map(Who::person));
    class.passes(90_000);
    assert!(!class.is_in(MIRA));
    assert_eq!(class.hands(), [OTTO.person()]);
    class.does(Command::Leave { person: OTTO.person() }).unwrap();
    assert_eq!(class.hands(), []);
}

#[test]
fn the_floor_outlasts_a_lost_connection_as_long_as_its_seconds_and_goes_with_who_has_gone() {
    for (away_ms, keeps) in [(10_000, true), (90_000, false)] {
        let mut class = class();
        class.asks_floor(OTTO, FloorWish::Raise).unwrap();
        class.asks_floor(TEACHER, FloorWish::Grant(None, 600)).unwrap();
        let given = class.speaker();
        class.loses(OTTO, 1);
        class.passes(away_ms);
        assert_eq!((class.speaker() == given, class.speaker().is_some()), (keeps, keeps), "{away_ms} ms");
    }
}

#[test]
fn the_floor_goes_to_the_next_hand_lasts_its_seconds_and_lowers_the_hand_of_who_spoke() {
    let mut class = class();
    class.asks_floor(OTTO, FloorWish::Raise).unwrap();
    class.asks_floor(MIRA, FloorWish::Raise).unwrap();
    class.asks_floor(TEACHER, FloorWish::Grant(None, 60)).unwrap();
    let until = class.now.plus(std::time::Duration::from_secs(60));
    assert_eq!(class.speaker(), Some(Floor { person: OTTO.person(), name: "name of 2".into(), until }));
    assert_eq!(class.hands(), [OTTO, MIRA].map(Who::person), "it goes down when he has spoken");
    class.passes(59_999);
    assert!(class.speaker().is_some());
    class.passes(1);
    assert_eq!((class.speaker(), class.hands()), (None, vec![MIRA.person()]));
    assert_eq!(class.frames.last(), Some(&ClassEvent::Floor { floor: None }));
}

#[test]
fn the_next_speaker_takes_the_floor_from_the_one_before_and_who_has_it_can_give_it_back() {
    let mut class = class();
    class.asks_floor(MIRA, FloorWish::Raise).unwrap();
    class.asks_floor(TEACHER, FloorWish::Grant(None, 60)).unwrap();
    let events = class.asks_floor(TEACHER, FloorWish::Grant(Some(OTTO.person()), 30)).unwrap();
    assert!(matches!(events.as_slice(), [
        SessionEvent::Floor(FloorEvent::Ended { .. }),
        SessionEvent::Floor(FloorEvent::Granted { person, .. }),
    ] if *person == OTTO.person()));
    assert_eq!(class.hands(), []);
    assert_eq!(class.asks_floor(MIRA, FloorWish::End).unwrap_err().code, Code::NotPermitted);
    class.asks_floor(OTTO, FloorWish::End).unwrap();
    assert_eq!(class.speaker(), None);
    assert_eq!(class.asks_floor(TEACHER, FloorWish::End).unwrap(), [], "nobody has it");
}

#[test]
fn who_cannot_speak_is_not_given_the_floor_and_a_student_gives_it_to_nobody() {
    let mut class = Class::with_seats(1);
    for who in [TEACHER, MIRA, OTTO] {
        class.comes(who);
    }
    class.asks_floor(OTTO, FloorWish::Raise).unwrap();
    let pointers =
        |refusal: Refusal| refusal.problem(None).errors.iter().map(|error| error.code.clone()).collect::<Vec<_>>();
    let watching = class.asks_floor(TEACHER, FloorWish::Grant(Some(OTTO.person()), 60)).unwrap_err();
    assert_eq!(pointers(watching), ["not_seated"]);
    let nobody = class.asks_floor(TEACHER, FloorWish::Grant(None, 60)).unwrap_err();
    assert_eq!(pointers(nobody), ["no_hand"]);
    assert_eq!(class.asks_floor(MIRA, FloorWish::Grant(None, 60)).unwrap_err().code, Code::NotPermitted);
    assert_eq!(class.asks_floor(MIRA, FloorWish::LowerAll(HandFilter::All)).unwrap_err().code, Code::NotPermitted);
    assert_eq!(class.asks_floor(MIRA, FloorWish::Lower(Some(OTTO.person()))).unwrap_err().code, Code::NotPermitted);
    class.asks_floor(TEACHER, FloorWish::LowerAll(HandFilter::All)).unwrap();
    assert_eq!(class.hands(), []);
}

#[test]
fn the_floor_lasts_at_least_and_at_most_so_long() {
    let mut class = class();
    let mira = Some(MIRA.person());
    for seconds in [FLOOR_SECONDS_MIN - 1, FLOOR_SECONDS_MAX + 1] {
        assert_eq!(class.asks_floor(TEACHER, FloorWish::Grant(mira, seconds)).unwrap_err().code, Code::Invalid);
    }
    for seconds in [FLOOR_SECONDS_MIN, FLOOR_SECONDS_MAX] {
        class.asks_floor(TEACHER, FloorWish::Grant(mira, seconds)).unwrap();
    }
}

#[test]
fn what_is_locked_is_refused_with_its_reason_and_is_not_in_what_one_may() {
    let mut class = class();
    // For all of them the chat is paused.
    let lockable = Lockable::ALL.iter().filter(|what| **what != Lockable::Chat);
    for what in lockable.clone().filter(|what| **what != Lockable::Microphone && **what != Lockable::Camera) {
        assert!(what.kinds().iter().all(|kind| class.may(MIRA, *kind)));
        class.asks_floor(TEACHER, FloorWish::Lock(lock(*what, true))).unwrap();
        assert_eq!(class.asks_floor(TEACHER, FloorWish::Lock(lock(*what, true))).unwrap(), [], "it is");
        assert!(!what.kinds().iter().any(|kind| class.may(MIRA, *kind)));
    }
    let raised = class.asks_floor(MIRA, FloorWish::Raise).unwrap_err();
    assert_eq!(raised.explain.as_deref(), Some("Hands are locked for students for now."));
    class.crashes();
    class.comes(MIRA);
    let locked = lockable.clone().flat_map(|what| what.kinds());
    assert!(locked.into_iter().all(|kind| !class.may(MIRA, *kind)), "a crash unlocks nothing");
    for what in lockable {
        class.asks_floor(TEACHER, FloorWish::Lock(lock(*what, false))).unwrap();
        assert!(what.kinds().iter().all(|kind| class.may(MIRA, *kind)));
    }
    assert_eq!(
        class.asks_floor(MIRA, FloorWish::Lock(lock(Lockable::Publish, true))).unwrap_err().code,
        Code::NotPermitted
    );
}

#[test]
fn the_floor_unlocks_sending_for_who_has_it_and_the_media_server_hears_of_each_change() {
    let mut class = class();
    class.told();
    class.asks_floor(TEACHER, FloorWish::Lock(lock(Lockable::Publish, true))).unwrap();
    assert_eq!(class.told(), [MIRA, OTTO].map(Who::person));
    let sends = |class: &Class| [MIRA, OTTO, TEACHER].map(|who| class.session.sends(who.person()) == Sends::ALL);
    assert_eq!(sends(&class), [false, false, true]);
    class.asks_floor(TEACHER, FloorWish::Grant(Some(MIRA.person()), 60)).unwrap();
    assert_eq!((class.told(), sends(&class)), (vec![MIRA.person()], [true, false, true]));
    class.asks_floor(TEACHER, FloorWish::Grant(Some(OTTO.person()), 60)).unwrap();
    assert_eq!((class.told(), sends(&class)), ([MIRA, OTTO].map(Who::person).to_vec(), [false, true, true]));
    class.passes(60_000);
    assert_eq!((class.told(), sends(&class)), (vec![OTTO.person()], [false, false, true]));
    class.asks_floor(TEACHER, FloorWish::Lock(lock(Lockable::Publish, false))).unwrap();
    assert_eq!((class.told().len(), sends(&class)), (2, [true, true, true]));
    class.asks_floor(TEACHER, FloorWish::Grant(Some(MIRA.person()), 60)).unwrap();
    assert_eq!(class.told(), [], "nothing changes where nothing is locked");
}

#[test]
fn as_many_hands_are_up_as_can_be_seen_and_all_of_them_go_down_in_one_entry() {
    let mut class = Class::with_seats(2);
    class.comes(TEACHER);
    let people: Vec<Who> = (1..=203).map(Who).filter(|who| who.role() == Role::Student).collect();
    for who in &people {
        class.comes(*who);
    }
    let Some((late, early)) = people.split_last() else { panic!("there are some") };
    assert_eq!(early.len(), HANDS_MAX);
    for who in early {
        class.asks_floor(*who, FloorWish::Raise).unwrap();
    }
    assert_eq!(class.asks_floor(*late, FloorWish::Raise).unwrap_err().code, Code::NotPermitted);
    let lowered = class.asks_floor(TEACHER, FloorWish::LowerAll(HandFilter::All)).unwrap();
    let bytes = serde_json::to_string(&lowered).unwrap().len();
    assert!(lowered.len() == HANDS_MAX && bytes < ENTRY_BYTES_MAX * 2 / 3, "{bytes} bytes");
    class.asks_floor(*late, FloorWish::Raise).unwrap();
}

#[test]
fn when_the_class_is_over_nobody_asks_or_speaks() {
    for over in [Command::End { person: TEACHER.person() }, Command::Cancel] {
        let mut class = class();
        class.asks_floor(MIRA, FloorWish::Raise).unwrap();
        class.asks_floor(TEACHER, FloorWish::Grant(Some(OTTO.person()), 60)).unwrap();
        class.does(over).unwrap();
        assert_eq!((class.hands(), class.speaker()), (Vec::new(), None));
    }
}
