//! The frames of the desk's socket: who comes to it at all, and what they may do with a case of the course.

use homeroom_protocol::frame::desk::client::DeskHello;
use homeroom_protocol::ids::{CaseId, PersonId};
use homeroom_protocol::refusal::Code;
use homeroom_tests::desk::DeskSocket;
use homeroom_tests::world::World;
use serde_json::{Value, json};

use crate::cast::Caller;
use crate::{messages, names};

/// What a frame can be about.
struct Props {
    case: CaseId,
    version: u32,
    /// Another moderator who is at the desk.
    other: PersonId,
}

/// A frame, what has to be done before it, and its data.
type Row = (&'static str, &'static [&'static str], fn(&Props) -> Value);

/// Every frame but `hello`. With a case of their own course, and with one that nobody has passed upward, moderators of the
/// course and of the platform may do the same; a moderator of another course sees no such case.
const TABLE: &[Row] = &[
    ("case", &[], |props| json!({ "case": props.case })),
    ("claim", &[], |props| json!({ "case": props.case })),
    ("renew", &["claim"], |props| json!({ "case": props.case })),
    ("release", &["claim"], |props| json!({ "case": props.case })),
    ("hand_over", &["claim"], |props| json!({ "case": props.case, "to": props.other })),
    ("note", &[], |props| json!({ "case": props.case, "text": "Seen before." })),
    (
        "decide",
        &["claim"],
        |props| json!({ "case": props.case, "version": props.version + 1, "reason": "nothing_wrong" }),
    ),
    (
        "ask_appeal",
        &["claim"],
        |props| json!({ "case": props.case, "version": props.version + 1, "text": "Who saw it?" }),
    ),
    (
        "answer_appeal",
        &["claim"],
        |props| json!({ "case": props.case, "version": props.version + 1, "outcome": "upheld" }),
    ),
    ("undo", &["claim", "decide"], |props| json!({ "case": props.case })),
    ("reverse", &[], |props| json!({ "case": props.case, "text": "We were wrong." })),
    ("escalate", &[], |props| json!({ "case": props.case, "text": "This is for you." })),
];

/// What may not be done with it whoever asks, though they may: a case that is not settled is not reversed, and one of reports
/// is no appeal.
const TOO_EARLY: &[(&str, Code)] =
    &[("reverse", Code::NotClaimed), ("ask_appeal", Code::Invalid), ("answer_appeal", Code::Invalid)];

/// What the server sends on it.
const HEARD: &[&str] = &["ack", "bye", "entry", "reconnect", "refused", "signal", "welcome", "you"];

#[test]
fn the_table_has_every_frame_of_the_document_and_no_other() {
    let (sent, heard) = messages("desk");
    let mut listed = names(&TABLE.iter().map(|(kind, ..)| *kind).collect::<Vec<_>>());
    assert_eq!(listed.len(), TABLE.len(), "each stands there once");
    listed.insert("hello".to_owned());
    assert_eq!(listed, sent, "left: the table; right: what asyncapi.json says clients may send");
    assert_eq!(names(HEARD), heard);
}

/// A fresh case of the course, as the table's frames need it.
async fn case(world: &World, watching: &mut DeskSocket, other: PersonId) -> Props {
    let session = world.session(5).await;
    let (mira, otto) = (world.student("Mira").await, world.student("Otto").await);
    otto.enter(session).await;
    let (_, mut at_mira) = mira.enter(session).await;
    let report = json!({ "person": otto.id, "kind": "insult" });
    at_mira.send_text(json!({ "id": otto.id, "type": "report", "data": report }).to_string()).await;
    let row = watching.until("the case", |row| row.subject.person == otto.id).await;
    Props { case: row.id, version: row.version, other }
}

#[tokio::test]
async fn moderators_may_do_what_the_table_says_and_those_of_another_course_see_no_such_case() {
    let world = World::open().await;
    let watch = Caller::Platform.come(&world).await.unwrap();
    let mut watching = DeskSocket::enter(&watch).await;
    let mut wrong = Vec::new();
    for caller in [Caller::Moderator, Caller::OtherModerator, Caller::Platform] {
        let person = caller.come(&world).await.unwrap();
        let mut socket = DeskSocket::enter(&person).await;
        for (kind, before, data) in TABLE {
            let props = case(&world, &mut watching, watch.id).await;
            if caller != Caller::OtherModerator {
                for kind in *before {
                    let (.., data) = TABLE.iter().find(|(name, ..)| name == kind).unwrap();
                    socket.ask_raw(kind, data(&props)).await.unwrap();
                }
            }
            let got = socket.ask_raw(kind, data(&props)).await.err().map(|problem| problem.code);
            let early = TOO_EARLY.iter().find(|(name, _)| name == kind).map(|(_, code)| *code);
            let wanted = if caller == Caller::OtherModerator { Some(Code::NotFound) } else { early };
            if got != wanted {
                wrong.push(format!("{kind} as {caller:?}: {wanted:?} wanted, got {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn nobody_else_comes_to_the_desk_and_without_a_good_hello_no_frame_does_anything() {
    let world = World::open().await;
    for caller in [Caller::Student, Caller::Teacher, Caller::Assistant] {
        let person = caller.come(&world).await.unwrap();
        let mut socket = DeskSocket::open(world.server.address()).await;
        socket.hello(DeskHello::SignedIn { access_token: person.access_token }).await;
        assert_eq!(socket.closed().await, Some(4404), "{caller:?}");
    }
    let mut socket = DeskSocket::open(world.server.address()).await;
    socket.hello(DeskHello::SignedIn { access_token: "none".to_owned() }).await;
    assert_eq!(socket.closed().await, Some(4401));
    let props = Props { case: CaseId(world.course.0), version: 1, other: PersonId(world.course.0) };
    for (kind, _, data) in TABLE {
        let mut socket = DeskSocket::open(world.server.address()).await;
        socket.send_raw(kind, data(&props)).await;
        assert_eq!(socket.closed().await, Some(4400), "{kind}");
    }
}
