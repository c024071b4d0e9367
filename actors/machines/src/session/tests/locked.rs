//! Locks: capability x role x what is said of all x what is said of one x time x floor, each cell of the whole table held
//! against one rule that is written here again; and hands that go down by a filter.

use homeroom_protocol::frame::floor::{HandFilter, Lock, Lockable, OwnLock};
use homeroom_protocol::frame::staff::Exception;
use homeroom_protocol::limits::{EXCEPTIONS_MAX, LOCK_SECONDS_MAX, LOCK_SECONDS_MIN};
use homeroom_protocol::permit::{self, CommandKind, Phase, Tier};

use super::super::FloorWish;
use super::floor::lock;
use super::*;

impl Class {
    fn locks(&mut self, by: Who, wish: Lock) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Floor { person: by.person(), wish: FloorWish::Lock(wish) })
    }

    fn may_now(&self, who: Who) -> Vec<CommandKind> {
        self.session.you(&self.live, who.person()).unwrap().may
    }

    fn explained(&self, who: Who, kind: CommandKind) -> Option<String> {
        self.session.unlocked(kind, who.person()).err().and_then(|refusal| refusal.explain).map(Into::into)
    }
}

fn class() -> Class {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, LENA, PETRA, MIRA, OTTO] {
        class.comes(who);
    }
    class.effects.clear();
    class
}

fn own(who: Who, what: Lockable, locked: bool, seconds: Option<u32>) -> Lock {
    Lock { what, locked, person: Some(who.person()), seconds }
}

/// The rule, once more: a person may what the table gives, unless they are a student and it is locked for them alone, or
/// locked for all, not open for them alone, and not sending with the floor.
fn may_by_rule(
    role: Role,
    kind: CommandKind,
    all: Option<Lockable>,
    one: Option<(Lockable, bool)>,
    floor: bool,
) -> bool {
    let takes = |lock: Lockable| lock.kinds().contains(&kind);
    let sends = matches!(kind, CommandKind::Microphone | CommandKind::Camera);
    let given = permit::check(kind, role, Tier::Seated, Phase::Live).is_ok();
    let said = one.filter(|(lock, _)| takes(*lock)).map(|(_, locked)| locked);
    let kept = match said {
        Some(locked) => locked,
        None => all.is_some_and(takes) && !(sends && floor),
    };
    given && (role.is_staff() || !kept)
}

#[test]
fn the_whole_table_is_as_one_rule_says() {
    let every = || std::iter::once(None).chain(Lockable::ALL.iter().copied().map(Some));
    let (mut cells, mut roles) = (0, BTreeSet::new());
    for all in every() {
        for one in every().flat_map(|lock| [lock.map(|lock| (lock, true)), lock.map(|lock| (lock, false))]) {
            for floor in [false, true] {
                let mut class = class();
                // For all of them the chat is locked by its pause.
                if all == Some(Lockable::Chat) {
                    class.talks(TEACHER, super::revising::rules(0, true)).unwrap();
                } else if let Some(what) = all {
                    class.locks(TEACHER, Lock { seconds: Some(600), ..lock(what, true) }).unwrap();
                }
                // Who is locked in sound alone is not given the floor: it is said before.
                if floor {
                    class
                        .does(Command::Floor {
                            person: TEACHER.person(),
                            wish: FloorWish::Grant(Some(OTTO.person()), 600),
                        })
                        .unwrap();
                }
                if let Some((what, locked)) = one {
                    class.locks(PETRA, own(OTTO, what, locked, Some(300))).unwrap();
                }
                let has_floor = class.session.floor_of().is_some();
                for who in [OTTO, MIRA, TEACHER, LENA, PETRA] {
                    roles.insert(who.role());
                    let theirs = one.filter(|_| who == OTTO);
                    for kind in CommandKind::ALL {
                        let rule = may_by_rule(who.role(), *kind, all, theirs, has_floor && who == OTTO);
                        let case = format!("{who:?} {kind:?}, all {all:?}, one {theirs:?}, floor {has_floor}");
                        assert_eq!(class.may_now(who).contains(kind), rule, "{case}");
                        let given = permit::check(*kind, who.role(), Tier::Seated, Phase::Live).is_ok();
                        assert_eq!(class.explained(who, *kind).is_some() && given, given && !rule, "{case}: says why");
                        cells += 1;
                    }
                }
                // Each ends by itself: first what was said of one, then what was said of all.
                class.passes(300_000);
                let floor = class.session.floor_of().is_some();
                for kind in CommandKind::ALL {
                    let rule = may_by_rule(Role::Student, *kind, all, None, floor);
                    assert_eq!(class.may_now(OTTO).contains(kind), rule, "{kind:?} after the end of one");
                }
                class.passes(300_000);
                class.talks(TEACHER, super::revising::rules(0, false)).unwrap();
                assert_eq!(class.may_now(OTTO), permit::may(Role::Student, Tier::Seated, Phase::Live));
            }
        }
    }
    assert_eq!(roles, Role::ALL.iter().copied().collect(), "every role is held against the rule");
    assert!(cells > 10_000, "{cells} cells");
}

#[test]
fn one_may_write_while_the_chat_is_paused_and_one_may_not_while_it_is_open() {
    let mut class = class();
    let say = |class: &mut Class, who| class.talks(who, TalkWish::Say(Say { text: "hi".into(), reply_to: None }));
    class.locks(TEACHER, own(OTTO, Lockable::Chat, true, None)).unwrap();
    let refused = say(&mut class, OTTO).unwrap_err();
    assert_eq!(
        (refused.code, refused.explain.as_deref()),
        (Code::NotPermitted, Some("Writing is locked for you for now."))
    );
    class.talks(TEACHER, super::revising::rules(0, true)).unwrap();
    let refused = say(&mut class, MIRA).unwrap_err();
    assert!(refused.code == Code::ChatPaused && refused.explain.is_some());
    class.locks(TEACHER, own(MIRA, Lockable::Chat, false, None)).unwrap();
    assert!(say(&mut class, MIRA).is_ok());
    assert_eq!(code(class.locks(TEACHER, lock(Lockable::Chat, true))), Code::Invalid, "for all it is paused");
}

#[test]
fn for_whom_alone_the_chat_is_open_does_not_wait_in_slow_mode() {
    let mut class = class();
    let say = |class: &mut Class, who| class.talks(who, TalkWish::Say(Say { text: "hi".into(), reply_to: None }));
    class.talks(TEACHER, super::revising::rules(30, false)).unwrap();
    class.locks(TEACHER, own(MIRA, Lockable::Chat, false, None)).unwrap();
    for _ in 0..3 {
        assert!(say(&mut class, MIRA).is_ok());
    }
    assert!(say(&mut class, OTTO).is_ok());
    assert_eq!(code(say(&mut class, OTTO)), Code::TooOften);
    class
        .does(Command::Floor { person: TEACHER.person(), wish: FloorWish::ClearLock(MIRA.person(), Lockable::Chat) })
        .unwrap();
    assert_eq!(code(say(&mut class, MIRA)), Code::TooOften);
}

#[test]
fn what_is_otherwise_for_one_is_seen_by_them_and_staff_until_it_is_cleared() {
    let mut class = class();
    class.locks(TEACHER, own(OTTO, Lockable::Camera, true, Some(60))).unwrap();
    let until = Some(Timestamp::from_millis(STARTS.as_millis() + 60_000));
    let locks = vec![OwnLock { what: Lockable::Camera, locked: true, until }];
    class.crashes();
    for who in [TEACHER, OTTO, MIRA] {
        class.comes(who);
    }
    let you = |class: &Class, who: Who| class.session.you(&class.live, who.person()).unwrap().locks;
    assert_eq!((you(&class, OTTO), you(&class, MIRA)), (locks.clone(), Vec::new()));
    let exception = Exception { person: OTTO.person(), name: "name of 2".into(), locks };
    assert_eq!(class.session.view(&class.live, Feed::Staff).staff.unwrap().exceptions, [exception]);
    let clear = FloorWish::ClearLock(OTTO.person(), Lockable::Camera);
    class.does(Command::Floor { person: TEACHER.person(), wish: clear.clone() }).unwrap();
    assert_eq!(you(&class, OTTO), []);
    let cleared = Exception { person: OTTO.person(), name: "name of 2".into(), locks: Vec::new() };
    assert_eq!(class.staff.last(), Some(&StaffEvent::Exception { exception: cleared }));
    assert_eq!(class.does(Command::Floor { person: TEACHER.person(), wish: clear }).unwrap(), []);
}

#[test]
fn a_lock_lasts_from_ten_seconds_to_an_hour_and_is_nobodys_to_set_but_staffs() {
    let mut class = class();
    for (seconds, taken) in [
        (LOCK_SECONDS_MIN - 1, false),
        (LOCK_SECONDS_MIN, true),
        (LOCK_SECONDS_MAX, true),
        (LOCK_SECONDS_MAX + 1, false),
    ] {
        let wish = Lock { seconds: Some(seconds), ..lock(Lockable::Poll, true) };
        assert_eq!(class.locks(TEACHER, wish).is_ok(), taken, "{seconds}");
    }
    assert_eq!(code(class.locks(MIRA, own(MIRA, Lockable::Chat, false, None))), Code::NotPermitted);
    for nobody in [TEACHER, IDA] {
        assert_eq!(code(class.locks(PETRA, own(nobody, Lockable::Chat, true, None))), Code::Invalid);
    }
}

#[test]
fn calm_closes_what_was_open_for_one_and_its_undo_opens_it_again() {
    let mut class = class();
    class.locks(TEACHER, lock(Lockable::Publish, true)).unwrap();
    class.talks(TEACHER, super::revising::rules(0, true)).unwrap();
    for what in [Lockable::Publish, Lockable::Chat] {
        class.locks(TEACHER, own(OTTO, what, false, None)).unwrap();
    }
    let may =
        |class: &Class| [CommandKind::Microphone, CommandKind::Say].map(|kind| class.may_now(OTTO).contains(&kind));
    assert_eq!(may(&class), [true, true]);
    for (on, open) in [(true, false), (false, true)] {
        class.effects.clear();
        class.calms(PETRA, on).unwrap();
        assert_eq!(may(&class), [open, open]);
        assert_eq!(class.effects, [Effect::SetPublishing { person: OTTO.person() }], "the media server is told");
        if on {
            assert_eq!(code(class.locks(TEACHER, own(MIRA, Lockable::Chat, false, None))), Code::NotPermitted);
            class.locks(TEACHER, own(MIRA, Lockable::Chat, true, None)).unwrap();
        }
    }
}

#[test]
fn a_lock_that_would_have_ended_while_it_was_calm_does_not_come_back() {
    for (seconds, locked) in [(60, false), (61, true)] {
        let mut class = class();
        class.locks(TEACHER, Lock { seconds: Some(seconds), ..lock(Lockable::Publish, true) }).unwrap();
        class.calms(TEACHER, true).unwrap();
        class.passes(60_000);
        assert!(!class.may_now(MIRA).contains(&CommandKind::Camera), "it is calm");
        class.calms(TEACHER, false).unwrap();
        assert_eq!(class.may_now(MIRA).contains(&CommandKind::Camera), !locked);
        class.passes(1_000);
        assert!(class.may_now(MIRA).contains(&CommandKind::Camera));
    }
}

#[test]
fn who_is_silenced_has_the_floor_no_more_and_is_given_none() {
    for what in [Lockable::Publish, Lockable::Microphone] {
        let mut class = class();
        let floor = |person: Who| Command::Floor {
            person: TEACHER.person(),
            wish: FloorWish::Grant(Some(person.person()), 60),
        };
        class.does(floor(OTTO)).unwrap();
        class.locks(TEACHER, own(OTTO, what, true, None)).unwrap();
        assert_eq!(class.session.floor_of(), None);
        assert_eq!(code(class.does(floor(OTTO))), Code::Invalid);
        class.locks(TEACHER, own(OTTO, what, false, None)).unwrap();
        class.does(floor(OTTO)).unwrap();
    }
}

#[test]
fn as_many_have_a_lock_of_their_own_as_staff_can_be_shown() {
    let mut class = Class::with_seats(2);
    class.comes(TEACHER);
    let people: Vec<Who> = (1..).map(Who).filter(|who| who.role() == Role::Student).take(EXCEPTIONS_MAX + 1).collect();
    for who in &people {
        class.comes(*who);
    }
    let Some((late, early)) = people.split_last() else { panic!("there are some") };
    for who in early {
        for what in Lockable::ALL {
            class.locks(TEACHER, own(*who, *what, true, Some(LOCK_SECONDS_MAX))).unwrap();
        }
    }
    assert_eq!(code(class.locks(TEACHER, own(*late, Lockable::Poll, true, None))), Code::NotPermitted);
    let shown = class.session.view(&class.live, Feed::Staff).staff.unwrap().exceptions;
    let bytes = serde_json::to_string(&shown).unwrap().len();
    assert!(shown.len() == EXCEPTIONS_MAX && bytes < 64 * 1024, "{bytes} bytes");
    for what in Lockable::ALL {
        let clear = FloorWish::ClearLock(early[0].person(), *what);
        class.does(Command::Floor { person: TEACHER.person(), wish: clear }).unwrap();
    }
    class.locks(TEACHER, own(*late, Lockable::Poll, true, None)).unwrap();
}

#[test]
fn hands_go_down_by_a_filter_and_the_others_stay_in_their_order() {
    let mut all: Vec<_> = Vec::new();
    for filter in HandFilter::ALL {
        let mut class = Class::with_seats(2);
        for who in [TEACHER, MIRA, OTTO, IDA] {
            class.comes(who);
        }
        let wish = |class: &mut Class, who: Who, wish| class.does(Command::Floor { person: who.person(), wish });
        wish(&mut class, TEACHER, FloorWish::Grant(Some(OTTO.person()), 60)).unwrap();
        wish(&mut class, TEACHER, FloorWish::End).unwrap();
        for who in [IDA, OTTO, MIRA] {
            wish(&mut class, who, FloorWish::Raise).unwrap();
        }
        wish(&mut class, TEACHER, FloorWish::LowerAll(*filter)).unwrap();
        let hands = class.session.view(&class.live, Feed::Class).floor.hands;
        all.push(hands.into_iter().map(|hand| hand.person).collect::<Vec<_>>());
    }
    let people = |who: &[Who]| who.iter().map(|who| who.person()).collect::<Vec<_>>();
    // Ida watches; Otto has had the floor.
    assert_eq!(all, [people(&[]), people(&[IDA, MIRA]), people(&[OTTO]), people(&[OTTO, MIRA])]);
}
