//! What people write is text, whoever reads it (S12): three hundred payloads as chat and as polls come back as they were
//! sent, what is said is stored as it was sent, and nothing of them reaches the log or gives orders to a terminal.

use std::collections::BTreeSet;

use homeroom_protocol::frame::client::{AskPoll, Request};
use homeroom_protocol::frame::server::ServerFrame;
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::limits::POLL_ANSWER_CHARACTERS_MAX;
use homeroom_protocol::pack::polls::{Poll, PollKind};
use homeroom_protocol::poll::{Ask as Question, Audience, Shown};
use homeroom_storage::testing::every_row;
use homeroom_tests::payloads::{PAYLOADS, payloads};
use homeroom_tests::socket::Socket;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;
use serde_json::Value;

/// What one person may say at once (L5).
const SAID_AT_ONCE: usize = 5;
/// Payloads in one poll: a question and two answers.
const IN_A_POLL: usize = 3;

/// One JSON object a line, and no byte that a terminal would obey.
fn is_log(text: &str) {
    for line in text.lines() {
        let line_is = serde_json::from_str::<Value>(line);
        assert!(line_is.is_ok_and(|line| line["level"].is_string()), "no line of a log: {line:?}");
        let raw = line.chars().find(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
        assert_eq!(raw, None, "{line:?}");
    }
}

/// Nothing that was sent stands in the log, as it was sent or as JSON writes it. What is short may be there by chance.
fn is_silent(log: &str, sent: &[String]) {
    for payload in sent.iter().filter(|payload| payload.chars().count() > 8) {
        let written = serde_json::to_string(payload).unwrap();
        let written = written.trim_matches('"');
        assert!(!log.contains(payload.as_str()) && !log.contains(written), "{payload:?} is in the log");
    }
}

/// The texts of chat that a socket hears, until there are so many.
async fn hears(socket: &mut Socket, count: usize) -> Vec<String> {
    let mut heard = Vec::new();
    while heard.len() < count {
        let texts = socket
            .find("an entry", |frame| {
                let ServerFrame::Entry(entry) = frame else { return None };
                let events = serde_json::to_value(entry.events).unwrap();
                let items = events.as_array().unwrap().iter().filter(|event| event["type"] == "said");
                Some(items.filter_map(|event| event["item"]["text"].as_str().map(str::to_owned)).collect::<Vec<_>>())
            })
            .await;
        heard.extend(texts);
    }
    heard
}

#[tokio::test]
async fn what_is_said_comes_back_and_is_kept_as_it_was_sent() {
    let world = World::open().await;
    let session = world.session(100).await;
    let sent = payloads();
    let (_, mut listening) = world.student("Ada").await.enter(session).await;
    let mut speaking = Vec::new();
    for (n, said) in sent.chunks(SAID_AT_ONCE).enumerate() {
        let (_, mut socket) = world.student(&format!("Speaker {n}")).await.enter(session).await;
        for text in said {
            socket.say(text).await.unwrap();
        }
        speaking.push(socket);
    }
    assert_eq!(hears(&mut listening, PAYLOADS).await, sent);
    // Whoever comes later finds the same, page by page.
    let page = listening.history(None, Some(100)).await.unwrap();
    let shown: Vec<_> = page.items.iter().map(|item| item.text.clone()).collect();
    assert_eq!(shown, sent[PAYLOADS - 100..]);
    // And the journal has it.
    assert_eq!(journalled(&world, session, "said", "text").await, sent);
    is_log(&world.server.logged());
    is_silent(&world.server.logged(), &sent);
}

/// A field of the events of a kind, as the rows of a journal have it.
async fn journalled(world: &World, session: SessionId, kind: &str, field: &str) -> Vec<String> {
    let rows = homeroom_storage::journal::read(&world.store, session.0, 0, 10_000).await.unwrap();
    let entries = rows.iter().map(|row| serde_json::from_slice::<Value>(&row.events).unwrap());
    let events: Vec<Value> = entries.flat_map(|entry| entry["events"].as_array().unwrap().clone()).collect();
    let of = events.iter().filter(|event| event["type"] == kind);
    of.filter_map(|event| event[field].as_str().map(str::to_owned)).collect()
}

fn poll(texts: &[String]) -> Question {
    Question {
        poll: Poll { question: texts[0].clone(), kind: PollKind::Single { choices: texts[1..].to_vec() } },
        right: None,
        anonymous: false,
        shown: Audience { students: Shown::Counts, staff: Shown::Full },
    }
}

#[tokio::test]
async fn questions_and_answers_of_polls_come_back_as_they_were_sent() {
    let world = World::open().await;
    let session = world.session(10).await;
    let (_, mut listening) = world.student("Ada").await.enter(session).await;
    let (_, mut teaching) = world.teacher().await.enter(session).await;
    let sent: Vec<_> =
        payloads().into_iter().filter(|text| text.chars().count() <= POLL_ANSWER_CHARACTERS_MAX).collect();
    let (mut asked, mut turned_away) = (Vec::new(), 0);
    for texts in sent.chunks_exact(IN_A_POLL) {
        let id = loop {
            let ask = AskPoll { ask: poll(texts), seconds: None };
            let id = teaching.send(Request::AskPoll(Box::new(ask))).await;
            match teaching.outcome(id).await {
                Ok(_) => break Some(id),
                Err(problem) if problem.status == 429 => {
                    tokio::time::sleep(std::time::Duration::from_millis(200)).await
                }
                // What is no text at all cannot be asked; it is refused in words.
                Err(problem) => {
                    assert_eq!(problem.status, 422, "{texts:?}: {problem:?}");
                    break None;
                }
            }
        };
        let Some(id) = id else {
            turned_away += 1;
            continue;
        };
        asked.push(texts);
        let heard = listening
            .find("the poll", |frame| {
                let ServerFrame::Entry(entry) = frame else { return None };
                let events = serde_json::to_value(entry.events).unwrap();
                let event = events.as_array().unwrap().iter().find(|event| event.to_string().contains(&id.to_string()));
                event.map(strings)
            })
            .await;
        for text in texts {
            assert!(heard.contains(text), "{text:?} in {heard:?}");
        }
        teaching.send(Request::ClosePoll(homeroom_protocol::frame::client::OnPoll { poll: id })).await;
    }
    assert!(asked.len() > 80, "{} asked, {turned_away} turned away", asked.len());
    is_log(&world.server.logged());
    is_silent(&world.server.logged(), &sent);
}

/// Every string in a value.
fn strings(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        found.extend(value.as_str().map(str::to_owned));
        open.extend(value.as_array().into_iter().flatten());
        open.extend(value.as_object().into_iter().flat_map(|object| object.values()));
    }
    found
}

#[tokio::test]
async fn what_a_request_carries_forges_no_line_of_the_log() {
    let world = World::open().await;
    for payload in payloads() {
        let written: String = payload.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for path in
            [format!("/v1/lessons/today?zone={written}"), format!("/{written}"), format!("/v1/classroom/{written}")]
        {
            let answer = Ask::get(&path).exchange(world.server.address()).await.unwrap();
            assert!(answer.status < 500, "{payload:?}: {}", answer.text());
            let kind = answer.headers.get("content-type").map(|value| value.to_str().unwrap().to_owned());
            let reflected = String::from_utf8_lossy(&answer.body).contains("<script>top.injected");
            assert!(
                !reflected || kind.as_deref() == Some("application/problem+json"),
                "{payload:?} comes back as {kind:?}"
            );
        }
    }
    is_log(&world.server.logged());
    // Nor is a statement of any of it run: what was there is there.
    assert!(!every_row(&world.store).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_staff_write_gives_no_orders_to_a_terminal() {
    let world = World::open().await;
    let person = world.student("Otto").await.id.to_string();
    let words: Vec<_> = payloads().into_iter().filter(|text| text.contains('\u{1b}') && !text.contains('\0')).collect();
    assert!(words.len() > 15);
    for (n, word) in words.iter().enumerate() {
        let act = if n % 2 == 0 { "disable" } else { "enable" };
        let reason = format!("a reason: {word}");
        let said =
            world.server.output(&["account", act, &person, "--reason", &reason, "--staff", &format!("ana {word}")]);
        assert!(said.status.success(), "{said:?}");
    }
    for words in [&["audit", "list"][..], &["audit", "list", "--json"], &["audit", "verify"]] {
        let said = world.server.output(words);
        assert!(said.status.success(), "{said:?}");
        let text = String::from_utf8([said.stdout, said.stderr].concat()).unwrap();
        let raw = text.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(raw, None, "{words:?} writes {text:?}");
    }
}
