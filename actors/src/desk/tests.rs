//! The desk's actor around a fresh database, with a clock that the tests turn: what is a matter of time, and what happens
//! while the desk is away.

use std::sync::Arc;
use std::time::Duration;

use homeroom_protocol::frame::client::{MakeReport, Request};
use homeroom_protocol::frame::desk::client::{DeskClientFrame, DeskRequest, OnCase};
use homeroom_protocol::frame::desk::server::{CaseRow, CaseState, DeskFrame, DeskNews};
use homeroom_protocol::ids::{CaseId, CommandId, ConnectionId, DESK, IncarnationId};
use homeroom_protocol::limits::{CLAIM_LEASE, PASSIVATE_AFTER};
use homeroom_protocol::moderation::ReportKind;
use homeroom_protocol::permit::Role;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::aggregate::{self, Kind};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::desk::Attached;
use crate::kit::clock::Clock;
use crate::relay::out_buffer::OutBuffer;
use crate::session::tests::scene::{Scene, Socket, id};
use crate::tree::Tree;

/// Nothing here takes longer unless it hangs.
const HANGS: Duration = Duration::from_secs(20);
/// The longest pause between two attempts to reach the desk.
const TRIED_EVERY: Duration = Duration::from_secs(5);
/// A step of the clock while something is waited for.
const STEP: Duration = Duration::from_millis(500);

struct Moderator {
    attached: Attached,
    page: TcpStream,
    _out: Arc<OutBuffer>,
    rows: Vec<CaseRow>,
}

impl Moderator {
    async fn enter(tree: &Tree, clock: &Clock, who: Principal) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let page = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let out = OutBuffer::new(stream, clock.clone());
        let connection = ConnectionId(id(clock));
        let attached = tree.desk().attach(who, None, connection, Arc::clone(&out)).await.unwrap();
        Self { attached, page, _out: out, rows: Vec::new() }
    }

    async fn next(&mut self) -> DeskFrame {
        timeout(HANGS, async {
            loop {
                let [first, second] = [self.page.read_u8().await.unwrap(), self.page.read_u8().await.unwrap()];
                let len = match second & 0x7f {
                    126 => u64::from(self.page.read_u16().await.unwrap()),
                    127 => self.page.read_u64().await.unwrap(),
                    short => u64::from(short),
                };
                let mut payload = vec![0; usize::try_from(len).unwrap()];
                self.page.read_exact(&mut payload).await.unwrap();
                if first & 0x0f == 1 {
                    return serde_json::from_slice(&payload).unwrap();
                }
            }
        })
        .await
        .expect("nothing was heard")
    }

    /// The first row that is as wanted.
    async fn until(&mut self, wanted: impl Fn(&CaseRow) -> bool) -> CaseRow {
        loop {
            if let Some(row) = self.rows.iter().find(|row| wanted(row)) {
                return row.clone();
            }
            let frame = self.next().await;
            let rows = if let DeskFrame::Entry(entry) = frame {
                entry.events.into_iter().map(|(DeskNews::Case { row } | DeskNews::Reminder { row })| row).collect()
            } else if let DeskFrame::Welcome(welcome) = frame {
                welcome.view.map(|view| view.open).unwrap_or_default()
            } else {
                Vec::new()
            };
            for row in rows {
                self.rows.retain(|known| known.id != row.id);
                self.rows.push(row);
            }
        }
    }

    fn claim(&self, clock: &Clock, case: CaseId) {
        let request = DeskRequest::Claim(OnCase { case });
        self.attached.request(DeskClientFrame { id: CommandId(id(clock)), request }).unwrap();
    }
}

fn is_open(row: &CaseRow) -> bool {
    row.state == CaseState::Open
}

fn is_claimed(row: &CaseRow) -> bool {
    matches!(row.state, CaseState::Claimed { .. })
}

/// Mira reports Otto, and is told that the report is there.
async fn reports(scene: &Scene, mira: &mut Socket, otto: Principal) {
    let command = CommandId(id(&scene.clock));
    let report = MakeReport { person: otto.person, message: None, kind: ReportKind::Flood, text: String::new() };
    mira.ask(command, Request::Report(report)).unwrap();
    assert!(mira.answer(command).await.unwrap().is_some());
}

async fn scene() -> (Scene, Socket, Principal) {
    let scene = Scene::begin(Clock::cranked(Timestamp::from_millis(1_795_629_600_000)), 5).await;
    let mira = scene.person("Mira", Role::Student).await;
    let otto = scene.person("Otto", Role::Student).await;
    let socket = scene.enter(mira).await;
    scene.join(otto).await.unwrap();
    (scene, socket, otto)
}

#[tokio::test]
async fn whoever_claims_and_is_gone_holds_the_case_for_the_lease_and_not_longer() {
    let (scene, mut mira, otto) = scene().await;
    let (petra, sam) = (scene.person("Petra", Role::Moderator).await, scene.person("Sam", Role::Moderator).await);
    let mut petra = Moderator::enter(&scene.tree, &scene.clock, petra).await;
    let mut sam = Moderator::enter(&scene.tree, &scene.clock, sam).await;
    reports(&scene, &mut mira, otto).await;
    let case = petra.until(is_open).await.id;
    petra.claim(&scene.clock, case);
    let claimed = sam.until(is_claimed).await;
    // Her machine dies: no word, and no renewal.
    drop(petra);
    scene.clock.crank(CLAIM_LEASE - Duration::from_millis(1));
    sam.claim(&scene.clock, case);
    let refused = loop {
        if let DeskFrame::Refused(refused) = sam.next().await {
            break refused;
        }
    };
    assert_eq!(refused.problem.code, homeroom_protocol::refusal::Code::CaseClaimed);
    scene.clock.crank(Duration::from_millis(1));
    let free = sam.until(is_open).await;
    assert_eq!((free.id, free.version), (claimed.id, claimed.version + 1));
    sam.claim(&scene.clock, case);
    sam.until(is_claimed).await;
}

#[tokio::test]
async fn a_desk_that_is_away_for_an_hour_loses_no_report_and_no_room_notices() {
    let (scene, mut mira, otto) = scene().await;
    let ida = scene.person("Ida", Role::Student).await;
    // All of them stay for the hour.
    let (mut at_ida, _at_otto) = (scene.enter(ida).await, scene.enter(otto).await);
    let store = &scene.database.store;
    // Another node is home of the desk, and does not answer.
    let other = IncarnationId(id(&scene.clock));
    let held = aggregate::claim(store, DESK.0, Kind::Desk, other).await.unwrap().unwrap();
    for minute in 0..60 {
        match minute {
            0 => reports(&scene, &mut mira, otto).await,
            20 => reports(&scene, &mut at_ida, otto).await,
            50 => reports(&scene, &mut mira, ida).await,
            _ => {}
        }
        for _ in 0..60 / TRIED_EVERY.as_secs() {
            scene.clock.crank(TRIED_EVERY);
            // Whoever waits for that time tries, and is told no by the store.
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        if minute < 50 && minute % 10 == 0 {
            mira.say("The room notices nothing");
            mira.entry().await;
        }
    }
    assert_eq!(aggregate::row(store, DESK.0).await.unwrap().unwrap().position, 0);
    assert!(aggregate::sleep(store, DESK.0, held.epoch, 0, None).await.unwrap());
    let position = async || aggregate::row(store, DESK.0).await.unwrap().unwrap().position;
    let arrive = timeout(HANGS, async {
        while position().await < 3 {
            scene.clock.crank(STEP);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    arrive.await.expect("the reports arrive");
    for _ in 0..20 {
        scene.clock.crank(STEP);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(position().await, 3, "each once");
    let petra = scene.person("Petra", Role::Moderator).await;
    let mut petra = Moderator::enter(&scene.tree, &scene.clock, petra).await;
    assert_eq!(petra.until(|row| row.name == "Otto").await.reports, 2);
    assert_eq!(petra.until(|row| row.name == "Ida").await.reports, 1);
}

#[tokio::test]
async fn a_desk_that_nobody_is_at_stays_awake_while_a_case_is_open_and_tells_how_long_it_waits() {
    let (scene, mut mira, otto) = scene().await;
    reports(&scene, &mut mira, otto).await;
    let store = scene.database.store.clone();
    let row = || async { aggregate::row(&store, DESK.0).await.unwrap() };
    timeout(HANGS, async {
        while row().await.is_none_or(|row| row.position == 0) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("the case is there");
    // Three times as long as it takes to fall asleep, in steps, so that every timer is heard.
    for _ in 0..30 {
        scene.clock.crank(PASSIVATE_AFTER / 10);
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(row().await.unwrap().home.is_some(), "asleep, it would tell nobody how long the case has waited");
    }
}
