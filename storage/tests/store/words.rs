//! Rules of the word filter: made, retired, counted, audited; and what was said before.

use homeroom_protocol::ids::{CourseId, SessionId};
use homeroom_protocol::words::WordAction;
use homeroom_storage::Store;
use homeroom_storage::testing::database;
use homeroom_storage::words::{self, Added, RuleRow};
use uuid::Uuid;

use crate::cast::{ANA, CLASS, COURSE, act, claim, id, plant, run, second};

const RULES_MAX: i64 = 3;

fn rule(n: u128, words: &str, course: Option<CourseId>) -> RuleRow {
    RuleRow { id: id(n), course, words: words.to_owned(), action: WordAction::Mask, at: second(0), retired_at: None }
}

async fn planted() -> Store {
    let store = database().await.store;
    plant(&store).await;
    store
}

#[tokio::test]
async fn a_rule_is_made_once_for_a_course_and_once_for_all_and_each_change_is_counted_and_audited() {
    let store = planted().await;
    let before = words::number(&store).await.unwrap();
    let add = async |row: &RuleRow, n| words::add(&store, row, RULES_MAX, act(n)).await.unwrap();
    assert_eq!(add(&rule(1, "idiot", None), 1).await, Added::Added);
    assert_eq!(add(&rule(2, "IDIOT", None), 2).await, Added::There);
    assert_eq!(add(&rule(3, "idiot", Some(COURSE)), 3).await, Added::Added);
    assert_eq!(add(&rule(4, "loser", Some(CourseId(id(99)))), 4).await, Added::NoCourse);
    assert_eq!(words::list(&store, false).await.unwrap(), [rule(1, "idiot", None), rule(3, "idiot", Some(COURSE))]);
    let retired = words::retire(&store, id(1), act(5)).await.unwrap().unwrap();
    assert_eq!(retired, RuleRow { retired_at: Some(second(0)), ..rule(1, "idiot", None) });
    assert_eq!(words::retire(&store, id(1), act(6)).await.unwrap(), None, "it is retired");
    assert_eq!(words::list(&store, false).await.unwrap(), [rule(3, "idiot", Some(COURSE))]);
    assert_eq!(words::list(&store, true).await.unwrap().len(), 2);
    assert_eq!(add(&rule(5, "idiot", None), 7).await, Added::Added, "after it was retired it can be made again");
    assert!(words::number(&store).await.unwrap() >= before + 4);
    let audited: Vec<(String, Uuid)> =
        sqlx::query_as("select act, subject_id from audit order by id").fetch_all(store.pool()).await.unwrap();
    let acts: Vec<_> = audited.iter().map(|(act, subject)| (act.as_str(), *subject)).collect();
    assert_eq!(acts, [("words.add", id(1)), ("words.add", id(3)), ("words.retire", id(1)), ("words.add", id(5))]);
}

#[tokio::test]
async fn as_many_rules_are_in_force_as_may_be_and_not_one_more() {
    let store = planted().await;
    for n in 0..3 {
        assert_eq!(
            words::add(&store, &rule(n, &format!("word{n}"), None), RULES_MAX, act(n)).await.unwrap(),
            Added::Added
        );
    }
    for course in [None, Some(COURSE)] {
        assert_eq!(words::add(&store, &rule(9, "one more", course), RULES_MAX, act(9)).await.unwrap(), Added::TooMany);
    }
}

#[tokio::test]
async fn what_was_said_comes_page_by_page_and_only_of_the_course_and_the_time() {
    let store = planted().await;
    let held = claim(&store, CLASS.0).await;
    let mut lane = store.lane(ANA).await.unwrap();
    lane.append(&[run(&held, 5)]).await.unwrap();
    let nil = SessionId(Uuid::nil());
    let said =
        async |course, since, after, limit| words::said(&store, course, second(since), after, limit).await.unwrap();
    let positions = |page: &[words::Said]| page.iter().map(|said| said.position).collect::<Vec<_>>();
    let page = said(Some(COURSE), 0, (nil, 0), 3).await;
    assert_eq!(positions(&page), [1, 2, 3]);
    assert_eq!(positions(&said(Some(COURSE), 0, (CLASS, 3), 3).await), [4, 5]);
    assert_eq!(
        positions(&said(None, 4, (nil, 0), 9).await),
        [4, 5],
        "each entry is a second later than the one before"
    );
    assert_eq!(said(Some(CourseId(id(99))), 0, (nil, 0), 9).await, []);
}
