//! What people hold: it lets them in, it ends, and nobody is thrown out of a class for it.

use std::process::Output;
use std::time::Duration;

use homeroom_protocol::entitlement::{Basis, Because};
use homeroom_protocol::frame::client::{Leave, Request};
use homeroom_protocol::ids::GrantId;
use homeroom_protocol::refusal::{Code, Problem};
use homeroom_protocol::rest::join::Joined;
use homeroom_protocol::rest::me::Me;
use homeroom_tests::clock::{now, until, uuid};
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;
use serde_json::Value;

/// How soon a change takes hold, and what a busy machine gets on top.
const TAKES_HOLD_WITHIN: Duration = Duration::from_secs(4);

/// `homeroom grant …`, as staff type it.
fn grant(world: &World, words: &[&str]) -> Output {
    world.server.output(&[&["grant"][..], words].concat())
}

fn json(output: &Output) -> Value {
    let read = serde_json::from_slice(&output.stdout);
    assert!(read.is_ok(), "{output:?}");
    read.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_grant_that_ends_during_the_class_leaves_it_alone_and_the_next_join_is_refused_with_its_reason() {
    let world = World::open().await;
    let session = world.session(3).await;
    let mira = world.student("Mira").await;
    let (joined, mut socket) = mira.enter(session).await;
    assert_eq!((joined.entitlement.reason, joined.entitlement.source), (Because::Subscription, Some(Basis::Fresh)));

    // Staff look up what she holds, and end it.
    let listed = json(&grant(&world, &["list", &mira.id.to_string(), "--json"]));
    assert_eq!((&listed["kind"], &listed["state"]), (&"subscription".into(), &"holds".into()));
    let id = listed["id"].as_str().unwrap();
    let ended = grant(&world, &["end", id, "--reason", "she asked", "--staff", "ana", "--json"]);
    assert!(ended.status.success(), "{ended:?}");
    let ended_at = json(&ended)["ended_at"].as_str().unwrap().parse().unwrap();

    // The next class is not hers any more, within seconds.
    let refused: Problem = until(TAKES_HOLD_WITHIN, "the next join is refused", async || {
        // Another class each time: into one that let her in she may come back.
        let answer = mira.try_join(world.session(3).await).await;
        (answer.status == 403).then(|| answer.problem())
    })
    .await;
    assert_eq!(refused.code, Code::NotEntitled);
    assert!(refused.decision_id.is_some());
    let why = refused.entitlement.unwrap();
    assert_eq!((why.reason, why.until, why.source), (Because::Ended, Some(ended_at), Some(Basis::Fresh)));
    assert!(why.age_ms.is_some() && why.as_of.is_some());

    // This one goes on: she is heard, and may ask again for what a page needs.
    assert!(socket.say("still here").await.is_ok());
    let again: Joined = mira.join(session).await;
    assert_eq!((again.entitlement.reason, again.seat), (Because::Admitted, joined.seat));
    assert!(socket.say("and now").await.is_ok());
    let leaving = socket.send(Request::Leave(Leave {})).await;
    assert!(socket.outcome(leaving).await.is_ok());
    let refused = mira.try_join(session).await;
    assert_eq!((refused.status, refused.problem().code), (403, Code::NotEntitled));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_given_a_grant_comes_in_and_sees_the_class_without_being_enrolled() {
    let world = World::open().await;
    let session = world.session(3).await;
    let tomas = world.sign_in(world.stranger("Tomas").await).await;
    let refused = tomas.try_join(session).await.problem();
    assert_eq!(refused.entitlement.unwrap().reason, Because::NoGrant);
    let given = grant(
        &world,
        &[
            "add",
            &tomas.id.to_string(),
            "--kind",
            "scholarship",
            "--until",
            &now().plus(Duration::from_secs(3_600)).to_string(),
            "--reason",
            "a good letter",
            "--staff",
            "ana",
            "--json",
        ],
    );
    assert!(given.status.success(), "{given:?}");
    let joined = until(TAKES_HOLD_WITHIN, "he comes in", async || {
        let answer = tomas.try_join(session).await;
        (answer.status == 200).then(|| answer.good::<Joined>())
    })
    .await;
    assert_eq!(joined.entitlement.reason, Because::Scholarship);
    let me: Me = tomas.with_token(Ask::get("/v1/me")).send(tomas.server).await.good();
    assert_eq!(me.classes.iter().map(|class| class.session_id).collect::<Vec<_>>(), [session]);
    let attendance = format!("/v1/sessions/{session}/attendance");
    assert_eq!(tomas.with_token(Ask::get(&attendance)).send(tomas.server).await.status, 200);
}

#[tokio::test]
async fn the_verb_says_by_its_exit_code_what_was_in_the_way() {
    let world = World::open().await;
    let mira = world.student("Mira").await;
    let account = mira.id.to_string();
    let code = |words: &[&str]| grant(&world, words).status.code();
    let why = ["--reason", "she asked", "--staff", "ana", "--kind", "purchase"];
    let add = |more: &[&str]| code(&[&["add", &account][..], &why[..], more].concat());
    assert_eq!(add(&[]), Some(0));
    let rival = grant(&world, &[&["add", &account, "--json"][..], &why[..]].concat());
    assert_eq!((rival.status.code(), &json(&rival)["state"]), (Some(5), &"holds".into()));
    assert_eq!(add(&["--plan", "nothing"]), Some(3));
    assert_eq!(add(&["--from", "2030-01-02T00:00:00Z", "--until", "2030-01-01T00:00:00Z"]), Some(2));
    assert_eq!(add(&["--from", "tomorrow"]), Some(2));
    assert_eq!(code(&["add", &account, "--kind", "gift", "--reason", "x", "--staff", "ana"]), Some(2));
    assert_eq!(code(&["add", &account, "--kind", "purchase", "--reason", " ", "--staff", "ana"]), Some(2));
    assert_eq!(code(&["add", &account, "--kind", "purchase", "--staff", "ana"]), Some(2));
    assert_eq!(code(&["list", &uuid().to_string()]), Some(3));
    assert_eq!(code(&["list", "nobody@example.org"]), Some(3));
    let end = |id: &str| code(&["end", id, "--reason", "she asked", "--staff", "ana"]);
    assert_eq!((end(&GrantId(uuid()).to_string()), end("x")), (Some(3), Some(2)));
    let id = json(&rival)["id"].as_str().unwrap().to_owned();
    assert_eq!((end(&id), end(&id)), (Some(0), Some(5)), "what has ended is not ended again");
    let lines = String::from_utf8(grant(&world, &["list", &account]).stdout).unwrap();
    assert_eq!(lines.lines().count(), 2);
    assert!(lines.contains("ended") && lines.contains("holds"), "{lines}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_that_is_made_granted_and_changed_lets_its_people_in_and_out() {
    let world = World::open().await;
    let tomas = world.sign_in(world.stranger("Tomas").await).await;
    let (course, elsewhere) = (world.course.to_string(), uuid().to_string());
    let plan = |act: &str, more: &[&str]| {
        let why = ["--reason", "a new offer", "--staff", "ana", "--json"];
        world.server.output(&[&["plan", act, "evenings"][..], more, &why[..]].concat())
    };
    let code = |act: &str, more: &[&str]| plan(act, more).status.code();
    let seats = ["--feature", "live_seat", "--course", &course];
    assert_eq!(code("change", &seats), Some(3), "there is none yet");
    assert_eq!(code("add", &["--feature", "live_seat"]), Some(2), "for which course?");
    assert_eq!(code("add", &["--feature", "gold", "--every-course"]), Some(2));
    assert_eq!(code("add", &["--feature", "live_seat", "--course", &elsewhere]), Some(3));
    let made = json(&plan("add", &seats));
    assert_eq!(
        (&made["name"], &made["features"][0], &made["courses"][0]),
        (&"evenings".into(), &"live_seat".into(), &Value::from(&*course))
    );
    assert_eq!(code("add", &seats), Some(5), "the name is taken");
    let account = tomas.id.to_string();
    let why = ["--kind", "purchase", "--reason", "he paid", "--staff", "ana"];
    assert!(grant(&world, &[&["add", &account, "--plan", "evenings"][..], &why[..]].concat()).status.success());
    let joined = until(TAKES_HOLD_WITHIN, "he comes in", async || {
        let answer = tomas.try_join(world.session(3).await).await;
        (answer.status == 200).then(|| answer.good::<Joined>())
    });
    assert_eq!(joined.await.entitlement.reason, Because::Purchase);

    let changed = json(&plan("change", &["--feature", "lesson_files", "--every-course"]));
    assert_eq!((&changed["id"], &changed["courses"], &changed["grants"]), (&made["id"], &"every".into(), &1.into()));
    let refused = until(TAKES_HOLD_WITHIN, "the next class is not his", async || {
        let answer = tomas.try_join(world.session(3).await).await;
        (answer.status == 403).then(|| answer.problem().code)
    });
    assert_eq!(refused.await, Code::NotEntitled);
    let listed = world.server.output(&["plan", "list"]);
    let lines = String::from_utf8(listed.stdout).unwrap();
    assert!(lines.contains("evenings  lesson_files  in every course  1 grants"), "{lines}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn support_looks_up_what_somebody_was_told_and_why() {
    let world = World::open().await;
    let (session, away) = (world.session(1).await, uuid());
    let (mira, tomas) = (world.student("Mira").await, world.sign_in(world.stranger("Tomas").await).await);
    let (joined, _socket) = mira.enter(session).await;
    let refused = tomas.try_join(session).await.problem();
    let refused_id = refused.decision_id.unwrap();

    let looked_up = async |id: String| {
        until(TAKES_HOLD_WITHIN, "the decision is kept", async || {
            let output = world.server.output(&["decision", &id, "--json"]);
            output.status.success().then(|| json(&output))
        })
        .await
    };
    let yes = looked_up(joined.decision_id.to_string()).await;
    assert_eq!(yes["entitlement"], serde_json::to_value(&joined.entitlement).unwrap());
    assert_eq!((&yes["refused"], &yes["feature"]), (&Value::Null, &"live_seat".into()));
    assert_eq!((&yes["person"]["name"], &yes["session"]["id"]), (&"Mira".into(), &session.to_string().into()));
    let no = looked_up(refused_id.to_string()).await;
    assert_eq!((&no["refused"], &no["entitlement"]["reason"]), (&"not_entitled".into(), &"no_grant".into()));
    assert_eq!(no["person"]["id"], tomas.id.to_string());

    // As people read it, and what is not there.
    let read = world.server.output(&["decision", &refused_id.to_string()]);
    let read = String::from_utf8(read.stdout).unwrap();
    assert!(read.contains("refused: not_entitled") && read.contains("because  no_grant, by what was fresh"), "{read}");
    let nothing = world.server.output(&["decision", &away.to_string()]);
    assert_eq!(nothing.status.code(), Some(3), "{nothing:?}");
}
