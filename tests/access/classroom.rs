//! The frames of the classroom's socket: who may send each, and what who may not is told.

use homeroom_protocol::frame::client::Hello;
use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::refusal::Code;
use homeroom_tests::clock::command;
use homeroom_tests::person::Person;
use homeroom_tests::socket::Socket;
use homeroom_tests::world::World;
use serde_json::{Value, json};

use crate::cast::Caller;
use crate::{messages, names};

/// Who may.
#[derive(Clone, Copy)]
enum May {
    /// Everybody in the class.
    Everybody,
    /// Who gives the class or watches over it.
    Staff,
    /// Who gives the class, and who helps.
    Teaching,
    /// Who gives the class, alone.
    Teacher,
    /// Who takes part in it.
    Students,
}

impl May {
    fn has(self, caller: Caller) -> bool {
        let teaching = matches!(caller, Caller::Teacher | Caller::Assistant);
        match self {
            Self::Everybody => true,
            Self::Staff => teaching || caller == Caller::Moderator,
            Self::Teaching => teaching,
            Self::Teacher => caller == Caller::Teacher,
            Self::Students => caller == Caller::Student,
        }
    }
}

/// What there is in the class to speak of.
struct Props {
    /// A student who is in it.
    otto: PersonId,
    /// A message of whoever asks.
    own: CommandId,
    /// A message that is held.
    held: CommandId,
    /// A word between students and staff: from the one side, or from the other to somebody.
    direct: Value,
    /// An open poll.
    poll: CommandId,
    /// Two questions that are open.
    questions: [CommandId; 2],
    /// A sanction that holds.
    sanction: Value,
}

type Row = (&'static str, May, fn(&Props) -> Value);

/// Every frame but `hello`, which is the door itself.
const TABLE: &[Row] = &[
    ("say", May::Everybody, |_| json!({ "text": "Good morning" })),
    ("edit", May::Everybody, |props| json!({ "message": props.own, "text": "Good evening" })),
    ("delete", May::Everybody, |props| json!({ "message": props.own })),
    ("react", May::Everybody, |props| json!({ "message": props.own, "reaction": "agree", "on": true })),
    ("direct", May::Everybody, |props| props.direct.clone()),
    ("revisions", May::Staff, |props| json!({ "message": props.own })),
    ("let_through", May::Staff, |props| json!({ "message": props.held })),
    ("discard", May::Staff, |props| json!({ "message": props.held, "reason": "flood" })),
    ("set_chat", May::Staff, |_| json!({ "slow_seconds": 5, "paused": false })),
    ("history", May::Everybody, |_| json!({})),
    ("read", May::Everybody, |_| json!({ "to": 0 })),
    ("people", May::Everybody, |_| json!({ "limit": 10 })),
    ("set_away", May::Everybody, |_| json!({ "away": true })),
    ("leave", May::Everybody, |_| json!({})),
    ("end", May::Teacher, |_| json!({})),
    ("report", May::Everybody, |props| json!({ "person": props.otto, "kind": "flood" })),
    (
        "sanction",
        May::Staff,
        |props| json!({ "person": props.otto, "measure": "mute", "minutes": 1, "reason": "flood" }),
    ),
    ("lift", May::Staff, |props| json!({ "sanction": props.sanction })),
    ("ask_poll", May::Teaching, |_| poll()),
    ("vote", May::Students, |props| json!({ "poll": props.poll, "ballot": { "choices": [1] } })),
    ("close_poll", May::Teaching, |props| json!({ "poll": props.poll })),
    ("show_poll", May::Teaching, |props| json!({ "poll": props.poll, "students": "full" })),
    ("raise_hand", May::Students, |_| json!({})),
    // One's own, which is down already.
    ("lower_hand", May::Everybody, |_| json!({})),
    ("lower_hands", May::Teaching, |_| json!({})),
    ("restore_hands", May::Teaching, |_| json!({})),
    // One's own, where one has the floor; else it is nothing.
    ("spoke", May::Everybody, |_| json!({})),
    ("set_hands", May::Teaching, |_| json!({ "order": "least_spoken" })),
    ("grant_floor", May::Teaching, |props| json!({ "person": props.otto, "seconds": 60 })),
    ("end_floor", May::Teaching, |_| json!({})),
    ("ask_question", May::Students, |_| json!({ "text": "Is the Dead Sea a sea?" })),
    ("upvote", May::Students, |props| json!({ "question": props.questions[0], "on": true })),
    ("move_question", May::Teaching, |props| json!({ "question": props.questions[0], "state": "live" })),
    ("merge_question", May::Teaching, |props| json!({ "question": props.questions[0], "into": props.questions[1] })),
    ("set_questions", May::Teaching, |_| json!({ "anonymous": true })),
    ("report_question", May::Everybody, |props| json!({ "question": props.questions[0], "kind": "flood" })),
    ("spotlight", May::Staff, |props| json!({ "person": props.otto })),
    ("set_calm", May::Staff, |_| json!({ "on": true })),
    ("set_lobby", May::Staff, |_| json!({ "on": true })),
    ("let_in", May::Staff, |_| json!({ "who": { "filter": "all", "version": 0 } })),
    ("turn_away", May::Staff, |_| json!({ "who": { "filter": "all", "version": 0 }, "reason": "wrong_class" })),
    ("put_back", May::Staff, |props| json!({ "person": props.otto })),
    ("tell_waiters", May::Staff, |_| json!({ "text": "Five minutes more." })),
    ("lock", May::Staff, |_| json!({ "what": "raise_hand", "locked": true })),
    ("clear_lock", May::Staff, |props| json!({ "person": props.otto, "what": "raise_hand" })),
];

/// What the server sends on it, to whoever is in; what of an entry only staff see is a matter of feeds.
const HEARD: &[&str] = &["ack", "bye", "entry", "reconnect", "refused", "signal", "welcome", "you"];

fn poll() -> Value {
    json!({
        "question": "What carries the salt into the sea?",
        "kind": "single",
        "choices": ["Rain", "Rivers"],
        "shown": { "students": "counts", "staff": "full" },
    })
}

#[test]
fn the_table_has_every_frame_of_the_document_and_no_other() {
    let (sent, heard) = messages("classroom");
    let mut listed = names(&TABLE.iter().map(|(kind, ..)| *kind).collect::<Vec<_>>());
    assert_eq!(listed.len(), TABLE.len(), "each stands there once");
    listed.insert("hello".to_owned());
    assert_eq!(listed, sent, "left: the table; right: what asyncapi.json says clients may send");
    assert_eq!(names(HEARD), heard);
}

/// Of a class that there is nothing of but a student.
fn nothing(otto: PersonId) -> Props {
    let (own, held, poll, questions) = (command(), command(), command(), [command(), command()]);
    Props { otto, own, held, direct: json!({ "text": "A word." }), poll, questions, sanction: json!(own) }
}

async fn sent(socket: &mut Socket, kind: &str, data: &Value) -> CommandId {
    let id = command();
    socket.send_text(json!({ "id": id, "type": kind, "data": data }).to_string()).await;
    id
}

/// One class with everything in it that a frame can be about, for one caller.
async fn class(world: &World, caller: &Person, from_staff: bool, with_poll: bool) -> (Socket, Props) {
    let session = world.session(10).await;
    let (otto, teacher) = (world.student("Otto").await, world.teacher().await);
    let (_, mut at_teacher) = teacher.enter(session).await;
    let (_, mut at_otto) = otto.enter(session).await;
    let (_, mut socket) = caller.enter(session).await;
    let raised = sent(&mut at_otto, "raise_hand", &json!({})).await;
    at_otto.outcome(raised).await.unwrap();
    let own = socket.say("Good day").await.unwrap().id;
    let mut held = own;
    for review in [true, false] {
        let rules = json!({ "slow_seconds": 0, "paused": false, "review": review });
        let set = sent(&mut at_teacher, "set_chat", &rules).await;
        at_teacher.outcome(set).await.unwrap();
        if review {
            held = at_otto.say("Look at this first").await.unwrap().id;
        }
    }
    let direct = json!({ "text": "A word." });
    let direct = if from_staff { json!({ "text": "A word.", "to": otto.id }) } else { direct };
    let mut open = command();
    if with_poll {
        open = sent(&mut at_teacher, "ask_poll", &poll()).await;
        at_teacher.outcome(open).await.unwrap();
    }
    let mut questions = [own; 2];
    for question in &mut questions {
        *question = sent(&mut at_otto, "ask_question", &json!({ "text": "How salt is it?" })).await;
        at_otto.outcome(*question).await.unwrap();
        let approve = json!({ "question": *question, "state": "approved" });
        let approved = sent(&mut at_teacher, "move_question", &approve).await;
        at_teacher.outcome(approved).await.unwrap();
    }
    let warn = json!({ "person": otto.id, "measure": "warn", "reason": "flood" });
    let warned = sent(&mut at_teacher, "sanction", &warn).await;
    at_teacher.outcome(warned).await.unwrap();
    let sanction = at_otto
        .find("the sanction", |frame| {
            let frame = serde_json::to_value(frame).unwrap();
            (frame["type"] == "you").then(|| frame["data"]["sanctions"][0]["id"].clone()).filter(|id| !id.is_null())
        })
        .await;
    // The hand and the poll are there for whoever asks, whatever they may do with them.
    (socket, Props { otto: otto.id, own, held, direct, poll: open, questions, sanction })
}

#[tokio::test]
async fn everybody_in_the_class_may_send_what_the_table_says_and_is_told_where_they_may_not() {
    let world = World::open().await;
    let mut wrong = Vec::new();
    for caller in [Caller::Student, Caller::Teacher, Caller::Assistant, Caller::Moderator] {
        for (kind, may, data) in TABLE {
            let person = caller.come(&world).await.unwrap();
            let (mut socket, props) = class(&world, &person, caller != Caller::Student, *kind != "ask_poll").await;
            if *kind == "lower_hand" && caller == Caller::Student {
                let raised = sent(&mut socket, "raise_hand", &json!({})).await;
                socket.outcome(raised).await.unwrap();
            }
            if *kind == "put_back" && may.has(caller) {
                let on = sent(&mut socket, "set_lobby", &json!({ "on": true })).await;
                socket.outcome(on).await.unwrap();
            }
            let id = sent(&mut socket, kind, &data(&props)).await;
            let got = socket.outcome(id).await.err().map(|problem| problem.code);
            let wanted = (!may.has(caller)).then_some(Code::NotPermitted);
            if got != wanted {
                wrong.push(format!("{kind} as {caller:?}: {wanted:?} wanted, got {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Who is not in the class has no ticket for it, and without a good `hello` no frame does anything.
#[tokio::test]
async fn who_is_not_let_in_may_send_nothing_at_all() {
    let world = World::open().await;
    let session = world.session(10).await;
    let otto = world.student("Otto").await;
    otto.enter(session).await;
    for caller in [Caller::OtherModerator, Caller::Platform] {
        let person = caller.come(&world).await.unwrap();
        assert_eq!(person.try_join(session).await.problem().code, Code::NotEntitled, "{caller:?}");
    }
    let props = nothing(otto.id);
    for (kind, _, data) in TABLE {
        let mut socket = Socket::open(world.server.address(), session).await;
        sent(&mut socket, kind, &data(&props)).await;
        assert_eq!(socket.closed().await, 4400, "{kind}");
    }
    let mut socket = Socket::open(world.server.address(), session).await;
    socket.hello(Hello::Ticket { ticket: "none that was ever given".to_owned() }).await;
    assert_eq!(socket.closed().await, 4401);
    // Nor does a ticket for one class open another.
    let ticket = otto.join(session).await.ticket;
    let mut socket = Socket::open(world.server.address(), world.session(10).await).await;
    socket.hello(Hello::Ticket { ticket }).await;
    assert_eq!(socket.closed().await, 4401);
}

/// Who waits in the lobby has a socket, and may do nothing on it but go.
#[tokio::test]
async fn who_waits_in_the_lobby_may_send_nothing_but_that_they_go() {
    let world = World::open().await;
    let session = world.session(10).await;
    let (_, mut at_teacher) = world.teacher().await.enter(session).await;
    let on = sent(&mut at_teacher, "set_lobby", &json!({ "on": true })).await;
    at_teacher.outcome(on).await.unwrap();
    let otto = world.student("Otto").await;
    let (_, mut socket) = otto.enter(session).await;
    let props = nothing(otto.id);
    let mut wrong = Vec::new();
    for (kind, _, data) in TABLE.iter().filter(|(kind, ..)| *kind != "leave") {
        let id = sent(&mut socket, kind, &data(&props)).await;
        match socket.outcome(id).await {
            Err(problem) if problem.code == Code::NotHere => {}
            other => wrong.push(format!("{kind}: {:?}", other.map(drop).map_err(|problem| problem.code))),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    sent(&mut socket, "leave", &json!({})).await;
    assert_eq!(socket.closed().await, 1000);
}
