//! The limits of WIRE section 4 that a client can run into, each at its value and one beyond.

use std::time::Duration;

use homeroom_protocol::frame::client::Hello;
use homeroom_protocol::limits::{
    BODY_BYTES_MAX, CHAT_TEXT_CHARACTERS_MAX, FRAME_BYTES_MAX, HELLO_TIMEOUT, HISTORY_ITEMS_MAX,
    SOCKETS_PER_PERSON_MAX, TICKET_LIFE, VIEW_CHAT_ITEMS_MAX,
};
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::join::Joined;
use homeroom_tests::clock::{command, uuid};
use homeroom_tests::socket::{Seen, Socket};
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;
use tokio::time::{sleep, timeout};

/// How much earlier or later than its limit a timer of another process may be seen.
const TIMER_SLACK: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_text_has_two_thousand_characters_and_not_one_more() {
    let world = World::open().await;
    let session = world.session(1).await;
    let (_, mut socket) = world.student("Mira").await.enter(session).await;
    // Characters, not bytes: these have two each.
    let longest = "ж".repeat(CHAT_TEXT_CHARACTERS_MAX);
    assert!(socket.say(&longest).await.is_ok());
    let longer = socket.say(&format!("{longest}ж")).await.unwrap_err();
    assert_eq!((longer.code, longer.errors[0].pointer.as_ref()), (Code::TooLong, "/text"));
    for empty in ["", " \n\t"] {
        assert_eq!(socket.say(empty).await.unwrap_err().code, Code::Invalid, "{empty:?}");
    }
    assert!(socket.say("x").await.is_ok());
}

#[tokio::test]
async fn a_frame_has_64_kib_and_one_byte_more_closes_the_socket() {
    let world = World::open().await;
    let session = world.session(1).await;
    let (_, mut socket) = world.student("Mira").await.enter(session).await;
    let of = |bytes: usize| {
        let id = command();
        let frame = format!(r#"{{"id":"{id}","type":"say","data":{{"text":"x"}},"later":""}}"#);
        (id, frame.replace(r#""""#, &format!("\"{}\"", "x".repeat(bytes - frame.len()))))
    };
    let (id, largest) = of(FRAME_BYTES_MAX);
    assert_eq!(largest.len(), FRAME_BYTES_MAX);
    socket.send_text(largest).await;
    assert!(socket.outcome(id).await.is_ok());
    socket.send_text(of(FRAME_BYTES_MAX + 1).1).await;
    assert_eq!(socket.closed().await, 1009);
}

#[tokio::test]
async fn a_body_has_64_kib_and_one_byte_more_is_refused() {
    let world = World::open().await;
    let session = world.session(1).await;
    let mira = world.student("Mira").await;
    let of = |bytes: usize| {
        let body = format!(r#"{{"session_id":"{session}","later":""}}"#);
        let body = body.replace(r#""""#, &format!("\"{}\"", "x".repeat(bytes - body.len())));
        assert_eq!(body.len(), bytes);
        mira.with_token(Ask::post("/v1/join")).header("idempotency-key", uuid().to_string()).json(body)
    };
    of(BODY_BYTES_MAX).send(mira.server).await.good::<Joined>();
    let refused = of(BODY_BYTES_MAX + 1).send(mira.server).await;
    assert_eq!((refused.status, refused.problem().code), (413, Code::TooLarge));
}

#[tokio::test]
async fn who_says_nothing_for_five_seconds_is_sent_away_and_who_speaks_before_is_not() {
    let world = World::open().await;
    let session = world.session(1).await;
    let mira = world.student("Mira").await;
    let ticket = mira.join(session).await.ticket;
    let (mut silent, mut late) = (Socket::open(mira.server, session).await, Socket::open(mira.server, session).await);
    sleep(HELLO_TIMEOUT - TIMER_SLACK).await;
    assert!(timeout(Duration::from_millis(1), silent.recv()).await.is_err(), "there is time left");
    late.hello(Hello::Ticket { ticket }).await;
    late.next().await;
    assert!(late.welcome().is_some());
    let closed = timeout(TIMER_SLACK * 2, silent.closed()).await;
    assert_eq!(closed.expect("sent away in time"), 4401);
}

#[tokio::test]
async fn a_ticket_is_good_for_thirty_seconds() {
    let world = World::open().await;
    let session = world.session(1).await;
    let mira = world.student("Mira").await;
    let (in_time, too_late) = (mira.join(session).await.ticket, mira.join(session).await.ticket);
    sleep(TICKET_LIFE - TIMER_SLACK).await;
    let mut socket = Socket::open(mira.server, session).await;
    socket.hello(Hello::Ticket { ticket: in_time }).await;
    socket.next().await;
    assert!(socket.welcome().is_some());
    sleep(TIMER_SLACK).await;
    let mut late = Socket::open(mira.server, session).await;
    late.hello(Hello::Ticket { ticket: too_late }).await;
    assert_eq!(late.closed().await, 4401);
}

#[tokio::test]
async fn what_is_not_the_protocol_closes_the_socket() {
    let world = World::open().await;
    let session = world.session(1).await;
    let mira = world.student("Mira").await;
    for text in ["", "{}", "[]", r#"{"type":"leave"}"#] {
        let mut socket = Socket::open(mira.server, session).await;
        socket.send_text(text.to_owned()).await;
        assert_eq!(socket.closed().await, 4400, "{text}");
    }
    let (_, mut socket) = mira.enter(session).await;
    let id = command();
    socket.send_text(format!(r#"{{"id":"{id}","type":"dance","data":{{}}}}"#)).await;
    assert_eq!(socket.outcome(id).await.unwrap_err().code, Code::UnknownType);
    assert!(socket.say("but I can talk").await.is_ok(), "a type nobody knows is refused, no more");
}

#[tokio::test]
async fn a_person_has_six_sockets_and_the_seventh_is_sent_away() {
    let world = World::open().await;
    let session = world.session(1).await;
    let mira = world.student("Mira").await;
    let mut sockets = Vec::new();
    for _ in 0..SOCKETS_PER_PERSON_MAX {
        sockets.push(mira.enter(session).await.1);
    }
    let mut seventh = Socket::open(mira.server, session).await;
    seventh.hello(Hello::Ticket { ticket: mira.join(session).await.ticket }).await;
    assert_eq!(seventh.closed().await, 4429);
    assert!(seventh.welcome().is_none(), "a hello has one answer");
    assert!(sockets[0].say("six are fine").await.is_ok());

    drop(sockets.pop());
    // The server learns of it when it reads the end of the connection.
    let again = homeroom_tests::clock::until(TIMER_SLACK * 5, "a place is free again", async || {
        let mut socket = Socket::open(mira.server, session).await;
        socket.hello(Hello::Ticket { ticket: mira.join(session).await.ticket }).await;
        socket.next().await;
        // Over the limit the welcome may have left before the close.
        let stays = timeout(Duration::from_millis(200), async {
            while !matches!(socket.recv().await, Seen::Closed(_) | Seen::Lost) {}
        });
        stays.await.is_err().then_some(socket)
    });
    assert!(again.await.say("six again").await.is_ok());
}

#[tokio::test]
async fn a_page_of_history_has_a_hundred_items_and_a_picture_fifty() {
    let world = World::open().await;
    let session = world.session(2).await;
    let mira = world.student("Mira").await;
    let (_, mut socket) = mira.enter(session).await;
    for n in 0..VIEW_CHAT_ITEMS_MAX {
        socket.say(&format!("{n}")).await.unwrap();
    }
    let (_, all) = mira.enter(session).await;
    let chat = &all.welcome().unwrap().view.as_ref().unwrap().chat;
    assert_eq!((chat.items.len(), chat.more), (VIEW_CHAT_ITEMS_MAX, false));
    for n in VIEW_CHAT_ITEMS_MAX..=HISTORY_ITEMS_MAX {
        socket.say(&format!("{n}")).await.unwrap();
    }
    let (_, latest) = mira.enter(session).await;
    let chat = &latest.welcome().unwrap().view.as_ref().unwrap().chat;
    assert_eq!((chat.items.len(), chat.more, chat.items[0].text.as_str()), (VIEW_CHAT_ITEMS_MAX, true, "51"));

    let most = u32::try_from(HISTORY_ITEMS_MAX).unwrap();
    let page = socket.history(None, Some(most)).await.unwrap();
    assert_eq!((page.items.len(), page.more, page.items[0].text.as_str()), (HISTORY_ITEMS_MAX, true, "1"));
    let rest = socket.history(Some(page.items[0].offset), Some(most)).await.unwrap();
    assert_eq!((rest.items.len(), rest.more), (1, false));
    let usual = socket.history(None, None).await.unwrap();
    assert_eq!(usual.items.len(), VIEW_CHAT_ITEMS_MAX);
    for wrong in [0, most + 1] {
        let refused = socket.history(None, Some(wrong)).await.unwrap_err();
        assert_eq!((refused.code, refused.errors[0].pointer.as_ref()), (Code::Invalid, "/limit"), "{wrong}");
    }
}
