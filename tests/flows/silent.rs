//! Whose network goes silent: the connection stands, and nothing comes on it any more, as when a laptop is shut or a train
//! goes into a tunnel. Nobody is listed for minutes who is not there (FEATURES C7, WIRE L12).

use std::time::Duration;

use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::people::{People, Whereabouts};
use homeroom_protocol::frame::server::{ServerFrame, Signal};
use homeroom_protocol::limits::DEAD_AFTER;
use homeroom_tests::clock::{now, within};
use homeroom_tests::socket::Seen;
use homeroom_tests::world::World;

/// How much later than it is known it may be told: it is gathered, and the machine of a test is busy.
const LATE: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_falls_silent_is_out_of_the_count_and_stale_within_forty_five_seconds() {
    let world = World::open().await;
    let session = world.session(5).await;
    let (otto, mira) = (world.student("Otto").await, world.student("Mira").await);
    let (_, mut at_otto) = otto.enter(session).await;
    // From here on nobody reads this socket, so nothing answers on it either; the kernel keeps the connection up.
    let (_, mut silent) = mira.enter(session).await;
    let last_heard = now();
    let (mut both, mut one, mut stale) = (false, None, None);
    within(DEAD_AFTER + LATE * 2, "that somebody fell silent", async {
        while one.is_none() || stale.is_none() {
            // Otto reads, and so answers every ping.
            let Seen::Frame(frame) = at_otto.recv().await else { panic!("Otto is here") };
            let ServerFrame::Signal(signal) = *frame else { continue };
            if let Signal::Presence(count) = &signal {
                both |= count.seated == 2;
                one = one.or((both && count.seated == 1).then(now));
            }
            if let Signal::People(change) = &signal {
                let mut people = change.people.iter();
                let found = people.any(|one| one.person == mira.id && one.whereabouts == Whereabouts::Stale);
                stale = stale.or(found.then(now));
            }
        }
    })
    .await;
    for told in [one, stale].map(Option::unwrap) {
        let after = told.since(last_heard);
        assert!(after <= DEAD_AFTER + LATE, "after {after:?}");
        assert!(after + LATE >= DEAD_AFTER, "nobody is given up early: after {after:?}");
    }
    // She keeps her place, and is shown as what she is; the page that wakes up is told to come again.
    let listed = at_otto.people(People::default()).await.unwrap();
    let her = listed.people.iter().find(|one| one.person == mira.id).unwrap();
    assert_eq!(her.whereabouts, Whereabouts::Stale);
    assert_eq!(silent.closed().await, Close::Silent.code());
}
