//! A class that begins with its lobby on: given such a class, when people come before anybody of staff, then they wait in
//! their order, whoever watches over it has all of them at once, and what staff say of the lobby stands.

use homeroom_protocol::frame::lobby::LobbyFilter;
use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::limits::{CLOSING_SPAN, DOORS_SPAN, NO_SHOW_AGAIN, NO_SHOW_GRACE};
use homeroom_protocol::permit::desk::DeskRole;
use homeroom_protocol::permit::{Phase, Tier};
use homeroom_protocol::rest::reservation::{Cause, Standing};

use super::super::LobbyWish;
use super::lobbied::{GRACE_MS, one};
use super::*;

fn begins(seats: u32) -> SessionFacts {
    SessionFacts { lobby: true, ..facts(seats) }
}

fn millis(span: std::time::Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap()
}

/// A class with so many seats that begins with its lobby on, at the moment its doors open.
pub(super) fn class(seats: u32) -> Class {
    let mut class = Class::announced_with(begins(seats), STARTS.minus(DOORS_SPAN));
    class.passes(0);
    class
}

impl Class {
    /// How somebody's reservation stands, and why it is none.
    fn booked(&self, who: Who) -> (Standing, Option<Cause>) {
        let place = self.session.booking(who.person(), self.now);
        let row = self.projected.iter().rev().find_map(|projection| match projection {
            Projection::Row(row) if row.person == who.person() => Some(row.cause),
            Projection::Row(_) | Projection::Seats(_) => None,
        });
        (place.standing, row.flatten())
    }

    /// To the moment at which all reservations are released.
    fn reaches_the_release(&mut self) {
        let at = STARTS.plus(NO_SHOW_GRACE);
        self.passes(at.as_millis() - self.now.as_millis());
    }
}

#[test]
fn the_lobby_is_on_before_the_doors_are_open_and_the_journal_says_that_nobody_said_so() {
    let before = STARTS.minus(DOORS_SPAN);
    let mut class = Class::announced_with(begins(3), Timestamp::from_millis(before.as_millis() - 1));
    assert!(!class.lobby().on, "until then nobody could wait");
    class.passes(1);
    let last: Vec<SessionEvent> = serde_json::from_str(class.journal.last().unwrap()).unwrap();
    let set = SessionEvent::Lobby(LobbyEvent::Set { on: true, by: None, at: before });
    assert_eq!(last, [set, SessionEvent::PhaseChanged { phase: Phase::Doors }]);
    // The same where it is announced when somebody comes.
    let late = Class::announced_with(begins(3), STARTS);
    assert!(late.lobby().on && late.session.phase() == Phase::Live);
    assert!(!Class::with_seats(3).lobby().on, "and not where the class does not begin so");
}

#[test]
fn a_journal_from_before_classes_began_so_has_its_lobby_off() {
    let old = serde_json::json!({ "type": "announced", "facts": {
        "course": "00000000-0000-0000-0000-000000000007", "title": "Fractions", "summary": "", "capacity": 3,
        "starts_at": STARTS, "ends_at": ENDS } });
    let SessionEvent::Announced { facts } = serde_json::from_value(old).unwrap() else { panic!("announced") };
    assert!(!facts.lobby && !Class::announced_with(facts, STARTS).lobby().on);
}

#[test]
fn who_comes_before_any_staff_waits_over_a_crash_and_the_moderator_who_joins_last_has_all_of_them() {
    let mut class = class(2);
    for who in [OTTO, MIRA, IDA] {
        class.knocks(who);
    }
    assert_eq!([OTTO, MIRA, IDA].map(|who| class.position(who)), [Some(1), Some(2), Some(3)]);
    class.passes(GRACE_MS * 2);
    class.crashes();
    for who in [OTTO, MIRA, IDA] {
        class.connects(who, 2);
    }
    class.comes(PETRA);
    assert!(class.is_in(PETRA), "staff do not wait");
    assert_eq!((class.lobby().on, class.waiting()), (true, [OTTO, MIRA, IDA].map(Who::person).to_vec()));
    let version = class.lobby().version;
    let all = homeroom_protocol::frame::lobby::Waiters::Those { filter: LobbyFilter::All, version };
    class.wishes_lobby(PETRA, LobbyWish::LetIn(all)).unwrap();
    let tier = |who: Who| class.session.standing(who.person()).unwrap().tier;
    assert_eq!([OTTO, MIRA, IDA].map(tier), [Tier::Seated, Tier::Seated, Tier::Overflow]);
}

#[test]
fn switched_off_in_the_class_it_stays_off_over_a_crash_a_sleep_and_other_facts() {
    let mut class = class(3);
    class.comes(TEACHER);
    class.knocks(OTTO);
    class.wishes_lobby(TEACHER, LobbyWish::Set(false)).unwrap();
    assert!(class.is_in(OTTO) && !class.lobby().on);
    class.crashes();
    class.passes(GRACE_MS);
    assert!(class.is_idle() && !class.is_in(TEACHER), "everybody has gone");
    class.crashes();
    class.does(Command::Amend(SessionFacts { title: "Thirds".into(), ..begins(3) })).unwrap();
    class.passes(millis(DOORS_SPAN));
    assert_eq!(class.session.phase(), Phase::Live);
    class.comes(IDA);
    assert!(class.is_in(IDA) && !class.lobby().on);
}

#[test]
fn what_is_said_of_a_class_counts_until_somebody_has_come_and_no_longer() {
    // Said while it slept, heard after its doors have opened.
    for (before, after) in [(false, true), (true, false)] {
        let said = |lobby| SessionFacts { lobby, ..facts(3) };
        let mut class = Class::announced_with(said(before), STARTS);
        class.passes(0);
        assert_eq!(class.lobby().on, before);
        class.does(Command::Amend(said(after))).unwrap();
        assert_eq!(class.lobby().on, after, "nobody has come");
        class.comes(TEACHER);
        class.does(Command::Amend(said(before))).unwrap();
        assert_eq!(class.lobby().on, after, "from here on it is said in the class");
    }
    let mut waits = class(3);
    waits.knocks(OTTO);
    waits.does(Command::Amend(facts(3))).unwrap();
    assert_eq!(waits.waiting(), [OTTO.person()], "who waits is let in by a person");
}

#[test]
fn calm_ends_with_the_lobby_as_the_class_began() {
    let mut class = class(3);
    let desk = |on| Command::Calm { person: PETRA.person(), desk: Some(DeskRole::Course), on };
    class.does(desk(true)).unwrap();
    class.does(Command::Amend(facts(3))).unwrap();
    assert!(class.lobby().on, "calm, it stays on whatever is said of the class");
    class.does(desk(false)).unwrap();
    assert!(class.lobby().on);
    class.comes(TEACHER);
    class.wishes_lobby(TEACHER, LobbyWish::Set(false)).unwrap();
    for on in [true, false] {
        class.calms(TEACHER, on).unwrap();
        assert_eq!(class.lobby().on, on);
    }
}

#[test]
fn nothing_of_it_is_an_act_of_anybody() {
    let mut class = class(3);
    class.comes(TEACHER);
    let begins = |by| SessionEvent::Lobby(LobbyEvent::Set { on: true, by, at: STARTS });
    let deed = |by: Option<PersonId>| class.session.deed(TEACHER.person(), &begins(by));
    assert_eq!((deed(None), deed(Some(TEACHER.person())).is_some()), (None, true));
}

#[test]
fn who_waits_in_time_is_no_no_show_and_has_the_seat_when_somebody_comes_to_let_them_in() {
    let mut class = class(2);
    for who in [MIRA, OTTO] {
        class.reserves(who).unwrap();
    }
    class.reserves(IDA).unwrap();
    class.knocks(MIRA);
    class.reaches_the_release();
    assert_eq!(class.booked(OTTO), (Standing::Gone, Some(Cause::NoShow)));
    assert_eq!(class.booked(IDA).0, Standing::Offered, "the seat of who did not come");
    assert_eq!(class.booked(MIRA).0, Standing::Reserved);
    assert_eq!(class.session.booking(MIRA.person(), class.now).until, None, "for as long as they wait");
    class.crashes();
    class.connects(MIRA, 2);
    class.passes(millis(NO_SHOW_AGAIN));
    class.comes(PETRA);
    assert!(class.lobby().waiting[0].reserved);
    class.wishes_lobby(PETRA, LobbyWish::LetIn(one(MIRA))).unwrap();
    assert_eq!(class.seat(MIRA), Some(1));
    // Lost later, they do not have it again: nobody has, from that time on.
    class.passes(GRACE_MS);
    assert_eq!(class.booked(MIRA).0, Standing::Gone);
}

#[test]
fn who_goes_from_the_lobby_after_that_time_gives_the_seat_to_who_stands_in_line() {
    type Goes<'a> = &'a dyn Fn(&mut Class);
    let goes: [(&str, Goes<'_>); 3] = [
        ("leaves", &|class| drop(class.does(Command::Leave { person: MIRA.person() }).unwrap())),
        ("is lost", &|class| {
            class.loses(MIRA, 1);
            class.passes(GRACE_MS);
        }),
        ("is turned away", &|class| {
            class.comes(PETRA);
            let away = homeroom_protocol::frame::lobby::TurnedAway::Other;
            class.wishes_lobby(PETRA, LobbyWish::TurnAway(one(MIRA), away)).unwrap();
        }),
    ];
    for (how, goes) in goes {
        let mut class = class(1);
        class.reserves(MIRA).unwrap();
        class.reserves(IDA).unwrap();
        class.knocks(MIRA);
        class.reaches_the_release();
        class.passes(millis(NO_SHOW_AGAIN));
        assert_eq!(class.booked(IDA).0, Standing::Waitlisted, "{how}");
        goes(&mut class);
        assert_eq!(class.booked(MIRA), (Standing::Gone, Some(Cause::Left)), "{how}: they had come");
        assert_eq!(class.booked(IDA).0, Standing::Offered, "{how}");
        assert_eq!(class.session.seats_left().kept_until, None, "{how}: nobody's is kept longer for that");
    }
}

#[test]
fn a_seat_with_a_time_of_its_own_is_kept_for_who_waits_as_well() {
    let mut class = class(1);
    class.reserves(OTTO).unwrap();
    class.reserves(MIRA).unwrap();
    class.reaches_the_release();
    class.does(Command::AcceptOffer { admission: MIRA.admission() }).unwrap();
    class.knocks(MIRA);
    let until = |class: &Class| class.session.booking(MIRA.person(), class.now).until;
    assert!(until(&class).is_some());
    class.passes(millis(NO_SHOW_GRACE));
    assert_eq!(class.booked(MIRA).0, Standing::Reserved);
    assert_eq!(until(&class), None, "it is kept for as long as they wait, and not until a time that is past");
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    assert_eq!(class.booked(MIRA).0, Standing::Gone);
}

#[test]
fn where_nobody_comes_to_let_them_in_the_class_ends_and_they_are_told_so() {
    let mut class = class(1);
    class.reserves(MIRA).unwrap();
    class.knocks(MIRA);
    class.effects.clear();
    class.reaches_the_release();
    class.passes(ENDS.plus(CLOSING_SPAN).as_millis() - class.now.as_millis());
    assert_eq!((class.session.phase(), class.waiting()), (Phase::Ended, vec![]));
    assert!(class.effects.contains(&Effect::CloseAll), "the socket of who waits, too");
    assert_eq!(class.booked(MIRA), (Standing::Gone, Some(Cause::Over)), "and no no-show");
    assert!(class.session.visits(MIRA.person()).is_empty());
    assert_eq!(code(class.joins(MIRA)), Code::Over);
}
