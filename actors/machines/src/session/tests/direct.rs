//! What a person and those who moderate the room write each other.

use homeroom_protocol::frame::client::{MakeReport, MakeSanction};
use homeroom_protocol::frame::direct::{Direct, DirectItem};
use homeroom_protocol::frame::staff::StaffEvent;
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::limits::{
    DIRECT_EVERY, DIRECT_PER_PERSON_MAX, VIEW_DIRECT_ITEMS_MAX, YOU_DIRECT_BYTES_MAX, YOU_DIRECT_ITEMS_MAX,
};
use homeroom_protocol::moderation::{Measure, ReasonCode, ReportKind, Scope};
use homeroom_protocol::words::WordAction;

use super::*;
use crate::words::{Filter, Rule};

fn class() -> Class {
    let mut class = Class::with_seats(2);
    [TEACHER, MIRA, OTTO, PETRA].into_iter().for_each(|who| class.comes(who));
    class
}

fn tell(text: &str) -> TalkWish {
    TalkWish::Direct(Direct { to: None, text: text.to_owned() })
}

fn answer(to: Who, text: &str) -> TalkWish {
    TalkWish::Direct(Direct { to: Some(to.person()), text: text.to_owned() })
}

/// Waits as long as one has to between two, and writes; its id.
fn tells(class: &mut Class, who: Who, wish: TalkWish) -> CommandId {
    class.passes(i64::try_from(DIRECT_EVERY.as_millis()).unwrap());
    class.talks(who, wish).unwrap();
    CommandId(Uuid::from_u128(u128::from(class.steps)))
}

fn own(class: &Class, who: Who) -> Vec<DirectItem> {
    class.session.you(&class.live, who.person()).unwrap().direct
}

fn seen_by_staff(class: &Class) -> Vec<DirectItem> {
    class.session.view(&class.live, Feed::Staff).staff.unwrap().direct
}

#[test]
fn the_two_ends_read_it_and_the_class_has_nothing_of_it() {
    let mut class = class();
    let frames = class.frames.len();
    let id = tells(&mut class, MIRA, tell("Otto writes to me all the time"));
    let Some(StaffEvent::Direct { item }) = class.staff.last().cloned() else { panic!("{:?}", class.staff) };
    assert_eq!((item.id, item.with, item.name.as_str(), item.answer), (id, MIRA.person(), "name of 1", false));
    let answered = tells(&mut class, PETRA, answer(MIRA, "We see to it"));
    let talk = own(&class, MIRA);
    assert_eq!(talk.iter().map(|one| (one.id, one.answer)).collect::<Vec<_>>(), [(id, false), (answered, true)]);
    assert_eq!(seen_by_staff(&class), talk);
    assert_eq!((class.frames.len(), own(&class, OTTO)), (frames, Vec::new()));
    let view = serde_json::to_string(&class.session.view(&class.live, Feed::Class)).unwrap();
    assert!(!view.contains("all the time") && !view.contains("see to it"));
    assert!(!serde_json::to_string(&talk).unwrap().contains(&PETRA.person().to_string()), "who answered is not said");
    class.crashes();
    assert_eq!(own(&class, MIRA), talk);
}

#[test]
fn students_write_to_staff_and_staff_to_students_and_nobody_else_to_anybody() {
    let mut class = class();
    let not_there = Refusal::new(Code::Invalid).field("/to", "not_there");
    for (who, wish) in [
        (MIRA, answer(OTTO, "psst")),
        (MIRA, answer(TEACHER, "psst")),
        (TEACHER, tell("psst")),
        (TEACHER, answer(PETRA, "psst")),
        (TEACHER, answer(IDA, "psst")),
    ] {
        assert_eq!(class.talks(who, wish).unwrap_err(), not_there);
    }
    assert_eq!(code(class.talks(MIRA, tell("  "))), Code::Invalid);
    assert_eq!(code(class.talks(MIRA, tell(&"x".repeat(2_001)))), Code::TooLong);
    tells(&mut class, MIRA, tell(&"x".repeat(2_000)));
    // Who has gone can be answered still; they read it when they come back.
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    tells(&mut class, TEACHER, answer(MIRA, "All is well"));
    class.comes(MIRA);
    assert_eq!(own(&class, MIRA).len(), 2);
}

#[test]
fn sixty_times_three_seconds_apart_and_neither_one_more_nor_sooner() {
    let mut class = Class::with_seats(1);
    [TEACHER, MIRA].into_iter().for_each(|who| class.comes(who));
    for _ in 0..DIRECT_PER_PERSON_MAX {
        tells(&mut class, MIRA, tell("hm"));
        class.passes(2_999);
        let refused = class.talks(MIRA, tell("hm"));
        if own(&class, MIRA).len() < YOU_DIRECT_ITEMS_MAX {
            assert_eq!(code(refused), Code::TooOften);
        }
    }
    class.passes(3_000);
    assert_eq!(code(class.talks(MIRA, tell("one more"))), Code::NotPermitted);
    tells(&mut class, TEACHER, answer(MIRA, "staff may"));
    assert_eq!(
        (own(&class, MIRA).len(), seen_by_staff(&class).len()),
        (YOU_DIRECT_ITEMS_MAX, DIRECT_PER_PERSON_MAX + 1)
    );
    const { assert!(DIRECT_PER_PERSON_MAX < VIEW_DIRECT_ITEMS_MAX) };
}

#[test]
fn ones_own_weighs_no_more_than_it_may_and_the_latest_is_always_in_it() {
    let mut class = class();
    for _ in 0..10 {
        tells(&mut class, MIRA, tell(&"\u{1}".repeat(2_000)));
    }
    let own = own(&class, MIRA);
    assert!(!own.is_empty() && own.len() < 10);
    assert!(serde_json::to_vec(&own).unwrap().len() <= YOU_DIRECT_BYTES_MAX);
}

#[test]
fn who_is_muted_or_in_a_paused_chat_may_still_ask_for_help() {
    let mut class = class();
    class.talks(TEACHER, super::revising::rules(0, true)).unwrap();
    let (measure, reason) = (Measure::Mute, ReasonCode::Flood);
    let sanction = MakeSanction {
        person: MIRA.person(),
        measure,
        scope: Scope::Session,
        message: None,
        mutes: None,
        minutes: Some(5),
        reason,
    };
    class.does(Command::Sanction { person: TEACHER.person(), sanction }).unwrap();
    tells(&mut class, MIRA, tell("why?"));
    assert_eq!(own(&class, MIRA).len(), 1);
}

#[test]
fn what_a_person_tells_is_not_filtered_and_what_they_are_answered_is() {
    let mut class = class();
    let rule = Rule { words: "idiot".to_owned(), action: WordAction::Mask };
    class.observes(Observation::Words(Filter::compile(&[rule])));
    tells(&mut class, MIRA, tell("he calls me an idiot"));
    tells(&mut class, TEACHER, answer(MIRA, "Nobody is an idiot"));
    let texts: Vec<_> = own(&class, MIRA).into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["he calls me an idiot", "Nobody is an *****"]);
}

#[test]
fn it_is_reported_as_anything_and_the_talk_is_frozen_and_not_the_chat() {
    let mut class = class();
    class.says(OTTO, "something else");
    let told = tells(&mut class, MIRA, tell("you are stupid"));
    let answered = tells(&mut class, PETRA, answer(MIRA, "am I"));
    let report = |class: &mut Class, by: Who, message| {
        let wish =
            MakeReport { person: MIRA.person(), message: Some(message), kind: ReportKind::Insult, text: String::new() };
        let (session, person) = (SessionId(Uuid::from_u128(1)), by.person());
        class.does(Command::Report { session, person, report: wish })
    };
    let events = report(&mut class, MIRA, answered).unwrap();
    let SessionEvent::Reported { report: made } = &events[0] else { panic!("{events:?}") };
    assert_eq!(made.subject.person, PETRA.person(), "whoever wrote it, though she does not know who");
    let texts: Vec<_> = made.evidence.messages.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["you are stupid", "am I"]);
    let events = report(&mut class, TEACHER, told).unwrap();
    assert!(matches!(&events[0], SessionEvent::Reported { report } if report.subject.person == MIRA.person()));
    assert_eq!(code(report(&mut class, OTTO, told)), Code::Invalid, "for others it is not there");
    assert_eq!(code(report(&mut class, MIRA, told)), Code::Invalid, "one's own");
}
