//! The lobby: given a class with its lobby on, when people come, go and are let in, then who waits is who is listed, and
//! who is let in is in.

use homeroom_protocol::entitlement::Feature;
use homeroom_protocol::frame::lobby::{
    InLobby, LobbyChange, LobbyEnd, LobbyFilter, LobbyView, TurnedAway, Waiter, Waiters,
};
use homeroom_protocol::frame::server::Answer;
use homeroom_protocol::limits::NOTE_CHARACTERS_MAX;
use homeroom_protocol::moderation::{Banned, Measure, ReasonCode, Sanction, Scope};
use homeroom_protocol::permit::{CommandKind, Tier};

use super::super::{LobbyWish, Why};
use super::*;

pub(super) const GRACE_MS: i64 = 90_000;

impl Class {
    pub(super) fn wishes_lobby(&mut self, by: Who, wish: LobbyWish) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Lobby { person: by.person(), wish })
    }

    pub(super) fn lobby(&self) -> LobbyView {
        self.session.view(&self.live, Feed::Staff).staff.unwrap().lobby
    }

    /// Who is listed, in their order.
    pub(super) fn waiting(&self) -> Vec<PersonId> {
        self.lobby().waiting.iter().map(|waiter| waiter.person).collect()
    }

    fn own(&self, who: Who) -> Option<InLobby> {
        self.session.you(&self.live, who.person())?.lobby
    }

    pub(super) fn position(&self, who: Who) -> Option<u32> {
        self.own(who)?.position
    }

    /// Comes as far as the lobby, with a socket.
    pub(super) fn knocks(&mut self, who: Who) {
        self.joins(who).unwrap();
        self.enters_on(who, 0).unwrap();
        self.connects(who, 1);
    }

    pub(super) fn admits(&mut self, filter: LobbyFilter) -> Result<Vec<SessionEvent>, Refusal> {
        let version = self.lobby().version;
        self.wishes_lobby(TEACHER, LobbyWish::LetIn(Waiters::Those { filter, version }))
    }
}

pub(super) fn one(who: Who) -> Waiters {
    Waiters::One { person: who.person() }
}

/// A class with so many seats, its teacher in it, and its lobby on.
pub(super) fn class(seats: u32) -> Class {
    let mut class = Class::with_seats(seats);
    class.comes(TEACHER);
    class.wishes_lobby(TEACHER, LobbyWish::Set(true)).unwrap();
    class.effects.clear();
    class.staff.clear();
    class
}

#[test]
fn a_newcomer_waits_in_the_order_of_coming_and_sees_nothing_of_the_class() {
    let mut class = class(3);
    for who in [OTTO, MIRA, IDA] {
        class.knocks(who);
    }
    assert_eq!([OTTO, MIRA, IDA].map(|who| class.position(who)), [Some(1), Some(2), Some(3)]);
    assert_eq!(class.waiting(), [OTTO, MIRA, IDA].map(Who::person));
    assert!(!class.is_in(OTTO) && class.count() == (1, 0), "nobody who waits is counted");
    let you = class.session.you(&class.live, OTTO.person()).unwrap();
    assert_eq!((you.tier, you.seat, you.may), (Tier::Lobby, None, vec![CommandKind::Leave]));
    class.says(TEACHER, "a word for the class");
    let view = class.session.view(&class.live, Feed::Lobby);
    assert!(view.chat.items.is_empty() && view.staff.is_none() && view.presence.seated == 0);
    let said = TalkWish::Say(Say { text: "hi".into(), reply_to: None });
    assert_eq!(code(class.talks(OTTO, said)), Code::NotHere);
}

#[test]
fn a_lease_is_kept_by_its_socket_and_the_place_is_the_same_after_a_reload() {
    let mut class = class(3);
    for who in [OTTO, MIRA] {
        class.knocks(who);
    }
    class.loses(OTTO, 1);
    class.passes(GRACE_MS - 1);
    assert_eq!(class.joins(OTTO).unwrap(), [], "the same place");
    class.connects(OTTO, 2);
    class.passes(GRACE_MS * 10);
    assert_eq!([OTTO, MIRA].map(|who| class.position(who)), [Some(1), Some(2)]);
    class.loses(OTTO, 2);
    class.passes(GRACE_MS - 1);
    assert_eq!(class.waiting().len(), 2);
    class.passes(1);
    assert_eq!((class.waiting(), class.position(MIRA)), (vec![MIRA.person()], Some(1)));
    class.knocks(OTTO);
    assert_eq!(class.position(OTTO), Some(2), "who was away for longer is behind");
    // Who never came with a socket at all is gone as well.
    class.joins(IDA).unwrap();
    class.passes(GRACE_MS);
    assert_eq!(class.waiting(), [MIRA, OTTO].map(Who::person));
}

#[test]
fn a_crash_keeps_who_waits_in_their_order_for_the_grace() {
    let mut class = class(3);
    for who in [OTTO, MIRA, IDA] {
        class.knocks(who);
    }
    class.passes(GRACE_MS * 3);
    class.crashes();
    class.connects(MIRA, 7);
    class.connects(IDA, 7);
    class.passes(GRACE_MS - 1);
    assert_eq!(class.waiting(), [OTTO, MIRA, IDA].map(Who::person));
    class.passes(1);
    assert_eq!(class.waiting(), [MIRA, IDA].map(Who::person));
}

#[test]
fn who_is_let_in_is_in_with_the_same_entry_and_the_socket_of_the_lobby_is_closed() {
    let mut class = class(1);
    for who in [OTTO, MIRA] {
        class.knocks(who);
    }
    let entries = class.journal.len();
    class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(OTTO))).unwrap();
    assert_eq!(class.journal.len(), entries + 1);
    assert_eq!((class.seat(OTTO), class.waiting(), class.position(MIRA)), (Some(1), vec![MIRA.person()], Some(1)));
    let close = Effect::CloseSockets { person: OTTO.person(), sign_in: None, why: Why::LetIn };
    assert_eq!(class.effects, [close]);
    assert_eq!(class.joins(OTTO).unwrap(), [], "in already");
    class.enters_on(OTTO, 0).unwrap();
    // The next finds no seat left, and watches.
    class.admits(LobbyFilter::All).unwrap();
    assert_eq!(class.session.standing(MIRA.person()).unwrap().tier, Tier::Overflow);
    assert_eq!(class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(MIRA))).unwrap(), [], "done already is done");
    assert_eq!(code(class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(IDA)))), Code::Invalid);
}

#[test]
fn who_was_let_in_and_does_not_come_gives_the_seat_back_and_need_not_wait_again() {
    let mut class = class(1);
    class.knocks(OTTO);
    class.loses(OTTO, 1);
    class.admits(LobbyFilter::All).unwrap();
    class.passes(60_000);
    assert!(!class.is_in(OTTO) && class.waiting().is_empty(), "nobody is left over");
    class.comes(OTTO);
    assert_eq!(class.seat(OTTO), Some(1));
}

/// Each door, and whether who comes through it waits.
#[test]
fn every_door_has_the_same_lobby() {
    let before = |class: &mut Class| {
        class.does(Command::Reserve { admission: IDA.admission() }).unwrap();
        class.comes(MIRA);
    };
    let watch = |class: &mut Class, who: Who| {
        let (person, role) = (who.person(), who.role());
        let name = "a watcher".to_owned();
        let who = Participant { person, name, role, sign_in: who.device(0) };
        let admission = admission_of(person, role, Some(Feature::Overflow));
        class.does(Command::Join(Join { who, admission, take_over: false }))
    };
    type Comes<'a> = &'a dyn Fn(&mut Class) -> Result<Vec<SessionEvent>, Refusal>;
    let doors: [(&str, Who, bool, Comes<'_>); 8] = [
        ("a student", OTTO, true, &|class| class.joins(OTTO)),
        ("a student who watches", OTTO, true, &|class| watch(class, OTTO)),
        ("a holder of a reservation", IDA, true, &|class| class.joins(IDA)),
        ("another device of one who waits", OTTO, true, &|class| {
            class.joins(OTTO).unwrap();
            class.joins_on(OTTO, 1, true)
        }),
        ("a moderator", PETRA, false, &|class| class.joins(PETRA)),
        ("the teacher's other device", TEACHER, false, &|class| class.joins_on(TEACHER, 1, true)),
        ("one who is in", MIRA, false, &|class| class.joins(MIRA)),
        ("one who was in before", MIRA, false, &|class| {
            class.does(Command::Leave { person: MIRA.person() }).unwrap();
            class.joins(MIRA)
        }),
    ];
    for (door, who, waits, comes) in doors {
        for begins in [false, true] {
            let mut class = if begins { super::begins::class(3) } else { Class::with_seats(3) };
            class.comes(TEACHER);
            before(&mut class);
            if begins {
                class.admits(LobbyFilter::All).unwrap();
                class.enters_on(MIRA, 0).unwrap();
            } else {
                class.wishes_lobby(TEACHER, LobbyWish::Set(true)).unwrap();
            }
            comes(&mut class).unwrap();
            let is = (class.position(who).is_some(), class.is_in(who));
            assert_eq!(is, (waits, !waits), "{door}, the lobby on from the doors: {begins}");
            class.wishes_lobby(TEACHER, LobbyWish::Set(false)).unwrap();
            assert!(class.is_in(who) && class.waiting().is_empty(), "{door}, the lobby off");
        }
    }
}

#[test]
fn an_offer_that_is_taken_opens_no_door_beside_the_lobby() {
    let mut class = class(1);
    class.does(Command::Reserve { admission: OTTO.admission() }).unwrap();
    class.does(Command::Reserve { admission: MIRA.admission() }).unwrap();
    class.knocks(MIRA);
    class.does(Command::CancelReservation { person: OTTO.person() }).unwrap();
    class.does(Command::AcceptOffer { admission: MIRA.admission() }).unwrap();
    assert!(!class.is_in(MIRA));
    assert!(class.lobby().waiting[0].reserved, "and is seen to have one");
    class.admits(LobbyFilter::Reserved).unwrap();
    assert_eq!(class.seat(MIRA), Some(1));
}

#[test]
fn another_device_takes_the_place_where_the_person_says_so() {
    let mut class = class(1);
    class.knocks(OTTO);
    assert_eq!(code(class.joins_on(OTTO, 1, false)), Code::OtherDevice);
    class.joins_on(OTTO, 1, true).unwrap();
    assert_eq!(class.position(OTTO), Some(1));
    assert_eq!(code(class.enters_on(OTTO, 0)), Code::OtherDevice);
    assert_eq!(class.enters_on(OTTO, 1).unwrap(), []);
    class.does(Command::SignedOut { person: OTTO.person(), sign_in: OTTO.device(0) }).unwrap();
    assert_eq!(class.waiting().len(), 1, "the sign-in that ended is not the one they wait with");
    class.does(Command::SignedOut { person: OTTO.person(), sign_in: OTTO.device(1) }).unwrap();
    assert_eq!(class.waiting(), []);
}

#[test]
fn what_is_done_to_many_is_done_to_the_list_that_was_looked_at_and_says_what_became_of_each() {
    let mut class = class(3);
    class.does(Command::Reserve { admission: IDA.admission() }).unwrap();
    for who in [OTTO, MIRA] {
        class.knocks(who);
    }
    let version = class.lobby().version;
    class.knocks(IDA);
    let those = |filter, version| Waiters::Those { filter, version };
    let stale = class.wishes_lobby(TEACHER, LobbyWish::LetIn(those(LobbyFilter::All, version)));
    assert_eq!(code(stale), Code::ListChanged);
    let stale = class.wishes_lobby(TEACHER, LobbyWish::TurnAway(those(LobbyFilter::All, version), TurnedAway::Other));
    assert_eq!((code(stale), class.waiting().len()), (Code::ListChanged, 3));

    let done = class.admits(LobbyFilter::Reserved).unwrap();
    let Some(Answer::Lobby(outcome)) = Session::answer(&done) else { panic!("an answer") };
    assert_eq!(
        outcome.people.iter().map(|one| (one.person, one.outcome)).collect::<Vec<_>>(),
        [(IDA.person(), LobbyEnd::LetIn)]
    );
    let version = class.lobby().version;
    let wish = LobbyWish::TurnAway(those(LobbyFilter::Unreserved, version), TurnedAway::WrongClass);
    let done = class.wishes_lobby(TEACHER, wish).unwrap();
    let Some(Answer::Lobby(outcome)) = Session::answer(&done) else { panic!("an answer") };
    let denied = |who: Who| (who.person(), LobbyEnd::Denied);
    let all = outcome.people.iter().map(|one| (one.person, one.outcome)).collect::<Vec<_>>();
    assert_eq!(all, [denied(OTTO), denied(MIRA)]);
    assert_eq!((class.waiting(), class.is_in(IDA)), (vec![], true));
    assert_eq!(class.admits(LobbyFilter::All).unwrap(), [], "nobody is left");
}

#[test]
fn who_is_turned_away_reads_why_and_stays_away_until_staff_say_otherwise() {
    let mut class = class(3);
    class.knocks(OTTO);
    class.wishes_lobby(TEACHER, LobbyWish::TurnAway(one(OTTO), TurnedAway::Name)).unwrap();
    let close = Effect::CloseSockets { person: OTTO.person(), sign_in: None, why: Why::TurnedAway };
    assert_eq!(class.effects, [close]);
    let own = class.own(OTTO).unwrap();
    assert_eq!((own.position, own.denied), (None, Some(TurnedAway::Name)));
    class.crashes();
    let refused = class.joins(OTTO).unwrap_err();
    assert_eq!((refused.code, refused.explain.as_deref()), (Code::Denied, Some(TurnedAway::Name.explained())));
    assert_eq!(code(class.enters_on(OTTO, 0)), Code::NotHere);
    assert_eq!(class.lobby().denied.len(), 1);
    class.comes(TEACHER);
    class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(OTTO))).unwrap();
    class.comes(OTTO);
    assert!(class.is_in(OTTO) && class.lobby().denied.is_empty());
}

#[test]
fn one_or_all_who_wait_are_told_something_and_nobody_who_came_later() {
    let mut class = class(3);
    for who in [OTTO, MIRA] {
        class.knocks(who);
    }
    let tell = |class: &mut Class, to: Option<Who>, text: &str| {
        class.wishes_lobby(TEACHER, LobbyWish::Tell(to.map(Who::person), text.into()))
    };
    tell(&mut class, None, "five minutes").unwrap();
    class.passes(1);
    tell(&mut class, Some(MIRA), "are you Mira?").unwrap();
    class.passes(1);
    class.knocks(IDA);
    let read = |class: &Class, who| class.own(who).unwrap().notes.into_iter().map(|note| note.text).collect::<Vec<_>>();
    assert_eq!(read(&class, OTTO), ["five minutes"]);
    assert_eq!(read(&class, MIRA), ["five minutes", "are you Mira?"]);
    assert_eq!(read(&class, IDA), Vec::<String>::new());
    assert_eq!(code(tell(&mut class, None, " ")), Code::Invalid);
    assert!(tell(&mut class, None, &"ü".repeat(NOTE_CHARACTERS_MAX)).is_ok());
    assert_eq!(code(tell(&mut class, None, &"ü".repeat(NOTE_CHARACTERS_MAX + 1))), Code::TooLong);
    assert_eq!(code(tell(&mut class, Some(PETRA), "hello")), Code::Invalid);
}

#[test]
fn who_comes_last_of_the_moderators_has_the_list_that_the_others_made_of_its_changes() {
    let mut class = class(9);
    let mut list = class.lobby();
    for n in 1..=9 {
        class.knocks(Who(n));
    }
    class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(Who(4)))).unwrap();
    class.wishes_lobby(TEACHER, LobbyWish::TurnAway(one(Who(2)), TurnedAway::TooLate)).unwrap();
    class.does(Command::Leave { person: Who(7).person() }).unwrap();
    let staff = std::mem::take(&mut class.staff);
    for event in staff {
        if let StaffEvent::Lobby { version, change } = event {
            apply(&mut list, version, change);
        }
    }
    class.comes(PETRA);
    assert_eq!((class.lobby(), class.waiting().len()), (list, 6));
}

/// As a page applies a change.
fn apply(list: &mut LobbyView, version: u64, change: LobbyChange) {
    assert_eq!(list.version + 1, version, "each change is one version");
    list.version = version;
    match change {
        LobbyChange::On { on } => list.on = on,
        LobbyChange::Waits { waiter } => list.waiting.push(waiter),
        LobbyChange::Gone { people } => list.waiting.retain(|one| !people.contains(&one.person)),
        LobbyChange::Denied { people } => {
            let (gone, left): (Vec<Waiter>, _) =
                std::mem::take(&mut list.waiting).into_iter().partition(|one| people.contains(&one.person));
            list.waiting = left;
            list.denied.extend(gone);
            list.denied.sort_by_key(|one| one.person);
        }
        LobbyChange::Pardoned { person } => list.denied.retain(|one| one.person != person),
    }
}

#[test]
fn who_is_banned_while_they_wait_is_gone_and_does_not_come_again() {
    let mut class = class(3);
    class.knocks(OTTO);
    let ban = Sanction {
        id: homeroom_protocol::ids::SanctionId(Uuid::from_u128(1)),
        person: OTTO.person(),
        measure: Measure::Ban,
        scope: Scope::Session,
        mutes: None,
        message: None,
        reason: ReasonCode::Threat,
        until: None,
        role: None,
        at: class.now,
    };
    class.effects.clear();
    class.does(Command::Enforce(ban)).unwrap();
    assert_eq!(class.waiting(), []);
    // What closes their socket says why, and staff read who it was.
    let why = Why::Banned(Banned { scope: Scope::Session, until: None });
    let first = Effect::CloseSockets { person: OTTO.person(), sign_in: None, why };
    let closes = |effect: &&Effect| matches!(effect, Effect::CloseSockets { .. });
    assert_eq!(class.effects.iter().find(closes), Some(&first));
    let staff = class.session.view(&class.live, Feed::Staff).staff.unwrap();
    assert_eq!(staff.sanctions.last().unwrap().name, "name of 2");
    assert_eq!(code(class.joins(OTTO)), Code::Banned);
}

#[test]
fn students_do_not_open_the_lobby_and_who_waits_does_not_either() {
    let mut class = class(3);
    class.knocks(OTTO);
    assert_eq!(code(class.wishes_lobby(OTTO, LobbyWish::LetIn(one(OTTO)))), Code::NotHere);
    class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(OTTO))).unwrap();
    class.enters_on(OTTO, 0).unwrap();
    assert_eq!(code(class.wishes_lobby(OTTO, LobbyWish::Set(false))), Code::NotPermitted);
}

#[test]
fn when_the_class_is_over_nobody_waits() {
    let mut class = class(3);
    class.knocks(OTTO);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    assert_eq!((class.waiting(), class.own(OTTO)), (vec![], None));
}
