//! Back into the lobby: given a class with its lobby on, when staff put somebody back who is in, then they wait like everybody,
//! see nothing of the class, and come in again when they are let in, to the seat they had.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::frame::lobby::{InLobby, LobbyChange, LobbyFilter, TurnedAway};
use homeroom_protocol::journal::v1::floor::FloorEvent;
use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::limits::{LOBBY_PEOPLE_MAX, NO_SHOW_GRACE};
use homeroom_protocol::permit::{CommandKind, Tier};
use homeroom_protocol::rest::reservation::Standing;

use super::super::{FloorWish, LobbyWish, Why};
use super::lobbied::{GRACE_MS, class, one};
use super::*;

impl Class {
    fn puts_back(&mut self, who: Who) -> Result<Vec<SessionEvent>, Refusal> {
        self.wishes_lobby(TEACHER, LobbyWish::PutBack(who.person()))
    }

    fn in_lobby(&self, who: Who) -> Option<InLobby> {
        self.session.you(&self.live, who.person())?.lobby
    }

    /// Their page joins and says `hello` again, as one does whose socket was closed.
    fn comes_anew(&mut self, who: Who) {
        self.loses(who, 1);
        self.joins(who).unwrap();
        self.enters_on(who, 0).unwrap();
        self.connects(who, 2);
    }
}

/// A class with so many seats and its lobby on, Mira and Otto in it.
fn with_two(seats: u32) -> Class {
    let mut class = class(seats);
    for who in [MIRA, OTTO] {
        class.knocks(who);
        class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(who))).unwrap();
        class.enters_on(who, 0).unwrap();
    }
    class.effects.clear();
    class.staff.clear();
    class
}

fn grace() -> i64 {
    i64::try_from(NO_SHOW_GRACE.as_millis()).unwrap()
}

#[test]
fn who_is_put_back_waits_behind_the_others_and_sees_nothing_of_the_class() {
    let mut class = with_two(3);
    class.knocks(IDA);
    class.puts_back(MIRA).unwrap();
    assert!(!class.is_in(MIRA) && class.is_in(OTTO));
    assert_eq!(class.waiting(), [IDA, MIRA].map(Who::person));
    let own = class.in_lobby(MIRA).unwrap();
    assert_eq!((own.position, own.put_back, own.denied), (Some(2), true, None));
    assert!(!class.in_lobby(IDA).unwrap().put_back);
    assert_eq!(class.session.feed(MIRA.person()), Feed::Lobby);
    let you = class.session.you(&class.live, MIRA.person()).unwrap();
    assert_eq!((you.tier, you.may), (Tier::Lobby, vec![CommandKind::Leave]));
    let said = TalkWish::Say(Say { text: "hi".into(), reply_to: None });
    assert_eq!(code(class.talks(MIRA, said)), Code::NotHere);
    assert!(class.session.visits(MIRA.person()).iter().all(|visit| visit.until.is_some()), "their attendance ended");
}

#[test]
fn they_leave_the_media_room_and_come_anew_to_the_lobby_and_staff_see_them_wait() {
    let mut class = with_two(3);
    class.puts_back(MIRA).unwrap();
    let (person, sign_in) = (MIRA.person(), MIRA.device(0));
    let remove = Effect::RemoveParticipant { person, sign_in };
    let close = Effect::CloseSockets { person, sign_in: None, why: Why::PutBack };
    assert_eq!(class.effects, [remove, close]);
    assert_eq!(class.session.sends(person), homeroom_protocol::permit::Sends::default(), "nothing may be sent");
    let waiter = class.lobby().waiting[0].clone();
    assert!(waiter.reserved, "the seat is kept");
    assert!(matches!(class.staff.last(), Some(StaffEvent::Lobby { change: LobbyChange::Waits { waiter: told }, .. })
        if *told == waiter));
    class.comes_anew(MIRA);
    class.passes(GRACE_MS * 2);
    assert_eq!(class.in_lobby(MIRA).unwrap().position, Some(1), "their new socket keeps the place");
}

#[test]
fn let_in_again_they_have_their_seat_though_somebody_else_asked_for_one_meanwhile() {
    let mut class = with_two(2);
    let seat = class.seat(MIRA);
    class.puts_back(MIRA).unwrap();
    class.knocks(IDA);
    class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(IDA))).unwrap();
    assert_eq!(class.session.standing(IDA.person()).unwrap().tier, Tier::Overflow);
    class.crashes();
    class.comes(TEACHER);
    class.comes_anew(MIRA);
    class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(MIRA))).unwrap();
    assert_eq!(class.seat(MIRA), seat);
    class.comes_anew(MIRA);
    assert!(class.is_in(MIRA) && class.in_lobby(MIRA).is_none());
    // Put back once more they wait once more.
    class.puts_back(MIRA).unwrap();
    assert_eq!(class.waiting(), [MIRA.person()]);
}

#[test]
fn who_watched_watches_again_unless_a_seat_has_come_free() {
    for (free, tier) in [(false, Tier::Overflow), (true, Tier::Seated)] {
        let mut class = with_two(1);
        class.puts_back(OTTO).unwrap();
        assert!(!class.lobby().waiting[0].reserved, "they had none");
        if free {
            class.does(Command::Leave { person: MIRA.person() }).unwrap();
        }
        class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(OTTO))).unwrap();
        // As their page does, which comes anew.
        class.joins(OTTO).unwrap();
        assert_eq!(class.session.standing(OTTO.person()).unwrap().tier, tier);
    }
}

#[test]
fn a_seat_is_kept_ten_minutes_and_no_longer_and_goes_to_who_waits_in_line_for_one() {
    let mut class = with_two(1);
    class.does(Command::Reserve { admission: OTTO.admission() }).unwrap();
    class.passes(grace());
    class.puts_back(MIRA).unwrap();
    class.comes_anew(MIRA);
    class.passes(grace() - 1);
    assert_eq!(class.session.booking(MIRA.person(), class.now).standing, Standing::Reserved);
    assert_eq!(class.session.booking(OTTO.person(), class.now).standing, Standing::Waitlisted);
    class.passes(1);
    assert_eq!(class.session.booking(MIRA.person(), class.now).standing, Standing::Gone);
    assert_eq!(class.session.booking(OTTO.person(), class.now).standing, Standing::Offered);
    assert_eq!(class.waiting(), [MIRA.person()], "they wait all the same");
    class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(MIRA))).unwrap();
    assert_eq!(class.session.standing(MIRA.person()).unwrap().tier, Tier::Overflow);
}

#[test]
fn before_all_reservations_are_released_a_kept_seat_is_one_of_them() {
    let mut class = with_two(3);
    let back = class.puts_back(MIRA).unwrap();
    assert!(matches!(back.as_slice(), [SessionEvent::Lobby(LobbyEvent::PutBack { kept_until: None, .. })]));
    class.passes(1);
    let back = class.puts_back(OTTO).unwrap();
    let until = class.now.plus(NO_SHOW_GRACE);
    assert_eq!(
        back,
        [SessionEvent::Lobby(LobbyEvent::PutBack {
            person: OTTO.person(),
            kept_until: Some(until),
            by: TEACHER.person(),
            at: class.now
        })],
        "a millisecond later it would be released before its ten minutes"
    );
}

#[test]
fn who_was_put_back_does_not_come_in_by_going_and_coming() {
    let mut class = with_two(3);
    class.puts_back(MIRA).unwrap();
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    assert_eq!(class.waiting(), []);
    class.knocks(MIRA);
    assert!(!class.is_in(MIRA) && class.in_lobby(MIRA).unwrap().put_back);
    class.loses(MIRA, 1);
    class.passes(GRACE_MS);
    class.crashes();
    class.knocks(MIRA);
    assert_eq!(class.waiting(), [MIRA.person()]);
    // Off, the lobby lets in who waits, and who comes later comes in.
    class.comes(TEACHER);
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    class.wishes_lobby(TEACHER, LobbyWish::Set(false)).unwrap();
    class.comes(MIRA);
    assert!(class.is_in(MIRA));
    class.wishes_lobby(TEACHER, LobbyWish::Set(true)).unwrap();
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    class.comes(MIRA);
    assert!(class.is_in(MIRA), "that is over");
}

#[test]
fn who_was_put_back_can_be_turned_away_and_is_let_in_after_all() {
    let mut class = with_two(3);
    class.puts_back(MIRA).unwrap();
    class.wishes_lobby(TEACHER, LobbyWish::TurnAway(one(MIRA), TurnedAway::Other)).unwrap();
    assert_eq!(code(class.joins(MIRA)), Code::Denied);
    class.wishes_lobby(TEACHER, LobbyWish::LetIn(one(MIRA))).unwrap();
    class.comes(MIRA);
    assert!(class.is_in(MIRA));
}

#[test]
fn hand_and_floor_are_left_behind() {
    let mut class = with_two(3);
    class.does(Command::Floor { person: MIRA.person(), wish: FloorWish::Raise }).unwrap();
    let grant = FloorWish::Grant(Some(MIRA.person()), 60);
    class.does(Command::Floor { person: TEACHER.person(), wish: grant }).unwrap();
    class.puts_back(MIRA).unwrap();
    let floor = class.session.view(&class.live, Feed::Class).floor;
    assert!(floor.hands.is_empty() && floor.floor.is_none());
    let last: Vec<SessionEvent> = serde_json::from_str(class.journal.last().unwrap()).unwrap();
    assert!(matches!(
        last.as_slice(),
        [SessionEvent::Lobby(LobbyEvent::PutBack { .. }), SessionEvent::Floor(FloorEvent::Ended { by: None, .. }),]
    ));
}

#[test]
fn nobody_is_put_back_where_the_lobby_is_off_nor_staff_nor_who_is_not_in_nor_by_a_student() {
    let mut class = with_two(3);
    class.comes(PETRA);
    for who in [TEACHER, PETRA, IDA] {
        assert_eq!(code(class.puts_back(who)), Code::Invalid, "{who:?}");
    }
    assert_eq!(code(class.wishes_lobby(OTTO, LobbyWish::PutBack(MIRA.person()))), Code::NotPermitted);
    class.wishes_lobby(PETRA, LobbyWish::PutBack(MIRA.person())).unwrap();
    assert_eq!(class.puts_back(MIRA).unwrap(), [], "done already is done");
    class.wishes_lobby(TEACHER, LobbyWish::Set(false)).unwrap();
    assert!(class.is_in(MIRA), "who waits comes in");
    assert_eq!(code(class.puts_back(MIRA)), Code::LobbyOff);
}

#[test]
fn nobody_is_put_back_into_a_lobby_that_is_full_and_the_last_place_is_one() {
    let mut class = with_two(3);
    for n in 1..LOBBY_PEOPLE_MAX {
        class.nth_joins(u32::try_from(n).unwrap()).unwrap();
    }
    class.puts_back(MIRA).unwrap();
    assert_eq!(class.waiting().len(), LOBBY_PEOPLE_MAX);
    assert_eq!(code(class.puts_back(OTTO)), Code::LobbyFull);
    class.admits(LobbyFilter::Reserved).unwrap();
    class.puts_back(OTTO).unwrap();
}

#[test]
fn that_somebody_was_put_back_is_in_the_audit() {
    let mut class = with_two(3);
    let wish = LobbyWish::PutBack(MIRA.person());
    let deeds = class.deeds(TEACHER, Command::Lobby { person: TEACHER.person(), wish });
    assert_eq!(deeds, [Deed::new(Capacity::Teacher, What::LobbyPutBack).on(MIRA.person())]);
}

#[test]
fn in_the_last_minutes_who_was_put_back_still_finds_the_lobby() {
    let mut class = with_two(3);
    class.passes(ENDS.as_millis() - STARTS.as_millis());
    assert_eq!(class.session.phase(), homeroom_protocol::permit::Phase::Closing);
    class.puts_back(MIRA).unwrap();
    class.comes_anew(MIRA);
    assert_eq!(class.waiting(), [MIRA.person()]);
}
