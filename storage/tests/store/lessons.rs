//! Lessons: editions that do not change, the plan of days, and who may read.

use std::time::Duration;

use homeroom_protocol::ids::{CourseId, LessonId, PersonId, SignInId};
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::{Day, Timestamp};
use homeroom_storage::lessons::{self, Revision};
use homeroom_storage::testing::database;
use homeroom_storage::{Store, StoreError, accounts, courses};
use uuid::Uuid;

use crate::cast::{id, second};

const COURSE: CourseId = CourseId(Uuid::from_u128(0xf1));
const LESSON: LessonId = LessonId(Uuid::from_u128(0xf2));

fn edition(version: u64, pack: &str) -> Revision {
    Revision {
        lesson: LESSON,
        course: COURSE,
        slug: "salt".to_owned(),
        place: 1,
        version,
        pack: pack.to_owned(),
        manifest: format!("manifest {version} of {pack}"),
        expires_at: second(1_000),
        language: None,
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

async fn with_course() -> Store {
    let store = database().await.store;
    courses::put(&store, COURSE, "Seas").await.unwrap();
    store
}

#[tokio::test]
async fn the_newest_edition_is_the_one_that_is_planned_and_older_ones_stay() {
    let store = with_course().await;
    lessons::publish(&store, &[edition(1, "a"), edition(2, "b")], second(1)).await.unwrap();
    lessons::plan(&store, COURSE, &[(day("2026-11-25"), LESSON)], second(1)).await.unwrap();
    let planned = lessons::planned(&store, day("2026-11-25"), day("2026-11-25")).await.unwrap();
    assert_eq!(planned.len(), 1);
    assert_eq!((planned[0].course, planned[0].lesson, planned[0].day), (COURSE, LESSON, day("2026-11-25")));
    assert_eq!(planned[0].manifest, "manifest 2 of b");
    assert_eq!(lessons::planned(&store, day("2026-11-26"), day("2026-12-03")).await.unwrap(), []);
    assert_eq!(lessons::latest(&store, LESSON).await.unwrap().as_deref(), Some("manifest 2 of b"));
    let nobody = (PersonId(id(7)), SignInId(id(8)));
    let first = lessons::reader(&store, LESSON, nobody.0, nobody.1, Some(1)).await.unwrap().unwrap();
    assert_eq!(first.manifest.as_deref(), Some("manifest 1 of a"));
}

#[tokio::test]
async fn an_edition_is_signed_anew_and_never_becomes_another_pack() {
    let store = with_course().await;
    lessons::publish(&store, &[edition(1, "a")], second(1)).await.unwrap();
    let renewed = Revision { manifest: "renewed".to_owned(), expires_at: second(2_000), ..edition(1, "a") };
    lessons::publish(&store, &[renewed], second(2)).await.unwrap();
    assert_eq!(lessons::latest(&store, LESSON).await.unwrap().as_deref(), Some("renewed"));
    // All or nothing: the good edition before the bad one is not published either.
    let refused = lessons::publish(&store, &[edition(2, "b"), edition(1, "other")], second(3)).await;
    assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
    assert_eq!(lessons::latest(&store, LESSON).await.unwrap().as_deref(), Some("renewed"));
}

#[tokio::test]
async fn whatever_is_written_changes_the_stamp_and_reading_does_not() {
    let store = with_course().await;
    let mut stamps = vec![lessons::stamp(&store).await.unwrap()];
    lessons::publish(&store, &[edition(1, "a")], second(1)).await.unwrap();
    stamps.push(lessons::stamp(&store).await.unwrap());
    lessons::plan(&store, COURSE, &[(day("2026-11-25"), LESSON)], second(2)).await.unwrap();
    stamps.push(lessons::stamp(&store).await.unwrap());
    courses::put(&store, CourseId(id(3)), "Skies").await.unwrap();
    stamps.push(lessons::stamp(&store).await.unwrap());
    for (n, stamp) in stamps.iter().enumerate() {
        assert!(stamps.iter().skip(n + 1).all(|other| other != stamp), "{n}");
    }
    // The same plan again is no change.
    lessons::plan(&store, COURSE, &[(day("2026-11-25"), LESSON)], second(3)).await.unwrap();
    assert_eq!(lessons::stamp(&store).await.unwrap(), stamps[3]);
    let mut ids = lessons::courses(&store).await.unwrap();
    ids.sort();
    assert_eq!(ids, [COURSE, CourseId(id(3))]);
}

#[tokio::test]
async fn a_reader_is_known_by_course_account_and_sign_in() {
    let store = with_course().await;
    lessons::publish(&store, &[edition(1, "a")], second(1)).await.unwrap();
    let (person, sign_in) = (PersonId(id(7)), SignInId(id(8)));
    accounts::put(&store, person, "Mira").await.unwrap();
    let read = |lesson, version| lessons::reader(&store, lesson, person, sign_in, version);
    let stranger = read(LESSON, None).await.unwrap().unwrap();
    assert_eq!((stranger.role, stranger.disabled, stranger.sign_in_ended), (None, false, true));
    courses::enrol(&store, COURSE, person, Role::Student).await.unwrap();
    assert_eq!(read(LESSON, None).await.unwrap().unwrap().role, Some(Role::Student));
    assert_eq!(read(LESSON, Some(u64::MAX)).await.unwrap().unwrap().manifest, None);
    assert_eq!(read(LessonId(id(9)), None).await.unwrap(), None);
}

#[tokio::test]
async fn an_instant_of_a_manifest_is_kept_to_the_millisecond() {
    let store = with_course().await;
    let odd = Revision { expires_at: second(1).plus(Duration::from_millis(7)), ..edition(1, "a") };
    lessons::publish(&store, std::slice::from_ref(&odd), second(1)).await.unwrap();
    let kept: i64 = sqlx::query_scalar(
        "select (extract(epoch from expires_at) * 1000)::bigint from lesson_revision where lesson_id = $1",
    )
    .bind(LESSON.0)
    .fetch_one(store.pool())
    .await
    .unwrap();
    assert_eq!(Timestamp::from_millis(kept), odd.expires_at);
}

#[tokio::test]
async fn a_course_is_in_the_language_of_its_lessons_and_in_none_where_they_differ() {
    let store = with_course().await;
    let in_language = |version, tag: Option<&str>| {
        let language = tag.map(|tag| tag.parse().unwrap());
        Revision { language, ..edition(version, &format!("pack {version}")) }
    };
    let table: [(&[_], _); 4] = [
        (&[in_language(1, Some("de"))], Some("de")),
        (&[in_language(2, Some("en")), in_language(3, Some("en"))], Some("en")),
        (&[in_language(4, Some("en")), in_language(5, Some("de")), in_language(6, Some("en"))], None),
        (&[in_language(7, Some("en")), in_language(8, None)], None),
    ];
    for (editions, wanted) in table {
        lessons::publish(&store, editions, second(1)).await.unwrap();
        let spoken = courses::languages(&store).await.unwrap();
        assert_eq!(spoken.get(&COURSE).map(ToString::to_string).as_deref(), wanted, "{editions:?}");
    }
}
