//! The read models of seats before the doors.

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::rest::reservation::{Cause, Skip, Standing};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::Store;
use homeroom_storage::reservations::{self, ReservationRow, SeatsRow};
use homeroom_storage::testing::database;
use uuid::Uuid;

use crate::cast::{CLASS, MIRA, TOM, plant, second};

fn row(person: PersonId, standing: Standing, as_of: i64) -> ReservationRow {
    let (place, until, cause, skipped) = (None, None, None, None);
    ReservationRow { session: CLASS, person, standing, place, until, cause, skipped, as_of }
}

fn seats(left: u32, as_of: i64) -> SeatsRow {
    SeatsRow { session: CLASS, capacity: 3, left, waiting: 1, kept_until: None, as_of }
}

#[tokio::test]
async fn a_row_is_read_as_it_was_written_and_an_older_one_changes_nothing() {
    let store = database().await.store;
    let whole = ReservationRow {
        place: Some((1, 7)),
        until: Some(second(60)),
        cause: Some(Cause::Declined),
        skipped: Some(Skip { cause: Cause::OfferMissed, at: second(5) }),
        ..row(MIRA, Standing::Offered, 5)
    };
    reservations::write(&store, &[whole], &[seats(2, 5)]).await.unwrap();
    reservations::write(&store, &[row(MIRA, Standing::Gone, 4), row(TOM, Standing::Reserved, 4)], &[seats(1, 4)])
        .await
        .unwrap();
    // The same again is what an effect that is done again writes.
    reservations::write(&store, &[whole], &[seats(2, 5)]).await.unwrap();
    let mut rows = reservations::of_session(&store, CLASS).await.unwrap();
    rows.sort_by_key(|row| row.as_of);
    assert_eq!(rows, [row(TOM, Standing::Reserved, 4), whole]);
    assert_eq!(reservations::seats(&store, &[CLASS]).await.unwrap(), [seats(2, 5)]);
    reservations::write(&store, &[row(MIRA, Standing::Gone, 6)], &[seats(3, 6)]).await.unwrap();
    assert_eq!(reservations::seats(&store, &[CLASS]).await.unwrap(), [seats(3, 6)]);
    reservations::replace(&store, CLASS, &[], None).await.unwrap();
    assert_eq!(reservations::of_session(&store, CLASS).await.unwrap(), []);
    assert_eq!(reservations::seats(&store, &[CLASS]).await.unwrap(), []);
}

#[tokio::test]
async fn a_persons_own_rows_say_what_stands_before_them_until_the_class_is_over() {
    let store = database().await.store;
    plant(&store).await;
    let other = |n: u128| PersonId(Uuid::from_u128(n));
    let waits = |person, priority, asked| ReservationRow {
        place: Some((priority, asked)),
        ..row(person, Standing::Waitlisted, 1)
    };
    let rows = [
        waits(other(1), 1, 2),
        waits(MIRA, 1, 3),
        waits(other(2), 1, 4),
        waits(other(3), 0, 9),
        ReservationRow { place: Some((1, 1)), until: Some(second(9)), ..row(other(4), Standing::Offered, 1) },
        row(other(5), Standing::Reserved, 1),
        row(TOM, Standing::Gone, 1),
    ];
    reservations::write(&store, &rows, &[]).await.unwrap();
    let mine = reservations::of_person(&store, MIRA, second(3_599)).await.unwrap();
    let [mine] = &mine[..] else { panic!("one row and not {mine:?}") };
    assert_eq!((mine.position, mine.reserved, &mine.offers[..]), (3, 1, &[second(9)][..]));
    assert_eq!(reservations::of_person(&store, MIRA, second(3_600)).await.unwrap(), []);
}

async fn kept_letters(store: &Store) -> Vec<Timestamp> {
    let rows: Vec<i64> =
        sqlx::query_scalar("select (extract(epoch from until) * 1000)::bigint from offer_letter order by until")
            .fetch_all(store.pool())
            .await
            .unwrap();
    rows.into_iter().map(Timestamp::from_millis).collect()
}

#[tokio::test]
async fn of_an_offer_somebody_is_told_once() {
    let store = database().await.store;
    plant(&store).await;
    assert!(reservations::tell(&store, CLASS, MIRA, second(60), second(0)).await.unwrap());
    assert!(!reservations::tell(&store, CLASS, MIRA, second(60), second(1)).await.unwrap());
    assert!(
        reservations::tell(&store, CLASS, MIRA, second(90), second(70)).await.unwrap(),
        "another offer is another mail"
    );
    let kept: Vec<Timestamp> = kept_letters(&store).await;
    assert_eq!(kept, [second(90)], "what is of no use any more is not kept");
    assert_eq!(reservations::reached(&store, MIRA, CLASS).await.unwrap(), None, "who has no address is not written to");
}
