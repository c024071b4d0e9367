//! Accounts, sign-ins and one-use links.

use homeroom_protocol::ids::SignInId;
use homeroom_storage::links::{self, LinkRow, Redeemed};
use homeroom_storage::sign_ins::{self, Turned};
use homeroom_storage::testing::database;
use homeroom_storage::{Store, StoreError, accounts};
use uuid::Uuid;

use crate::cast::{CLASS, MIRA, MIRAS, plant, second};

#[tokio::test]
async fn an_account_is_written_renamed_and_disabled() {
    let store = database().await.store;
    assert!(accounts::read(&store, MIRA).await.unwrap().is_none());
    accounts::put(&store, MIRA, "Mira").await.unwrap();
    accounts::disable(&store, MIRA).await.unwrap();
    accounts::put(&store, MIRA, "Mira P.").await.unwrap();
    let account = accounts::read(&store, MIRA).await.unwrap().unwrap();
    assert_eq!((account.name.as_str(), account.disabled), ("Mira P.", true), "a new name lets nobody in again");
}

/// A store in which Mira has signed in.
async fn signed_in() -> Store {
    let store = database().await.store;
    plant(&store).await;
    sign_ins::begin(&store, MIRAS, MIRA, second(0)).await.unwrap();
    store
}

fn on(generation: i64) -> Turned {
    Turned::On { person: MIRA, name: "Mira".to_owned(), generation }
}

fn again(generation: i64) -> Turned {
    Turned::Again { person: MIRA, name: "Mira".to_owned(), generation }
}

#[tokio::test]
async fn the_present_generation_turns_to_the_next() {
    let store = signed_in().await;
    assert_eq!(sign_ins::turn(&store, MIRAS, 0, second(1)).await.unwrap(), on(1));
    assert_eq!(sign_ins::turn(&store, MIRAS, 1, second(2)).await.unwrap(), on(2));
}

#[tokio::test]
async fn the_generation_before_is_answered_with_the_present_one_for_a_minute() {
    let store = signed_in().await;
    sign_ins::turn(&store, MIRAS, 0, second(1)).await.unwrap();
    assert_eq!(sign_ins::turn(&store, MIRAS, 0, second(2)).await.unwrap(), again(1));
    assert_eq!(sign_ins::turn(&store, MIRAS, 0, second(61)).await.unwrap(), again(1));
    assert_eq!(sign_ins::turn(&store, MIRAS, 1, second(90)).await.unwrap(), on(2));
}

#[tokio::test]
async fn an_answer_that_was_lost_long_ago_signs_nobody_out() {
    let store = signed_in().await;
    sign_ins::turn(&store, MIRAS, 0, second(1)).await.unwrap();
    assert_eq!(sign_ins::turn(&store, MIRAS, 0, second(62)).await.unwrap(), on(3));
    assert_eq!(sign_ins::turn(&store, MIRAS, 3, second(400)).await.unwrap(), on(4));
}

#[tokio::test]
async fn a_thief_who_turned_for_the_owner_is_found_out_at_the_next_turn() {
    let store = signed_in().await;
    assert_eq!(sign_ins::turn(&store, MIRAS, 0, second(1)).await.unwrap(), on(1), "the thief was first");
    assert_eq!(sign_ins::turn(&store, MIRAS, 0, second(200)).await.unwrap(), on(3), "the owner comes as usual");
    assert_eq!(sign_ins::turn(&store, MIRAS, 1, second(201)).await.unwrap(), Turned::Reused { person: MIRA });
}

#[tokio::test]
async fn a_used_up_generation_ends_the_sign_in() {
    let store = signed_in().await;
    sign_ins::turn(&store, MIRAS, 0, second(1)).await.unwrap();
    sign_ins::turn(&store, MIRAS, 1, second(2)).await.unwrap();
    assert_eq!(sign_ins::turn(&store, MIRAS, 0, second(17)).await.unwrap(), again(2), "it was on its way");
    assert!(sign_ins::is_live(&store, MIRAS).await.unwrap());
    assert_eq!(sign_ins::turn(&store, MIRAS, 0, second(18)).await.unwrap(), Turned::Reused { person: MIRA });
    assert!(!sign_ins::is_live(&store, MIRAS).await.unwrap());
    assert_eq!(sign_ins::turn(&store, MIRAS, 2, second(4)).await.unwrap(), Turned::Ended);
}

#[tokio::test]
async fn answers_that_are_lost_again_and_again_sign_nobody_out() {
    let store = signed_in().await;
    for n in 1..=5 {
        let turned = sign_ins::turn(&store, MIRAS, 0, second(n * 100)).await.unwrap();
        assert!(matches!(turned, Turned::On { .. }), "{turned:?}");
    }
    assert!(matches!(sign_ins::turn(&store, MIRAS, 9, second(501)).await.unwrap(), Turned::On { .. }));
}

#[tokio::test]
async fn a_generation_that_never_was_ends_the_sign_in() {
    let store = signed_in().await;
    assert_eq!(sign_ins::turn(&store, MIRAS, 1, second(1)).await.unwrap(), Turned::Reused { person: MIRA });
    assert_eq!(sign_ins::turn(&store, MIRAS, 0, second(2)).await.unwrap(), Turned::Ended);
}

#[tokio::test]
async fn of_many_tabs_that_refresh_at_once_one_turns_and_none_is_signed_out() {
    let store = signed_in().await;
    let mut tabs = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let store = store.clone();
        tabs.spawn(async move { sign_ins::turn(&store, MIRAS, 0, second(1)).await.unwrap() });
    }
    let turned = tabs.join_all().await;
    assert_eq!(turned.iter().filter(|turned| **turned == on(1)).count(), 1, "{turned:?}");
    assert_eq!(turned.iter().filter(|turned| **turned == again(1)).count(), 19, "{turned:?}");
}

#[tokio::test]
async fn ended_unknown_and_disabled_sign_ins_do_not_turn() {
    let store = signed_in().await;
    let nobodys = SignInId(Uuid::from_u128(77));
    assert_eq!(sign_ins::turn(&store, nobodys, 0, second(1)).await.unwrap(), Turned::Ended);
    assert!(!sign_ins::is_live(&store, nobodys).await.unwrap());
    let second_device = SignInId(Uuid::from_u128(78));
    sign_ins::begin(&store, second_device, MIRA, second(1)).await.unwrap();
    assert!(sign_ins::end(&store, MIRAS, second(2)).await.unwrap());
    assert!(!sign_ins::end(&store, MIRAS, second(3)).await.unwrap());
    assert_eq!(sign_ins::turn(&store, MIRAS, 0, second(4)).await.unwrap(), Turned::Ended);
    assert!(sign_ins::is_live(&store, second_device).await.unwrap(), "each device is its own");
    accounts::disable(&store, MIRA).await.unwrap();
    assert!(!sign_ins::is_live(&store, second_device).await.unwrap());
    assert_eq!(sign_ins::turn(&store, second_device, 0, second(5)).await.unwrap(), Turned::Ended);
}

fn link(secret_hash: [u8; 32]) -> LinkRow {
    LinkRow { secret_hash, account: MIRA, session: Some(CLASS), expires_at: second(60) }
}

#[tokio::test]
async fn of_50_attempts_at_once_a_link_signs_in_one() {
    let store = database().await.store;
    plant(&store).await;
    links::put(&store, &link([7; 32])).await.unwrap();
    let mut attempts = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let store = store.clone();
        attempts.spawn(async move { links::redeem(&store, [7; 32], second(1)).await.unwrap() });
    }
    let redeemed: Vec<_> = attempts.join_all().await.into_iter().flatten().collect();
    assert_eq!(redeemed, [Redeemed { account: MIRA, name: "Mira".to_owned(), session: Some(CLASS) }]);
}

#[tokio::test]
async fn a_link_that_is_over_unknown_or_of_a_disabled_account_signs_nobody_in() {
    let store = database().await.store;
    plant(&store).await;
    links::put(&store, &link([1; 32])).await.unwrap();
    links::put(&store, &link([2; 32])).await.unwrap();
    assert_eq!(links::redeem(&store, [1; 32], second(60)).await.unwrap(), None);
    assert_eq!(links::redeem(&store, [9; 32], second(1)).await.unwrap(), None);
    accounts::disable(&store, MIRA).await.unwrap();
    assert_eq!(links::redeem(&store, [2; 32], second(1)).await.unwrap(), None);
}

#[tokio::test]
async fn a_link_needs_an_account() {
    let store = database().await.store;
    let error = links::put(&store, &link([1; 32])).await.unwrap_err();
    assert!(matches!(&error, StoreError::Refused { code, .. } if code == "23503"), "{error}");
}
