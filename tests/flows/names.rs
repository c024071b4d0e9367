//! What classes call somebody: chosen by them. A class they have been in keeps the name they came with, so that what was
//! said, reported and decided there is one person's.

use homeroom_protocol::frame::client::{Leave, Request};
use homeroom_protocol::limits::NAME_CHARACTERS_MAX;
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::me::{Account, Me};
use homeroom_tests::person::Person;
use homeroom_tests::socket::Socket;
use homeroom_tests::web::{Answer, Ask};
use homeroom_tests::world::World;
use serde_json::json;

async fn rename(person: &Person, name: &str) -> Answer {
    let body = serde_json::to_vec(&json!({ "name": name })).unwrap();
    person.with_token(Ask::put("/v1/me/name")).json(body).send(person.server).await
}

/// Says something: under which name the class reads it.
async fn heard(socket: &mut Socket) -> String {
    socket.say("Hello").await.unwrap();
    let page = socket.history(None, Some(1)).await.unwrap();
    page.items[0].name.clone()
}

#[tokio::test]
async fn a_name_is_chosen_and_the_next_class_reads_it() {
    let world = World::open().await;
    let (session, next) = (world.session(3).await, world.session(3).await);
    let mira = world.student("mira").await;
    let (_, mut socket) = mira.enter(session).await;
    assert_eq!(heard(&mut socket).await, "mira");
    let account: Account = rename(&mira, "  Mira   Petrova ").await.good();
    assert_eq!((account.id, account.name.as_str()), (mira.id, "Mira Petrova"));
    let me: Me = mira.with_token(Ask::get("/v1/me")).send(mira.server).await.good();
    assert_eq!(me.account, account);
    let leaving = socket.send(Request::Leave(Leave {})).await;
    socket.outcome(leaving).await.unwrap();
    let (_, mut again) = mira.enter(session).await;
    assert_eq!(heard(&mut again).await, "mira", "who left and comes back is who they were");
    let (_, mut elsewhere) = mira.enter(next).await;
    assert_eq!(heard(&mut elsewhere).await, "Mira Petrova");
}

#[tokio::test]
async fn what_is_no_name_is_refused_and_changes_nothing() {
    let world = World::open().await;
    let mira = world.student("Mira").await;
    let pointed = |answer: Answer| {
        let problem = answer.problem();
        (problem.code, problem.errors[0].pointer.to_string(), problem.errors[0].code.to_string())
    };
    let at = |code, what: &str| (code, "/name".to_owned(), what.to_owned());
    assert_eq!(pointed(rename(&mira, " ").await), at(Code::Invalid, "missing"));
    assert_eq!(pointed(rename(&mira, "Mira\u{202e}").await), at(Code::Invalid, "not_name"));
    assert_eq!(pointed(rename(&mira, &"m".repeat(NAME_CHARACTERS_MAX + 1)).await), at(Code::TooLong, "too_long"));
    let me: Me = mira.with_token(Ask::get("/v1/me")).send(mira.server).await.good();
    assert_eq!(me.account.name, "Mira");
    rename(&mira, &"m".repeat(NAME_CHARACTERS_MAX)).await.good::<Account>();
    mira.sign_out().await;
    assert_eq!(rename(&mira, "Mira").await.problem().code, Code::SignInEnded);
}
