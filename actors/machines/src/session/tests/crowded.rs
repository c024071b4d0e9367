//! A crowded lobby: given hundreds who wait, some of them coming and going, when all are let in, then all who are alive are
//! in, and nobody is left over.

use homeroom_protocol::entitlement::Feature;
use homeroom_protocol::frame::lobby::{LobbyFilter, TurnedAway};
use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::limits::{ENTRY_BYTES_MAX, LOBBY_PEOPLE_MAX};

use super::super::LobbyWish;
use super::lobbied::{GRACE_MS, class, one};
use super::*;

/// One of a crowd.
fn nth(n: u32) -> PersonId {
    PersonId(Uuid::from_u128(1_000_000 + u128::from(n)))
}

fn device(n: u32) -> SignInId {
    SignInId(Uuid::from_u128(2_000_000 + u128::from(n)))
}

impl Class {
    pub(super) fn nth_joins(&mut self, n: u32) -> Result<Vec<SessionEvent>, Refusal> {
        let (person, role, sign_in) = (nth(n), Role::Student, device(n));
        let who = Participant { person, name: format!("name of {n}"), role, sign_in };
        let admission = admission_of(person, role, Some(Feature::LiveSeat));
        self.does(Command::Join(Join { who, admission, take_over: false }))
    }

    fn nth_connects(&mut self, n: u32, there: bool) {
        let (person, connection) = (nth(n), ConnectionId(Uuid::from_u128(3_000_000 + u128::from(n))));
        self.observes(if there {
            Observation::Here { person, connection }
        } else {
            Observation::Gone { person, connection }
        });
    }
}

#[test]
fn as_many_wait_as_one_command_can_let_in_and_the_next_is_told_to_ask_again() {
    let mut class = class(2);
    let most = u32::try_from(LOBBY_PEOPLE_MAX).unwrap();
    for n in 0..most {
        let LobbyEvent::Waits { .. } = lobby_event(class.nth_joins(n)) else { panic!("waits") };
    }
    let refused = class.nth_joins(most).unwrap_err();
    assert_eq!((refused.code, refused.retry_after_ms), (Code::LobbyFull, Some(10_000)));
    let done = class.admits(LobbyFilter::All).unwrap();
    let bytes = serde_json::to_string(&done).unwrap().len();
    assert!(bytes < ENTRY_BYTES_MAX * 3 / 4, "{bytes} bytes");
    assert_eq!(class.waiting(), []);
    let standing: Vec<_> = (0..most).map(|n| class.session.standing(nth(n)).unwrap()).collect();
    assert_eq!(standing.iter().filter(|one| one.seat.is_some()).count(), 2);
}

#[test]
fn of_five_hundred_with_a_fifth_coming_and_going_all_who_are_alive_are_in_and_nobody_is_left_over() {
    const ALL: u32 = 500;
    let mut class = class(300);
    // One in five comes and goes; one in twenty of all has gone for good when they are let in.
    let (flaps, dead) = (|n: u32| n.is_multiple_of(5), |n: u32| n % 20 == 10);
    for n in 0..ALL {
        class.nth_joins(n).unwrap();
        class.nth_connects(n, true);
    }
    for turn in 0..6_u32 {
        for n in (0..ALL).filter(|n| flaps(*n)) {
            class.nth_connects(n, (n / 5 + turn) % 2 == 0);
        }
        class.passes(10_000);
    }
    for n in (0..ALL).filter(|n| dead(*n)) {
        class.nth_connects(n, false);
    }
    assert_eq!(class.waiting().len(), 500, "everybody is within their lease");
    class.admits(LobbyFilter::All).unwrap();
    assert_eq!((0..ALL).filter(|n| class.session.standing(nth(*n)).is_some()).count(), 500, "in with that entry");
    for n in (0..ALL).filter(|n| !dead(*n)) {
        class.nth_joins(n).unwrap();
        class.does(Command::Enter { person: nth(n), sign_in: device(n) }).unwrap();
        class.nth_connects(n, true);
    }
    class.passes(2 * GRACE_MS);
    for n in 0..ALL {
        assert_eq!(class.session.standing(nth(n)).is_some(), !dead(n), "{n}");
    }
    assert_eq!((class.waiting(), class.count()), (vec![], (286, 190)));
}

fn lobby_event(outcome: Result<Vec<SessionEvent>, Refusal>) -> LobbyEvent {
    match outcome.unwrap().into_iter().next() {
        Some(SessionEvent::Lobby(event)) => event,
        other => panic!("the lobby, not {other:?}"),
    }
}

#[test]
fn who_waits_or_was_not_let_in_is_present_in_no_minute() {
    let mut class = class(3);
    class.knocks(OTTO);
    let minute = Timestamp::from_millis(class.now.as_millis().div_euclid(60_000) * 60_000);
    let beats = |class: &Class, who: Who| class.session.heartbeat(class.now, who.person(), minute);
    assert_eq!(beats(&class, OTTO).unwrap_err().code, Code::NotHere);
    class.wishes_lobby(TEACHER, LobbyWish::TurnAway(one(OTTO), TurnedAway::Other)).unwrap();
    assert_eq!(beats(&class, OTTO).unwrap_err().code, Code::NotHere);
    assert!(beats(&class, MIRA).is_ok());
}
