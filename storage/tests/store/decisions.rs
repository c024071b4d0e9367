//! What people were told, kept and forgotten.

use std::time::Duration;

use homeroom_protocol::entitlement::{Basis, Because, Entitlement, Feature};
use homeroom_protocol::ids::{CourseId, PersonId, SessionId};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::decisions::{DecisionRow, forget, keep, look_up};
use homeroom_storage::testing::database;
use uuid::Uuid;

fn row(id: u128, at: Timestamp, refused: Option<&str>) -> DecisionRow {
    DecisionRow {
        id: Uuid::from_u128(id),
        at,
        account: PersonId(Uuid::from_u128(7)),
        feature: Feature::LiveSeat,
        course: CourseId(Uuid::from_u128(8)),
        session: refused.map(|_| SessionId(Uuid::from_u128(9))),
        refused: refused.map(str::to_owned),
        entitlement: Entitlement {
            reason: Because::Subscription,
            source: Some(Basis::Stale),
            as_of: Some(at),
            age_ms: Some(3),
            expires: None,
            from: None,
            until: Some(at),
        },
    }
}

#[tokio::test]
async fn a_request_sent_again_is_two_answers_and_a_write_sent_again_changes_nothing() {
    let store = database().await;
    let first = Timestamp::from_millis(1_000);
    let rows =
        [row(1, first, Some("session_full")), row(1, first.plus(Duration::from_secs(1)), None), row(2, first, None)];
    keep(&store.store, &rows).await.unwrap();
    keep(&store.store, &rows).await.unwrap();
    let told: Vec<_> = look_up(&store.store, rows[0].id).await.unwrap();
    assert_eq!(told.iter().map(|told| &told.row).collect::<Vec<_>>(), [&rows[0], &rows[1]]);
    // Nobody of that id is there: the row says what was, also of what is gone.
    assert_eq!((&told[0].name, &told[0].title, told[0].starts_at), (&None, &None, None));
}

#[tokio::test]
async fn what_is_older_than_asked_for_is_forgotten_and_what_is_as_old_is_kept() {
    let store = database().await;
    let before = Timestamp::from_millis(5_000);
    let older = before.minus(Duration::from_millis(1));
    keep(&store.store, &[row(1, older, None), row(2, older, None), row(3, before, None)]).await.unwrap();
    assert_eq!(forget(&store.store, before, 1).await.unwrap(), 1, "no more at once than asked for");
    assert_eq!(forget(&store.store, before, 10).await.unwrap(), 1);
    assert_eq!(forget(&store.store, before, 10).await.unwrap(), 0);
    assert_eq!(look_up(&store.store, Uuid::from_u128(3)).await.unwrap().len(), 1);
}
