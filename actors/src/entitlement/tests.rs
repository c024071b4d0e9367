//! Entitlements with a real Postgres: one read for many, changes that are heard, and a store that is away.

use std::time::Duration;

use homeroom_machines::entitlement::{FRESH_FOR, GRACE_FOR, STALE_FOR, What};
use homeroom_protocol::entitlement::{Basis, Because, Feature, GrantKind};
use homeroom_protocol::ids::{CourseId, GrantId, PersonId, PlanId};
use homeroom_protocol::refusal::Code;
use homeroom_storage::audit::Act;
use homeroom_storage::grants::{self, Courses};
use homeroom_storage::testing::{TestDatabase, database};
use homeroom_storage::{accounts, courses, plans};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::{About, Decision, Entitlements};
use crate::kit::clock::Clock;
use crate::kit::entropy;

/// How soon a change takes hold.
const HEARD_OF_WITHIN: Duration = Duration::from_secs(2);
const MILLISECOND: Duration = Duration::from_millis(1);

struct Scene {
    database: TestDatabase,
    clock: Clock,
    entitlements: Entitlements,
    course: CourseId,
    mira: PersonId,
}

impl Scene {
    async fn begin() -> Self {
        let database = database().await;
        let clock = Clock::cranked(Clock::system().now());
        let store = &database.store;
        let course = CourseId(entropy::uuid_v7(clock.now()));
        courses::put(store, course, "A course").await.unwrap();
        let entitlements = Entitlements::start(store.clone(), clock.clone()).await.unwrap();
        let mut scene = Self { database, clock, entitlements, course, mira: PersonId(course.0) };
        scene.mira = scene.account().await;
        scene
    }

    async fn account(&self) -> PersonId {
        let account = PersonId(entropy::uuid_v7(self.clock.now()));
        accounts::put(&self.database.store, account, "Somebody").await.unwrap();
        account
    }

    async fn grant(&self, account: PersonId) -> GrantId {
        let grant = GrantId(entropy::uuid_v7(self.clock.now()));
        let held = [(grant, account)];
        grants::plant(&self.database.store, plans::EVERYTHING, GrantKind::Subscription, &held).await.unwrap();
        grant
    }

    async fn end(&self, grant: GrantId, after: Duration) {
        let now = self.clock.now();
        let act = Act { id: entropy::uuid_v7(now), staff: "ana", reason: "a test", at: now };
        grants::end(&self.database.store, grant, now.plus(after), act).await.unwrap();
    }

    fn about(&self, person: PersonId) -> About {
        About { person, what: What::LiveSeat { course: self.course }, session: None }
    }

    async fn asks(&self, account: PersonId) -> Decision {
        self.entitlements.decide(self.about(account)).await
    }

    /// Waits until Mira is told this, which has to be soon.
    async fn is_told(&self, reason: Because) {
        let told = async {
            while self.asks(self.mira).await.reason != reason {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(HEARD_OF_WITHIN, told).await.unwrap_or_else(|_| panic!("not told within two seconds: {reason:?}"));
    }

    fn reads(&self) -> u64 {
        self.entitlements.reads()
    }
}

#[tokio::test]
async fn many_who_ask_for_one_account_at_once_cost_one_read_and_all_hear_the_same() {
    let scene = Scene::begin().await;
    scene.grant(scene.mira).await;
    let mut asking = JoinSet::new();
    for _ in 0..300 {
        let (entitlements, about) = (scene.entitlements.clone(), scene.about(scene.mira));
        asking.spawn(async move { entitlements.decide(about).await });
    }
    let decisions = asking.join_all().await;
    assert_eq!(scene.reads(), 1);
    assert!(decisions.iter().all(|decision| decision.allow && decision.reason == Because::Subscription));
    assert!(decisions.iter().all(|decision| decision.source == Some(Basis::Fresh)));
    let ids: std::collections::BTreeSet<_> = decisions.iter().map(|decision| decision.id).collect();
    assert_eq!(ids.len(), 300, "each decision is its own");
    scene.asks(scene.mira).await;
    let files = About { what: What::LessonFiles { course: scene.course }, ..scene.about(scene.mira) };
    scene.entitlements.decide(files).await;
    assert_eq!(scene.reads(), 1, "what is fresh is not read again, whatever is asked of it");
}

#[tokio::test]
async fn many_accounts_at_once_are_read_together_and_each_gets_its_own() {
    let scene = Scene::begin().await;
    let mut people = Vec::new();
    for n in 0..60 {
        let account = scene.account().await;
        if n % 2 == 0 {
            scene.grant(account).await;
        }
        people.push(account);
    }
    // What was just given is heard of first, or what was read meanwhile would not be kept.
    sleep(Duration::from_millis(1_200)).await;
    let mut asking = JoinSet::new();
    for (n, account) in people.into_iter().enumerate() {
        let (entitlements, about) = (scene.entitlements.clone(), scene.about(account));
        asking.spawn(async move { (n, entitlements.decide(about).await.allow) });
    }
    assert!(asking.join_all().await.into_iter().all(|(n, allow)| allow == (n % 2 == 0)));
    assert!(scene.reads() <= 3, "{} reads for sixty", scene.reads());
}

#[tokio::test]
async fn a_change_takes_hold_within_two_seconds_though_the_clock_stands_still() {
    let scene = Scene::begin().await;
    assert_eq!(scene.asks(scene.mira).await.reason, Because::NoGrant);
    for _ in 0..3 {
        let grant = scene.grant(scene.mira).await;
        scene.is_told(Because::Subscription).await;
        scene.end(grant, Duration::ZERO).await;
        scene.is_told(Because::Ended).await;
    }
    let grant = scene.grant(scene.mira).await;
    scene.is_told(Because::Subscription).await;
    let plan = PlanId(scene.course.0);
    let elsewhere = CourseId(entropy::uuid_v7(scene.clock.now()));
    courses::put(&scene.database.store, elsewhere, "Elsewhere").await.unwrap();
    plans::put(&scene.database.store, plan, "elsewhere", Feature::ALL, &Courses::Only(vec![elsewhere])).await.unwrap();
    let moved = "update \"grant\" set plan_id = (select id from plan where name = 'elsewhere'), ended_at = null";
    scene.database.execute(moved).await;
    scene.is_told(Because::OtherCourse).await;
    plans::put(&scene.database.store, plan, "elsewhere", Feature::ALL, &Courses::Every).await.unwrap();
    scene.is_told(Because::Subscription).await;
    scene.end(grant, Duration::ZERO).await;
}

#[tokio::test]
async fn a_grant_ends_at_its_instant_also_for_whom_it_is_remembered() {
    let scene = Scene::begin().await;
    let grant = scene.grant(scene.mira).await;
    let until = scene.clock.now().plus(Duration::from_millis(1_000));
    scene.end(grant, Duration::from_millis(1_000)).await;
    let decision = scene.asks(scene.mira).await;
    assert_eq!((decision.reason, decision.until, decision.expires), (Because::Subscription, Some(until), until));
    scene.clock.crank(Duration::from_millis(999));
    assert!(scene.asks(scene.mira).await.allow);
    scene.clock.crank(MILLISECOND);
    let decision = scene.asks(scene.mira).await;
    assert_eq!((decision.reason, decision.until), (Because::Ended, Some(until)));
    let refusal = decision.allowed().unwrap_err();
    let decided = refusal.decision.as_ref().unwrap();
    assert_eq!((refusal.code, decided.id), (Code::NotEntitled, decision.id));
    assert_eq!(decided.entitlement.as_ref().unwrap().reason, Because::Ended);
}

#[tokio::test]
async fn while_the_store_is_away_an_answer_ages_and_ends_to_the_millisecond_however_often_it_is_used() {
    let scene = Scene::begin().await;
    scene.grant(scene.mira).await;
    let stranger = scene.account().await;
    let first = scene.asks(scene.mira).await;
    let as_of = first.as_of.unwrap();
    assert_eq!((first.source, first.expires), (Some(Basis::Fresh), as_of.plus(GRACE_FOR)));
    assert_eq!(scene.asks(stranger).await.reason, Because::NoGrant);

    scene.database.begin_outage().await;
    let mut age = Duration::ZERO;
    let steps = [
        (FRESH_FOR, Some(Basis::Stale)),
        (STALE_FOR - MILLISECOND, Some(Basis::Stale)),
        (STALE_FOR, Some(Basis::Grace)),
        (GRACE_FOR / 2, Some(Basis::Grace)),
        (GRACE_FOR - MILLISECOND, Some(Basis::Grace)),
        (GRACE_FOR, None),
        (GRACE_FOR * 24 * 7, None),
    ];
    for (at, source) in steps {
        scene.clock.crank(at - age);
        age = at;
        for _ in 0..3 {
            let decision = scene.asks(scene.mira).await;
            assert_eq!((decision.source, decision.allow), (source, source.is_some()), "at {at:?}");
            if source.is_some() {
                assert_eq!((decision.as_of, decision.expires), (Some(as_of), as_of.plus(GRACE_FOR)), "at {at:?}");
                assert_eq!(decision.entitlement().age_ms, Some(u64::try_from(at.as_millis()).unwrap()));
                assert_eq!(scene.asks(stranger).await.reason, Because::NoGrant, "an old no is a no");
            } else {
                assert_eq!((decision.reason, decision.as_of), (Because::NotKnown, None));
                let refusal = decision.allowed().unwrap_err();
                assert_eq!((refusal.code, refusal.code.status()), (Code::EntitlementUnknown, 503));
                assert!(refusal.retry_after_ms.is_some());
            }
        }
    }

    scene.database.end_outage().await;
    scene.clock.crank(Duration::from_secs(1));
    let back = timeout(Duration::from_secs(5), async {
        loop {
            let decision = scene.asks(scene.mira).await;
            if decision.source == Some(Basis::Fresh) {
                return decision;
            }
            sleep(Duration::from_millis(20)).await;
        }
    });
    let back = back.await.unwrap();
    assert_eq!((back.reason, back.as_of), (Because::Subscription, Some(scene.clock.now())));
}

#[tokio::test]
async fn of_whom_nothing_is_known_nothing_is_said_while_the_store_is_away() {
    let scene = Scene::begin().await;
    scene.grant(scene.mira).await;
    scene.database.begin_outage().await;
    let decision = scene.asks(scene.mira).await;
    assert_eq!((decision.reason, decision.source, decision.allow), (Because::NotKnown, None, false));
    scene.database.end_outage().await;
}

#[tokio::test]
async fn what_changed_is_forgotten_and_not_given_as_stale() {
    let scene = Scene::begin().await;
    let grant = scene.grant(scene.mira).await;
    scene.is_told(Because::Subscription).await;
    scene.end(grant, Duration::ZERO).await;
    // Heard of while the store was there, and asked only when it is away: what was before is known to be wrong.
    sleep(Duration::from_millis(1_500)).await;
    scene.database.begin_outage().await;
    assert_eq!(scene.asks(scene.mira).await.reason, Because::NotKnown);
    scene.database.end_outage().await;
}
