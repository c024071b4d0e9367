//! Planned sessions, and what the door reads.

use homeroom_protocol::ids::{PersonId, SessionId, SignInId};
use homeroom_protocol::permit::Role;
use homeroom_storage::door::{self, Asked, DoorFacts};
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
        assert!(listed.iter().all(|(_, role)| *role == Role::Student));
        listed.into_iter().map(|(session, _)| session.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(-3_601).await, []);
    assert_eq!(listed(-3_600).await, [CLASS]);
    assert_eq!(listed(3_600).await, [CLASS, next]);
    assert_eq!(listed(3_899).await, [CLASS, next]);
    assert_eq!(listed(3_900).await, [next]);
    let teachers = sessions::open_for(&store, TOM, second(0)).await.unwrap();
    assert_eq!(teachers, [(class(CLASS, 0), Role::Teacher)]);
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
    assert_eq!(reader.read(&asked).await.unwrap(), expected);
    assert_eq!(reader.read(&[]).await.unwrap(), []);
}
