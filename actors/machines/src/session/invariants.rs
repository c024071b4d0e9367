//! What is always true of a session, numbered. Unit tests, property tests and production call the same functions; in
//! production one that does not hold is a metric and a log line, never a panic.

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::permit::{Phase, Role, Tier};

use super::live::Live;
use super::{Session, polls};

type Invariant = (&'static str, fn(&Session, &Live) -> bool);

/// Every invariant: its number and sentence, and how to look.
const INVARIANTS: &[Invariant] = &[
    ("S-1: never are more seats taken, reserved and offered than the capacity allows", never_over_capacity),
    ("S-2: nobody has two seats, or one and the promise of another, and no seat two people", nobody_has_two_seats),
    (
        "S-3: everyone who is in is a student with a seat, a watcher, or gives the class, and only one of these",
        one_place,
    ),
    ("S-4: everyone who is in has a hold with an end or came through the door, never both", held_or_here),
    ("S-5: exactly those who are here have an open attendance interval, and none when it is over", attendance_is_open),
    ("S-6: no attendance interval ends before it begins, and only a person's last is open", attendance_in_order),
    ("S-7: chat stands in the order of its offsets, within its limit, and weighs what is counted", chat_in_order),
    ("S-8: the running numbers of people here are those of the people, each in their tier", counted_right),
    ("S-9: nobody is lost while they have a connection", lost_without_connection),
    ("S-10: the orders by time hold the same as the holds", holds_consistent),
    ("S-50: nothing that was blanked or taken back is to be read, and what was changed says so", |session, _| {
        session.chat.keeps_what_is_gone()
    }),
    ("S-51: a held message stands nowhere in the chat, and no more are held than may be", |session, _| {
        session.review.is_within_limits()
            && session.review.held().iter().all(|held| session.chat.get(held.item.id).is_none())
    }),
    ("S-52: nobody has written more to the moderators than they may", |session, _| session.direct.is_within_limits()),
    ("S-20: whoever is removed or banned is not in", out_is_out),
    ("S-21: no sanction both holds and is lifted, and those with an end stand in its order", |session, _| {
        session.moderation.is_consistent()
    }),
    ("S-30: only the last poll that was asked can be open, and none when it is over", |session, _| {
        session.polls.is_in_order() && !(session.phases.is_over() && session.polls.open().is_some())
    }),
    ("S-31: a poll's tally is that of its ballots, and counts everybody on its roll once", |session, _| {
        session.polls.all().iter().all(polls::Asked::is_counted_right)
    }),
    ("S-32: a poll with names has no roll, and one without has no ballots", |session, _| {
        session.polls.all().iter().all(polls::Asked::is_of_one_kind)
    }),
    ("S-33: without names no fewer than 5 answers are ever counted", |session, _| {
        session.polls.all().iter().all(polls::Asked::is_enough)
    }),
    ("S-70: what is counted of reactions is what people gave, one of each kind to a message", |session, _| {
        session.reactions.is_counted_right()
    }),
    (
        "S-80: a question stands once, where its state says; at most one is live, and the order rests only then",
        |session, _| session.questions.is_in_order(),
    ),
    ("S-60: a hand stands once in the order of hands", |session, _| session.hands.is_consistent()),
    ("S-61: nobody has a hand up or the floor who is muted in it", |session, _| session.is_floor_unmuted()),
    ("S-62: no more people have a lock of their own than staff are shown", |session, _| {
        session.locks.is_within_limits()
    }),
    ("S-63: nobody has the floor whose microphone is locked for them alone", |session, _| {
        !session.floor_of().is_some_and(|person| session.is_silenced(person))
    }),
    ("S-64: whoever has the floor is counted among those who have had it", |session, _| session.hands.is_counted()),
    ("S-65: who is in the spotlight is in the class, and could be seen there", |session, _| session.is_spotlight_in()),
    ("S-16: everyone who came through the door stands in the list of who is here, once", |session, live| {
        session.presence.people().eq(session.crowd(live).into_keys())
    }),
    ("S-71: nobody waits in the lobby who is in, or may not be", |session, _| {
        let waits = |person| session.roster.get(person).is_none() && !session.moderation.is_out(person);
        session.lobby.waiting().all(|waiter| waits(waiter.who.person))
    }),
    ("S-72: nobody waits where the lobby is off, or who was let in or turned away", |session, _| {
        session.lobby.is_consistent()
    }),
    ("S-73: when it is over nobody waits", |session, _| !session.phases.is_over() || session.lobby.len() == 0),
    ("S-82: everybody who is here has a mark in the chat, and nobody has read what was not said", |session, _| {
        session.are_marks_right()
    }),
    ("S-74: whoever was put back into the lobby is not in the class before they are let in", |session, _| {
        session.are_put_back_out()
    }),
    ("S-81: every appeal is against a sanction that held here", |session, _| {
        session.appeals.sanctions().all(|sanction| session.moderation.knows(sanction))
    }),
    ("S-11: a session without facts is only announced and holds nobody", nothing_without_facts),
    (
        "S-12: exactly those with a reservation or an offer are promised a seat, and nobody has both",
        promised_for_a_reason,
    ),
    ("S-13: nobody waits in line who sits or is promised a seat", nobody_waits_for_nothing),
    ("S-14: exactly those with an offer have stepped out of the line, and line and people agree", line_in_order),
    ("S-15: the orders by time hold the same as reservations and offers", ends_consistent),
];

/// The numbers and sentences of those that do not hold.
pub(crate) fn broken(session: &Session, live: &Live) -> Vec<&'static str> {
    INVARIANTS.iter().filter(|(_, holds)| !holds(session, live)).map(|(sentence, _)| *sentence).collect()
}

fn never_over_capacity(session: &Session, _: &Live) -> bool {
    session.seats.is_within_capacity()
}

fn nobody_has_two_seats(session: &Session, _: &Live) -> bool {
    session.seats.is_one_to_one()
}

fn one_place(session: &Session, _: &Live) -> bool {
    let watchers_are_in = session.overflow.people().all(|person| session.roster.get(person).is_some());
    let sitters_are_in = session.seats.people().all(|person| session.roster.get(person).is_some());
    watchers_are_in
        && sitters_are_in
        && session.roster.people().all(|who| {
            let (sits, watches) = (session.seats.of(who.person).is_some(), session.overflow.contains(who.person));
            match who.role {
                Role::Student => sits != watches,
                Role::Teacher | Role::Assistant | Role::Moderator => !sits && !watches,
            }
        })
}

fn held_or_here(session: &Session, _: &Live) -> bool {
    let nobody_else = session.holds.len() + session.presence.len() == session.roster.len();
    nobody_else
        && session.roster.people().all(|who| session.holds.contains(who.person) != session.presence.is_here(who.person))
}

fn attendance_is_open(session: &Session, _: &Live) -> bool {
    if session.phases.is_over() {
        return session.attendance.open().next().is_none();
    }
    session.attendance.open().count() == session.presence.len()
        && session.presence.people().all(|person| session.attendance.is_open(person))
}

fn attendance_in_order(session: &Session, _: &Live) -> bool {
    session.attendance.is_in_order()
}

fn chat_in_order(session: &Session, _: &Live) -> bool {
    session.chat.is_in_order()
}

fn counted_right(session: &Session, _: &Live) -> bool {
    let tier = |watches: bool| if watches { Tier::Overflow } else { Tier::Seated };
    session.presence.is_counted_right()
        && session
            .presence
            .people()
            .all(|person| session.presence.tier(person) == Some(tier(session.overflow.contains(person))))
}

fn lost_without_connection(_: &Session, live: &Live) -> bool {
    live.is_consistent()
}

fn holds_consistent(session: &Session, _: &Live) -> bool {
    session.holds.is_consistent()
}

fn out_is_out(session: &Session, _: &Live) -> bool {
    session.roster.people().all(|who| !session.moderation.is_out(who.person))
}

fn nothing_without_facts(session: &Session, _: &Live) -> bool {
    let nobody = session.roster.is_empty() && session.booked.is_empty();
    session.facts.is_some() || (session.phases.phase() == Phase::Announced && nobody)
}

fn promised_for_a_reason(session: &Session, _: &Live) -> bool {
    let promised = |person: PersonId| session.seats.is_promised(person);
    session
        .seats
        .promised()
        .all(|person| session.reservations.contains(person) != session.offers.until(person).is_some())
        && session.reservations.people().all(promised)
        && session.offers.people().all(promised)
}

fn nobody_waits_for_nothing(session: &Session, _: &Live) -> bool {
    session.waitlist.people().all(|person| session.seats.of(person).is_none() && !session.seats.is_promised(person))
}

fn line_in_order(session: &Session, _: &Live) -> bool {
    session.waitlist.is_consistent() && session.waitlist.out().eq(session.offers.people())
}

fn ends_consistent(session: &Session, _: &Live) -> bool {
    session.reservations.is_consistent() && session.offers.is_consistent()
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::journal::v1::Priority;
    use homeroom_protocol::time::Timestamp;
    use uuid::Uuid;

    use super::super::tests::{Class, MIRA, OTTO};
    use super::*;

    const STRANGER: PersonId = PersonId(Uuid::from_u128(99));

    /// The numbers of the invariants that do not hold after a defect in a class with one student in the only seat.
    fn numbers(defect: impl FnOnce(&mut Session, &mut Live)) -> Vec<&'static str> {
        let mut class = Class::with_seats(1);
        class.comes(MIRA);
        class.says(MIRA, "hi");
        assert_eq!(broken(&class.session, &class.live), Vec::<&str>::new());
        defect(&mut class.session, &mut class.live);
        broken(&class.session, &class.live).into_iter().map(|sentence| sentence.split(':').next().unwrap()).collect()
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn each_defect_is_noticed_by_its_number() {
        assert!(numbers(|session, _| session.seats.take(2, OTTO.person())).contains(&"S-1"));
        assert!(numbers(|session, _| session.seats.take(1, OTTO.person())).contains(&"S-2"));
        assert_eq!(numbers(|session, _| session.overflow.add(STRANGER)), ["S-3"]);
        assert_eq!(numbers(|session, _| session.holds.hold(MIRA.person(), at(0))), ["S-4"]);
        assert_eq!(numbers(|session, _| session.attendance.end(MIRA.person(), at(0))), ["S-5"]);
        assert_eq!(numbers(|session, _| session.attendance.begin(MIRA.person(), at(0))), ["S-6"]);
        let again = |session: &mut Session, _: &mut Live| {
            let mut item = session.chat.last().unwrap().clone();
            item.offset -= 1;
            session.chat.add(item);
        };
        assert_eq!(numbers(again), ["S-7"]);
        assert_eq!(numbers(|session, _| session.presence.change_tier(MIRA.person(), Tier::Overflow, false)), ["S-8"]);
        assert_eq!(numbers(|_, live| live.lose(MIRA.person(), at(0))), ["S-9"]);
        assert_eq!(numbers(|session, _| session.spotlight_turns(Some(STRANGER))), ["S-65"]);
        assert_eq!(numbers(|session, _| session.facts = None), ["S-11"]);
        let promise = |session: &mut Session, _: &mut Live| {
            session.set_facts(&super::super::tests::facts(9));
            session.seats.promise(STRANGER);
        };
        assert_eq!(numbers(promise), ["S-12"]);
        assert_eq!(numbers(|session, _| session.waitlist.add(MIRA.person(), Priority::Asked)), ["S-13"]);
        let waits = |session: &mut Session, _: &mut Live| {
            session.waitlist.add(STRANGER, Priority::Asked);
            session.waitlist.step_out(STRANGER);
        };
        assert_eq!(numbers(waits), ["S-14"]);
    }
}
