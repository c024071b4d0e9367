//! The spotlight: given a class, when staff put somebody in it, then everybody sees whom, until staff say otherwise or they go.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::frame::client::MakeSanction;
use homeroom_protocol::frame::spotlight::Spotlit;
use homeroom_protocol::journal::v1::floor::FloorEvent;
use homeroom_protocol::moderation::{Measure, ReasonCode, Scope};

use super::super::FloorWish;
use super::*;

impl Class {
    fn lights(&mut self, by: Who, who: Option<Who>) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(spotlight(by, who))
    }

    /// Who is in the spotlight, as a feed has it in its picture.
    fn lit_for(&self, feed: Feed) -> Option<Spotlit> {
        self.session.view(&self.live, feed).floor.spotlight
    }

    fn lit(&self) -> Option<PersonId> {
        self.lit_for(Feed::Class).map(|lit| lit.person)
    }
}

fn spotlight(by: Who, who: Option<Who>) -> Command {
    Command::Floor { person: by.person(), wish: FloorWish::Spotlight(who.map(Who::person)) }
}

fn over() -> ClassEvent {
    ClassEvent::Spotlight { spotlight: None }
}

/// A class with two seats: Mira and Otto sit, Ida watches.
fn class() -> Class {
    let mut class = Class::with_seats(2);
    for who in [TEACHER, PETRA, MIRA, OTTO, IDA] {
        class.comes(who);
    }
    class
}

#[test]
fn who_is_put_in_the_spotlight_is_told_of_by_name_and_stands_in_the_picture_of_who_comes_later() {
    let mut class = class();
    let events = class.lights(TEACHER, Some(MIRA)).unwrap();
    let told = FloorEvent::Spotlit { person: Some(MIRA.person()), by: Some(TEACHER.person()) };
    assert_eq!(events, [SessionEvent::Floor(told)]);
    let mira = Spotlit { person: MIRA.person(), name: "name of 1".into() };
    assert_eq!(class.frames.last(), Some(&ClassEvent::Spotlight { spotlight: Some(mira.clone()) }));
    assert_eq!([Feed::Class, Feed::Staff].map(|feed| class.lit_for(feed)), [Some(mira.clone()), Some(mira)]);
    assert_eq!(class.lit_for(Feed::Lobby), None, "who waits sees nothing of the class");
    class.crashes();
    assert_eq!(class.lit(), Some(MIRA.person()), "a crash forgets nothing");
}

#[test]
fn one_at_a_time_is_in_it_and_what_is_so_already_is_no_event() {
    let mut class = class();
    assert_eq!(class.lights(TEACHER, None).unwrap(), [], "nobody is in it");
    class.lights(TEACHER, Some(MIRA)).unwrap();
    assert_eq!(class.lights(PETRA, Some(MIRA)).unwrap(), []);
    class.lights(PETRA, Some(OTTO)).unwrap();
    assert_eq!(class.lit(), Some(OTTO.person()));
    class.lights(TEACHER, Some(TEACHER)).unwrap();
    assert_eq!(class.lit(), Some(TEACHER.person()), "whoever gives the class needs no seat");
    class.lights(TEACHER, None).unwrap();
    assert_eq!((class.lit(), class.frames.last()), (None, Some(&over())));
}

#[test]
fn only_staff_who_are_here_say_who_is_in_it() {
    let mut class = class();
    class.lights(TEACHER, Some(MIRA)).unwrap();
    for (by, who, refused) in [
        (MIRA, Some(MIRA), Code::NotPermitted),
        (MIRA, None, Code::NotPermitted),
        (IDA, Some(MIRA), Code::NotPermitted),
        (Who(4), None, Code::NotHere),
    ] {
        assert_eq!(code(class.lights(by, who)), refused);
    }
    assert_eq!(class.lit(), Some(MIRA.person()));
}

#[test]
fn who_could_not_be_seen_is_not_put_in_it() {
    let mut class = class();
    class.joins(Who(5)).unwrap();
    // Who watches, who watches over the class, who has not come through the door, who is not there at all.
    for who in [IDA, PETRA, Who(5), Who(6)] {
        let refusal = class.lights(TEACHER, Some(who)).unwrap_err();
        assert_eq!((refusal.code, refusal.errors[0].pointer.as_ref()), (Code::Invalid, "/person"));
    }
    assert_eq!(class.lit(), None);
}

#[test]
fn it_outlasts_a_lost_connection_and_ends_by_itself_with_the_grace() {
    let mut class = class();
    class.lights(TEACHER, Some(MIRA)).unwrap();
    class.loses(MIRA, 1);
    class.passes(89_999);
    assert_eq!(class.lit(), Some(MIRA.person()));
    class.passes(1);
    assert_eq!((class.lit(), class.frames.last()), (None, Some(&over())));
    class.crashes();
    assert_eq!(class.lit(), None);
}

#[test]
fn it_ends_by_itself_however_they_go_and_everybody_is_told_in_the_same_entry() {
    let removes = MakeSanction {
        person: MIRA.person(),
        measure: Measure::Remove,
        scope: Scope::Session,
        mutes: None,
        message: None,
        minutes: None,
        reason: ReasonCode::Flood,
    };
    for goes in [
        Command::Leave { person: MIRA.person() },
        Command::Sanction { person: TEACHER.person(), sanction: removes },
        Command::SignedOut { person: MIRA.person(), sign_in: MIRA.device(0) },
        Command::ShutOut { person: MIRA.person(), course: None },
    ] {
        let mut class = class();
        class.lights(TEACHER, Some(MIRA)).unwrap();
        class.does(goes).unwrap();
        assert_eq!((class.lit(), class.is_in(MIRA)), (None, false));
        assert!(class.frames.contains(&over()));
        let entry: Vec<SessionEvent> = serde_json::from_str(class.journal.last().unwrap()).unwrap();
        let ended = SessionEvent::Floor(FloorEvent::Spotlit { person: None, by: None });
        assert_eq!(entry.iter().filter(|event| **event == ended).count(), 1);
    }
}

#[test]
fn somebody_elses_going_leaves_it_alone_and_the_end_of_the_class_ends_it() {
    let mut class = class();
    class.lights(TEACHER, Some(MIRA)).unwrap();
    class.does(Command::Leave { person: OTTO.person() }).unwrap();
    assert_eq!(class.lit(), Some(MIRA.person()));
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    assert_eq!(class.lit(), None);
    assert_eq!(code(class.lights(TEACHER, Some(MIRA))), Code::Over);
}

#[test]
fn the_audit_has_who_put_whom_in_it_and_who_ended_it() {
    let mut class = class();
    let lit = class.deeds(TEACHER, spotlight(TEACHER, Some(MIRA)));
    assert_eq!(lit, [Deed::new(Capacity::Teacher, What::Spotlight).on(MIRA.person())]);
    let ended = class.deeds(PETRA, spotlight(PETRA, None));
    assert_eq!(ended, [Deed::new(Capacity::Moderator, What::SpotlightEnd)]);
    class.lights(TEACHER, Some(MIRA)).unwrap();
    assert_eq!(class.deeds(MIRA, Command::Leave { person: MIRA.person() }), [], "nobody ended it");
}

#[test]
fn it_gives_nobody_the_right_to_send_and_takes_none() {
    let mut class = class();
    let sends = |class: &Class| [MIRA, OTTO, IDA].map(|who| class.session.sends(who.person()));
    let (before, effects) = (sends(&class), class.effects.len());
    class.lights(TEACHER, Some(MIRA)).unwrap();
    assert_eq!((sends(&class), class.effects.len()), (before, effects));
}
