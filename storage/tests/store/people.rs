//! Accounts, sign-ins and one-use links.

use std::collections::HashSet;

use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::principal::Principal;
use homeroom_storage::accounts::{Called, Switched};
use homeroom_storage::links::{self, LinkRow, Redeemed};
use homeroom_storage::sign_ins::{self, Turned};
use homeroom_storage::testing::database;
use homeroom_storage::{Store, StoreError, accounts};
use uuid::Uuid;

use crate::cast::{CLASS, MIRA, MIRAS, TOM, act, plant, second};

#[tokio::test]
async fn an_account_is_written_renamed_and_disabled() {
    let store = database().await.store;
    assert!(accounts::read(&store, MIRA).await.unwrap().is_none());
    accounts::put(&store, MIRA, "Mira").await.unwrap();
    accounts::disable(&store, MIRA, act(1)).await.unwrap();
    accounts::put(&store, MIRA, "Mira P.").await.unwrap();
    let account = accounts::read(&store, MIRA).await.unwrap().unwrap();
    assert_eq!((account.called.name.as_str(), account.disabled), ("Mira P.", true), "a new name lets nobody in again");
}

/// A store in which Mira has signed in.
async fn signed_in() -> Store {
    let store = database().await.store;
    plant(&store).await;
    sign_ins::begin(&store, MIRAS, MIRA, second(0)).await.unwrap();
    store
}

fn mira() -> Called {
    Called { name: "Mira".to_owned(), guessed: false }
}

fn on(generation: i64) -> Turned {
    Turned::On { person: MIRA, called: mira(), generation }
}

fn again(generation: i64) -> Turned {
    Turned::Again { person: MIRA, called: mira(), generation }
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
    assert_eq!(sign_ins::end(&store, MIRAS, second(2)).await.unwrap(), Some(MIRA));
    assert_eq!(sign_ins::end(&store, MIRAS, second(3)).await.unwrap(), None);
    assert_eq!(sign_ins::turn(&store, MIRAS, 0, second(4)).await.unwrap(), Turned::Ended);
    assert!(sign_ins::is_live(&store, second_device).await.unwrap(), "each device is its own");
    accounts::disable(&store, MIRA, act(1)).await.unwrap();
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
    assert_eq!(redeemed, [Redeemed { account: MIRA, called: mira(), session: Some(CLASS) }]);
}

#[tokio::test]
async fn a_link_that_is_over_unknown_or_of_a_disabled_account_signs_nobody_in() {
    let store = database().await.store;
    plant(&store).await;
    links::put(&store, &link([1; 32])).await.unwrap();
    links::put(&store, &link([2; 32])).await.unwrap();
    assert_eq!(links::redeem(&store, [1; 32], second(60)).await.unwrap(), None);
    assert_eq!(links::redeem(&store, [9; 32], second(1)).await.unwrap(), None);
    accounts::disable(&store, MIRA, act(1)).await.unwrap();
    assert_eq!(links::redeem(&store, [2; 32], second(1)).await.unwrap(), None);
}

#[tokio::test]
async fn a_link_needs_an_account() {
    let store = database().await.store;
    let error = links::put(&store, &link([1; 32])).await.unwrap_err();
    assert!(matches!(&error, StoreError::Refused { code, .. } if code == "23503"), "{error}");
}

#[tokio::test]
async fn every_sign_in_that_ends_is_heard_of_once_and_in_order_whoever_ends_it() {
    let store = signed_in().await;
    let (tablet, toms) = (SignInId(Uuid::from_u128(78)), SignInId(Uuid::from_u128(79)));
    assert!(sign_ins::begin(&store, tablet, MIRA, second(1)).await.unwrap());
    assert!(sign_ins::begin(&store, toms, TOM, second(1)).await.unwrap());
    let before = sign_ins::latest_end(&store).await.unwrap();
    assert_eq!(sign_ins::end(&store, toms, second(2)).await.unwrap(), Some(TOM));
    let disabled = accounts::disable(&store, MIRA, act(1)).await.unwrap();
    assert_eq!(disabled, Switched::Switched { sign_ins_ended: 2 });
    let ends = sign_ins::ends(&store, before, 10).await.unwrap();
    let of = |person, sign_in| Principal { person, sign_in };
    assert_eq!(ends[0].1, of(TOM, toms));
    let miras: HashSet<_> = ends[1..].iter().map(|(_, principal)| *principal).collect();
    assert_eq!(miras, [of(MIRA, MIRAS), of(MIRA, tablet)].into());
    assert!(ends.windows(2).all(|pair| pair[0].0 < pair[1].0), "{ends:?}");
    assert_eq!(sign_ins::ends(&store, ends[0].0, 1).await.unwrap(), ends[1..2]);
    assert_eq!(sign_ins::latest_end(&store).await.unwrap(), ends[2].0);
    assert!(sign_ins::ends(&store, ends[2].0, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_disabled_account_is_audited_once_and_enabling_it_brings_no_sign_in_back() {
    let store = signed_in().await;
    assert_eq!(accounts::enable(&store, MIRA, act(1)).await.unwrap(), Switched::Before);
    assert!(matches!(accounts::disable(&store, MIRA, act(2)).await.unwrap(), Switched::Switched { .. }));
    assert_eq!(accounts::disable(&store, MIRA, act(3)).await.unwrap(), Switched::Before);
    assert_eq!(accounts::disable(&store, PersonId(Uuid::nil()), act(4)).await.unwrap(), Switched::NoAccount);
    assert_eq!(accounts::enable(&store, MIRA, act(5)).await.unwrap(), Switched::Switched { sign_ins_ended: 0 });
    assert!(!sign_ins::is_live(&store, MIRAS).await.unwrap());
    let acts: Vec<String> =
        sqlx::query_scalar("select act from audit order by id").fetch_all(store.pool()).await.unwrap();
    assert_eq!(acts, ["account.disable", "account.enable"]);
}

#[tokio::test]
async fn a_sign_in_that_begins_while_the_account_is_disabled_does_not_stand() {
    let store = signed_in().await;
    for round in 0..10_u128 {
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..8 {
            let (store, id) = (store.clone(), SignInId(Uuid::from_u128(1_000 + 100 * round + n)));
            tasks.spawn(async move { sign_ins::begin(&store, id, MIRA, second(1)).await.map(drop).unwrap() });
        }
        let ending = store.clone();
        tasks.spawn(async move { sign_ins::end(&ending, MIRAS, second(1)).await.map(drop).unwrap() });
        let disabled = store.clone();
        tasks.spawn(async move { accounts::disable(&disabled, MIRA, act(10 + round)).await.map(drop).unwrap() });
        tasks.join_all().await;
        let standing: i64 = sqlx::query_scalar("select count(*) from sign_in where ended_at is null")
            .fetch_one(store.pool())
            .await
            .unwrap();
        assert_eq!(standing, 0, "in round {round}");
        accounts::enable(&store, MIRA, act(30 + round)).await.unwrap();
    }
}
