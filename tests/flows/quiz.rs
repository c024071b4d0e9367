//! A quiz on a real server: who asked it sees how everybody did, and everybody sees how they did. That the record says it
//! too is in `http/tests/served/quiz.rs`, where the clock is turned to when it is filed.

use homeroom_protocol::attendance::Quiz;
use homeroom_protocol::frame::client::{End, Request};
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::rest::attendance::Attendance;
use homeroom_tests::person::Person;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;

use crate::polls::{asks, closes, vote};

async fn scores(person: &Person, session: SessionId) -> Vec<(String, Option<Quiz>)> {
    let path = format!("/v1/sessions/{session}/attendance");
    let seen: Attendance = person.with_token(Ask::get(&path)).send(person.server).await.good();
    seen.people.into_iter().map(|one| (one.name, one.quiz)).collect()
}

fn score(name: &str, asked: u32, answered: u32, right: u32) -> (String, Option<Quiz>) {
    (name.to_owned(), Some(Quiz { answered, asked, right }))
}

#[tokio::test]
async fn everybody_is_told_how_they_did_and_only_the_teacher_how_all_did_across_a_crash() {
    let mut world = World::open().await;
    let session = world.session(3).await;
    let (mira, otto, teacher) = (world.student("Mira").await, world.student("Otto").await, world.teacher().await);
    let (_, mut teaching) = teacher.enter(session).await;
    let (_, mut at_mira) = mira.enter(session).await;
    let (_, mut at_otto) = otto.enter(session).await;

    let first = asks(&mut teaching, false).await;
    for (socket, place) in [(&mut at_mira, 2), (&mut at_otto, 1)] {
        let id = socket.send(vote(first, place)).await;
        socket.outcome(id).await.unwrap();
    }
    assert_eq!(scores(&mira, session).await, [("Mira".to_owned(), None)], "before it is closed nobody is told");
    closes(&mut teaching, first).await;
    // One without names, which counts for nobody, and one more that only Otto answers.
    let nameless = asks(&mut teaching, true).await;
    at_mira.send(vote(nameless, 2)).await;
    closes(&mut teaching, nameless).await;
    let last = asks(&mut teaching, false).await;
    let id = at_otto.send(vote(last, 2)).await;
    at_otto.outcome(id).await.unwrap();

    world.server.kill();
    drop((teaching, at_mira, at_otto));
    world.server.start_again().await;
    assert_eq!(scores(&otto, session).await, [score("Otto", 1, 1, 0)], "the last is open");
    let (_, mut teaching) = teacher.enter(session).await;
    let ending = teaching.send(Request::End(End {})).await;
    teaching.outcome(ending).await.unwrap();

    assert_eq!(scores(&mira, session).await, [score("Mira", 2, 1, 1)]);
    assert_eq!(scores(&otto, session).await, [score("Otto", 2, 2, 1)]);
    let all = scores(&teacher, session).await;
    assert!(all.contains(&score("Mira", 2, 1, 1)) && all.contains(&score("Otto", 2, 2, 1)), "{all:?}");
    assert_eq!(all.iter().filter(|(_, quiz)| quiz.is_none()).count(), 1, "nobody asked the teacher: {all:?}");
    let path = format!("/v1/sessions/{session}/attendance?format=csv");
    let table = teacher.with_token(Ask::get(&path)).send(teacher.server).await;
    let table = String::from_utf8(table.body.to_vec()).unwrap();
    assert!(table.lines().next().unwrap().ends_with(",quiz_asked,quiz_answered,quiz_right"), "{table}");
    assert!(table.lines().any(|row| row.starts_with("\"Mira\"") && row.ends_with(",2,1,1")), "{table}");
}
