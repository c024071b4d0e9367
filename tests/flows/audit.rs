//! What staff do is kept: in the room, at the desk, and with verbs.

use homeroom_protocol::frame::client::{MakeReport, MakeSanction, Request};
use homeroom_protocol::frame::desk::client::{DeskRequest, OnCase};
use homeroom_protocol::moderation::{Measure, ReasonCode, ReportKind, Scope};
use homeroom_protocol::permit::Role;
use homeroom_storage::audit::{self, Kept, Which};
use homeroom_storage::testing;
use homeroom_tests::clock::until;
use homeroom_tests::desk::DeskSocket;
use homeroom_tests::socket::PATIENCE;
use homeroom_tests::world::World;
use serde_json::Value;

async fn listed(world: &World) -> Vec<Kept> {
    let mut kept = audit::list(&world.store, Which { about: None, limit: 100 }).await.unwrap();
    kept.sort_by_key(|kept| (kept.at, kept.link.as_ref().map(|link| (link.position, link.n))));
    kept
}

/// `homeroom audit …`, as an auditor types it.
fn verb(world: &World, words: &[&str]) -> (Option<i32>, Vec<Value>) {
    let output = tokio::task::block_in_place(|| world.server.output(&[&["audit"], words, &["--json"]].concat()));
    let lines = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_act_of_staff_says_who_as_what_on_whom_and_why_and_a_change_behind_its_back_is_named() {
    let database = testing::database().await;
    let mut world = World::with(&database.url, database.store.clone(), &[]).await;
    let session = world.session(5).await;
    let (mira, otto) = (world.student("Mira").await, world.student("Otto").await);
    let (_, mut at_mira) = mira.enter(session).await;
    let (_, _at_otto) = otto.enter(session).await;
    let teacher = world.teacher().await;
    let (_, mut at_teacher) = teacher.enter(session).await;
    let petra = world.person("Petra", Role::Moderator).await;
    let mut desk = DeskSocket::enter(&petra).await;

    // In the room: a student's word is no act of staff, the teacher's mute is.
    at_mira.say("hello").await.unwrap();
    let (measure, reason) = (Measure::Mute, ReasonCode::Flood);
    let mute = MakeSanction {
        person: otto.id,
        measure,
        scope: Scope::Session,
        mutes: None,
        message: None,
        reason,
        minutes: Some(5),
    };
    let mute = at_teacher.send(Request::Sanction(mute)).await;
    at_teacher.outcome(mute).await.unwrap();
    // At the desk.
    let kind = ReportKind::Insult;
    let report = MakeReport { person: otto.id, message: None, kind, text: "He does it again.".into() };
    let id = at_mira.send(Request::Report(report)).await;
    at_mira.outcome(id).await.unwrap();
    let case = desk.until("the case", |row| row.subject.person == otto.id).await.id;
    desk.claim(case).await.unwrap();
    desk.decide(case, Some(Measure::Ban)).await.unwrap();
    // With a verb.
    let disable = ["account", "disable", &otto.id.to_string(), "--reason", "threats", "--staff", "ana"];
    assert_eq!(tokio::task::block_in_place(|| world.server.verb(&disable)).0, Some(0));

    let kept =
        until(PATIENCE, "four rows of the audit", async || Some(listed(&world).await).filter(|kept| kept.len() == 4))
            .await;
    let said: Vec<_> = kept.iter().map(|kept| (kept.what.as_str(), kept.link.clone().unwrap())).collect();
    assert_eq!(
        said.iter().map(|(what, _)| *what).collect::<Vec<_>>(),
        ["session.sanction", "case.claim", "case.decide", "account.disable"]
    );
    assert!(said.iter().all(|(_, link)| link.person == Some(otto.id)));
    let [muted, claimed, decided, _] = [0, 1, 2, 3].map(|n: usize| said[n].1.clone());
    assert_eq!((muted.chain, muted.by, muted.role.as_str()), (session.0, Some(teacher.id), "teacher"));
    assert_eq!((muted.after.as_deref(), muted.reason.as_deref()), (Some("mute.chat"), Some("flood")));
    assert_eq!(muted.trace, Some(mute.0), "the id by which everybody calls this command");
    assert_eq!((claimed.by, claimed.role.as_str(), claimed.subject), (Some(petra.id), "moderator", Some(case.0)));
    assert_eq!((decided.after.as_deref(), decided.before), (Some("ban"), claimed.hash()));
    assert_eq!((kept[3].staff.as_deref(), kept[3].reason.as_deref()), (Some("ana"), Some("threats")));

    // After a crash the chains go on where they ended.
    world.server.kill();
    world.server.start_again().await;
    let mut desk = DeskSocket::enter(&world.sign_in(petra.id).await).await;
    // It may be too late to undo: then that is refused, and no act.
    let _ = desk.ask(DeskRequest::Undo(OnCase { case })).await;
    let (code, lines) = verb(&world, &["verify"]);
    assert_eq!((code, &lines[0]["holds"], &lines[0]["chains"]), (Some(0), &true.into(), &3.into()));
    let (code, lines) = verb(&world, &["list", "--about", &case.to_string()]);
    assert_eq!((code, lines.last().map(|line| line["what"].clone())), (Some(0), Some("case.claim".into())));

    // Somebody who may do anything on the database changes one word of one row.
    let change = "set session_replication_role = replica;
        update audit set after = 'warn' where act = 'case.decide'; reset session_replication_role";
    database.execute(change).await;
    let (code, lines) = verb(&world, &["verify"]);
    assert_eq!((code, lines.len(), &lines[0]["chain"]), (Some(1), 1, &decided.chain.to_string().into()));
    assert_eq!(lines[0]["position"], decided.position);
}
