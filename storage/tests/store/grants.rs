//! Plans and grants: given, ended, audited, and each change counted.

use homeroom_protocol::entitlement::{Feature, GrantKind};
use homeroom_protocol::ids::{CourseId, GrantId, PersonId, PlanId};
use homeroom_storage::door::Reader;
use homeroom_storage::grants::{self, Added, Changed, Courses, Ended, HeldGrant, NewGrant};
use homeroom_storage::testing::database;
use homeroom_storage::{Store, StoreError, courses, plans, sessions};
use uuid::Uuid;

use crate::cast::{CLASS, COURSE, MIRA, TOM, act, id, plant, second};

const PLAN: PlanId = PlanId(Uuid::from_u128(0xf1));
const ELSEWHERE: CourseId = CourseId(Uuid::from_u128(0xc9));
const NOBODY: PersonId = PersonId(Uuid::from_u128(0xdead));

fn new(n: u128, from: i64, until: Option<i64>) -> NewGrant<'static> {
    let (id, until) = (GrantId(id(n)), until.map(second));
    NewGrant { id, account: MIRA, plan: "one course", kind: GrantKind::Purchase, from: second(from), until }
}

/// A store with the class, and a plan that allows seats in its course.
async fn with_plan() -> Store {
    let store = database().await.store;
    plant(&store).await;
    plans::put(&store, PLAN, "one course", &[Feature::LiveSeat], &Courses::Only(vec![COURSE])).await.unwrap();
    store
}

async fn held(store: &Store, accounts: &[PersonId]) -> Vec<Vec<HeldGrant>> {
    Reader::open(store).await.unwrap().grants(accounts).await.unwrap()
}

async fn audited(store: &Store) -> Vec<(String, String, String, Uuid)> {
    sqlx::query_as("select staff, act, reason, subject_id from audit order by id")
        .fetch_all(store.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn what_accounts_hold_comes_in_the_order_in_which_they_were_asked_for() {
    let store = with_plan().await;
    assert_eq!(grants::add(&store, &new(1, 0, Some(60)), act(1)).await.unwrap(), Added::Added);
    let everything = [(GrantId(id(2)), TOM)];
    grants::plant(&store, plans::EVERYTHING, GrantKind::Staff, &everything).await.unwrap();
    let miras = HeldGrant {
        id: GrantId(id(1)),
        kind: GrantKind::Purchase,
        features: vec![Feature::LiveSeat],
        courses: Courses::Only(vec![COURSE]),
        from: second(0),
        until: Some(second(60)),
    };
    let found = held(&store, &[TOM, NOBODY, MIRA, TOM]).await;
    assert_eq!((found[1].len(), &found[2]), (0, &vec![miras]));
    assert_eq!(found[0], found[3]);
    assert_eq!((&found[0][0].courses, found[0][0].features.len()), (&Courses::Every, Feature::ALL.len()));
    assert_eq!(held(&store, &[]).await, Vec::<Vec<HeldGrant>>::new());
}

#[tokio::test]
async fn a_grant_is_given_once_and_one_that_would_hold_beside_it_is_a_rival() {
    let store = with_plan().await;
    assert_eq!(grants::add(&store, &new(1, 0, Some(60)), act(1)).await.unwrap(), Added::Added);
    let rival = Added::Rival(GrantId(id(1)));
    for (from, until) in [(0, Some(60)), (59, None), (-60, Some(1)), (-60, None)] {
        assert_eq!(grants::add(&store, &new(2, from, until), act(2)).await.unwrap(), rival, "{from} {until:?}");
    }
    assert_eq!(grants::add(&store, &new(1, 100, None), act(2)).await.unwrap(), rival, "the id is taken");
    assert_eq!(
        grants::add(&store, &new(3, -60, Some(0)), act(3)).await.unwrap(),
        Added::Added,
        "it ends as that begins"
    );
    assert_eq!(grants::add(&store, &new(4, 60, None), act(4)).await.unwrap(), Added::Added, "it begins as that ends");
    let other = NewGrant { kind: GrantKind::Scholarship, ..new(5, 0, None) };
    assert_eq!(grants::add(&store, &other, act(5)).await.unwrap(), Added::Added, "another kind");
    let listed: Vec<_> = grants::of(&store, MIRA).await.unwrap().into_iter().map(|row| row.id.0).collect();
    assert_eq!(listed, [id(3), id(1), id(5), id(4)]);
    let subjects: Vec<_> = audited(&store).await.into_iter().map(|(_, _, _, subject)| subject).collect();
    assert_eq!(subjects, [id(1), id(3), id(4), id(5)], "what was refused was not done");
}

#[tokio::test]
async fn of_two_who_give_the_same_at_once_one_does() {
    let store = with_plan().await;
    let (one, two) = (new(1, 0, None), new(2, 0, None));
    let (one, two) = tokio::join!(grants::add(&store, &one, act(1)), grants::add(&store, &two, act(2)));
    let outcomes = [one.unwrap(), two.unwrap()];
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Added::Added).count(), 1, "{outcomes:?}");
    assert_eq!(grants::of(&store, MIRA).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_grant_needs_an_account_a_plan_and_some_time() {
    let store = with_plan().await;
    let nobodys = NewGrant { account: NOBODY, ..new(1, 0, None) };
    assert_eq!(grants::add(&store, &nobodys, act(1)).await.unwrap(), Added::NoAccount);
    let planless = NewGrant { plan: "nothing", ..new(1, 0, None) };
    assert_eq!(grants::add(&store, &planless, act(1)).await.unwrap(), Added::NoPlan);
    let timeless = grants::add(&store, &new(1, 0, Some(0)), act(1)).await.unwrap_err();
    assert!(matches!(&timeless, StoreError::Refused { code, .. } if code == "23514"), "{timeless}");
    assert!(audited(&store).await.is_empty() && grants::of(&store, MIRA).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_grant_is_ended_earlier_and_never_later() {
    let store = with_plan().await;
    grants::add(&store, &new(1, 0, Some(60)), act(1)).await.unwrap();
    let grant = GrantId(id(1));
    assert!(matches!(grants::end(&store, grant, second(60), act(2)).await.unwrap(), Ended::Before(_)));
    let Ended::Ended(row) = grants::end(&store, grant, second(20), act(3)).await.unwrap() else { panic!("not ended") };
    assert_eq!((row.until, row.ended_at), (Some(second(60)), Some(second(20))));
    assert!(matches!(grants::end(&store, grant, second(20), act(4)).await.unwrap(), Ended::Before(_)));
    assert!(matches!(grants::end(&store, grant, second(19), act(5)).await.unwrap(), Ended::Ended(_)));
    assert_eq!(held(&store, &[MIRA]).await[0][0].until, Some(second(19)));
    assert_eq!(grants::end(&store, GrantId(id(9)), second(0), act(6)).await.unwrap(), Ended::NoGrant);
    let acts: Vec<_> =
        audited(&store).await.into_iter().map(|(staff, act, reason, _)| [staff, act, reason].join("; ")).collect();
    assert_eq!(acts, ["ana; grant.add; she asked", "ana; grant.end; she asked", "ana; grant.end; she asked"]);
}

#[tokio::test]
async fn an_act_that_cannot_be_audited_is_not_done() {
    let store = with_plan().await;
    grants::add(&store, &new(1, 0, None), act(1)).await.unwrap();
    // The audit has an act with this id already, so its row is refused.
    assert!(grants::add(&store, &new(2, -60, Some(-30)), act(1)).await.is_err());
    assert!(grants::end(&store, GrantId(id(1)), second(5), act(1)).await.is_err());
    let rows = grants::of(&store, MIRA).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.ended_at).collect::<Vec<_>>(), [None]);
}

#[tokio::test]
async fn every_change_is_counted_whoever_makes_it() {
    let store = with_plan().await;
    let start = grants::latest_change(&store).await.unwrap();
    assert_eq!(grants::changes(&store, start, 10).await.unwrap(), []);
    let since = async |after| {
        let changes = grants::changes(&store, after, 10).await.unwrap();
        let last = changes.last().map_or(after, |(number, _)| *number);
        (last, changes.into_iter().map(|(_, changed)| changed).collect::<Vec<_>>())
    };
    grants::add(&store, &new(1, 0, None), act(1)).await.unwrap();
    let (after, changed) = since(start).await;
    assert_eq!(changed, [Changed::Of(MIRA)]);
    grants::end(&store, GrantId(id(1)), second(5), act(2)).await.unwrap();
    let (after, changed) = since(after).await;
    assert_eq!(changed, [Changed::Of(MIRA)]);
    // By hand, and to somebody else.
    sqlx::query("update \"grant\" set account_id = $1").bind(TOM.0).execute(store.pool()).await.unwrap();
    let (after, changed) = since(after).await;
    assert_eq!(changed, [Changed::Of(MIRA), Changed::Of(TOM)]);
    sqlx::query("delete from \"grant\"").execute(store.pool()).await.unwrap();
    let (after, changed) = since(after).await;
    assert_eq!(changed, [Changed::Of(TOM)]);
    plans::put(&store, PLAN, "one course", &[], &Courses::Every).await.unwrap();
    let (after, changed) = since(after).await;
    assert_eq!(changed, [Changed::Everybodys]);
    assert_eq!((grants::latest_change(&store).await.unwrap(), since(after).await.1), (after, vec![]));
}

/// Numbers have to become visible in their order: whoever has seen one never asks for an earlier one again.
#[tokio::test]
async fn a_change_that_is_not_committed_holds_up_those_with_later_numbers() {
    let store = with_plan().await;
    let start = grants::latest_change(&store).await.unwrap();
    let mut first = store.pool().begin().await.unwrap();
    sqlx::query(
        "insert into \"grant\" (id, account_id, plan_id, kind, valid_from) values ($1, $2, $3, 'staff', '2020-01-01')",
    )
    .bind(id(1))
    .bind(MIRA.0)
    .bind(PLAN.0)
    .execute(&mut *first)
    .await
    .unwrap();
    let second_one = tokio::spawn({
        let store = store.clone();
        async move { grants::plant(&store, plans::EVERYTHING, GrantKind::Staff, &[(GrantId(id(2)), TOM)]).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert!(!second_one.is_finished());
    assert_eq!(grants::changes(&store, start, 10).await.unwrap(), []);
    first.commit().await.unwrap();
    second_one.await.unwrap().unwrap();
    let changed: Vec<_> =
        grants::changes(&store, start, 10).await.unwrap().into_iter().map(|(_, changed)| changed).collect();
    assert_eq!(changed, [Changed::Of(MIRA), Changed::Of(TOM)]);
}

#[tokio::test]
async fn who_holds_a_grant_sees_the_classes_it_is_for() {
    let store = with_plan().await;
    let payer = PersonId(Uuid::from_u128(0xd7));
    homeroom_storage::accounts::put(&store, payer, "Payer").await.unwrap();
    let listed = async |now| {
        let open = sessions::open_for(&store, payer, second(now)).await.unwrap();
        open.into_iter().map(|open| (open.session.id, open.role.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(listed(0).await, []);
    let grant = NewGrant { account: payer, ..new(1, 0, Some(600)) };
    grants::add(&store, &grant, act(1)).await.unwrap();
    assert_eq!(
        (listed(0).await, listed(599).await, listed(600).await),
        (vec![(CLASS, "student")], vec![(CLASS, "student")], vec![])
    );
    courses::put(&store, ELSEWHERE, "Elsewhere").await.unwrap();
    plans::put(&store, PLAN, "one course", &[Feature::LiveSeat], &Courses::Only(vec![ELSEWHERE])).await.unwrap();
    assert_eq!(listed(0).await, []);
    plans::put(&store, PLAN, "one course", &[Feature::LessonFiles], &Courses::Every).await.unwrap();
    assert_eq!(listed(0).await, []);
    plans::put(&store, PLAN, "one course", &[Feature::Overflow], &Courses::Every).await.unwrap();
    assert_eq!(listed(0).await, [(CLASS, "student")]);
}
