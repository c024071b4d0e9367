//! Strikes: given a class with a word that is blocked, when somebody writes it again and again, then they cannot write.

use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::client::MakeSanction;
use homeroom_protocol::limits::STRIKE_MUTE;
use homeroom_protocol::moderation::{Measure, Muted, ReasonCode, Sanction, Scope};
use homeroom_protocol::question::AskQuestion;
use homeroom_protocol::words::WordAction;

use super::revising::edit;
use super::*;
use crate::session::QuestionWish;
use crate::words::{Filter, Rule};

fn class() -> Class {
    let mut class = Class::with_seats(2);
    let rule = Rule { words: "loser".to_owned(), action: WordAction::Block };
    class.observes(Observation::Words(Filter::compile(&[rule])));
    [TEACHER, MIRA, OTTO].into_iter().for_each(|who| class.comes(who));
    class
}

fn code(class: &mut Class, who: Who, text: &str) -> Option<Code> {
    let say = TalkWish::Say(Say { text: text.to_owned(), reply_to: None });
    let outcome = class.talks(who, say);
    class.passes(0);
    outcome.err().map(|refusal| refusal.code)
}

fn sanctions(class: &Class, who: Who) -> Vec<Sanction> {
    class.session.you(&class.live, who.person()).unwrap().sanctions
}

#[test]
fn the_third_blocked_text_within_ten_minutes_is_followed_by_a_mute_of_five_with_its_reason() {
    let mut class = class();
    for _ in 0..2 {
        assert_eq!(code(&mut class, MIRA, "loser"), Some(Code::WordsBlocked));
        class.passes(299_999);
    }
    assert_eq!(sanctions(&class, MIRA), []);
    assert_eq!(code(&mut class, MIRA, "a l o s e r"), Some(Code::WordsBlocked), "the sender hears why, as before");
    let mute = sanctions(&class, MIRA).remove(0);
    assert_eq!((mute.measure, mute.mutes, mute.reason), (Measure::Mute, Some(Muted::Chat), ReasonCode::BlockedWords));
    assert_eq!(mute.until, Some(class.now.plus(STRIKE_MUTE)));
    assert_eq!(code(&mut class, MIRA, "sorry"), Some(Code::Muted));
    assert_eq!((sanctions(&class, OTTO), sanctions(&class, MIRA).len()), (vec![], 1), "nobody else's, and once");
    class.passes(300_000);
    assert_eq!(code(&mut class, MIRA, "sorry"), None, "it ends by itself");
}

#[test]
fn a_strike_of_ten_minutes_ago_counts_no_more_and_one_a_millisecond_younger_does() {
    for (wait, struck) in [(600_000, 0), (599_999, 1)] {
        let mut class = class();
        assert_eq!(code(&mut class, MIRA, "loser"), Some(Code::WordsBlocked));
        class.passes(wait);
        for _ in 0..2 {
            assert_eq!(code(&mut class, MIRA, "loser"), Some(Code::WordsBlocked));
        }
        assert_eq!(sanctions(&class, MIRA).len(), struck);
    }
}

#[test]
fn after_a_mute_one_begins_anew_and_a_crash_forgives_strikes_and_no_mute() {
    let mut class = class();
    for _ in 0..3 {
        code(&mut class, MIRA, "loser");
    }
    class.crashes();
    class.comes(MIRA);
    assert_eq!(sanctions(&class, MIRA).len(), 1);
    class.passes(300_000);
    let rule = Rule { words: "loser".to_owned(), action: WordAction::Block };
    class.observes(Observation::Words(Filter::compile(&[rule])));
    for _ in 0..2 {
        assert_eq!(code(&mut class, MIRA, "loser"), Some(Code::WordsBlocked));
    }
    assert_eq!(sanctions(&class, MIRA), []);
    code(&mut class, MIRA, "loser");
    assert_eq!(sanctions(&class, MIRA).len(), 1);
}

#[test]
fn staff_are_filtered_and_not_struck_and_who_may_not_write_anyway_is_not_either() {
    let mut class = class();
    for _ in 0..4 {
        assert_eq!(code(&mut class, TEACHER, "loser"), Some(Code::WordsBlocked));
    }
    assert_eq!(sanctions(&class, TEACHER), []);
    class.talks(TEACHER, TalkWish::Set(ChatRules { paused: true, ..ChatRules::default() })).unwrap();
    for _ in 0..4 {
        assert_eq!(code(&mut class, MIRA, "loser"), Some(Code::ChatPaused));
    }
    assert_eq!(sanctions(&class, MIRA), []);
}

#[test]
fn a_text_that_is_sent_again_is_one_strike_and_an_edit_and_a_question_are_others() {
    let mut class = class();
    let say = TalkWish::Say(Say { text: "loser".to_owned(), reply_to: None });
    let moment = class.moment();
    for _ in 0..4 {
        let command = Command::Talk { person: MIRA.person(), wish: say.clone() };
        let held = class.session.hold(&mut class.live, &moment, command);
        assert_eq!(held.unwrap_err().code, Code::WordsBlocked);
    }
    class.passes(0);
    assert_eq!(sanctions(&class, MIRA), []);
    assert_eq!(code(&mut class, MIRA, "a sentence"), None);
    let id = class.session.chat.last().unwrap().id;
    assert_eq!(class.talks(MIRA, edit(id, "a loser")).unwrap_err().code, Code::WordsBlocked);
    let ask = AskQuestion { text: "Who is a loser?".into(), anonymous: false };
    let asked = class.on_questions(MIRA, QuestionWish::Ask(ask));
    assert_eq!(asked.unwrap_err().code, Code::WordsBlocked);
    class.passes(0);
    assert_eq!(sanctions(&class, MIRA).len(), 1);
}

#[test]
fn two_at_once_are_both_muted_and_who_has_gone_holds_up_nobody() {
    let mut class = class();
    for _ in 0..3 {
        for who in [MIRA, OTTO] {
            let say = TalkWish::Say(Say { text: "loser".to_owned(), reply_to: None });
            let _ = class.talks(who, say);
        }
    }
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    class.passes(0);
    assert_eq!(sanctions(&class, OTTO).len(), 1);
    assert!(class.session.deadline(&class.live).is_none_or(|at| at > class.now), "nothing is overdue for ever");
}

#[test]
fn nobody_decides_for_what_follows_by_itself() {
    let mut class = class();
    let sanction = MakeSanction {
        person: MIRA.person(),
        measure: Measure::Warn,
        message: None,
        mutes: None,
        minutes: None,
        scope: Scope::Session,
        reason: ReasonCode::BlockedWords,
    };
    let refused = class.does(Command::Sanction { person: TEACHER.person(), sanction });
    assert_eq!(refused, Err(Refusal::new(Code::Invalid).field("/reason", "not_by_people")));
}
