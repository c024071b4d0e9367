//! Appeals: what was decided is not written over, and everybody sees their own, the latest of them.

use homeroom_protocol::appeal::{AppealAnswer, AppealOutcome, AppealRound, AppealState, MyAppeal};
use homeroom_protocol::ids::{PersonId, SanctionId, SessionId};
use homeroom_protocol::limits::APPEALS_LISTED_MAX;
use homeroom_protocol::moderation::{Measure, ReasonCode, Scope};
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{accounts, appeals, testing};
use uuid::Uuid;

fn appeal(n: u32) -> MyAppeal {
    let at = Timestamp::from_millis(1_000 * i64::from(n));
    MyAppeal {
        sanction_id: SanctionId(Uuid::from_u128(u128::from(n))),
        session_id: SessionId(Uuid::from_u128(7)),
        class: "Salt".into(),
        measure: Measure::Ban,
        mutes: None,
        scope: Scope::Session,
        reason: ReasonCode::Flood,
        until: None,
        role: Some(Role::Teacher),
        text: "I only \"asked\".".into(),
        at,
        due_at: at,
        exchange: Vec::new(),
        state: AppealState::Waiting,
        answer: String::new(),
        answered_at: None,
    }
}

#[tokio::test]
async fn what_was_decided_is_not_written_over_in_whatever_order_it_comes() {
    let store = testing::database().await.store;
    let (otto, mira) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
    for person in [otto, mira] {
        accounts::put(&store, person, "Somebody").await.unwrap();
    }
    let answered =
        |outcome| appeal(1).answered(&AppealAnswer { outcome, text: "No.".into(), at: Timestamp::from_millis(9_000) });
    appeals::keep(&store, otto, &appeal(1)).await.unwrap();
    assert_eq!(appeals::mine(&store, otto).await.unwrap(), [appeal(1)]);
    let lifted = answered(AppealOutcome::Lifted);
    for written in [&lifted, &appeal(1), &answered(AppealOutcome::Upheld)] {
        appeals::keep(&store, otto, written).await.unwrap();
        assert_eq!(appeals::mine(&store, otto).await.unwrap(), std::slice::from_ref(&lifted));
    }
    assert_eq!(appeals::mine(&store, mira).await.unwrap(), []);
}

#[tokio::test]
async fn the_latest_fifty_are_listed() {
    let store = testing::database().await.store;
    let otto = PersonId(Uuid::from_u128(1));
    accounts::put(&store, otto, "Otto").await.unwrap();
    let last = u32::try_from(APPEALS_LISTED_MAX).unwrap() + 1;
    for n in 1..=last {
        appeals::keep(&store, otto, &appeal(n)).await.unwrap();
    }
    let listed = appeals::mine(&store, otto).await.unwrap();
    assert_eq!((listed.len(), &listed[0], listed.last().unwrap()), (APPEALS_LISTED_MAX, &appeal(last), &appeal(2)));
}

#[tokio::test]
async fn of_two_exchanges_the_longer_stays_and_what_is_decided_has_the_last_word() {
    let store = testing::database().await.store;
    let otto = PersonId(Uuid::from_u128(1));
    accounts::put(&store, otto, "Otto").await.unwrap();
    let at = Timestamp::from_millis(5_000);
    let round = AppealRound { question: "Why?".into(), at, until: at, reply: None, replied_at: None };
    let asked = MyAppeal { exchange: vec![round.clone()], ..appeal(1) };
    let replied = AppealRound { reply: Some("So.".into()), replied_at: Some(at), ..round };
    let replied = MyAppeal { exchange: vec![replied], ..appeal(1) };
    let kept = async || appeals::mine(&store, otto).await.unwrap();
    // Nobody answered in time: nothing was said, and the time goes on.
    let later = MyAppeal { due_at: Timestamp::from_millis(90_000), ..replied.clone() };
    for (written, stands) in [
        (&appeal(1), &appeal(1)),
        (&replied, &replied),
        (&asked, &replied),
        (&appeal(1), &replied),
        (&later, &later),
        (&replied, &later),
    ] {
        appeals::keep(&store, otto, written).await.unwrap();
        assert_eq!(kept().await, std::slice::from_ref(stands));
    }
    let answer = AppealAnswer { outcome: AppealOutcome::Lifted, text: String::new(), at };
    let decided = replied.clone().answered(&answer);
    appeals::keep(&store, otto, &decided).await.unwrap();
    let more = MyAppeal { exchange: [replied.exchange, asked.exchange].concat(), ..appeal(1) };
    appeals::keep(&store, otto, &more).await.unwrap();
    assert_eq!(kept().await, [decided]);
}
