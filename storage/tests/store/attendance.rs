//! Records of attendance with everybody's part of them, and the inbox of webhooks.

use std::time::Duration;

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::permit::Role;
use homeroom_storage::attendance::{self, NameRow, PersonRow, RecordRow};
use homeroom_storage::media_deliveries;
use homeroom_storage::testing::database;

use crate::cast::{CLASS, COURSE, MIRA, TOM, id, plant, second};

fn record(version: u32) -> RecordRow {
    let filed_at = second(i64::from(version));
    RecordRow { version, filed_at, key_id: "key".into(), signed: format!("record {version}") }
}

fn part(person: PersonId, version: u32) -> PersonRow {
    let quiz = (version > 1).then(|| format!("{{{version}}}"));
    PersonRow { person, version, present_ms: i64::from(version) * 1_000, intervals: format!("[{version}]"), quiz }
}

#[tokio::test]
async fn a_version_stays_as_it_was_filed_and_everybodys_part_is_of_the_last_one() {
    let store = &database().await.store;
    assert_eq!(attendance::latest(store, CLASS).await.unwrap(), None);
    attendance::file(store, CLASS, &record(1), &[part(MIRA, 1), part(TOM, 1)]).await.unwrap();
    attendance::file(store, CLASS, &record(2), &[part(MIRA, 2)]).await.unwrap();
    let other = RecordRow { signed: "another content".into(), ..record(1) };
    attendance::file(store, CLASS, &other, &[part(MIRA, 1)]).await.unwrap();
    assert_eq!(attendance::versions(store, CLASS).await.unwrap(), [record(1), record(2)]);
    assert_eq!(attendance::latest(store, CLASS).await.unwrap(), Some(record(2)));
    let own = async |whose| attendance::own(store, CLASS, whose).await.unwrap().map(|own| (own.version, own.part));
    assert_eq!(own(MIRA).await, Some((2, Some(part(MIRA, 2)))));
    assert_eq!(own(TOM).await, Some((2, None)), "not in the last one");
    attendance::forget(store, CLASS).await.unwrap();
    assert_eq!((own(MIRA).await, attendance::all(store, CLASS).await.unwrap()), (None, vec![]));
    assert_eq!(attendance::versions(store, CLASS).await.unwrap(), []);
}

#[tokio::test]
async fn parts_of_more_people_than_one_statement_holds_are_all_written() {
    let store = &database().await.store;
    let people: Vec<_> = (0..1_001).map(|n| part(PersonId(id(n)), 1)).collect();
    attendance::file(store, CLASS, &record(1), &people).await.unwrap();
    assert_eq!(attendance::all(store, CLASS).await.unwrap(), people);
}

#[tokio::test]
async fn people_are_named_with_what_they_are_in_the_course() {
    let store = &database().await.store;
    plant(store).await;
    let mut names = attendance::names(store, COURSE, &[MIRA, TOM, PersonId(id(1))]).await.unwrap();
    names.sort_by_key(|name| name.person);
    let named = |person, name: &str, role| NameRow { person, name: name.into(), role: Some(role) };
    assert_eq!(names, [named(MIRA, "Mira", Role::Student), named(TOM, "Tom", Role::Teacher)]);
}

#[tokio::test]
async fn an_event_is_stored_once_waits_until_it_is_due_and_is_forgotten_when_it_is_old() {
    let store = &database().await.store;
    assert!(media_deliveries::put(store, "EV_1", b"first", second(0)).await.unwrap());
    assert!(!media_deliveries::put(store, "EV_1", b"second", second(1)).await.unwrap());
    let due = media_deliveries::due(store, second(0), 10).await.unwrap();
    assert_eq!(
        due.iter().map(|one| (one.id.as_str(), one.body.as_slice(), one.tries)).collect::<Vec<_>>(),
        [("EV_1", &b"first"[..], 0)]
    );
    media_deliveries::later(store, &["EV_1".into()], second(60)).await.unwrap();
    assert_eq!(media_deliveries::due(store, second(59), 10).await.unwrap(), []);
    assert_eq!(media_deliveries::due(store, second(60), 10).await.unwrap()[0].tries, 1);
    media_deliveries::done(store, &[("EV_1".into(), "used")]).await.unwrap();
    assert_eq!(media_deliveries::outcome(store, "EV_1").await.unwrap().as_deref(), Some("used"));
    assert_eq!(media_deliveries::due(store, second(1_000), 10).await.unwrap(), []);
    assert_eq!(media_deliveries::forget(store, second(0)).await.unwrap(), 0);
    assert!(media_deliveries::put(store, "EV_2", b"never told", second(0)).await.unwrap());
    let forgotten = media_deliveries::forget(store, second(0).plus(Duration::from_millis(1))).await.unwrap();
    assert_eq!(forgotten, 2, "told or not, it is old");
}
