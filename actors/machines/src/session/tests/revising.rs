//! Messages are answered, changed and taken back; the class writes slowly, or not at all.

use homeroom_protocol::chat::{ChatRules, Revision};
use homeroom_protocol::frame::chat::{DeleteMessage, EditMessage};
use homeroom_protocol::frame::client::MakeReport;
use homeroom_protocol::frame::server::ChatItem;
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::limits::{CHAT_EDITS_MAX, SLOW_SECONDS_MAX};
use homeroom_protocol::moderation::{FrozenMessage, Measure, ReasonCode, ReportKind, Sanction, Scope};

use super::*;

pub(super) fn class() -> Class {
    let mut class = Class::with_seats(2);
    [TEACHER, MIRA, OTTO].into_iter().for_each(|who| class.comes(who));
    class
}

/// Says something; its id.
pub(super) fn said(class: &mut Class, who: Who, text: &str) -> CommandId {
    class.says(who, text);
    CommandId(Uuid::from_u128(u128::from(class.steps)))
}

fn answer(text: &str, to: CommandId) -> TalkWish {
    TalkWish::Say(Say { text: text.into(), reply_to: Some(to) })
}

pub(super) fn edit(message: CommandId, text: &str) -> TalkWish {
    TalkWish::Edit(EditMessage { message, text: text.into() })
}

pub(super) fn delete(message: CommandId) -> TalkWish {
    TalkWish::Delete(DeleteMessage { message })
}

pub(super) fn rules(slow_seconds: u32, paused: bool) -> TalkWish {
    TalkWish::Set(ChatRules { slow_seconds, paused, review: false })
}

fn item(class: &Class, id: CommandId) -> ChatItem {
    let view = class.session.view(&class.live, Feed::Class);
    view.chat.items.into_iter().find(|item| item.id == id).unwrap()
}

/// Reports a message, and answers what was frozen of it.
fn frozen(class: &mut Class, by: Who, about: Who, message: CommandId) -> FrozenMessage {
    let report =
        MakeReport { person: about.person(), message: Some(message), kind: ReportKind::Insult, text: String::new() };
    let (session, person) = (SessionId(Uuid::from_u128(1)), by.person());
    let events = class.does(Command::Report { session, person, report }).unwrap();
    let SessionEvent::Reported { report } = &events[0] else { panic!("{events:?}") };
    report.evidence.messages.iter().find(|one| one.id == message).unwrap().clone()
}

#[test]
fn an_answer_to_an_answer_stands_under_the_message_that_was_answered_first() {
    let mut class = class();
    let first = said(&mut class, MIRA, "Why is the sea salt?");
    class.talks(OTTO, answer("Rivers", first)).unwrap();
    let second = CommandId(Uuid::from_u128(u128::from(class.steps)));
    class.talks(MIRA, answer("And lakes?", second)).unwrap();
    let third = CommandId(Uuid::from_u128(u128::from(class.steps)));
    assert_eq!((item(&class, second).reply_to, item(&class, third).reply_to), (Some(first), Some(first)));
}

#[test]
fn nobody_answers_what_is_not_there_or_was_taken_back() {
    let mut class = class();
    let first = said(&mut class, MIRA, "hm");
    class.talks(MIRA, delete(first)).unwrap();
    for to in [first, CommandId(Uuid::from_u128(99_999))] {
        let refusal = class.talks(OTTO, answer("What?", to)).unwrap_err();
        assert_eq!(refusal, Refusal::new(Code::Invalid).field("/reply_to", "not_there"));
    }
}

#[test]
fn a_changed_message_says_so_where_it_stood_and_a_report_shows_what_it_said_before() {
    let mut class = class();
    let id = said(&mut class, MIRA, "you are stupid");
    let before = item(&class, id);
    class.passes(1_000);
    class.talks(MIRA, edit(id, "you are right")).unwrap();
    let now = ChatItem { text: "you are right".into(), edited: true, ..before };
    assert_eq!(class.frames.last(), Some(&ClassEvent::Edited { item: now.clone() }));
    assert_eq!(item(&class, id), now);
    let revisions = vec![Revision { text: "you are stupid".into(), until: class.now }];
    assert_eq!(frozen(&mut class, OTTO, MIRA, id).revisions, revisions);
    class.crashes();
    assert_eq!(item(&class, id), now);
}

#[test]
fn a_message_that_was_taken_back_is_gone_for_the_class_and_whole_in_a_report() {
    let mut class = class();
    let id = said(&mut class, MIRA, "add me there");
    class.talks(MIRA, delete(id)).unwrap();
    assert_eq!(class.frames.last(), Some(&ClassEvent::Deleted { message: id }));
    let gone = item(&class, id);
    assert_eq!((gone.text.as_str(), gone.deleted, gone.hidden), ("", true, false));
    let kept = frozen(&mut class, OTTO, MIRA, id);
    assert_eq!((kept.text.as_str(), kept.deleted), ("add me there", true));
    assert_eq!(class.talks(MIRA, delete(id)).unwrap(), [], "twice is once");
    assert_eq!(class.talks(MIRA, edit(id, "x")).unwrap_err().errors[0].code, "not_there");
}

#[test]
fn nobody_changes_or_takes_back_what_others_said_not_even_the_teacher() {
    let mut class = class();
    let id = said(&mut class, MIRA, "hi");
    for who in [OTTO, TEACHER] {
        assert_eq!(code(class.talks(who, edit(id, "ho"))), Code::NotPermitted);
        assert_eq!(code(class.talks(who, delete(id))), Code::NotPermitted);
    }
}

#[test]
fn a_message_is_changed_five_times_and_not_six() {
    let mut class = class();
    let id = said(&mut class, MIRA, "0");
    for n in 1..=CHAT_EDITS_MAX {
        class.talks(MIRA, edit(id, &n.to_string())).unwrap();
    }
    let refusal = class.talks(MIRA, edit(id, "6")).unwrap_err();
    assert_eq!(refusal, Refusal::new(Code::Invalid).field("/message", "edited_too_often"));
    assert_eq!(class.talks(MIRA, edit(id, "5")).unwrap(), [], "what it says already is no change");
}

#[test]
fn the_longest_messages_changed_as_often_as_they_may_be_fit_into_the_entry_of_a_report() {
    let mut class = class();
    // A control character is six bytes of JSON, the most that a character can be.
    let text = |n: usize| format!("{n}{}", "\u{1}".repeat(1_999));
    let ids: Vec<_> = (0..21).map(|_| said(&mut class, MIRA, &text(0))).collect();
    for id in &ids {
        (1..=CHAT_EDITS_MAX).for_each(|n| drop(class.talks(MIRA, edit(*id, &text(n))).unwrap()));
    }
    let kept = frozen(&mut class, OTTO, MIRA, ids[10]);
    assert_eq!((kept.text, kept.revisions.len()), (text(5), 5));
    assert_eq!(kept.revisions[0].text.chars().count(), 500);
    let entry = class.journal.last().unwrap().len();
    assert!(entry < homeroom_protocol::limits::ENTRY_BYTES_MAX, "{entry} bytes");
}

#[test]
fn a_blanked_message_that_was_taken_back_stays_blank_when_the_moderator_shows_it_again() {
    let mut class = class();
    let id = said(&mut class, MIRA, "oh no");
    let sanction = Sanction {
        id: homeroom_protocol::ids::SanctionId(Uuid::from_u128(5)),
        person: MIRA.person(),
        measure: Measure::Hide,
        scope: Scope::Session,
        mutes: None,
        message: Some(id),
        reason: ReasonCode::Insult,
        until: None,
        role: None,
        at: class.now,
    };
    class.does(Command::Enforce(sanction.clone())).unwrap();
    assert_eq!(class.talks(MIRA, edit(id, "oh yes")).unwrap_err().errors[0].code, "not_there");
    class.talks(MIRA, delete(id)).unwrap();
    class.does(Command::Revoke(sanction.id)).unwrap();
    let gone = item(&class, id);
    assert_eq!((gone.text.as_str(), gone.deleted, gone.hidden), ("", true, false));
}

#[test]
fn in_slow_mode_a_student_waits_is_told_how_long_and_staff_do_not() {
    let mut class = class();
    class.talks(TEACHER, rules(30, false)).unwrap();
    let slow = ChatRules { slow_seconds: 30, ..ChatRules::default() };
    assert_eq!(class.frames.last(), Some(&ClassEvent::ChatSet { rules: slow }));
    class.says(MIRA, "one");
    class.passes(17_500);
    let refusal = class.talks(MIRA, TalkWish::Say(Say { text: "two".into(), reply_to: None })).unwrap_err();
    assert_eq!((refusal.code, refusal.retry_after_ms), (Code::TooOften, Some(12_500)));
    assert_eq!(refusal.detail.unwrap(), "Slow mode: one message every 30 s. You can write again in 13 s.");
    class.says(OTTO, "I did not write yet");
    class.says(TEACHER, "one");
    class.says(TEACHER, "two");
    class.passes(12_499);
    assert_eq!(code(class.talks(MIRA, TalkWish::Say(Say { text: "two".into(), reply_to: None }))), Code::TooOften);
    class.passes(1);
    class.says(MIRA, "two");
}

#[test]
fn a_clock_that_goes_back_makes_nobody_wait_longer_than_slow_mode_does() {
    let mut class = class();
    class.talks(TEACHER, rules(30, false)).unwrap();
    class.says(MIRA, "one");
    class.now = Timestamp::from_millis(class.now.as_millis() - 20_000);
    let refusal = class.talks(MIRA, TalkWish::Say(Say { text: "two".into(), reply_to: None })).unwrap_err();
    assert_eq!(refusal.retry_after_ms, Some(30_000));
}

#[test]
fn while_the_chat_is_paused_students_neither_write_nor_change_and_may_take_back() {
    let mut class = class();
    let id = said(&mut class, MIRA, "hi");
    class.talks(TEACHER, rules(0, true)).unwrap();
    assert_eq!(code(class.talks(MIRA, TalkWish::Say(Say { text: "ho".into(), reply_to: None }))), Code::ChatPaused);
    assert_eq!(code(class.talks(MIRA, edit(id, "ho"))), Code::ChatPaused);
    class.says(TEACHER, "Listen, all of you.");
    class.talks(MIRA, delete(id)).unwrap();
    class.crashes();
    assert!(class.session.view(&class.live, Feed::Class).chat_rules.paused, "a pause outlives the node");
    [TEACHER, MIRA].into_iter().for_each(|who| {
        class.enters_on(who, 0).unwrap();
        class.connects(who, 2);
    });
    class.talks(TEACHER, rules(0, false)).unwrap();
    class.says(MIRA, "ho");
}

#[test]
fn slow_mode_is_up_to_300_seconds_set_by_staff_alone_and_setting_it_again_is_nothing() {
    let mut class = class();
    assert_eq!(code(class.talks(MIRA, rules(5, false))), Code::NotPermitted);
    let refusal = class.talks(TEACHER, rules(SLOW_SECONDS_MAX + 1, false)).unwrap_err();
    assert_eq!(refusal, Refusal::new(Code::Invalid).field("/slow_seconds", "out_of_range"));
    class.talks(TEACHER, rules(SLOW_SECONDS_MAX, false)).unwrap();
    assert_eq!(class.talks(TEACHER, rules(SLOW_SECONDS_MAX, false)).unwrap(), []);
}

#[test]
fn slow_mode_slows_changes_as_it_slows_messages() {
    let mut class = class();
    let id = said(&mut class, MIRA, "one");
    class.talks(TEACHER, rules(30, false)).unwrap();
    let refusal = class.talks(MIRA, edit(id, "two")).unwrap_err();
    assert_eq!((refusal.code, refusal.retry_after_ms), (Code::TooOften, Some(30_000)));
    class.passes(30_000);
    class.talks(MIRA, edit(id, "two")).unwrap();
    assert_eq!(code(class.talks(MIRA, edit(id, "three"))), Code::TooOften);
    assert_eq!(code(class.talks(MIRA, TalkWish::Say(Say { text: "four".into(), reply_to: None }))), Code::TooOften);
    class.talks(MIRA, delete(id)).unwrap();
    let staffs = said(&mut class, TEACHER, "mine");
    class.talks(TEACHER, edit(staffs, "mine again")).unwrap();
}
