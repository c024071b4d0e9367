//! What the class and each person are shown, and what stays between a person and the session.

use homeroom_protocol::frame::chat::ReadSoFar;
use homeroom_protocol::frame::server::{Presence, You};
use homeroom_protocol::permit::{self, Phase, Tier};

use super::super::Query;
use super::*;
use crate::machine::Concerns;

#[test]
fn the_class_feed_says_nothing_of_who_comes_and_goes() {
    let mut class = Class::with_seats(1);
    let before = class.frames.len();
    class.comes(MIRA);
    class.comes(OTTO);
    class.joins_on(MIRA, 1, true).unwrap();
    class.joins(IDA).unwrap();
    class.passes(60_000);
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    class.joins(OTTO).unwrap();
    class.observes(Observation::AllGone);
    class.passes(90_000);
    assert_eq!(class.frames.len(), before);
}

#[test]
fn a_view_names_nobody_but_who_spoke() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    class.comes(OTTO);
    class.says(OTTO, "hi");
    let view = class.session.view(&class.live, Feed::Class);
    assert_eq!((view.phase, view.presence), (Phase::Live, Presence { seated: 1, watching: 1, giving: 0 }));
    let text = serde_json::to_string(&view).unwrap();
    assert!(!text.contains("name of 1") && !text.contains(&MIRA.person().to_string()));
    assert!(text.contains("name of 2"));
}

#[test]
fn you_are_told_your_seat_and_what_you_may_do() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    let you = You {
        person: MIRA.person(),
        name: "name of 1".into(),
        role: MIRA.role(),
        tier: Tier::Seated,
        seat: Some(1),
        offer_until: None,
        may: permit::may(MIRA.role(), Tier::Seated, Phase::Live),
        sanctions: Vec::new(),
        held: Vec::new(),
        direct: Vec::new(),
        votes: Vec::new(),
        reactions: Vec::new(),
        questions: Vec::new(),
        upvotes: Vec::new(),
        read: Some(ReadSoFar { to: 0, unread: 0 }),
        reports: Vec::new(),
        appeals: Vec::new(),
        locks: Vec::new(),
        lobby: None,
    };
    assert_eq!(class.session.you(&class.live, MIRA.person()), Some(you));
    assert_eq!(class.session.you(&class.live, OTTO.person()), None);
}

#[test]
fn an_event_of_one_person_concerns_only_them_and_a_phase_everyone() {
    let session = Session::default();
    let (person, at) = (MIRA.person(), STARTS);
    for event in [
        SessionEvent::Entered { person, at },
        SessionEvent::Left { person, at },
        SessionEvent::HoldEnded { person },
        SessionEvent::Dropped { person, last_seen: at },
        SessionEvent::DeviceTaken { person, sign_in: MIRA.device(1) },
    ] {
        assert_eq!(session.concerns(&event), Concerns::One(person));
    }
    for event in [
        SessionEvent::PhaseChanged { phase: Phase::Live },
        SessionEvent::Ended { at, by: None },
        SessionEvent::Cancelled { at },
        SessionEvent::Amended { facts: facts(1) },
    ] {
        assert_eq!(session.concerns(&event), Concerns::Everyone);
    }
    let said = SessionEvent::Said { id: CommandId(Uuid::from_u128(1)), person, text: "hi".into(), at, reply_to: None };
    assert_eq!(session.concerns(&said), Concerns::Nobody);
}

#[test]
fn a_page_out_of_range_is_nonsense() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    let query = Query::History { person: MIRA.person(), before: None, limit: Some(101) };
    assert_eq!(class.session.look(&class.live, query).unwrap_err().code, Code::Invalid);
}
