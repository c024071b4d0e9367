//! Planned sessions, and what the door reads.

use homeroom_protocol::ids::{PersonId, SessionId, SignInId};
use homeroom_protocol::permit::Role;
use homeroom_storage::audit::Act;
use homeroom_storage::door::{self, Asked, DoorFacts};
use homeroom_storage::sessions::{Cancelled, Open};
use homeroom_storage::testing::database;
use homeroom_storage::{StoreError, accounts, sessions, sign_ins};
use uuid::Uuid;

use crate::cast::{CLASS, COURSE, MIRA, MIRAS, TOM, TOMS, act, class, plant, second};

#[tokio::test]
async fn a_session_is_written_changed_and_read_with_its_courses_title() {
    let store = database().await.store;
    let orphan = sessions::put(&store, &class(CLASS, 0)).await.unwrap_err();
    assert!(matches!(&orphan, StoreError::Refused { code, .. } if code == "23503"), "{orphan}");
    assert_eq!(sessions::read(&store, CLASS).await.unwrap(), None);
    plant(&store).await;
    let mut changed = class(CLASS, 60);
    changed.capacity = 0;
    sessions::put(&store, &changed).await.unwrap();
    assert_eq!(sessions::read(&store, CLASS).await.unwrap(), Some(changed));
}

#[tokio::test]
async fn open_for_lists_from_an_hour_before_until_the_closing_span_is_over_soonest_first() {
    let store = database().await.store;
    plant(&store).await;
    let next = SessionId(Uuid::from_u128(1));
    sessions::put(&store, &class(next, 7_200)).await.unwrap();
    let listed = async |now| {
        let listed = sessions::open_for(&store, MIRA, second(now)).await.unwrap();
        assert!(listed.iter().all(|open| open.role == Role::Student && !open.cancelled));
        listed.into_iter().map(|open| open.session.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(-3_601).await, []);
    assert_eq!(listed(-3_600).await, [CLASS]);
    assert_eq!(listed(3_600).await, [CLASS, next]);
    assert_eq!(listed(3_899).await, [CLASS, next]);
    assert_eq!(listed(3_900).await, [next]);
    let teachers = sessions::open_for(&store, TOM, second(0)).await.unwrap();
    assert_eq!(teachers, [Open { session: class(CLASS, 0), role: Role::Teacher, cancelled: false }]);
    assert_eq!(sessions::open_for(&store, PersonId(Uuid::from_u128(5)), second(0)).await.unwrap(), []);
}

#[tokio::test]
async fn the_door_answers_many_in_the_order_in_which_they_asked() {
    let store = database().await.store;
    plant(&store).await;
    let stranger = PersonId(Uuid::from_u128(1));
    accounts::put(&store, stranger, "Stranger").await.unwrap();
    accounts::disable(&store, stranger, act(1)).await.unwrap();
    sign_ins::begin(&store, MIRAS, MIRA, second(0)).await.unwrap();
    sign_ins::begin(&store, TOMS, TOM, second(0)).await.unwrap();
    sign_ins::end(&store, TOMS, second(1)).await.unwrap();
    let ask = |session, person, sign_in| Asked { session, person, sign_in };
    let nowhere = SessionId(Uuid::from_u128(2));
    let asked = [
        ask(CLASS, TOM, TOMS),
        ask(CLASS, MIRA, MIRAS),
        ask(CLASS, PersonId(Uuid::from_u128(3)), MIRAS),
        ask(nowhere, MIRA, MIRAS),
        ask(CLASS, stranger, SignInId(Uuid::from_u128(4))),
        ask(CLASS, MIRA, TOMS),
        ask(CLASS, MIRA, MIRAS),
    ];
    let facts = |name: Option<&str>, role, disabled, sign_in_ended| DoorFacts {
        name: name.map(str::to_owned),
        course: Some(COURSE),
        role,
        disabled,
        sign_in_ended,
        banned: None,
    };
    let mira = facts(Some("Mira"), Some(Role::Student), false, false);
    let expected = [
        facts(Some("Tom"), Some(Role::Teacher), false, true),
        mira.clone(),
        facts(None, None, true, true),
        DoorFacts { course: None, ..facts(Some("Mira"), None, false, false) },
        facts(Some("Stranger"), None, true, true),
        facts(Some("Mira"), Some(Role::Student), false, true),
        mira,
    ];
    let mut reader = door::Reader::open(&store).await.unwrap();
    assert_eq!(reader.read(&asked, second(2)).await.unwrap(), expected);
    assert_eq!(reader.read(&[], second(2)).await.unwrap(), []);
}

#[tokio::test]
async fn at_a_crowded_door_the_list_of_the_course_is_not_walked_for_each_who_asks() {
    const ASKING: i64 = 300;
    let store = database().await.store;
    plant(&store).await;
    sqlx::query(
        "with people as (
           insert into account (id, name) select lpad(to_hex(n), 32, '0')::uuid, 'n' from generate_series(10001, 12000) n
           returning id)
         insert into enrolment (course_id, account_id, role) select $1, id, 'student' from people",
    )
    .bind(COURSE.0)
    .execute(store.pool())
    .await
    .unwrap();
    let ask =
        |n: i64| Asked { session: CLASS, person: PersonId(Uuid::from_u128(n.unsigned_abs().into())), sign_in: MIRAS };
    let asked: Vec<_> = (10_001..=10_000 + ASKING).map(ask).collect();
    let mut reader = door::Reader::open(&store).await.unwrap();
    // Often enough for a plan that is kept, and until Postgres has counted some of it.
    let (mut looks, mut rows) = (0_i64, 0_i64);
    for n in 0.. {
        assert!(n < 200, "Postgres counts what is read within seconds");
        assert!(reader.read(&asked, second(2)).await.unwrap().iter().all(|facts| facts.role == Some(Role::Student)));
        (looks, rows) = sqlx::query_as(
            "select idx_scan, idx_tup_read from pg_stat_user_indexes where indexrelname = 'enrolment_pkey'",
        )
        .fetch_one(store.pool())
        .await
        .unwrap();
        if looks >= 10 * ASKING {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(rows <= looks + 2_000, "{rows} rows read in {looks} looks");
}

#[tokio::test]
async fn a_class_is_cancelled_once_and_not_when_it_is_over_and_is_listed_as_that_until_its_end() {
    let store = database().await.store;
    plant(&store).await;
    let at = |seconds| Act { at: second(seconds), ..act(1) };
    let nowhere = SessionId(Uuid::from_u128(1));
    assert_eq!(sessions::cancel(&store, nowhere, at(0)).await.unwrap(), Cancelled::NoSession);
    assert_eq!(sessions::cancel(&store, CLASS, at(3_600)).await.unwrap(), Cancelled::Over);
    assert_eq!(sessions::cancel(&store, CLASS, at(3_599)).await.unwrap(), Cancelled::Cancelled);
    assert_eq!(sessions::cancel(&store, CLASS, at(3_599)).await.unwrap(), Cancelled::Before);
    assert_eq!(sessions::to_cancel(&store, 10).await.unwrap(), [CLASS]);
    // The session has done what follows, and says so.
    sessions::record_end(&store, CLASS, second(3_599)).await.unwrap();
    assert_eq!(sessions::to_cancel(&store, 10).await.unwrap(), []);
    let listed = sessions::open_for(&store, MIRA, second(3_700)).await.unwrap();
    assert_eq!(listed, [Open { session: class(CLASS, 0), role: Role::Student, cancelled: true }]);
    let audited: Vec<(String, Uuid)> =
        sqlx::query_as("select act, subject_id from audit").fetch_all(store.pool()).await.unwrap();
    assert_eq!(audited, [("session.cancel".to_owned(), CLASS.0)]);
}
