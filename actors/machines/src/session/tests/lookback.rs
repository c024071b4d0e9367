//! What a message said before: staff look, and the journal and the audit have it.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::chat::Revision;
use homeroom_protocol::frame::review::SaidBefore;
use homeroom_protocol::frame::server::Answer;
use homeroom_protocol::limits::EVIDENCE_REVISION_CHARACTERS_MAX;

use super::revising::{class, delete, edit, said};
use super::*;
use crate::machine::Machine;

fn looks(class: &mut Class, who: Who, message: CommandId) -> Result<SaidBefore, Code> {
    let done = class.talks(who, TalkWish::Look(message)).map_err(|refusal| refusal.code)?;
    let Some(Answer::Before(seen)) = Session::answer(&done) else { panic!("no answer in {done:?}") };
    Ok(seen)
}

#[test]
fn staff_read_what_a_message_said_before_also_when_it_was_taken_back_and_after_a_crash() {
    let mut class = class();
    let message = said(&mut class, OTTO, "Rain");
    class.talks(OTTO, edit(message, "Rivers")).unwrap();
    let changed = class.now;
    let before = vec![Revision { text: "Rain".into(), until: changed }];
    let whole = SaidBefore { message, text: "Rivers".into(), before };
    assert_eq!(looks(&mut class, TEACHER, message), Ok(whole.clone()));
    class.talks(OTTO, delete(message)).unwrap();
    let frames = class.frames.len();
    assert_eq!(looks(&mut class, TEACHER, message), Ok(whole.clone()));
    class.crashes();
    class.comes(TEACHER);
    assert_eq!(looks(&mut class, TEACHER, message), Ok(whole));
    let told = class.frames.get(frames..).unwrap_or_default();
    assert!(!told.iter().any(|frame| format!("{frame:?}").contains("Rivers")), "the class is told nothing: {told:?}");
}

#[test]
fn students_do_not_and_what_is_not_there_is_no_message() {
    let mut class = class();
    let message = said(&mut class, OTTO, "Rain");
    assert_eq!(looks(&mut class, MIRA, message), Err(Code::NotPermitted));
    assert_eq!(looks(&mut class, OTTO, message), Err(Code::NotPermitted), "not even their own");
    assert_eq!(looks(&mut class, TEACHER, CommandId(Uuid::from_u128(7_777))), Err(Code::Invalid));
}

#[test]
fn each_look_is_in_the_audit() {
    let mut class = class();
    let message = said(&mut class, OTTO, "Rain");
    for _ in 0..2 {
        let look = Command::Talk { person: TEACHER.person(), wish: TalkWish::Look(message) };
        let deed = Deed::new(Capacity::Teacher, What::MessageLook).on(OTTO.person()).about(message.0);
        assert_eq!(class.deeds(TEACHER, look), [deed]);
    }
}

#[test]
fn of_what_it_said_before_so_much_is_shown_as_is_kept_as_evidence() {
    let mut class = class();
    let long = "x".repeat(EVIDENCE_REVISION_CHARACTERS_MAX + 1);
    let message = said(&mut class, OTTO, &long);
    class.talks(OTTO, edit(message, long.get(1..).unwrap())).unwrap();
    class.talks(OTTO, edit(message, "Rivers")).unwrap();
    let seen = looks(&mut class, TEACHER, message).unwrap();
    let [first, second] = seen.before.as_slice() else { panic!("{seen:?}") };
    assert!(first.text.ends_with('…') && first.text.chars().count() == EVIDENCE_REVISION_CHARACTERS_MAX);
    assert!(!second.text.ends_with('…') && second.text.chars().count() == EVIDENCE_REVISION_CHARACTERS_MAX);
}
