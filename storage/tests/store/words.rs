//! Rules of the word filter: made, retired, counted, audited; and what was said before.

use homeroom_protocol::ids::{CourseId, SessionId};
use homeroom_protocol::language::Language;
use homeroom_protocol::words::{Reach, WordAction};
use homeroom_storage::testing::database;
use homeroom_storage::words::{self, Added, RuleRow};
use homeroom_storage::{Store, courses};
use uuid::Uuid;

use crate::cast::{ANA, CLASS, COURSE, act, claim, id, plant, run, second};

const RULES_MAX: i64 = 3;

fn rule(n: u128, words: &str, course: Option<CourseId>) -> RuleRow {
    RuleRow {
        id: id(n),
        reach: Reach { course, language: None },
        words: words.to_owned(),
        action: WordAction::Mask,
        at: second(0),
        retired_at: None,
    }
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
    let said = async |course, since, after, limit| {
        let reach = Reach { course, language: None };
        words::said(&store, &reach, second(since), after, limit).await.unwrap()
    };
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

fn in_language(n: u128, words: &str, course: Option<CourseId>, language: &Language) -> RuleRow {
    RuleRow { reach: Reach { course, language: Some(language.clone()) }, ..rule(n, words, course) }
}

#[tokio::test]
async fn the_same_words_are_a_rule_of_each_language_and_never_one_of_a_course_in_another() {
    let store = planted().await;
    let (de, en): (Language, Language) = ("de".parse().unwrap(), "en".parse().unwrap());
    let add = async |row: &RuleRow, n| words::add(&store, row, 9, act(n)).await.unwrap();
    assert_eq!(add(&in_language(1, "gift", None, &de), 1).await, Added::Added);
    assert_eq!(add(&in_language(2, "Gift", None, &de), 2).await, Added::There);
    assert_eq!(add(&in_language(3, "gift", None, &en), 3).await, Added::Added);
    assert_eq!(add(&rule(4, "gift", None), 4).await, Added::Added);
    let of_course = in_language(5, "gift", Some(COURSE), &de);
    courses::speak(&store, COURSE, Some(&en)).await.unwrap();
    assert_eq!(add(&of_course, 5).await, Added::OtherLanguage);
    courses::speak(&store, COURSE, None).await.unwrap();
    assert_eq!(add(&of_course, 6).await, Added::Added, "of a course in no known language each may be true");
    assert_eq!(words::list(&store, false).await.unwrap().last(), Some(&of_course));
}

#[tokio::test]
async fn what_was_said_is_that_of_classes_in_the_language_and_in_none_that_is_known() {
    let store = planted().await;
    let held = claim(&store, CLASS.0).await;
    let mut lane = store.lane(ANA).await.unwrap();
    lane.append(&[run(&held, 1)]).await.unwrap();
    let (de, en): (Language, Language) = ("de".parse().unwrap(), "en".parse().unwrap());
    for (spoken, entries) in [(None, 1), (Some(&de), 1), (Some(&en), 0)] {
        courses::speak(&store, COURSE, spoken).await.unwrap();
        let reach = Reach { course: None, language: Some(de.clone()) };
        let said = words::said(&store, &reach, second(0), (SessionId(Uuid::nil()), 0), 9).await.unwrap();
        assert_eq!(said.len(), entries, "{spoken:?}");
    }
}

#[tokio::test]
async fn a_course_in_another_language_counts_as_a_change_of_the_rules_and_the_same_again_does_not() {
    let store = planted().await;
    let en: Language = "en".parse().unwrap();
    let before = words::number(&store).await.unwrap();
    courses::speak(&store, COURSE, Some(&en)).await.unwrap();
    assert_eq!(words::number(&store).await.unwrap(), before + 1);
    courses::speak(&store, COURSE, Some(&en)).await.unwrap();
    courses::put(&store, COURSE, "Another title").await.unwrap();
    assert_eq!(words::number(&store).await.unwrap(), before + 1);
    assert_eq!(courses::languages(&store).await.unwrap(), [(COURSE, en)].into());
}
