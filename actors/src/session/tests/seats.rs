//! Seats before the doors, on a clock that the test turns: from a wish over the journal to what the person is shown.

use std::time::Duration;

use homeroom_protocol::frame::client::{Hello, Leave, Request};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::journal::v1::{Entry, SessionEvent};
use homeroom_protocol::limits::{
    NO_SHOW_AGAIN, NO_SHOW_GRACE, OFFER_WINDOW_FAR, OFFER_WINDOW_HERE, OFFER_WINDOW_NEAR, OFFER_WINDOW_OPEN,
};
use homeroom_protocol::permit::{Role, Tier};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::join::Outcome;
use homeroom_protocol::rest::reservation::{Cause, MyReservation, OfferAnswer, Place, Standing};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{journal, reservations};

use super::scene::{Scene, id};
use crate::kit::clock::Clock;
use crate::session::projection;
use crate::tree::Tree;

const NOW: Timestamp = Timestamp::from_millis(1_795_600_000_000);
const HOUR: Duration = Duration::from_secs(3_600);
/// Nothing here takes longer unless it hangs.
const LOOKS_MAX: usize = 1_000;

impl Scene {
    async fn reserve(&self, principal: Principal) -> Result<Place, Refusal> {
        let command = CommandId(id(&self.clock));
        let reserved = self.sessions().reserve(principal, self.session, command, "digest".into()).await;
        reserved.map(|reservation| reservation.place)
    }

    async fn cancel(&self, principal: Principal) -> Place {
        let command = CommandId(id(&self.clock));
        let cancelled = self.sessions().cancel_reservation(principal, self.session, command, "digest".into()).await;
        cancelled.unwrap().place
    }

    async fn answer(&self, principal: Principal, answer: OfferAnswer) -> Result<Place, Refusal> {
        let command = CommandId(id(&self.clock));
        let answered = self.sessions().answer_offer(principal, self.session, command, "digest".into(), answer).await;
        answered.map(|reservation| reservation.place)
    }

    /// What a person is shown of their reservations, as soon as it is like this.
    async fn shown(&self, principal: Principal, like: impl Fn(&MyReservation) -> bool) -> Place {
        let mut last = None;
        for _ in 0..LOOKS_MAX {
            let mine = self.sessions().reservations(principal.person).await.unwrap().reservations;
            if let Some(found) = mine.iter().find(|mine| like(mine)) {
                return found.place;
            }
            last = mine.first().map(|mine| mine.place);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it was never shown; the last was {last:?}");
    }

    async fn stands(&self, principal: Principal, standing: Standing) -> Place {
        self.shown(principal, |mine| mine.place.standing == standing).await
    }

    /// Turns the clock far: a session that sleeps over it is asleep when this returns.
    async fn turns(&self, by: Duration) {
        self.clock.crank(by);
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    /// Everything in the journal, with when it was decided.
    async fn events(&self) -> Vec<(Timestamp, SessionEvent)> {
        let rows = journal::read(&self.database.store, self.session.0, 0, 10_000).await.unwrap();
        let events = rows.into_iter().flat_map(|row| {
            let entry: Entry<SessionEvent> = serde_json::from_slice(&row.events).unwrap();
            entry.events.into_iter().map(move |event| (row.at, event))
        });
        events.collect()
    }

    /// When a person was offered a seat, as soon as they were.
    async fn offered_at(&self, principal: Principal) -> Timestamp {
        for _ in 0..LOOKS_MAX {
            for (at, event) in self.events().await {
                if matches!(event, SessionEvent::Offered { person, .. } if person == principal.person) {
                    return at;
                }
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("nobody offered them a seat");
    }

    async fn students<const N: usize>(&self, names: [&str; N]) -> [Principal; N] {
        let mut students = Vec::new();
        for name in names {
            students.push(self.person(name, Role::Student).await);
        }
        students.try_into().unwrap()
    }
}

/// A class in a day with one seat: Mira has it, the others wait.
async fn full(before: Duration) -> (Clock, Scene, [Principal; 4]) {
    let clock = Clock::cranked(NOW);
    let scene = Scene::starting(clock.clone(), 1, NOW.plus(before)).await;
    let cast = scene.students(["Mira", "Tomas", "Ida", "Otto"]).await;
    assert_eq!(scene.reserve(cast[0]).await.unwrap().standing, Standing::Reserved);
    for (position, waits) in (1..).zip(&cast[1..]) {
        let place = scene.reserve(*waits).await.unwrap();
        assert_eq!((place.standing, place.position), (Standing::Waitlisted, Some(position)));
    }
    (clock, scene, cast)
}

#[tokio::test]
async fn a_full_class_has_a_line_and_a_seat_that_is_given_back_is_offered_to_its_first() {
    let (clock, scene, [mira, tomas, ida, _]) = full(HOUR * 24).await;
    assert_eq!(scene.stands(ida, Standing::Waitlisted).await.position, Some(2));
    assert_eq!(scene.cancel(mira).await, Place::of(Standing::Gone));
    let until = Some(clock.now().plus(OFFER_WINDOW_FAR));
    let offer = scene.stands(tomas, Standing::Offered).await;
    assert_eq!(offer.until, until);
    let next = scene.shown(ida, |mine| mine.place.position == Some(1)).await;
    assert_eq!(next.eta, until, "when the offer before theirs ends");
    let taken = scene.answer(tomas, OfferAnswer::Accept).await.unwrap();
    assert_eq!(taken.standing, Standing::Reserved);
    let gone = scene.stands(mira, Standing::Gone).await;
    assert_eq!(gone.cause, Some(Cause::Cancelled));
    let kept = Some(NOW.plus(HOUR * 24).plus(NO_SHOW_GRACE));
    assert_eq!(scene.stands(tomas, Standing::Reserved).await.until, kept);
}

#[tokio::test]
async fn a_declined_offer_goes_to_the_next_at_once() {
    let (_, scene, [mira, tomas, ida, _]) = full(HOUR * 24).await;
    scene.cancel(mira).await;
    assert_eq!(scene.answer(tomas, OfferAnswer::Decline).await.unwrap().standing, Standing::Gone);
    scene.stands(ida, Standing::Offered).await;
    assert_eq!(scene.stands(tomas, Standing::Gone).await.cause, Some(Cause::Declined));
    assert_eq!(scene.answer(tomas, OfferAnswer::Accept).await.unwrap_err().code, Code::NoOffer);
}

#[tokio::test]
async fn an_offer_that_passes_goes_to_the_next_within_a_second_and_its_person_is_told_why() {
    let (clock, scene, [mira, tomas, ida, otto]) = full(HOUR * 24).await;
    scene.cancel(mira).await;
    let until = scene.stands(tomas, Standing::Offered).await.until.unwrap();
    // Nobody looks any more: the class would sleep, were there no offer.
    clock.crank(until.since(clock.now()));
    assert!(scene.offered_at(ida).await.since(until) <= Duration::from_secs(1));
    let skipped = scene.shown(tomas, |mine| mine.place.skipped.is_some()).await;
    assert_eq!((skipped.standing, skipped.position), (Standing::Waitlisted, Some(1)), "the place is kept");
    assert_eq!(skipped.skipped.unwrap().cause, Cause::OfferMissed);
    // And a second time it is lost.
    scene.answer(ida, OfferAnswer::Decline).await.unwrap();
    let until = scene.stands(tomas, Standing::Offered).await.until.unwrap();
    clock.crank(until.since(clock.now()));
    assert!(scene.offered_at(otto).await.since(until) <= Duration::from_secs(1));
    assert_eq!(scene.stands(tomas, Standing::Gone).await.cause, Some(Cause::OfferMissed));
}

#[tokio::test]
async fn the_window_of_an_offer_shrinks_with_the_time_left() {
    for (before, window) in [
        (HOUR * 8, OFFER_WINDOW_FAR),
        (HOUR * 8 - Duration::from_millis(1), OFFER_WINDOW_NEAR),
        (Duration::from_millis(600_001), OFFER_WINDOW_NEAR),
        (Duration::from_secs(600), OFFER_WINDOW_OPEN),
    ] {
        let (clock, scene, [mira, tomas, ..]) = full(before).await;
        scene.cancel(mira).await;
        let until = scene.stands(tomas, Standing::Offered).await.until.unwrap();
        assert_eq!(until.since(clock.now()), window, "{before:?} before the start");
    }
}

#[tokio::test]
async fn who_does_not_come_loses_the_seat_ten_minutes_after_the_start_and_comes_late_to_the_front() {
    let (clock, scene, [mira, tomas, ida, _]) = full(HOUR).await;
    scene.turns(HOUR).await;
    scene.turns(NO_SHOW_GRACE - Duration::from_millis(1)).await;
    assert_eq!(scene.reserve(mira).await.unwrap().standing, Standing::Reserved, "asked again: how it stands");
    clock.crank(Duration::from_millis(1));
    let released = NOW.plus(HOUR).plus(NO_SHOW_GRACE);
    assert_eq!(scene.offered_at(tomas).await, released);
    assert_eq!(scene.stands(mira, Standing::Gone).await.cause, Some(Cause::NoShow));
    let joined = scene.join(mira).await.unwrap();
    assert_eq!((joined.outcome, joined.position), (Outcome::Overflow, Some(1)));
    assert_eq!(joined.eta, Some(released.plus(OFFER_WINDOW_OPEN)), "when the offer before theirs ends");
    assert_eq!(scene.reserve(mira).await.unwrap().position, Some(1));
    assert_eq!(scene.shown(ida, |mine| mine.place.position == Some(2)).await.standing, Standing::Waitlisted);
    scene.answer(tomas, OfferAnswer::Decline).await.unwrap();
    assert_eq!(scene.stands(mira, Standing::Offered).await.until, Some(clock.now().plus(OFFER_WINDOW_OPEN)));
}

#[tokio::test]
async fn a_seat_is_not_released_while_the_gate_turns_people_away() {
    let (clock, scene, [mira, tomas, ..]) = full(HOUR).await;
    scene.turns(HOUR + NO_SHOW_GRACE - Duration::from_millis(1)).await;
    let handle = scene.handle().await;
    let storm: Vec<_> = std::iter::from_fn(|| handle.enter().ok()).collect();
    assert_eq!(scene.reserve(tomas).await.unwrap_err().code, Code::Busy);
    drop(storm);
    clock.crank(Duration::from_millis(1));
    let kept = Some(clock.now().plus(NO_SHOW_AGAIN));
    scene.shown(mira, |mine| mine.place.until == kept).await;
    assert_eq!(scene.reserve(mira).await.unwrap().standing, Standing::Reserved);
    clock.crank(NO_SHOW_AGAIN);
    assert_eq!(scene.offered_at(tomas).await, NOW.plus(HOUR).plus(NO_SHOW_GRACE).plus(NO_SHOW_AGAIN));
}

#[tokio::test]
async fn a_holder_is_seated_and_who_has_none_watches_though_a_seat_is_empty() {
    let (_, scene, [mira, tomas, ..]) = full(HOUR).await;
    scene.turns(HOUR - Duration::from_secs(300)).await;
    let stranger = scene.person("Zoe", Role::Student).await;
    assert_eq!(scene.join(stranger).await.unwrap().outcome, Outcome::Overflow);
    assert_eq!(scene.join(tomas).await.unwrap().outcome, Outcome::Overflow, "who waits does too");
    let joined = scene.join(mira).await.unwrap();
    assert_eq!((joined.outcome, joined.seat), (Outcome::Seated, Some(1)));
    scene.stands(mira, Standing::Seated).await;
}

#[tokio::test]
async fn who_watches_is_offered_a_freed_seat_in_the_class_and_sits_down_at_once() {
    let clock = Clock::cranked(NOW);
    let scene = Scene::begin(clock.clone(), 1).await;
    let [mira, tomas] = scene.students(["Mira", "Tomas"]).await;
    let seated = scene.enter(mira).await;
    let joined = scene.join(tomas).await.unwrap();
    let mut watching = scene.attach(Hello::Ticket { ticket: joined.ticket }).await.unwrap();
    assert_eq!(watching.welcome().await.you.tier, Tier::Overflow);
    scene.reserve(tomas).await.unwrap();
    seated.ask(CommandId(id(&clock)), Request::Leave(Leave {})).unwrap();
    let offer = watching.you(|you| you.offer_until).await;
    assert_eq!(offer, clock.now().plus(OFFER_WINDOW_HERE));
    assert_eq!(scene.answer(tomas, OfferAnswer::Accept).await.unwrap().standing, Standing::Seated);
    assert_eq!(watching.you(|you| you.seat).await, 1);
}

#[tokio::test]
async fn who_may_not_enter_any_more_is_passed_over_when_they_accept_and_the_next_is_asked() {
    let (_, scene, [mira, tomas, ida, _]) = full(HOUR * 24).await;
    scene.cancel(mira).await;
    scene.stands(tomas, Standing::Offered).await;
    scene.end_grants(tomas).await;
    assert_eq!(scene.answer(tomas, OfferAnswer::Accept).await.unwrap_err().code, Code::NotEntitled);
    scene.stands(ida, Standing::Offered).await;
    let place = scene.stands(tomas, Standing::Gone).await;
    assert_eq!((place.cause, place.skipped.unwrap().cause), (Some(Cause::NotEntitled), Cause::NotEntitled));
}

#[tokio::test]
async fn a_session_that_sleeps_wakes_for_each_wish_and_for_what_is_due() {
    let (clock, scene, [mira, tomas, ida, _]) = full(HOUR * 24).await;
    let Scene { tree, database, session, course, .. } = scene;
    tree.drain().await;
    let row = homeroom_storage::aggregate::row(&database.store, session.0).await.unwrap().unwrap();
    assert_eq!(row.home, None, "it sleeps");
    let tree = Tree::start(database.store.clone(), clock.clone(), "test", None, None).await.unwrap();
    let scene = Scene { tree, database, session, course, clock: clock.clone() };
    scene.cancel(mira).await;
    let until = scene.stands(tomas, Standing::Offered).await.until.unwrap();
    // It sleeps over the offer because its node ends, and wakes on another.
    let Scene { tree, database, session, course, .. } = scene;
    tree.drain().await;
    let tree = Tree::start(database.store.clone(), clock.clone(), "test", None, None).await.unwrap();
    let scene = Scene { tree, database, session, course, clock: clock.clone() };
    // Whoever looks for what is due has to be looking before the clock is turned.
    tokio::time::sleep(Duration::from_millis(300)).await;
    clock.crank(until.since(clock.now()));
    assert!(scene.offered_at(ida).await.since(until) <= Duration::from_secs(1));
}

#[tokio::test]
async fn read_models_made_anew_from_the_journal_are_what_the_effects_wrote() {
    let (clock, scene, [mira, tomas, ida, otto]) = full(HOUR).await;
    scene.cancel(mira).await;
    let until = scene.stands(tomas, Standing::Offered).await.until.unwrap();
    clock.crank(until.since(clock.now()));
    scene.offered_at(ida).await;
    scene.answer(ida, OfferAnswer::Accept).await.unwrap();
    scene.turns(HOUR - Duration::from_secs(900)).await;
    scene.join(ida).await.unwrap();
    clock.crank(Duration::from_secs(300));
    scene.stands(otto, Standing::Waitlisted).await;
    // A restart: what was under way is written before the class sleeps.
    let Scene { tree, database, session, .. } = scene;
    tree.drain().await;
    let store = &database.store;
    let written = (
        reservations::of_session(store, session).await.unwrap(),
        reservations::seats(store, &[session]).await.unwrap(),
    );
    assert_eq!((written.0.len(), written.1.len()), (4, 1));
    projection::rebuild(store, session).await.unwrap();
    let anew = (
        reservations::of_session(store, session).await.unwrap(),
        reservations::seats(store, &[session]).await.unwrap(),
    );
    assert_eq!(anew, written);
}
