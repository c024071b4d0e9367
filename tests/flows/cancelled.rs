//! A class that staff call off, with people in it, waiting for it, and on their way.

use std::time::Duration;

use homeroom_machines::timetable::rule_id;
use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::permit::Phase;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::reservation::{Cause, MyReservations, Reservation, Standing};
use homeroom_protocol::rest::schedule::NextSlots;
use homeroom_storage::timetable::{self, RuleRow};
use homeroom_tests::clock::{now, until, uuid};
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;
use homeroom_timetable::{Reach, Wish, fill};

const MINUTE: Duration = Duration::from_secs(60);
/// The row is looked at each second; a busy machine gets this.
const SEEN_WITHIN: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_that_is_called_off_sends_its_people_home_and_is_told_wherever_it_is_asked_for() {
    let world = World::open().await;
    let begins = now().plus(MINUTE * 6);
    let rule = RuleRow {
        id: rule_id(world.course, "daily"),
        course: world.course,
        version: 1,
        pattern: format!("daily {}", &begins.to_string()[11..16]),
        zone: "UTC".to_owned(),
        minutes: 50,
        capacity: 2,
        gap: "skip".to_owned(),
        fold: "both".to_owned(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_until: None,
    };
    let wish = Wish { days: 1, reach: Reach::Add };
    fill(&world.store, now().minus(MINUTE * 30), wish, std::slice::from_ref(&rule)).await.unwrap();
    let slots = timetable::slots(&world.store, now(), now().plus(MINUTE * 24 * 60), &[]).await.unwrap();
    let class = slots.into_iter().find(|slot| slot.course == world.course).unwrap().session;
    let (ines, tom, ida) = (world.student("Ines").await, world.student("Tom").await, world.student("Ida").await);
    let reserve = async |who: &homeroom_tests::person::Person| {
        let answer = who.reserve_request(class, &uuid().to_string()).send(who.server).await;
        answer.good::<Reservation>().place.standing
    };
    assert_eq!((reserve(&ines).await, reserve(&tom).await), (Standing::Reserved, Standing::Reserved));
    assert_eq!(reserve(&ida).await, Standing::Waitlisted);
    let (_, mut here) = ines.enter(class).await;

    let words = ["session", "cancel", &class.to_string(), "--reason", "the teacher is ill", "--staff", "ana"];
    let (code, said) = world.server.verb(&words);
    assert_eq!((code, said.contains("cancelled")), (Some(0), true), "{said}");
    loop {
        let entry = here.entry().await;
        if entry.events.contains(&ClassEvent::Phase { phase: Phase::Cancelled }.into()) {
            break;
        }
    }
    assert_eq!(here.closed().await, 1000);
    for who in [&ines, &tom, &ida] {
        let cause = until(SEEN_WITHIN, "their list says so", async || {
            let list = who.with_token(Ask::get("/v1/me/reservations")).send(who.server).await;
            list.good::<MyReservations>().reservations.first()?.place.cause
        });
        assert_eq!(cause.await, Cause::ClassCancelled);
        let refused = who.try_join(class).await;
        assert_eq!((refused.status, refused.problem().code), (410, Code::Cancelled));
    }
    assert!(ida.classes().await.iter().any(|one| one.session_id == class && one.cancelled));
    let path = format!("/v1/schedule/next?course={}", world.course);
    let told = until(SEEN_WITHIN, "the timetable says so", async || {
        let next: NextSlots = Ask::get(&path).send(world.server.address()).await.good();
        next.slots.into_iter().flat_map(|slot| slot.sessions).find(|one| one.session_id == class && one.cancelled)
    })
    .await;
    assert_eq!((told.seats_left, told.waiting), (0, 0));

    // It blocks nothing any more: a rule that ends takes its other hours, and this one stays as what it was.
    let ended = RuleRow { version: 2, valid_until: Some("2026-01-02".parse().unwrap()), ..rule };
    let wish = Wish { days: 2, reach: Reach::Move };
    let filled = fill(&world.store, now().minus(MINUTE * 30), wish, &[ended]).await.unwrap();
    assert!(filled.is_whole(), "{filled:?}");
    assert_eq!(world.server.verb(&words).0, Some(5), "cancelled twice is cancelled once");
    let nowhere = ["session", "cancel", &uuid().to_string(), "--reason", "x", "--staff", "ana"];
    assert_eq!(world.server.verb(&nowhere).0, Some(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_that_sleeps_is_cancelled_and_so_is_one_while_no_server_runs() {
    let mut world = World::open().await;
    let (asleep, later) = (world.session(1).await, world.session(1).await);
    let mira = world.student("Mira").await;
    let cancel = |world: &World, class: &str| {
        world.server.verb(&["session", "cancel", class, "--reason", "ill", "--staff", "ana"]).0
    };
    assert_eq!(cancel(&world, &asleep.to_string()), Some(0));
    let refused = async |world: &World, class| {
        until(SEEN_WITHIN, "it is refused", async || {
            let answer = mira.join_request(class, &uuid().to_string(), None).send(world.server.address()).await;
            (answer.status == 410).then(|| answer.problem().code)
        })
        .await
    };
    assert_eq!(refused(&world, asleep).await, Code::Cancelled);
    world.server.kill();
    assert_eq!(cancel(&world, &later.to_string()), Some(0));
    world.server.start_again().await;
    assert_eq!(refused(&world, later).await, Code::Cancelled);
}
