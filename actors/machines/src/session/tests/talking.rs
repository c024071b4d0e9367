//! The chat of a class.

use homeroom_protocol::frame::server::{Answer, ChatItem};
use homeroom_protocol::permit::Role;

use super::super::Query;
use super::*;

fn history(class: &Class, who: Who) -> Result<Answer, Refusal> {
    class.session.look(&class.live, Query::History { person: who.person(), before: None, limit: None })
}

#[test]
fn what_is_said_carries_the_id_of_its_command_and_the_offset_of_its_entry() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    class.says(MIRA, "Is a half more than a third?");
    let item = ChatItem {
        id: CommandId(Uuid::from_u128(u128::from(class.steps))),
        offset: u64::try_from(class.journal.len()).unwrap(),
        person: MIRA.person(),
        name: "name of 1".into(),
        role: Role::Student,
        text: "Is a half more than a third?".into(),
        at: class.now,
        hidden: false,
        reply_to: None,
        edited: false,
        deleted: false,
        reactions: Vec::new(),
    };
    assert_eq!(class.frames.last(), Some(&ClassEvent::Said { item: item.clone() }));
    let Answer::History(page) = history(&class, MIRA).unwrap() else { panic!("a page") };
    assert_eq!((page.items, page.more), (vec![item], false));
}

#[test]
fn who_watches_may_speak() {
    let mut class = Class::with_seats(0);
    class.comes(MIRA);
    class.says(MIRA, "hi");
    assert_eq!(class.session.view(&class.live, Feed::Class).chat.items.len(), 1);
}

#[test]
fn who_has_not_come_through_the_door_neither_speaks_nor_reads() {
    let mut class = Class::with_seats(1);
    class.joins(MIRA).unwrap();
    assert_eq!(
        code(class.does(Command::Talk {
            person: MIRA.person(),
            wish: TalkWish::Say(Say { text: "hi".into(), reply_to: None })
        })),
        Code::NotHere
    );
    assert_eq!(history(&class, MIRA).unwrap_err().code, Code::NotHere);
    assert_eq!(history(&class, OTTO).unwrap_err().code, Code::NotHere);
}

#[test]
fn a_text_too_long_or_empty_is_refused_and_names_the_field() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    for (text, wrong) in [("x".repeat(2_001), "too_long"), ("  ".into(), "empty")] {
        let refusal = class
            .does(Command::Talk { person: MIRA.person(), wish: TalkWish::Say(Say { text, reply_to: None }) })
            .unwrap_err();
        assert_eq!((refusal.errors[0].pointer.as_ref(), refusal.errors[0].code.as_ref()), ("/text", wrong));
    }
}

#[test]
fn what_was_said_stays_when_its_author_has_gone() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    class.comes(OTTO);
    class.says(MIRA, "bye");
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    let Answer::History(page) = history(&class, OTTO).unwrap() else { panic!("a page") };
    assert_eq!(page.items[0].name, "name of 1");
}
