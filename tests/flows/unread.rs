//! What is new to somebody: counted where they come back to, on this device or another, over a crash too.

use homeroom_protocol::frame::chat::{Read, ReadSoFar};
use homeroom_protocol::frame::client::{Hello, Request};
use homeroom_protocol::frame::server::Ack;
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::refusal::{Code, Problem};
use homeroom_protocol::rest::join::{Joined, OtherDevice};
use homeroom_tests::clock::uuid;
use homeroom_tests::socket::Socket;
use homeroom_tests::world::World;

async fn reads(socket: &mut Socket, to: u64) -> Result<Ack, Box<Problem>> {
    let id: CommandId = socket.send(Request::Read(Read { to })).await;
    socket.outcome(id).await
}

fn read_so_far(socket: &Socket) -> ReadSoFar {
    socket.welcome().unwrap().you.read.unwrap()
}

#[tokio::test]
async fn what_was_said_while_somebody_was_away_is_new_to_them_on_every_device_and_after_a_crash() {
    let mut world = World::open().await;
    let session = world.session(3).await;
    let teacher = world.teacher().await;
    let laptop = world.student("Mira").await;
    let (_, mut teaching) = teacher.enter(session).await;
    let (_, mut at_mira) = laptop.enter(session).await;
    assert_eq!(read_so_far(&at_mira).unread, 0);
    let mut said = Vec::new();
    for text in ["Good morning.", "Open the book.", "Page nine."] {
        said.push(teaching.say(text).await.unwrap().offset.unwrap());
    }
    at_mira.say("Which book?").await.unwrap();
    let beyond = reads(&mut at_mira, u64::MAX).await.unwrap_err();
    assert_eq!((beyond.code, &*beyond.errors[0].pointer), (Code::Invalid, "/to"));
    let kept = reads(&mut at_mira, said[1]).await.unwrap();
    assert!(kept.offset.is_some(), "it is acknowledged when it is durable");

    let (_, tab) = laptop.enter(session).await;
    assert_eq!(read_so_far(&tab), ReadSoFar { to: said[1], unread: 1 }, "her own message is not new to her");

    let phone = world.sign_in(laptop.id).await;
    let key = uuid().to_string();
    let taken = phone.join_request(session, &key, Some(OtherDevice::TakeOver)).send(phone.server).await;
    let taken: Joined = taken.good();
    let mut on_phone = Socket::open(phone.server, session).await;
    on_phone.hello(Hello::Ticket { ticket: taken.ticket }).await;
    on_phone.next().await;
    assert_eq!(read_so_far(&on_phone), ReadSoFar { to: said[1], unread: 1 });

    world.server.kill();
    world.server.start_again().await;
    let (_, mut on_phone) = phone.enter(session).await;
    assert_eq!(read_so_far(&on_phone), ReadSoFar { to: said[1], unread: 1 });
    reads(&mut on_phone, said[2]).await.unwrap();
    let (_, on_phone) = phone.enter(session).await;
    assert_eq!(read_so_far(&on_phone), ReadSoFar { to: said[2], unread: 0 });
}
