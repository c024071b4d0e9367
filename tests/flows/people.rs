//! Who is here, by name, over real sockets: pages, and changes to whom they are told (FEATURES R1, R2).

use std::time::Duration;

use futures_util::{StreamExt, stream};
use homeroom_protocol::frame::client::Request;
use homeroom_protocol::frame::people::{People, PeopleChange, SetAway, Whereabouts};
use homeroom_protocol::frame::server::{ServerFrame, Signal};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::limits::PEOPLE_TOLD_MAX;
use homeroom_protocol::permit::Role;
use homeroom_storage::testing;
use homeroom_tests::clock::{now, within};
use homeroom_tests::person::Person;
use homeroom_tests::socket::{Seen, Socket};
use homeroom_tests::world::{AT_ONCE, World};

const PATIENCE: Duration = Duration::from_secs(30);
/// How long a storm at the doors may take, with as many as by hand.
const STORM: Duration = Duration::from_secs(600);

async fn change(socket: &mut Socket, wanted: impl Fn(&PeopleChange) -> bool) -> PeopleChange {
    let told = |frame| {
        let ServerFrame::Signal(Signal::People(change)) = frame else { return None };
        Some(change).filter(&wanted)
    };
    within(PATIENCE, "who came or went", socket.find("a change", told)).await
}

fn is(person: PersonId, whereabouts: Whereabouts) -> impl Fn(&PeopleChange) -> bool {
    move |change| change.people.iter().any(|one| one.person == person && one.whereabouts == whereabouts)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_class_is_told_who_comes_is_away_is_lost_and_goes_and_three_pages_are_one_person() {
    let world = World::open().await;
    let session = world.session(5).await;
    let (otto, mira) = (world.student("Otto").await, world.student("Mira").await);
    let (_, mut at_otto) = otto.enter(session).await;
    let before = at_otto.people(People::default()).await.unwrap();
    assert!(before.told && before.people.iter().map(|one| one.person).eq([otto.id]));
    let (_, mut at_mira) = mira.enter(session).await;
    let came = change(&mut at_otto, is(mira.id, Whereabouts::Here)).await;
    assert!(came.version > before.version);
    // Two more pages of the same person on the same device.
    let (_, second) = mira.enter(session).await;
    let (_, mut third) = mira.enter(session).await;
    let now = at_otto.people(People { name: Some("mir".into()), ..People::default() }).await.unwrap();
    assert_eq!(now.people.iter().map(|one| (one.person, one.name.as_str())).collect::<Vec<_>>(), [(mira.id, "Mira")]);
    drop(second);
    for (socket, away) in [(&mut at_mira, true), (&mut third, true)] {
        let id = socket.send(Request::SetAway(SetAway { away })).await;
        socket.outcome(id).await.unwrap();
    }
    change(&mut at_otto, is(mira.id, Whereabouts::Away)).await;
    let id = third.send(Request::SetAway(SetAway { away: false })).await;
    third.outcome(id).await.unwrap();
    change(&mut at_otto, is(mira.id, Whereabouts::Here)).await;
    drop((at_mira, third));
    change(&mut at_otto, is(mira.id, Whereabouts::Stale)).await;
    let (_, mut again) = mira.enter(session).await;
    change(&mut at_otto, is(mira.id, Whereabouts::Here)).await;
    again.send(Request::Leave(Default::default())).await;
    change(&mut at_otto, |change| change.gone == [mira.id]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_large_class_students_have_the_count_and_pages_and_staff_the_changes() {
    let world = World::open().await;
    let session = world.session(100).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let (_, mut first) = world.student("First").await.enter(session).await;
    let mut crowd: Vec<(Person, Socket)> = Vec::new();
    for n in 0..PEOPLE_TOLD_MAX {
        let person = world.student(&format!("Student {n}")).await;
        let (_, socket) = person.enter(session).await;
        crowd.push((person, socket));
    }
    let (last, _) = crowd.last().unwrap();
    change(&mut teaching, is(last.id, Whereabouts::Here)).await;
    // Everybody once, page by page.
    let (mut after, mut read) = (None, Vec::new());
    loop {
        let page = first.people(People { after, limit: Some(20), ..People::default() }).await.unwrap();
        assert!(!page.told);
        read.extend(page.people.iter().map(|one| one.person));
        after = read.last().copied();
        if !page.more {
            break;
        }
    }
    assert_eq!(read.len(), PEOPLE_TOLD_MAX + 2);
    assert!(read.is_sorted());
    // Who comes now is told to staff by name, and to the class as a number.
    let late = world.student("Late").await;
    let (_, _at_late) = late.enter(session).await;
    change(&mut teaching, is(late.id, Whereabouts::Here)).await;
    let counted = |frame| match frame {
        ServerFrame::Signal(Signal::People(change)) => {
            assert!(change.people.iter().all(|one| one.person != late.id), "not by name: {change:?}");
            None
        }
        ServerFrame::Signal(Signal::Presence(count)) => (count.seated as usize >= PEOPLE_TOLD_MAX + 3).then_some(()),
        ServerFrame::Signal(Signal::Poll(_) | Signal::Beat)
        | ServerFrame::Welcome(_)
        | ServerFrame::Entry(_)
        | ServerFrame::You(_)
        | ServerFrame::Ack(_)
        | ServerFrame::Refused(_)
        | ServerFrame::Reconnect(_)
        | ServerFrame::Bye(_) => None,
    };
    within(PATIENCE, "one more", first.find("the count", counted)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn students_do_not_hear_that_a_moderator_came_and_miss_no_number_for_it() {
    let world = World::open().await;
    let session = world.session(5).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let (otto, mira) = (world.student("Otto").await, world.student("Mira").await);
    let (_, mut at_otto) = otto.enter(session).await;
    change(&mut teaching, is(otto.id, Whereabouts::Here)).await;
    let before = at_otto.people(People::default()).await.unwrap().version;
    let petra = world.person("Petra", Role::Moderator).await;
    let (_, at_petra) = petra.enter(session).await;
    change(&mut teaching, is(petra.id, Whereabouts::Here)).await;
    drop(at_petra);
    change(&mut teaching, is(petra.id, Whereabouts::Stale)).await;
    assert_eq!(at_otto.people(People::default()).await.unwrap().version, before);
    let (_, _at_mira) = mira.enter(session).await;
    let next = change(&mut at_otto, |_| true).await;
    assert_eq!((next.version, next.people[0].person), (before + 1, mira.id), "the next they hear of");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_that_becomes_too_large_is_told_by_a_missing_number_that_it_is_told_no_more() {
    let world = World::open().await;
    let session = world.session(100).await;
    let (_, mut first) = world.student("First").await.enter(session).await;
    let mut crowd: Vec<Socket> = Vec::new();
    for n in 1..PEOPLE_TOLD_MAX {
        crowd.push(world.student(&format!("Student {n}")).await.enter(session).await.1);
    }
    // Everybody who came so far has been told.
    let known = loop {
        let page = first.people(People { limit: Some(100), ..People::default() }).await.unwrap();
        tokio::time::sleep(Duration::from_millis(600)).await;
        let again = first.people(People { limit: Some(100), ..People::default() }).await.unwrap();
        if again.version == page.version && again.people.len() == PEOPLE_TOLD_MAX {
            break again;
        }
    };
    assert!(known.told);
    let (_, _one_more) = world.student("One more").await.enter(session).await;
    let last = change(&mut first, |change| change.version > known.version).await;
    assert!(last.version > known.version + 1 && last.people.is_empty() && last.gone.is_empty(), "{last:?}");
    assert!(!first.people(People::default()).await.unwrap().told);
}

/// Students who come in the storm. All have to come within 45 s: nobody reads what the others are sent, and who answers no
/// ping for so long is closed. So `HOMEROOM_CROWD=10000`, the row R1 whole, takes a server that is built for release, which
/// `HOMEROOM_TEST_SERVER` names: they came in 34 s, and each who was in got 2,323 bytes.
const COMING: usize = 200;
/// What a minute of it may cost each who is in.
const BYTES_PER_MINUTE_MAX: f64 = 10_000.0;
/// Counts at its begin and its end, whatever comes between.
const COUNTS_AT_ONCE: f64 = 2.0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_at_the_doors_costs_each_who_is_in_less_than_ten_kilobytes_a_minute() {
    let coming = std::env::var("HOMEROOM_CROWD").ok().and_then(|count| count.parse().ok()).unwrap_or(COMING);
    let database = testing::database().await;
    let sockets = [("HOMEROOM_SOCKETS_PER_ADDRESS_MAX", (2 * coming + 200).to_string())];
    let world = World::with(&database.url, database.store, &sockets).await;
    let session = world.session(u32::try_from(coming + PEOPLE_TOLD_MAX + 1).unwrap()).await;
    // Signed in before anybody is in: a socket that nobody reads for so long is closed.
    let storming = world.students("Coming", coming).await;
    // A class in which nobody is told by name.
    let known = world.students("Known", PEOPLE_TOLD_MAX + 1).await;
    let mut in_class: Vec<Socket> = Vec::new();
    for person in &known {
        in_class.push(person.enter(session).await.1);
    }
    let mut first = in_class.remove(0);
    let mut counted = async |people: usize| {
        let began = now();
        let (mut bytes, mut counts) = (0, 0);
        let arrive = async {
            loop {
                let Seen::Frame(frame) = first.recv().await else { panic!("the socket was closed") };
                bytes += serde_json::to_vec(&frame).unwrap().len() + 4;
                let ServerFrame::Signal(Signal::Presence(count)) = *frame else { continue };
                counts += 1;
                if count.seated as usize == people {
                    break;
                }
            }
        };
        within(STORM, "all are counted", arrive).await;
        (bytes as f64, f64::from(counts), now().since(began).as_secs_f64())
    };
    counted(known.len()).await;
    let enters = storming.iter().map(async |person| person.enter(session).await.1);
    let all = stream::iter(enters).buffer_unordered(AT_ONCE).collect::<Vec<_>>();
    let (_in_too, (bytes, counts, seconds)) = tokio::join!(all, counted(known.len() + coming));
    println!("{coming} came in {seconds:.1} s: {bytes} bytes in {counts} counts to each who was in");
    assert!(counts <= seconds + COUNTS_AT_ONCE, "{counts} counts in {seconds} s");
    // A minute of nothing but such counts.
    assert!(60.0 * bytes / counts <= BYTES_PER_MINUTE_MAX, "{bytes} bytes in {counts} counts");
}
