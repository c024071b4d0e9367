//! Reports: what became of them is kept once and not lost, and everybody sees their own, those of the last days.

use homeroom_protocol::ids::{CommandId, CourseId, PersonId, SessionId};
use homeroom_protocol::limits::REPORTS_LISTED_MAX;
use homeroom_protocol::moderation::{Evidence, FrozenPerson, Report, ReportKind, ReportOutcome, Subject};
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{Store, accounts, reports, testing};
use uuid::Uuid;

const MIRA: PersonId = PersonId(Uuid::from_u128(1));
const OTTO: PersonId = PersonId(Uuid::from_u128(2));

fn at(n: u32) -> Timestamp {
    Timestamp::from_millis(1_000 * i64::from(n))
}

fn report(n: u32, by: PersonId) -> Report {
    let session = SessionId(Uuid::from_u128(7));
    Report {
        id: CommandId(Uuid::from_u128(u128::from(n))),
        subject: Subject { session, person: PersonId(Uuid::from_u128(3)), message: None },
        name: "Tomas".into(),
        course: CourseId(Uuid::from_u128(8)),
        class: "Salt".into(),
        kind: ReportKind::Insult,
        text: "He said it.".into(),
        by: FrozenPerson { person: by, name: "Somebody".into(), role: Role::Student },
        at: at(n),
        evidence: Evidence::default(),
    }
}

async fn with_people() -> Store {
    let store = testing::database().await.store;
    for person in [MIRA, OTTO] {
        accounts::put(&store, person, "Somebody").await.unwrap();
    }
    store
}

#[tokio::test]
async fn what_became_of_a_report_is_kept_over_the_report_that_comes_again() {
    let store = with_people().await;
    reports::keep(&store, &report(1, MIRA)).await.unwrap();
    let outcome = async || reports::mine(&store, MIRA, at(0)).await.unwrap()[0].outcome;
    assert_eq!(outcome().await, ReportOutcome::Received);
    let both = [report(1, MIRA).id, report(9, MIRA).id];
    reports::answer(&store, &both, ReportOutcome::Acted).await.unwrap();
    reports::keep(&store, &report(1, MIRA)).await.unwrap();
    assert_eq!(outcome().await, ReportOutcome::Acted);
    assert_eq!(reports::mine(&store, MIRA, at(0)).await.unwrap().len(), 1, "of one that is not here there is nothing");
}

#[tokio::test]
async fn everybody_sees_their_own_the_latest_and_none_from_before() {
    let store = with_people().await;
    let most = u32::try_from(REPORTS_LISTED_MAX).unwrap();
    for n in 1..=most + 1 {
        reports::keep(&store, &report(n, MIRA)).await.unwrap();
    }
    let mine = async |person, after| reports::mine(&store, person, at(after)).await.unwrap();
    let listed = mine(MIRA, 0).await;
    assert_eq!((listed.len(), listed[0].at), (REPORTS_LISTED_MAX, at(most + 1)), "the oldest is not listed");
    assert_eq!(mine(MIRA, most).await.len(), 1, "one was made later than that");
    assert_eq!(mine(MIRA, most + 1).await, [], "and none later than the last");
    assert_eq!(mine(OTTO, 0).await, []);
}
