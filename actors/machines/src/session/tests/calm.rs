//! Calm mode: given a class, when staff quiet it, then nobody else writes or sends; and when they undo it all is as it was.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::floor::{FloorView, Lockable};
use homeroom_protocol::permit::Sends;
use homeroom_protocol::permit::desk::DeskRole;

use super::super::{FloorWish, LobbyWish};
use super::*;

impl Class {
    pub(super) fn calms(&mut self, by: Who, on: bool) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Calm { person: by.person(), desk: None, on })
    }

    fn stands(&self) -> (bool, ChatRules, FloorView, bool) {
        let view = self.session.view(&self.live, Feed::Staff);
        (view.calm, view.chat_rules, view.floor, view.staff.unwrap().lobby.on)
    }
}

fn class() -> Class {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, MIRA, OTTO, PETRA] {
        class.comes(who);
    }
    class
}

fn say(class: &mut Class, who: Who) -> Result<Vec<SessionEvent>, Refusal> {
    class.talks(who, TalkWish::Say(Say { text: "hi".into(), reply_to: None }))
}

#[test]
fn one_command_stops_what_students_write_and_send_and_leaves_staff_and_the_floor() {
    let mut class = class();
    class.does(Command::Floor { person: TEACHER.person(), wish: FloorWish::Grant(Some(MIRA.person()), 600) }).unwrap();
    class.calms(PETRA, true).unwrap();
    assert!(class.frames.contains(&ClassEvent::Calm { on: true }));
    assert_eq!(code(say(&mut class, OTTO)), Code::ChatPaused);
    assert!(say(&mut class, TEACHER).is_ok());
    let sends = [MIRA, OTTO, TEACHER].map(|who| class.session.sends(who.person()));
    assert_eq!(sends, [Sends::ALL, Sends::default(), Sends::ALL]);
    assert!(class.effects.contains(&Effect::SetPublishing { person: OTTO.person() }), "the media server is told");
    assert_eq!(class.calms(TEACHER, true).unwrap(), [], "it is calm already");
    class.crashes();
    class.comes(OTTO);
    assert_eq!(code(say(&mut class, OTTO)), Code::ChatPaused);
}

#[test]
fn one_undo_makes_all_of_it_exactly_as_it_was_whatever_that_was_and_whoever_undoes_it() {
    let all = [(0, false, false), (30, true, false), (5, false, true), (0, true, true)];
    for ((slow_seconds, paused, locked), lobby) in all.into_iter().flat_map(|one| [(one, false), (one, true)]) {
        let mut class = class();
        class.wishes_lobby(TEACHER, LobbyWish::Set(lobby)).unwrap();
        let rules = ChatRules { slow_seconds, paused, review: false };
        class.talks(TEACHER, TalkWish::Set(rules)).unwrap();
        let lock = |lock, locked| Command::Floor {
            person: TEACHER.person(),
            wish: FloorWish::Lock(super::floor::lock(lock, locked)),
        };
        class.does(lock(Lockable::Publish, locked)).unwrap();
        class.does(lock(Lockable::RaiseHand, true)).unwrap();
        let before = class.stands();
        class.calms(TEACHER, true).unwrap();
        assert_ne!(class.stands(), before);
        class.crashes();
        for who in [TEACHER, MIRA, OTTO, PETRA] {
            class.comes(who);
        }
        class.calms(PETRA, false).unwrap();
        assert_eq!(class.stands(), before, "slow {slow_seconds} s, paused {paused}, locked {locked}");
        assert_eq!(class.calms(PETRA, false).unwrap(), [], "it is undone once");
        assert_eq!(class.stands(), before);
    }
}

#[test]
fn what_was_changed_while_it_was_calm_is_undone_with_it() {
    let mut class = class();
    let before = class.stands();
    class.calms(TEACHER, true).unwrap();
    class.talks(TEACHER, TalkWish::Set(ChatRules::default())).unwrap();
    assert!(say(&mut class, OTTO).is_ok(), "staff may open the chat again");
    class.calms(TEACHER, false).unwrap();
    assert_eq!(class.stands(), before);
}

#[test]
fn newcomers_wait_while_it_is_calm_and_come_in_when_it_is_not_where_the_lobby_was_off() {
    for lobby in [false, true] {
        let mut class = class();
        class.wishes_lobby(TEACHER, LobbyWish::Set(lobby)).unwrap();
        class.calms(TEACHER, true).unwrap();
        class.joins(IDA).unwrap();
        assert!(!class.is_in(IDA));
        class.calms(TEACHER, false).unwrap();
        assert_eq!(class.is_in(IDA), !lobby);
    }
}

#[test]
fn only_staff_who_are_here_make_a_class_calm() {
    let mut class = class();
    assert_eq!(code(class.calms(MIRA, true)), Code::NotPermitted);
    assert_eq!(code(class.calms(IDA, true)), Code::NotHere);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    assert_eq!(code(class.calms(TEACHER, true)), Code::Over);
}

#[test]
fn a_moderator_at_the_desk_makes_a_class_calm_without_being_in_it_and_the_audit_says_as_what() {
    let mut class = class();
    let from_desk = |on| Command::Calm { person: IDA.person(), desk: Some(DeskRole::Platform), on };
    let before = class.stands();
    for (on, what) in [(true, What::Calm), (false, What::CalmEnd)] {
        let session = class.session.clone();
        let events = class.does(from_desk(on)).unwrap();
        let deeds: Vec<_> = events.iter().filter_map(|event| session.deed(IDA.person(), event)).collect();
        assert_eq!(deeds, [Deed::new(Capacity::PlatformModerator, what)]);
        assert_eq!(class.session.glance().calm, on);
    }
    assert_eq!(class.stands(), before);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    assert_eq!(code(class.does(from_desk(true))), Code::Over);
}
