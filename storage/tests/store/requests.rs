//! Requests to sign in by mail: once, in time, by the browser that asked, and with a few codes at most.

use homeroom_protocol::ids::{PersonId, SignInId};
use homeroom_protocol::principal::Principal;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::accounts::Called;
use homeroom_storage::sign_in_requests::{
    self, BySecret, CODE_TRIES_MAX, CODE_TRIES_PER_EMAIL_MAX, Proven, REQUEST_LIFE, RequestRow, SignedIn,
    TRIES_REMEMBERED,
};
use homeroom_storage::testing::database;
use homeroom_storage::{Store, accounts, sign_ins};
use uuid::Uuid;

use crate::cast::{CLASS, MIRA, act, plant, second};

const MIRAS_BROWSER: [u8; 32] = [1; 32];
const OTHER_BROWSER: [u8; 32] = [2; 32];
const EMAIL: &str = "mira@example.org";
const MILLI: std::time::Duration = std::time::Duration::from_millis(1);

fn request(n: u8, email: &str, browser_hash: [u8; 32], asked_at: Timestamp) -> RequestRow {
    RequestRow {
        id: Uuid::from_u128(u128::from(n)),
        email: email.to_owned(),
        browser_hash,
        secret_hash: [n; 32],
        code_hash: [n; 32],
        session: Some(CLASS),
        asked_at,
    }
}

/// A store in which Mira has an address, and has asked from her browser.
async fn asked() -> Store {
    let store = database().await.store;
    plant(&store).await;
    sign_in_requests::give_email(&store, EMAIL, MIRA).await.unwrap();
    sign_in_requests::put(&store, &request(9, EMAIL, MIRAS_BROWSER, second(0))).await.unwrap();
    store
}

/// As her address calls her.
fn ines() -> Called {
    Called { name: "Ines".to_owned(), guessed: true }
}

fn proven(n: u8) -> Proven {
    Proven { id: Uuid::from_u128(u128::from(n)), email: EMAIL.to_owned() }
}

async fn redeem(store: &Store, proven: &Proven, n: u128, now: Timestamp) -> Option<SignedIn> {
    let sign_in = SignInId(Uuid::from_u128(0x100 + n));
    let fresh = PersonId(Uuid::from_u128(0x200 + n));
    sign_in_requests::redeem(store, proven, sign_in, (fresh, "Ines"), now).await.unwrap()
}

#[tokio::test]
async fn a_secret_is_good_in_the_browser_that_asked_to_its_last_millisecond_and_nowhere_else() {
    let store = asked().await;
    let end = second(0).plus(REQUEST_LIFE);
    let look = |secret, browser, now| sign_in_requests::by_secret(&store, secret, browser, now);
    assert_eq!(look([9; 32], OTHER_BROWSER, second(1)).await.unwrap(), BySecret::OtherBrowser);
    assert_eq!(look([9; 32], MIRAS_BROWSER, end.minus(MILLI)).await.unwrap(), BySecret::Proven(proven(9)));
    assert_eq!(look([9; 32], MIRAS_BROWSER, end).await.unwrap(), BySecret::Spent);
    assert_eq!(look([8; 32], MIRAS_BROWSER, second(1)).await.unwrap(), BySecret::Unknown);
}

#[tokio::test]
async fn of_many_that_redeem_at_once_one_signs_in() {
    let store = asked().await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..20 {
        let store = store.clone();
        tasks.spawn(async move { redeem(&store, &proven(9), n, second(5)).await });
    }
    let signed_in: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(
        signed_in,
        [SignedIn { person: MIRA, called: Called { name: "Mira".to_owned(), guessed: false }, session: Some(CLASS) }]
    );
    let again = sign_in_requests::by_secret(&store, [9; 32], MIRAS_BROWSER, second(6)).await.unwrap();
    assert_eq!(again, BySecret::Spent);
    assert!(sign_in_requests::count_try(&store, MIRAS_BROWSER, second(6)).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_address_nobody_has_gets_one_account_however_often_it_is_redeemed_at_once() {
    let store = database().await.store;
    let email = "new@example.org";
    let mut tasks = tokio::task::JoinSet::new();
    for n in 1..=8 {
        let store = store.clone();
        tasks.spawn(async move {
            let row = RequestRow { session: None, ..request(n, email, [n; 32], second(0)) };
            sign_in_requests::put(&store, &row).await.unwrap();
            redeem(&store, &Proven { id: row.id, email: email.to_owned() }, u128::from(n), second(1)).await.unwrap()
        });
    }
    let signed_in = tasks.join_all().await;
    assert!(signed_in.iter().all(|one| one.person == signed_in[0].person && one.called == ines()), "{signed_in:?}");
    let account = accounts::read(&store, signed_in[0].person).await.unwrap().unwrap();
    assert_eq!((account.called, account.disabled), (ines(), false));
    // What she chooses is no guess, be it the same; and it is hers to choose while her sign-in stands.
    let (account, sign_in) = (account.id, SignInId(Uuid::from_u128(0x101)));
    let mine = Principal { person: account, sign_in };
    assert!(accounts::rename(&store, mine, "Ines").await.unwrap());
    let called = async || accounts::read(&store, account).await.unwrap().unwrap().called;
    assert_eq!(called().await, Called { guessed: false, ..ines() });
    sign_ins::end(&store, sign_in, second(2)).await.unwrap();
    assert!(!accounts::rename(&store, mine, "Somebody").await.unwrap());
    assert!(!accounts::rename(&store, Principal { person: MIRA, ..mine }, "Somebody").await.unwrap());
    assert_eq!(called().await.name, "Ines");
}

#[tokio::test]
async fn a_redeemed_request_begins_a_sign_in_and_a_disabled_account_gets_none() {
    let store = asked().await;
    redeem(&store, &proven(9), 1, second(5)).await.unwrap();
    assert!(sign_ins::is_live(&store, SignInId(Uuid::from_u128(0x101))).await.unwrap());
    sign_in_requests::put(&store, &request(10, EMAIL, MIRAS_BROWSER, second(6))).await.unwrap();
    accounts::disable(&store, MIRA, act(1)).await.unwrap();
    assert_eq!(redeem(&store, &proven(10), 2, second(7)).await, None);
}

#[tokio::test]
async fn five_codes_may_be_typed_and_not_one_more_even_at_once() {
    let store = asked().await;
    assert!(sign_in_requests::count_try(&store, OTHER_BROWSER, second(1)).await.unwrap().is_empty());
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let store = store.clone();
        tasks.spawn(async move { sign_in_requests::count_try(&store, MIRAS_BROWSER, second(1)).await.unwrap() });
    }
    let mut left: Vec<i32> = tasks.join_all().await.into_iter().flatten().map(|tried| tried.tries_left).collect();
    left.sort_unstable();
    assert_eq!(left, (0..CODE_TRIES_MAX).collect::<Vec<_>>());
    let by_link = sign_in_requests::by_secret(&store, [9; 32], MIRAS_BROWSER, second(2)).await.unwrap();
    assert_eq!(by_link, BySecret::Proven(proven(9)), "the link goes on working");
}

#[tokio::test]
async fn a_code_is_held_against_every_open_request_of_its_browser() {
    let store = asked().await;
    sign_in_requests::put(&store, &request(10, EMAIL, MIRAS_BROWSER, second(40))).await.unwrap();
    let tried = sign_in_requests::count_try(&store, MIRAS_BROWSER, second(41)).await.unwrap();
    let mut hashes: Vec<u8> = tried.iter().map(|tried| tried.code_hash[0]).collect();
    hashes.sort_unstable();
    assert_eq!(hashes, [9, 10], "the mail that was slow still counts");
    let tried = sign_in_requests::count_try(&store, MIRAS_BROWSER, second(0).plus(REQUEST_LIFE)).await.unwrap();
    assert_eq!(tried.len(), 1, "the first one is over");
}

#[tokio::test]
async fn whoever_asks_again_and_again_guesses_fifty_times_a_day_for_one_address() {
    let store = asked().await;
    let mut tries = 0;
    for n in 100..130 {
        sign_in_requests::put(&store, &request(n, EMAIL, [n; 32], second(i64::from(n)))).await.unwrap();
        for _ in 0..CODE_TRIES_MAX {
            tries += sign_in_requests::count_try(&store, [n; 32], second(i64::from(n) + 1)).await.unwrap().len();
        }
    }
    assert_eq!(tries, usize::try_from(CODE_TRIES_PER_EMAIL_MAX).unwrap());
    let other = request(200, "tom@example.org", [200; 32], second(200));
    sign_in_requests::put(&store, &other).await.unwrap();
    assert_eq!(sign_in_requests::count_try(&store, [200; 32], second(201)).await.unwrap().len(), 1);
    let tomorrow = second(200).plus(TRIES_REMEMBERED);
    sign_in_requests::put(&store, &request(201, EMAIL, [201; 32], tomorrow)).await.unwrap();
    assert_eq!(sign_in_requests::count_try(&store, [201; 32], tomorrow).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_request_is_forgotten_when_its_tries_no_longer_count() {
    let store = asked().await;
    let known = async |now| sign_in_requests::by_secret(&store, [9; 32], MIRAS_BROWSER, now).await.unwrap();
    sign_in_requests::forget(&store, second(0).plus(TRIES_REMEMBERED)).await.unwrap();
    assert_eq!(known(second(1)).await, BySecret::Proven(proven(9)));
    sign_in_requests::forget(&store, second(0).plus(TRIES_REMEMBERED + MILLI)).await.unwrap();
    assert_eq!(known(second(1)).await, BySecret::Unknown);
}

#[tokio::test]
async fn an_address_stays_with_whom_it_belongs_to() {
    let store = asked().await;
    sign_in_requests::give_email(&store, EMAIL, crate::cast::TOM).await.unwrap();
    assert_eq!(redeem(&store, &proven(9), 1, second(5)).await.unwrap().person, MIRA);
}
