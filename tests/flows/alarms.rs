//! Cases that wait too long are told to whoever is on call: one mail for a burst, through a mail server that is away and a
//! server that is killed, and nothing in it that is nobody's to read in a mailbox.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use homeroom_protocol::ids::{CaseId, CommandId, DESK, IncarnationId, PersonId, SessionId};
use homeroom_protocol::journal::v1::desk::DeskEvent;
use homeroom_protocol::journal::v1::{Entry, VERSION};
use homeroom_protocol::moderation::{Evidence, FrozenPerson, Report, ReportKind, Severity, Subject};
use homeroom_protocol::permit::Role;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::{self, Kind};
use homeroom_storage::journal::{self, JournalEntry, Run, RunOutcome};
use homeroom_storage::testing;
use homeroom_tests::clock::{now, until, uuid};
use homeroom_tests::mail::MailServer;
use homeroom_tests::world::World;
use tokio::net::TcpListener;

/// What sleeps is looked at each second.
const WOKEN_WITHIN: Duration = Duration::from_secs(10);
/// The job is asked for again by the node that comes back, and tried again within seconds.
const TOLD_WITHIN: Duration = Duration::from_secs(40);
/// As long as a second mail would take, were there one.
const QUIET: Duration = Duration::from_secs(8);

fn opened(world: &World, severity: u8, at: Timestamp) -> DeskEvent {
    let subject = Subject { session: SessionId(uuid()), person: PersonId(uuid()), message: None };
    let report = Report {
        id: CommandId(uuid()),
        subject,
        name: "Otto Geheim".into(),
        course: world.course,
        class: "Why the sea is salt".into(),
        kind: ReportKind::Threat,
        text: "He says he knows my street.".into(),
        by: FrozenPerson { person: PersonId(uuid()), name: "Mira Still".into(), role: Role::Student },
        at,
        evidence: Evidence::default(),
    };
    let (case, report) = (CaseId(uuid()), Box::new(report));
    let due_at = at.plus(Duration::from_secs(180));
    DeskEvent::Opened { case, report, severity: Severity(severity), due_at }
}

/// A desk of a node that is gone, with cases whose time has just passed.
async fn leaves_a_desk(world: &World) {
    let at = now().minus(Duration::from_secs(5 * 60));
    let events = vec![opened(world, 1, at), opened(world, 1, at), opened(world, 2, at)];
    let entry = Entry { v: VERSION, by: None, digest: None, audit: None, events };
    let events = Bytes::from(serde_json::to_vec(&entry).unwrap());
    let entries = vec![JournalEntry { position: 1, command_id: None, events, at }];
    let node = IncarnationId(uuid());
    let held = aggregate::claim(&world.store, DESK.0, Kind::Desk, node).await.unwrap().unwrap();
    let mut lane = world.store.lane(node).await.unwrap();
    let run = Run { id: held.id, epoch: held.epoch, expected: 0, effects_done: 0, entries };
    assert_eq!(lane.append(&[run]).await.unwrap(), [RunOutcome::Committed]);
    assert!(aggregate::sleep(&world.store, held.id, held.epoch, 1, Some(now())).await.unwrap());
}

async fn alarms(world: &World) -> usize {
    let rows = journal::read(&world.store, DESK.0, 0, 100).await.unwrap();
    let entries = rows.iter().map(|row| serde_json::from_slice::<Entry<DeskEvent>>(&row.events).unwrap());
    entries.flat_map(|entry| entry.events).filter(|event| matches!(event, DeskEvent::Alarmed { .. })).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_is_one_mail_to_whoever_is_on_call_although_the_server_is_killed_before_and_after_it_is_sent() {
    let database = testing::database().await;
    // Nobody listens there yet.
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let smtp: SocketAddr = free.local_addr().unwrap();
    drop(free);
    let settings = [
        ("HOMEROOM_MAIL_SMTP_URL", format!("smtp://{smtp}")),
        ("HOMEROOM_MAIL_FROM", "homeroom <class@example.org>".to_owned()),
        ("HOMEROOM_MAIL_ORIGIN", "https://class.example.org".to_owned()),
        ("HOMEROOM_MAIL_ON_CALL", "oncall@example.org".to_owned()),
    ];
    let mut world = World::with(&database.url, database.store, &settings).await;
    leaves_a_desk(&world).await;
    until(WOKEN_WITHIN, "the alarm is raised", async || (alarms(&world).await == 1).then_some(())).await;
    world.server.kill();
    let mut mails = MailServer::listen(smtp).await;
    world.server.start_again().await;

    let mail = mails.next(TOLD_WITHIN).await;
    assert!(mail.contains("To: oncall@example.org"), "{mail}");
    assert!(mail.contains("Subject: 3 cases wait at the desk, severity 1"), "{mail}");
    assert!(mail.contains("Severity 1: 2 cases") && mail.contains("Severity 2: 1 case,"), "{mail}");
    assert!(mail.contains("5 minutes, since") && mail.contains("Why the sea is salt"), "{mail}");
    assert!(mail.contains("https://class.example.org/desk"), "{mail}");
    for secret in ["Otto", "Geheim", "Mira", "street"] {
        assert!(!mail.contains(secret), "{secret} is nobody's to read in a mailbox: {mail}");
    }
    // That it was sent is written down right after; the row of the desk does not say yet that its effect is done.
    tokio::time::sleep(Duration::from_secs(1)).await;
    world.server.kill();
    world.server.start_again().await;
    assert!(mails.is_quiet(QUIET).await, "nobody is told twice");
    assert_eq!(alarms(&world).await, 1);
    assert!(!world.server.logged().contains("nobody is on call"));
    assert!(!world.server.logged().contains("oncall@"), "whom a mail is to stands in no log");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_is_on_call_the_log_says_so_when_the_desk_begins() {
    let world = World::open().await;
    leaves_a_desk(&world).await;
    until(WOKEN_WITHIN, "the alarm is raised", async || (alarms(&world).await == 1).then_some(())).await;
    let said = |what: &str| world.server.logged().contains(what).then_some(());
    until(WOKEN_WITHIN, "it is said", async || said("nobody is on call: no mail is sent")).await;
    until(WOKEN_WITHIN, "it is said again", async || said("nobody is on call to be told")).await;
}
