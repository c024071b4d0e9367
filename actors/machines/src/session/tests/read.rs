//! How far people have read: given a class in which something was said, when somebody reads it, then this is new to them.

use homeroom_protocol::frame::chat::{Read, ReadSoFar};
use homeroom_protocol::limits::REACTIONS_WAITING_MAX;
use homeroom_protocol::reaction::Reaction;

use super::*;

impl Class {
    pub(super) fn reads_to(&mut self, who: Who, to: u64) -> Result<(), Refusal> {
        let events = self.does(Command::Read { person: who.person(), read: Read { to } })?;
        assert_eq!(events, [], "how far somebody has read waits");
        Ok(())
    }

    fn read_so_far(&self, who: Who) -> ReadSoFar {
        self.session.you(&self.live, who.person()).unwrap().read.unwrap()
    }

    fn unread(&self, who: Who) -> u32 {
        self.read_so_far(who).unread
    }

    pub(super) fn last_offset(&self) -> u64 {
        self.session.last_offset()
    }
}

/// A class of three, in which the teacher said three things before Otto came.
fn class() -> Class {
    let mut class = Class::with_seats(3);
    class.comes(TEACHER);
    class.comes(MIRA);
    for text in ["Good morning.", "Open the book.", "Page nine."] {
        class.says(TEACHER, text);
    }
    class.comes(OTTO);
    class
}

#[test]
fn what_others_said_since_is_new_and_ones_own_is_not() {
    let mut class = class();
    assert_eq!(
        [TEACHER, MIRA, OTTO].map(|who| class.unread(who)),
        [0, 3, 0],
        "who comes for the first time begins there"
    );
    class.says(MIRA, "Which book?");
    assert_eq!([TEACHER, MIRA, OTTO].map(|who| class.unread(who)), [1, 3, 1]);
}

#[test]
fn what_was_read_is_new_no_more_once_it_is_kept_and_stays_so_over_a_crash() {
    let mut class = class();
    let (second, third) = (class.last_offset() - 1, class.last_offset());
    class.reads_to(MIRA, second).unwrap();
    assert_eq!(class.unread(MIRA), 3, "nothing is told before the journal has it");
    class.passes(0);
    assert_eq!(class.read_so_far(MIRA), ReadSoFar { to: second, unread: 1 });
    assert!(class.waits.is_empty(), "and then it is acknowledged");
    class.crashes();
    class.comes(MIRA);
    assert_eq!(class.unread(MIRA), 1);
    class.reads_to(MIRA, third).unwrap();
    class.passes(250);
    assert_eq!(class.read_so_far(MIRA), ReadSoFar { to: third, unread: 0 });
}

#[test]
fn a_mark_never_goes_back_and_what_is_known_writes_nothing() {
    let mut class = class();
    let last = class.last_offset();
    for to in [last, last - 1] {
        class.reads_to(MIRA, to).unwrap();
    }
    class.passes(250);
    let entries = class.journal.len();
    for to in [last, last - 2, 0] {
        class.reads_to(MIRA, to).unwrap();
    }
    class.passes(250);
    assert_eq!((class.read_so_far(MIRA).to, class.journal.len(), class.waits.len()), (last, entries, 0));
}

#[test]
fn nobody_has_read_what_was_not_said() {
    let mut class = class();
    let last = class.last_offset();
    assert_eq!(class.reads_to(MIRA, last), Ok(()));
    let refusal = Refusal::new(Code::Invalid).field("/to", "not_there");
    assert_eq!(class.reads_to(MIRA, last + 1), Err(refusal));
}

#[test]
fn many_who_read_and_react_at_once_are_one_entry_and_the_class_is_told_of_the_reaction_alone() {
    let mut class = class();
    let (last, said) = (class.last_offset(), class.session.chat.last().unwrap().id);
    class.reads_to(OTTO, last - 1).unwrap_or_default();
    class.passes(250);
    class.frames.clear();
    let entries = class.journal.len();
    class.reads_to(MIRA, last).unwrap();
    class.passes(250);
    assert_eq!((class.journal.len(), class.frames.len()), (entries + 1, 0), "who reads what is nobody else's");
    class.says(TEACHER, "Read it aloud.");
    class.frames.clear();
    let entries = class.journal.len();
    for who in [MIRA, OTTO] {
        class.reads_to(who, class.last_offset()).unwrap();
    }
    class.reacts(OTTO, said, Reaction::Agree, true).unwrap();
    class.passes(250);
    assert_eq!((class.journal.len(), class.frames.len()), (entries + 1, 1));
    assert_eq!([MIRA, OTTO].map(|who| class.unread(who)), [0, 0]);
}

#[test]
fn a_mark_is_kept_for_who_leaves_and_comes_again() {
    let mut class = class();
    class.reads_to(MIRA, class.last_offset()).unwrap();
    class.passes(250);
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    assert!(class.reads_to(MIRA, 0).is_err(), "who is not in reads nothing");
    class.says(TEACHER, "Where is Mira?");
    class.comes(MIRA);
    assert_eq!(class.unread(MIRA), 1);
}

#[test]
fn somebody_may_say_so_twenty_times_before_it_is_settled_and_no_more() {
    let mut class = class();
    for _ in 0..=REACTIONS_WAITING_MAX {
        class.says(TEACHER, "And on.");
    }
    let first = class.last_offset() - u64::from(REACTIONS_WAITING_MAX);
    class.reads_to(MIRA, first).unwrap();
    class.passes(0);
    let mut told = Ok(());
    for nth in 1..=u64::from(REACTIONS_WAITING_MAX) {
        told = told.and(class.reads_to(MIRA, first + nth));
    }
    assert_eq!(told, Ok(()));
    class.says(TEACHER, "One more.");
    let last = class.last_offset();
    assert_eq!(class.reads_to(MIRA, last).unwrap_err().code, Code::TooOften);
    class.passes(250);
    class.reads_to(MIRA, last).unwrap();
}
