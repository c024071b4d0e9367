//! What the audit has of a class: given one, when staff do what students cannot, then this is what is kept of it.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::frame::client::MakeSanction;
use homeroom_protocol::frame::floor::{Lock, Lockable};
use homeroom_protocol::moderation::{Measure, Muted, ReasonCode, Scope};

use super::super::FloorWish;
use super::*;

impl Class {
    /// What the audit has of a command, which is done.
    pub(super) fn deeds(&mut self, by: Who, command: Command) -> Vec<Deed> {
        let before = self.session.clone();
        let events = self.does(command).unwrap();
        events.iter().filter_map(|event| before.deed(by.person(), event)).collect()
    }
}

#[test]
fn what_is_done_about_a_person_says_as_what_on_whom_how_and_why() {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, MIRA, OTTO] {
        class.comes(who);
    }
    let sanction = MakeSanction {
        person: OTTO.person(),
        measure: Measure::Warn,
        scope: Scope::Session,
        mutes: None,
        message: None,
        minutes: None,
        reason: ReasonCode::Flood,
    };
    let deeds = class.deeds(TEACHER, Command::Sanction { person: TEACHER.person(), sanction });
    let held = class.session.moderation.of(OTTO.person()).next().unwrap().id;
    let wanted = Deed::new(Capacity::Teacher, What::SessionSanction).on(OTTO.person()).about(held.0);
    assert_eq!(deeds, [wanted.measured(Some(Measure::Warn), Scope::Session, None).since(ReasonCode::Flood)]);
    let mute = MakeSanction {
        person: OTTO.person(),
        measure: Measure::Mute,
        scope: Scope::Session,
        mutes: Some(Muted::Mic),
        message: None,
        minutes: Some(5),
        reason: ReasonCode::Flood,
    };
    let deeds = class.deeds(TEACHER, Command::Sanction { person: TEACHER.person(), sanction: mute });
    assert_eq!(deeds[0].after.as_deref(), Some("mute.mic"), "what is muted is said");
    let deeds = class.deeds(TEACHER, Command::Lift { person: TEACHER.person(), sanction: held });
    assert_eq!(deeds, [Deed::new(Capacity::Teacher, What::SessionLift).on(OTTO.person()).about(held.0)]);
    assert_eq!(
        class.deeds(TEACHER, Command::End { person: TEACHER.person() }),
        [Deed::new(Capacity::Teacher, What::SessionEnd)]
    );
}

#[test]
fn what_anybody_may_do_is_no_act_of_staff() {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, MIRA, OTTO] {
        class.comes(who);
    }
    let raise = |who: Who, wish| Command::Floor { person: who.person(), wish };
    assert_eq!(class.deeds(MIRA, raise(MIRA, FloorWish::Raise)), []);
    assert_eq!(class.deeds(MIRA, raise(MIRA, FloorWish::Lower(None))), []);
    assert_eq!(class.deeds(OTTO, raise(OTTO, FloorWish::Raise)), []);
    let lowered = class.deeds(TEACHER, raise(TEACHER, FloorWish::Lower(Some(OTTO.person()))));
    assert_eq!(lowered, [Deed::new(Capacity::Teacher, What::HandLower)]);
    assert_eq!(class.deeds(TEACHER, Command::Leave { person: TEACHER.person() }), []);
}

#[test]
fn a_lock_says_what_it_locks_and_of_whom_where_it_is_for_one() {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, OTTO] {
        class.comes(who);
    }
    let does = |wish| Command::Floor { person: TEACHER.person(), wish };
    let lock = |person, locked| Lock { what: Lockable::Chat, locked, person, seconds: None };
    let otto = Some(OTTO.person());
    for (wish, deed) in [
        (FloorWish::Lock(Lock { what: Lockable::Poll, ..lock(None, true) }), (What::Lock, None, "poll")),
        (FloorWish::Lock(lock(otto, true)), (What::Lock, otto, "chat")),
        (FloorWish::Lock(lock(otto, false)), (What::Unlock, otto, "chat")),
        (FloorWish::ClearLock(OTTO.person(), Lockable::Chat), (What::LockClear, otto, "chat")),
    ] {
        let (what, on, after) = deed;
        let wanted = Deed::new(Capacity::Teacher, what).after(after);
        let wanted = on.map_or(wanted.clone(), |person| wanted.on(person));
        assert_eq!(class.deeds(TEACHER, does(wish)), [wanted]);
    }
}
