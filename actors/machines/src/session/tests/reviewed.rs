//! Messages that are held until somebody has looked at them.

use homeroom_protocol::chat::{ChatRules, HeldFor};
use homeroom_protocol::frame::client::MakeSanction;
use homeroom_protocol::frame::review::{Discard, IsHeld, MyHeld};
use homeroom_protocol::frame::server::Answer;
use homeroom_protocol::frame::staff::StaffEvent;
use homeroom_protocol::limits::{DISCARDED_SHOWN_MAX, HELD_BYTES_MAX, HELD_MAX, HELD_PER_PERSON_MAX};
use homeroom_protocol::moderation::{Measure, ReasonCode, Scope};
use homeroom_protocol::words::WordAction;

use super::revising::{delete, edit};
use super::*;
use crate::words::{Filter, Rule};

/// A class in which what students write is looked at first.
fn class() -> Class {
    let mut class = open();
    class.talks(TEACHER, review(true)).unwrap();
    class
}

fn open() -> Class {
    let mut class = Class::with_seats(2);
    [TEACHER, MIRA, OTTO, PETRA].into_iter().for_each(|who| class.comes(who));
    class
}

fn review(review: bool) -> TalkWish {
    TalkWish::Set(ChatRules { review, ..ChatRules::default() })
}

fn say(text: &str) -> TalkWish {
    TalkWish::Say(Say { text: text.to_owned(), reply_to: None })
}

/// Writes something; its id.
fn writes(class: &mut Class, who: Who, text: &str) -> CommandId {
    class.talks(who, say(text)).unwrap();
    CommandId(Uuid::from_u128(u128::from(class.steps)))
}

fn discard(message: CommandId, reason: ReasonCode) -> TalkWish {
    TalkWish::Discard(Discard { message, reason })
}

fn said(class: &Class) -> Vec<String> {
    class.session.view(&class.live, Feed::Class).chat.items.into_iter().map(|item| item.text).collect()
}

fn to_look_at(class: &Class) -> Vec<CommandId> {
    let staff = class.session.view(&class.live, Feed::Staff).staff.unwrap();
    staff.messages.iter().map(|held| held.item.id).collect()
}

fn own(class: &Class, who: Who) -> Vec<MyHeld> {
    class.session.you(&class.live, who.person()).unwrap().held
}

#[test]
fn a_held_message_is_seen_by_who_wrote_it_and_staff_and_by_nobody_else() {
    let mut class = class();
    let frames = class.frames.len();
    let events = class.talks(MIRA, say("first")).unwrap();
    let id = CommandId(Uuid::from_u128(u128::from(class.steps)));
    assert_eq!(Session::answer(&events), Some(Answer::Held(IsHeld { held: true })));
    assert_eq!((class.frames.len(), said(&class)), (frames, Vec::new()), "the class sees nothing");
    assert!(class.session.view(&class.live, Feed::Class).staff.is_none());
    let Some(StaffEvent::MessageHeld { held }) = class.staff.last() else { panic!("{:?}", class.staff) };
    assert_eq!((held.item.id, held.item.text.as_str(), held.because), (id, "first", HeldFor::Review));
    let mine = MyHeld { message: id, text: "first".to_owned(), at: class.now, discarded: None };
    assert_eq!((own(&class, MIRA), own(&class, OTTO)), (vec![mine], Vec::new()));
    class.talks(TEACHER, say("I write as I like")).unwrap();
    assert_eq!(said(&class), ["I write as I like"]);
    class.crashes();
    assert_eq!(to_look_at(&class), [id], "it survives a restart");
}

#[test]
fn what_is_let_through_is_said_now() {
    let mut class = class();
    let id = writes(&mut class, MIRA, "first");
    class.talks(TEACHER, say("second")).unwrap();
    class.passes(60_000);
    assert_eq!(code(class.talks(OTTO, TalkWish::LetThrough(id))), Code::NotPermitted);
    class.talks(PETRA, TalkWish::LetThrough(id)).unwrap();
    assert_eq!(said(&class), ["second", "first"]);
    let Some(ClassEvent::Said { item }) = class.frames.last() else { panic!("{:?}", class.frames) };
    assert_eq!((item.id, item.at, item.offset), (id, class.now, u64::try_from(class.journal.len()).unwrap()));
    assert_eq!((to_look_at(&class), own(&class, MIRA)), (Vec::new(), Vec::new()));
    let again = class.talks(TEACHER, TalkWish::LetThrough(id)).unwrap_err();
    assert_eq!(again, Refusal::new(Code::Invalid).field("/message", "not_there"), "somebody was faster");
}

#[test]
fn who_wrote_what_is_discarded_reads_why_and_the_class_nothing() {
    let mut class = class();
    let id = writes(&mut class, MIRA, "you stink");
    let frames = class.frames.len();
    assert_eq!(code(class.talks(TEACHER, discard(id, ReasonCode::NothingWrong))), Code::Invalid);
    class.talks(TEACHER, discard(id, ReasonCode::Insult)).unwrap();
    assert_eq!(class.staff.last(), Some(&StaffEvent::MessageGone { message: id }));
    assert_eq!((class.frames.len(), said(&class)), (frames, Vec::new()));
    assert_eq!(own(&class, MIRA)[0].discarded, Some(ReasonCode::Insult));
    assert_eq!(code(class.talks(TEACHER, TalkWish::LetThrough(id))), Code::Invalid);
    class.crashes();
    assert_eq!(own(&class, MIRA)[0].discarded, Some(ReasonCode::Insult));
}

#[test]
fn who_wrote_it_takes_it_back_and_nobody_else() {
    let mut class = class();
    let id = writes(&mut class, MIRA, "hm");
    assert_eq!(code(class.talks(OTTO, delete(id))), Code::Invalid, "for others it is not there");
    let frames = class.frames.len();
    class.talks(MIRA, delete(id)).unwrap();
    assert_eq!(class.staff.last(), Some(&StaffEvent::MessageGone { message: id }));
    assert_eq!((class.frames.len(), own(&class, MIRA), to_look_at(&class)), (frames, Vec::new(), Vec::new()));
}

#[test]
fn what_was_let_through_is_not_made_another_thing_afterwards() {
    let mut class = class();
    let id = writes(&mut class, MIRA, "nice");
    assert_eq!(code(class.talks(MIRA, edit(id, "not nice"))), Code::Invalid, "not while it is held");
    class.talks(TEACHER, TalkWish::LetThrough(id)).unwrap();
    assert_eq!(code(class.talks(MIRA, edit(id, "not nice"))), Code::NotPermitted);
    class.talks(TEACHER, review(false)).unwrap();
    class.talks(MIRA, edit(id, "very nice")).unwrap();
    assert_eq!(said(&class), ["very nice"]);
}

#[test]
fn five_of_a_person_and_a_hundred_of_all_are_held_and_not_one_more() {
    let mut class = Class::with_seats(30);
    class.comes(TEACHER);
    class.talks(TEACHER, review(true)).unwrap();
    let people: Vec<Who> = (1..30).map(Who).collect();
    people.iter().for_each(|who| class.comes(*who));
    for who in &people[..HELD_MAX / HELD_PER_PERSON_MAX] {
        for _ in 0..HELD_PER_PERSON_MAX {
            class.passes(2_000);
            class.talks(*who, say("hm")).unwrap();
        }
        class.passes(2_000);
        assert_eq!(code(class.talks(*who, say("one more"))), Code::TooOften);
    }
    assert_eq!(code(class.talks(people[25], say("one more"))), Code::TooOften);
    let oldest = to_look_at(&class)[0];
    class.talks(TEACHER, discard(oldest, ReasonCode::Other)).unwrap();
    class.talks(people[25], say("one more")).unwrap();
    assert_eq!(to_look_at(&class).len(), HELD_MAX);
}

#[test]
fn the_latest_five_that_were_discarded_are_told_and_not_six() {
    let mut class = class();
    for n in 0..=DISCARDED_SHOWN_MAX {
        class.passes(2_000);
        let id = writes(&mut class, MIRA, &format!("number {n}"));
        class.talks(TEACHER, discard(id, ReasonCode::Other)).unwrap();
    }
    let texts: Vec<_> = own(&class, MIRA).into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["number 1", "number 2", "number 3", "number 4", "number 5"]);
}

#[test]
fn words_of_a_rule_hold_a_message_and_nothing_that_cannot_wait() {
    let mut class = open();
    let rule = |words: &str, action| Rule { words: words.to_owned(), action };
    let rules = [rule("moron", WordAction::Hold), rule("idiot", WordAction::Mask)];
    class.observes(Observation::Words(Filter::compile(&rules)));
    let id = writes(&mut class, MIRA, "a m.o.r.o.n and an idiot");
    let held = class.session.view(&class.live, Feed::Staff).staff.unwrap().messages;
    assert_eq!((held[0].item.id, held[0].item.text.as_str()), (id, "a m.o.r.o.n and an *****"));
    assert_eq!((held[0].because, said(&class)), (HeldFor::Words, Vec::new()));
    class.talks(TEACHER, TalkWish::LetThrough(id)).unwrap();
    assert_eq!(said(&class), ["a m.o.r.o.n and an *****"], "who looked has decided");
    let refused = class.talks(MIRA, edit(id, "moron")).unwrap_err();
    assert_eq!(refused, Refusal::new(Code::WordsBlocked).field("/text", "words_blocked"));
    class.talks(TEACHER, say("moron is a word")).unwrap();
    assert_eq!(said(&class).last().unwrap(), "moron is a word", "who may look need not wait for it");
}

#[test]
fn slow_mode_counts_what_is_held() {
    let mut class = open();
    class.talks(TEACHER, TalkWish::Set(ChatRules { slow_seconds: 30, paused: false, review: true })).unwrap();
    let id = writes(&mut class, MIRA, "one");
    assert_eq!(code(class.talks(MIRA, say("two"))), Code::TooOften);
    class.passes(30_000);
    class.talks(TEACHER, TalkWish::LetThrough(id)).unwrap();
    class.talks(MIRA, say("two")).unwrap();
}

#[test]
fn so_many_bytes_are_held_and_nothing_more_however_few_messages_they_are() {
    let mut class = class();
    let long = "\u{1}".repeat(2_000);
    let mut written = 0;
    let refused = loop {
        let who = [MIRA, OTTO][written % 2];
        match class.talks(who, say(&long)) {
            Ok(_) => written += 1,
            Err(refusal) => break refusal,
        }
    };
    assert_eq!((refused.code, refused.retry_after_ms.is_some()), (Code::TooOften, true));
    let staff = class.session.view(&class.live, Feed::Staff).staff.unwrap();
    let bytes = serde_json::to_vec(&staff.messages).unwrap().len();
    assert!((HELD_BYTES_MAX - 12_500..HELD_BYTES_MAX + 12_500).contains(&bytes), "{bytes} bytes");
    assert!(written < 2 * HELD_PER_PERSON_MAX, "the bytes end it, not the number");
    let oldest = staff.messages[0].item.id;
    class.talks(TEACHER, discard(oldest, ReasonCode::Flood)).unwrap();
    assert!(class.talks(OTTO, say("short")).is_ok());
}

#[test]
fn who_is_put_out_leaves_nothing_to_look_at_and_who_only_wrote_what_is_held_can_be() {
    let mut class = class();
    writes(&mut class, OTTO, "one");
    let mira = writes(&mut class, MIRA, "two");
    class.does(Command::Leave { person: OTTO.person() }).unwrap();
    let ban = MakeSanction {
        person: OTTO.person(),
        measure: Measure::Ban,
        scope: Scope::Session,
        mutes: None,
        message: None,
        minutes: None,
        reason: ReasonCode::Threat,
    };
    class.does(Command::Sanction { person: TEACHER.person(), sanction: ban }).unwrap();
    assert_eq!(to_look_at(&class), [mira]);
    let staff = class.session.view(&class.live, Feed::Staff).staff.unwrap();
    assert_eq!(staff.sanctions.last().unwrap().name, "name of 2");
}
