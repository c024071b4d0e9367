//! Seats before the doors, over the routes: keys, refusals, what a person is shown, and the mail of an offer.

use std::time::Duration;

use homeroom_protocol::permit::Role;
use homeroom_storage::audit::Act;
use homeroom_storage::courses;
use homeroom_storage::sessions::{self, Cancelled};
use serde_json::{Value, json};

use crate::world::{Answer, World, world};

const DAY: Duration = Duration::from_secs(24 * 3_600);
const EMAIL: &str = "ines.duarte@example.org";

fn reservation(session: impl std::fmt::Display) -> String {
    format!("/v1/sessions/{session}/reservation")
}

async fn reserve(world: &World, path: &str, token: &str, key: &str) -> Answer {
    world.post(path).token(token).header("idempotency-key", key).send().await
}

async fn answer_offer(world: &World, session: impl std::fmt::Display, token: &str, answer: &str) -> Answer {
    let ask = world.post(&format!("/v1/sessions/{session}/offer")).token(token);
    ask.header("idempotency-key", "an-answer").json(&json!({ "answer": answer })).send().await
}

/// What a person is shown of their only reservation, as soon as it stands like this.
async fn shown(world: &World, token: &str, standing: &str) -> Value {
    for _ in 0..500 {
        let answer = world.get("/v1/me/reservations").token(token).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let first = answer.json()["reservations"][0].clone();
        if first["place"]["standing"] == standing {
            return first;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{standing} was never shown");
}

#[tokio::test]
async fn a_seat_is_reserved_shown_given_back_and_offered_to_the_next() {
    let world = world().await;
    let session = world.class_in(DAY, 1).await;
    let path = reservation(session);
    let ((mila, _), (otto, _)) = (world.student("Mila").await, world.student("Otto").await);
    let first = reserve(&world, &path, &mila, "a").await;
    assert_eq!((first.status, &first.json()["place"]["standing"]), (200, &json!("reserved")), "{}", first.text());
    let again = reserve(&world, &path, &mila, "a").await;
    assert_eq!(again.json(), first.json(), "the same key is the same decision");
    let second = reserve(&world, &path, &otto, "a").await.json();
    assert_eq!((&second["place"]["standing"], &second["place"]["position"]), (&json!("waitlisted"), &json!(1)));
    assert_ne!(second["decision_id"], first.json()["decision_id"], "a key reaches across no people");

    let mine = shown(&world, &mila, "reserved").await;
    assert_eq!(
        (&mine["session_id"], &mine["course"], &mine["capacity"]),
        (&json!(session), &json!("Bulgarian A1"), &json!(1))
    );
    let back = world.delete(&path).token(&mila).header("idempotency-key", "a").send().await;
    assert_eq!((back.status, &back.json()["place"]), (200, &json!({ "standing": "gone" })), "{}", back.text());
    assert_eq!(shown(&world, &mila, "gone").await["place"]["cause"], "cancelled");
    shown(&world, &otto, "offered").await;
    assert_eq!(answer_offer(&world, session, &mila, "accept").await.no(), (409, "no_offer".into()));
    let taken = answer_offer(&world, session, &otto, "accept").await;
    assert_eq!((taken.status, &taken.json()["place"]["standing"]), (200, &json!("reserved")), "{}", taken.text());
    let other = answer_offer(&world, session, &otto, "decline").await;
    assert_eq!(other.no(), (422, "idempotency_key_reused".into()), "the same key with another body");
}

#[tokio::test]
async fn a_wish_that_may_not_be_is_refused_by_its_code() {
    let world = world().await;
    let session = world.class_in(DAY, 1).await;
    let path = reservation(session);
    let (mila, _) = world.student("Mila").await;
    let (teacher, _) = world.person("Ms. Iva", Role::Teacher).await;
    let (stranger, _) = world.stranger("Zoe").await;
    let without = world.post(&path).token(&mila).send().await;
    assert_eq!(without.no(), (400, "idempotency_key_missing".into()));
    assert_eq!(reserve(&world, &path, "x", "a").await.no(), (401, "not_signed_in".into()));
    assert_eq!(reserve(&world, &path, &stranger, "a").await.no(), (403, "not_entitled".into()));
    assert_eq!(reserve(&world, &path, &teacher, "a").await.no(), (403, "not_permitted".into()));
    let nowhere = reservation("01a213dd-4d00-7000-8000-0000000000ff");
    assert_eq!(reserve(&world, &nowhere, &mila, "a").await.no(), (404, "not_found".into()));
    assert_eq!(reserve(&world, &reservation("x"), &mila, "a").await.no(), (404, "not_found".into()));
    for verb in [world.post(&path), world.delete(&path)] {
        let elsewhere = verb.token(&mila).header("idempotency-key", "a").header("origin", "https://evil.example");
        assert_eq!(elsewhere.send().await.no(), (403, "wrong_origin".into()));
    }
    let other = world.get(&path).token(&mila).send().await;
    assert_eq!((other.no(), other.header("allow")), ((405, "method_not_allowed".into()), Some("POST, DELETE")));
    assert_eq!(answer_offer(&world, session, &mila, "maybe").await.no(), (422, "invalid".into()));
    assert_eq!(world.get("/v1/me/reservations").send().await.no(), (401, "not_signed_in".into()));
    let going = reservation(world.session);
    world.clock.crank(Duration::from_secs(4 * 60));
    let ends_soon = world.class_in(Duration::ZERO, 0).await;
    assert_eq!(reserve(&world, &going, &mila, "b").await.status, 200, "a class that goes on has seats too");
    assert_eq!(reserve(&world, &reservation(ends_soon), &mila, "b").await.json()["place"]["standing"], "waitlisted");
}

#[tokio::test]
async fn who_is_offered_a_seat_gets_one_mail_that_says_until_when() {
    let world = world().await;
    let session = world.class_in(DAY, 1).await;
    let path = reservation(session);
    let (mila, _) = world.student("Mila").await;
    let (ines, account) = world.signed_in_by_mail(EMAIL).await;
    courses::enrol(world.store(), world.course, account, Role::Student).await.unwrap();
    world.grant(account).await;
    reserve(&world, &path, &mila, "a").await;
    reserve(&world, &path, &ines, "a").await;
    world.delete(&path).token(&mila).header("idempotency-key", "a").send().await;
    let until = shown(&world, &ines, "offered").await["place"]["until"].as_str().unwrap().to_owned();
    let offers = || {
        let letters = world.postman.mailer().outbox().unwrap().letters();
        letters.into_iter().filter(|letter| letter.subject.contains("A seat is free")).collect::<Vec<_>>()
    };
    for _ in 0..500 {
        if !offers().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let letters = offers();
    assert_eq!(letters.len(), 1);
    let time = &until[11..19];
    assert!(
        letters[0].text.contains(time) && letters[0].text.contains("https://class.example/"),
        "{}",
        letters[0].text
    );
    assert_eq!(letters[0].to.as_str(), EMAIL);
    // What is done again after a crash tells nobody twice.
    let again = homeroom_storage::reservations::tell(
        world.store(),
        session,
        account,
        until.parse().unwrap(),
        world.clock.now(),
    );
    assert!(!again.await.unwrap());
}

#[tokio::test]
async fn a_class_that_is_cancelled_is_shown_as_that_and_whoever_counted_on_it_gets_one_mail() {
    let world = world().await;
    let session = world.class_in(DAY, 1).await;
    let path = reservation(session);
    let (mila, _) = world.student("Mila").await;
    let (ines, account) = world.signed_in_by_mail(EMAIL).await;
    courses::enrol(world.store(), world.course, account, Role::Student).await.unwrap();
    world.grant(account).await;
    reserve(&world, &path, &mila, "a").await;
    reserve(&world, &path, &ines, "a").await;
    let now = world.clock.now();
    let act = Act { id: homeroom_actors::kit::entropy::uuid_v7(now), staff: "ana", reason: "ill", at: now };
    assert_eq!(sessions::cancel(world.store(), session, act).await.unwrap(), Cancelled::Cancelled);
    for token in [&mila, &ines] {
        assert_eq!(shown(&world, token, "gone").await["place"]["cause"], "class_cancelled");
    }
    let letters = || {
        let letters = world.postman.mailer().outbox().unwrap().letters();
        letters.into_iter().filter(|letter| letter.subject.contains("Cancelled: ")).collect::<Vec<_>>()
    };
    for _ in 0..500 {
        if !letters().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(letters().iter().map(|letter| letter.to.as_str().to_owned()).collect::<Vec<_>>(), [EMAIL]);
    for again in [world.post(&path), world.post("/v1/join").json(&json!({ "session_id": session }))] {
        let refused = again.token(&ines).header("idempotency-key", "b").send().await;
        assert_eq!(refused.no(), (410, "cancelled".into()));
    }
    // What is done again after a crash tells nobody twice.
    let ends_at = sessions::read(world.store(), session).await.unwrap().unwrap().ends_at;
    let again = homeroom_storage::reservations::tell(world.store(), session, account, ends_at, world.clock.now());
    assert!(!again.await.unwrap());
}

/// Mails of offers that have left.
fn offers(world: &World) -> usize {
    let letters = world.postman.mailer().outbox().unwrap().letters();
    letters.iter().filter(|letter| letter.subject.contains("A seat is free")).count()
}

/// Ines is offered a seat in a class whose timetable goes by this zone. It is 18:00 UTC, and the offer stands for two hours.
async fn offered_in(zone: &str) -> World {
    let world = world().await;
    let session = world.class_in(DAY, 1).await;
    let rule = homeroom_actors::kit::entropy::uuid_v7(world.clock.now());
    world
        .execute(&format!(
            "insert into timetable_rule values ('{rule}', '{}', 1, 'daily 18:00', '{zone}', 60, 1, 'skip', 'both', \
             '2026-01-01', null);
             insert into slot values ('{rule}', '{rule}', 1, '{session}', '2026-11-25 18:00', false, \
             '2026-11-25T18:00:00Z', '2026-11-24T18:00:00Z')",
            world.course
        ))
        .await;
    let path = reservation(session);
    let (mila, _) = world.student("Mila").await;
    let (ines, account) = world.signed_in_by_mail(EMAIL).await;
    courses::enrol(world.store(), world.course, account, Role::Student).await.unwrap();
    world.grant(account).await;
    reserve(&world, &path, &mila, "a").await;
    reserve(&world, &path, &ines, "a").await;
    world.delete(&path).token(&mila).header("idempotency-key", "a").send().await;
    shown(&world, &ines, "offered").await;
    // What is written at once is there by now.
    tokio::time::sleep(Duration::from_millis(500)).await;
    world
}

#[tokio::test]
async fn at_night_nobody_is_written_to_of_a_long_offer_and_in_the_morning_those_are_whose_offer_stands() {
    assert_eq!(offers(&offered_in("Europe/Sofia").await), 1, "at eight in the evening it is written at once");
    let world = offered_in("Asia/Tokyo").await;
    world.clock.crank(Duration::from_secs(2 * 3_600 - 1));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(offers(&world), 0, "at three in the morning until five");
    let world = offered_in("Asia/Kamchatka").await;
    world.clock.crank(Duration::from_secs(3_599));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(offers(&world), 0, "not before seven");
    world.clock.crank(Duration::from_secs(1));
    for _ in 0..500 {
        if offers(&world) > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(offers(&world), 1, "at seven, with an hour to answer");
}
