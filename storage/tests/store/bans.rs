//! Bans that reach further than one class: a ban that comes after its end does not hold, and every node hears of each.

use homeroom_protocol::ids::{CourseId, PersonId, SanctionId, SessionId};
use homeroom_protocol::moderation::WideBan;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{accounts, bans, courses, testing};
use uuid::Uuid;

const SESSION: SessionId = SessionId(Uuid::from_u128(70));

#[tokio::test]
async fn a_ban_holds_until_it_is_lifted_in_whatever_order_both_are_written_and_is_heard_of_once() {
    let store = testing::database().await.store;
    let (person, course) = (PersonId(Uuid::from_u128(1)), CourseId(Uuid::from_u128(2)));
    accounts::put(&store, person, "Otto").await.unwrap();
    courses::put(&store, course, "Salt").await.unwrap();
    let made = |n| WideBan {
        id: SanctionId(Uuid::from_u128(n)),
        person,
        course: Some(course),
        at: Timestamp::from_millis(1_000),
        lifted: false,
    };
    let end = Timestamp::from_millis(2_000);
    assert_eq!(bans::latest(&store).await.unwrap(), 0);
    for again in [true, true] {
        assert_eq!(bans::keep(&store, SESSION, &made(10)).await.unwrap(), again, "written again it is the same");
    }
    assert_eq!(bans::holding(&store, person).await.unwrap(), [made(10)]);
    assert!(!bans::keep(&store, SESSION, &made(10).lifted(end)).await.unwrap());
    assert!(!bans::keep(&store, SESSION, &made(10)).await.unwrap(), "it does not begin again");
    // The end of another one comes first.
    assert!(!bans::keep(&store, SESSION, &made(11).lifted(end)).await.unwrap());
    assert!(!bans::keep(&store, SESSION, &made(11)).await.unwrap());
    let everything = WideBan { course: None, ..made(12) };
    assert!(bans::keep(&store, SESSION, &everything).await.unwrap());
    assert_eq!(bans::holding(&store, person).await.unwrap(), [everything]);

    let begun = bans::after(&store, 0, 10).await.unwrap();
    assert_eq!(
        begun.iter().map(|one| (one.course, one.holds)).collect::<Vec<_>>(),
        [(Some(course), false), (Some(course), false), (None, true)]
    );
    assert!(begun.windows(2).all(|two| two[0].number < two[1].number));
    assert_eq!(bans::after(&store, begun[0].number, 1).await.unwrap(), [begun[1]]);
    assert_eq!(bans::latest(&store).await.unwrap(), begun[2].number);
}
