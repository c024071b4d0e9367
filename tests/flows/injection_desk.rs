//! What reporters write is text at the desk as well (S12), and so is a name wherever it is shown.

use std::collections::BTreeSet;

use homeroom_protocol::frame::client::{MakeReport, Request};
use homeroom_protocol::limits::{NOTE_CHARACTERS_MAX, REPORTS_PER_PERSON_MAX};
use homeroom_protocol::moderation::ReportKind;
use homeroom_protocol::permit::Role;
use homeroom_tests::desk::DeskSocket;
use homeroom_tests::payloads::payloads;
use homeroom_tests::world::World;

#[tokio::test]
async fn what_is_written_in_a_report_reaches_the_desk_as_it_was_sent() {
    let world = World::open().await;
    let session = world.session(100).await;
    let sent: Vec<String> = payloads().into_iter().filter(|text| text.chars().count() <= NOTE_CHARACTERS_MAX).collect();
    let mut subjects = Vec::new();
    for n in 0..REPORTS_PER_PERSON_MAX {
        let subject = world.student(&format!("Subject {n}")).await;
        subject.join(session).await;
        subjects.push(subject);
    }
    let mut desk = DeskSocket::enter(&world.person("Petra", Role::Moderator).await).await;
    let mut taken = BTreeSet::new();
    for (n, texts) in sent.chunks(REPORTS_PER_PERSON_MAX).enumerate() {
        let (_, mut socket) = world.student(&format!("Reporter {n}")).await.enter(session).await;
        for (subject, text) in subjects.iter().zip(texts) {
            let report = MakeReport { person: subject.id, message: None, kind: ReportKind::Other, text: text.clone() };
            let id = socket.send(Request::Report(report)).await;
            match socket.outcome(id).await {
                Ok(_) => drop(taken.insert(text.clone())),
                // What is no text at all is refused in words.
                Err(problem) => assert_eq!(problem.status, 422, "{text:?}: {problem:?}"),
            }
        }
    }
    assert!(taken.len() > 250, "{} of {} taken", taken.len(), sent.len());
    let reporters = u32::try_from(sent.len().div_ceil(REPORTS_PER_PERSON_MAX)).unwrap();
    let mut shown = BTreeSet::new();
    for subject in &subjects {
        let all = |row: &homeroom_protocol::frame::desk::server::CaseRow| {
            row.subject.person == subject.id && row.reports + 1 >= reporters
        };
        let case = desk.until("all reports about one", all).await.id;
        shown.extend(desk.detail(case).await.unwrap().reports.into_iter().map(|report| report.text));
    }
    shown.retain(|text| !text.is_empty());
    taken.retain(|text| !text.is_empty());
    let lost: Vec<_> = taken.difference(&shown).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let made: Vec<_> = shown.difference(&taken).collect();
    assert!(made.is_empty(), "{made:?}");
}

#[tokio::test]
async fn a_name_is_shown_as_it_was_written_beside_what_its_person_says() {
    let world = World::open().await;
    let session = world.session(100).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    // What the store takes for no letter is in no name.
    let is_name = |text: &String| (1..=40).contains(&text.chars().count()) && !text.contains('\0');
    let names: Vec<String> = payloads().into_iter().filter(is_name).collect();
    let mut lost = Vec::new();
    for name in names.iter().step_by(4) {
        let person = world.student(name).await;
        let (_, mut socket) = person.enter(session).await;
        socket.say("here").await.unwrap();
        let shown = teaching.history(None, Some(1)).await.unwrap().items.remove(0).name;
        if shown != *name {
            lost.push((name, shown));
        }
    }
    assert!(lost.is_empty(), "{lost:?}");
}
