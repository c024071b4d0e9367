//! Whether classes begin with their lobby on: the default of the course, and what is said of one class instead.

use homeroom_protocol::ids::{CourseId, SessionId};
use homeroom_storage::audit::Act;
use homeroom_storage::beginnings::{self, CourseLobby, Said};
use homeroom_storage::sessions::{self, Cancelled};
use homeroom_storage::testing::database;
use homeroom_storage::{Store, courses, timetable};
use uuid::Uuid;

use crate::cast::{CLASS, COURSE, MIRA, act, class, plant, second};
use crate::taught;

/// The doors of a class that begins at second 3,600 are open from this second on.
const DOORS: i64 = 3_000;

fn at(n: u128, seconds: i64) -> Act<'static> {
    Act { at: second(seconds), ..act(n) }
}

/// Whether a class begins so, as each reader has it.
async fn begins(store: &Store, id: SessionId) -> bool {
    let row = sessions::read(store, id).await.unwrap().unwrap();
    let listed = sessions::open_for(store, MIRA, row.starts_at).await.unwrap();
    let open = sessions::doors_open(store, &[id], None, row.starts_at).await.unwrap();
    let listed = listed.into_iter().map(|open| open.session).find(|session| session.id == id);
    assert_eq!((listed.as_ref(), open.first()), (Some(&row), Some(&row)));
    row.lobby
}

#[tokio::test]
async fn a_class_begins_as_its_course_says_unless_something_is_said_of_it() {
    let store = database().await.store;
    plant(&store).await;
    let (one, other) = (SessionId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)));
    for id in [one, other] {
        sessions::put(&store, &class(id, 3_600)).await.unwrap();
    }
    assert!(!begins(&store, one).await, "off, until somebody says otherwise");
    assert_eq!(beginnings::set_course(&store, COURSE, true, act(1)).await.unwrap(), Said::Said);
    assert_eq!(beginnings::set_course(&store, COURSE, true, act(2)).await.unwrap(), Said::Before);
    assert_eq!(
        beginnings::set_course(&store, CourseId(Uuid::from_u128(9)), true, act(3)).await.unwrap(),
        Said::Nowhere
    );
    assert_eq!((begins(&store, one).await, begins(&store, other).await), (true, true));
    assert_eq!(beginnings::set_session(&store, one, Some(false), act(4)).await.unwrap(), Said::Said);
    assert_eq!((begins(&store, one).await, begins(&store, other).await), (false, true));
    // Who writes the plan again says nothing of it, nor does a course that gets another title.
    sessions::put(&store, &class(one, 3_600)).await.unwrap();
    courses::put(&store, COURSE, "Bulgarian A1").await.unwrap();
    assert_eq!((begins(&store, one).await, begins(&store, other).await), (false, true));
    assert_eq!(beginnings::set_session(&store, one, None, act(5)).await.unwrap(), Said::Said);
    assert_eq!(beginnings::set_session(&store, one, None, act(6)).await.unwrap(), Said::Before);
    assert!(begins(&store, one).await);
    let listed = beginnings::of_courses(&store).await.unwrap();
    assert_eq!(listed, [CourseLobby { id: COURSE, title: "Bulgarian A1".to_owned(), lobby: true }]);
    let audited: Vec<(String, Uuid, String)> =
        sqlx::query_as("select act, subject_id, after from audit order by position")
            .fetch_all(store.pool())
            .await
            .unwrap();
    let done = |what: &str, subject: Uuid, after: &str| (what.to_owned(), subject, after.to_owned());
    assert_eq!(
        audited,
        [
            done("course.lobby", COURSE.0, "on"),
            done("session.lobby", one.0, "off"),
            done("session.lobby", one.0, "course"),
        ]
    );
}

#[tokio::test]
async fn of_a_class_it_is_said_until_its_doors_open_and_not_of_one_that_is_called_off() {
    let store = database().await.store;
    plant(&store).await;
    let id = SessionId(Uuid::from_u128(1));
    sessions::put(&store, &class(id, 3_600)).await.unwrap();
    assert_eq!(beginnings::set_session(&store, id, Some(true), at(1, DOORS)).await.unwrap(), Said::Begun);
    assert_eq!(beginnings::set_session(&store, CLASS, None, at(2, DOORS)).await.unwrap(), Said::Begun);
    assert_eq!(beginnings::set_session(&store, id, Some(true), at(3, DOORS - 1)).await.unwrap(), Said::Said);
    assert_eq!(
        beginnings::set_session(&store, SessionId(Uuid::from_u128(2)), None, at(4, 0)).await.unwrap(),
        Said::Nowhere
    );
    assert_eq!(sessions::cancel(&store, id, at(5, 0)).await.unwrap(), Cancelled::Cancelled);
    assert_eq!(beginnings::set_session(&store, id, None, at(6, 0)).await.unwrap(), Said::Begun);
}

#[tokio::test]
async fn the_timetable_has_it_and_shows_that_it_has_changed_where_the_doors_are_not_open() {
    let store = taught::world().await;
    let read = async || {
        let slots = timetable::slots(&store, second(0), second(100_000), &[]).await.unwrap();
        slots.into_iter().map(|slot| slot.lobby).collect::<Vec<_>>()
    };
    let stamp = async || timetable::stamp(&store, second(0)).await.unwrap();
    assert_eq!(read().await, [false, false]);
    let before = stamp().await;
    beginnings::set_course(&store, COURSE, true, at(1, DOORS)).await.unwrap();
    assert_eq!(read().await, [true, true]);
    let after = stamp().await;
    assert_ne!(before, after, "of the class a day later");
    let tomorrow = SessionId(crate::cast::id(102));
    beginnings::set_session(&store, tomorrow, Some(false), at(2, DOORS + 1)).await.unwrap();
    assert_eq!(read().await, [true, false]);
    let last = stamp().await;
    assert_ne!(after, last);
    // No class follows the course here whose doors are not open.
    beginnings::set_course(&store, COURSE, false, at(3, DOORS + 2)).await.unwrap();
    assert_eq!(stamp().await, last);
}
