//! Bans that reach further than one class: a ban that comes after its end does not hold, and every node hears of each.

use homeroom_protocol::ids::{CourseId, PersonId, SanctionId, SessionId};
use homeroom_protocol::moderation::{Banned, Scope, WideBan};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::audit::Act;
use homeroom_storage::bans::Lifted;
use homeroom_storage::door::{Asked, Reader};
use homeroom_storage::{accounts, bans, courses, testing};
use uuid::Uuid;

use crate::cast::{CLASS, COURSE, MIRA, MIRAS, act, plant, second};

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
        until: None,
        lifted: false,
    };
    let (end, now) = (Timestamp::from_millis(2_000), Timestamp::from_millis(3_000));
    assert_eq!(bans::latest(&store).await.unwrap(), 0);
    for again in [true, true] {
        assert_eq!(bans::keep(&store, SESSION, &made(10), now).await.unwrap(), again, "written again it is the same");
    }
    assert_eq!(bans::holding(&store, person, now).await.unwrap(), [made(10)]);
    assert!(!bans::keep(&store, SESSION, &made(10).lifted(end), now).await.unwrap());
    assert!(!bans::keep(&store, SESSION, &made(10), now).await.unwrap(), "it does not begin again");
    // The end of another one comes first.
    assert!(!bans::keep(&store, SESSION, &made(11).lifted(end), now).await.unwrap());
    assert!(!bans::keep(&store, SESSION, &made(11), now).await.unwrap());
    let everything = WideBan { course: None, ..made(12) };
    assert!(bans::keep(&store, SESSION, &everything, now).await.unwrap());
    assert_eq!(bans::holding(&store, person, now).await.unwrap(), [everything]);

    let begun = bans::after(&store, 0, 10).await.unwrap();
    assert_eq!(
        begun.iter().map(|one| (one.course, one.holds)).collect::<Vec<_>>(),
        [(Some(course), false), (Some(course), false), (None, true)]
    );
    assert!(begun.windows(2).all(|two| two[0].number < two[1].number));
    assert_eq!(bans::after(&store, begun[0].number, 1).await.unwrap(), [begun[1]]);
    assert_eq!(bans::latest(&store).await.unwrap(), begun[2].number);
}

#[tokio::test]
async fn from_its_end_on_no_door_asks_about_a_ban_and_of_several_the_furthest_and_last_is_told() {
    let store = testing::database().await.store;
    plant(&store).await;
    let ban = |n, course, until: Option<i64>| WideBan {
        id: SanctionId(Uuid::from_u128(n)),
        person: MIRA,
        course,
        at: second(0),
        until: until.map(second),
        lifted: false,
    };
    let (series, longer) = (ban(1, Some(COURSE), Some(60)), ban(2, Some(COURSE), Some(120)));
    let (all, later) = (ban(3, None, Some(90)), ban(4, Some(COURSE), None));
    for one in [series, longer, all] {
        assert!(bans::keep(&store, SESSION, &one, second(1)).await.unwrap());
    }
    let told = async |now| {
        let now = Timestamp::from_millis(now);
        let asked = [Asked { session: CLASS, person: MIRA, sign_in: MIRAS }];
        let facts = Reader::open(&store).await.unwrap().read(&asked, now).await.unwrap();
        let at_the_door = bans::at_the_door(&store, MIRA, CLASS, now).await.unwrap();
        assert_eq!(at_the_door.is_some(), facts[0].banned.is_some());
        let holding = bans::holding(&store, MIRA, now).await.unwrap();
        let told = holding.iter().find(|ban| at_the_door.is_some_and(|(_, id)| ban.id == id));
        let scope = |ban: &WideBan| if ban.course.is_some() { Scope::Series } else { Scope::Platform };
        assert_eq!(
            facts[0].banned,
            told.map(|ban| Banned { scope: scope(ban), until: ban.until }),
            "the same is contested"
        );
        facts[0].banned
    };
    let millis = |seconds: i64, more: i64| second(seconds).as_millis() + more;
    let banned = |scope, until: Option<i64>| Some(Banned { scope, until: until.map(second) });
    assert_eq!(told(millis(1, 0)).await, banned(Scope::Platform, Some(90)));
    assert_eq!(told(millis(90, -1)).await, banned(Scope::Platform, Some(90)));
    assert_eq!(told(millis(90, 0)).await, banned(Scope::Series, Some(120)));
    assert_eq!(told(millis(120, -1)).await, banned(Scope::Series, Some(120)));
    assert_eq!(told(millis(120, 0)).await, None);
    assert!(bans::keep(&store, SESSION, &later, second(121)).await.unwrap());
    assert_eq!(told(millis(121, 0)).await, banned(Scope::Series, None));

    // One that is written only when it has ended does not hold, and nobody is put out for it.
    assert!(!bans::keep(&store, SESSION, &ban(5, None, Some(100)), second(100)).await.unwrap());
    let begun = bans::after(&store, 0, 10).await.unwrap();
    assert_eq!(
        begun.iter().map(|one| one.until).collect::<Vec<_>>(),
        [60, 120, 90, -1, 100].map(|end| (end > 0).then(|| second(end)))
    );
    assert_eq!(
        bans::lift(&store, longer.id, Act { at: second(120), ..act(120) }).await.unwrap(),
        Lifted::Before,
        "its end has come"
    );
    assert_eq!(bans::lift(&store, later.id, Act { at: second(130), ..act(130) }).await.unwrap(), Lifted::Lifted);
    assert_eq!(told(millis(131, 0)).await, None);
}
