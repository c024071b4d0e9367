//! With real streams: what the kernel takes is the kernel's business, so the tests ask how much waits instead of
//! assuming it.

use std::io::{Cursor, Read, Write};
use std::net::TcpStream as Peer;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::limits::{UNSENT_BYTES_MAX, UNSENT_BYTES_SIGNALS_MAX, UNSENT_STALL_MAX};
use homeroom_protocol::time::Timestamp;
use tokio::net::{TcpListener, TcpStream};
use tungstenite::protocol::frame::FrameHeader;

use super::{OutBuffer, Sent, frame_text, push_text};
use crate::kit::clock::Clock;

const MILLI: Duration = Duration::from_millis(1);

/// An out-buffer and its peer, which reads with a blocking stream, and only when a test tells it to.
async fn pair() -> (Arc<OutBuffer>, Peer, Clock) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = Peer::connect(listener.local_addr().unwrap()).unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    stream.set_nodelay(true).unwrap();
    let clock = Clock::cranked(Timestamp::from_millis(1_000));
    (OutBuffer::new(stream, clock.clone()), peer, clock)
}

/// The socket's task, as far as sending goes.
fn flusher(out: &Arc<OutBuffer>) -> tokio::task::JoinHandle<()> {
    let out = Arc::clone(out);
    tokio::spawn(std::future::poll_fn(move |cx| {
        out.register(cx);
        let flushed = out.poll_flush(cx);
        if out.is_sealed() { flushed.map(|_| ()) } else { std::task::Poll::Pending }
    }))
}

/// Sends frames of 16 KiB until something waits, and says how many it were.
fn fill(out: &OutBuffer) -> usize {
    let run = frame_text(&[b'f'; 16 * 1024]);
    let mut frames = 1;
    while out.send(&run) == Sent::All {
        frames += 1;
    }
    assert!(out.unsent() > 0 && out.unsent() <= run.len());
    frames
}

/// Reads to the end of the stream and takes it apart; anything between two whole frames fails.
async fn frames(mut peer: Peer) -> Vec<(u8, Vec<u8>)> {
    let read = tokio::task::spawn_blocking(move || {
        let mut read = Vec::new();
        peer.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        peer.read_to_end(&mut read).map(|_| read)
    });
    let read = read.await.unwrap().unwrap();
    let mut cursor = Cursor::new(&read);
    let mut frames = Vec::new();
    while let Some((header, len)) = FrameHeader::parse(&mut cursor).unwrap() {
        let begin = usize::try_from(cursor.position()).unwrap();
        let end = begin + usize::try_from(len).unwrap();
        frames.push((u8::from(header.opcode), read[begin..end].to_vec()));
        cursor.set_position(end as u64);
    }
    assert_eq!(cursor.position(), read.len() as u64, "the stream ends with a whole frame");
    frames
}

fn close_code(frame: &(u8, Vec<u8>)) -> u16 {
    assert_eq!(frame.0, 8);
    u16::from_be_bytes([frame.1[0], frame.1[1]])
}

#[tokio::test]
async fn while_nothing_waits_a_run_leaves_at_once_and_whole() {
    let (out, peer, _clock) = pair().await;
    assert_eq!(out.send(&frame_text(b"one")), Sent::All);
    let mut run = BytesMut::new();
    push_text(&mut run, b"two");
    push_text(&mut run, b"three");
    assert_eq!(out.send(&run.freeze()), Sent::All);
    assert_eq!(out.unsent(), 0);
    out.let_go(false);
    let texts: Vec<_> = frames(peer).await.into_iter().map(|(_, text)| String::from_utf8(text).unwrap()).collect();
    assert_eq!(texts, ["one", "two", "three"]);
}

#[tokio::test]
async fn unsent_bytes_at_the_limit_wait_and_one_frame_beyond_it_closes_with_4408() {
    let (out, peer, _clock) = pair().await;
    let filled = fill(&out);
    let room = UNSENT_BYTES_MAX - out.unsent();
    // A header of ten bytes: the payload is over 64 KiB.
    assert_eq!(out.send(&frame_text(&vec![b'x'; room - 10])), Sent::Waits);
    assert_eq!(out.unsent(), UNSENT_BYTES_MAX);
    assert!(!out.is_sealed());
    assert_eq!(out.send(&frame_text(b"")), Sent::Sealed);
    assert_eq!(out.sealed_by(), Some(Close::TooSlow));
    assert!(out.unsent() < 16 * 1024 + 200, "only the frame that has begun to leave is kept, and the close");

    let task = flusher(&out);
    let reader = tokio::spawn(frames(peer));
    task.await.unwrap();
    out.let_go(false);
    let frames = reader.await.unwrap();
    let (close, texts) = frames.split_last().unwrap();
    assert_eq!(close_code(close), 4408);
    assert!(texts.iter().all(|(opcode, text)| (*opcode, text.len()) == (1, 16 * 1024)));
    assert!(texts.len() == filled || texts.len() == filled - 1, "the last of them stays only where it had begun");
}

#[tokio::test]
async fn five_seconds_without_progress_close_a_socket_and_a_millisecond_less_does_not() {
    let (out, _peer, clock) = pair().await;
    fill(&out);
    assert_eq!(out.stalls_at(), Some(clock.now().plus(UNSENT_STALL_MAX)));
    clock.crank(UNSENT_STALL_MAX - MILLI);
    out.check_stall();
    assert_eq!(out.send(&frame_text(b"more")), Sent::Waits);
    clock.crank(MILLI);
    out.check_stall();
    assert_eq!((out.is_sealed(), out.sealed_by()), (true, Some(Close::TooSlow)));
}

#[tokio::test]
async fn whoever_sends_to_a_stalled_socket_closes_it_even_while_its_task_sleeps() {
    let (out, _peer, clock) = pair().await;
    fill(&out);
    clock.crank(UNSENT_STALL_MAX);
    assert_eq!(out.send(&frame_text(b"more")), Sent::Sealed);
    assert_eq!(out.sealed_by(), Some(Close::TooSlow));
}

#[tokio::test]
async fn progress_however_little_starts_the_five_seconds_anew() {
    let (out, mut peer, clock) = pair().await;
    fill(&out);
    assert_eq!(out.send(&frame_text(&[b'x'; 60_000])), Sent::Waits);
    clock.crank(UNSENT_STALL_MAX - MILLI);
    let before = out.unsent();
    let _task = flusher(&out);
    let mut some = vec![0; 256 * 1024];
    while out.unsent() == before {
        let _ = peer.read(&mut some).unwrap();
        tokio::time::sleep(MILLI).await;
    }
    clock.crank(MILLI);
    out.check_stall();
    assert!(!out.is_sealed());
}

#[tokio::test]
async fn signals_are_dropped_from_64_kib_on_and_not_a_byte_before() {
    let (out, _peer, _clock) = pair().await;
    fill(&out);
    let room = UNSENT_BYTES_SIGNALS_MAX - out.unsent();
    assert_eq!(out.send(&frame_text(&vec![b'x'; room - 4 - 1])), Sent::Waits);
    assert_eq!(out.unsent(), UNSENT_BYTES_SIGNALS_MAX - 1);
    assert_eq!(out.send_signal(&frame_text(b"beat")), Sent::Waits);
    assert_eq!(out.unsent(), UNSENT_BYTES_SIGNALS_MAX - 1 + 6, "one byte under the limit it still went in");
    assert_eq!(out.send_signal(&frame_text(b"beat")), Sent::Waits);
    assert_eq!(out.unsent(), UNSENT_BYTES_SIGNALS_MAX - 1 + 6);
    out.close(Close::Moved, None);
    assert_eq!(out.send_signal(&frame_text(b"beat")), Sent::Sealed);
}

#[tokio::test]
async fn a_close_says_bye_first_and_nothing_leaves_after_it() {
    let (out, peer, _clock) = pair().await;
    out.send(&frame_text(b"before"));
    out.close(Close::Moved, Some(&frame_text(b"bye")));
    out.close(Close::Broke, None);
    assert_eq!(out.send(&frame_text(b"after")), Sent::Sealed);
    assert_eq!(out.heartbeat(), Sent::Sealed);
    out.half().write_all(&[0x8a, 0]).unwrap();
    assert_eq!(out.unsent(), 0, "it left at once, without the task");
    out.let_go(false);
    let frames = frames(peer).await;
    assert_eq!(frames.len(), 3);
    assert_eq!((frames[0].1.as_slice(), frames[1].1.as_slice()), (&b"before"[..], &b"bye"[..]));
    assert_eq!(close_code(&frames[2]), 4412);
}

#[tokio::test]
async fn a_heartbeat_says_beat_only_where_nothing_else_was_sent_since_the_last_one() {
    let (out, peer, _clock) = pair().await;
    out.send(&frame_text(b"news"));
    out.heartbeat();
    out.half().write_all(&[0x8a, 0]).unwrap();
    out.heartbeat();
    out.heartbeat();
    out.let_go(false);
    let frames: Vec<_> = frames(peer).await.into_iter().map(|(opcode, payload)| (opcode, payload.len())).collect();
    let beat = (1, br#"{"type":"signal","data":{"type":"beat"}}"#.len());
    assert_eq!(frames, [(1, 4), (9, 0), (10, 0), (9, 0), beat, (9, 0), beat]);
}

#[tokio::test]
async fn the_echo_of_the_peers_close_seals_the_socket_as_the_peers_doing() {
    let (out, peer, _clock) = pair().await;
    out.half().write_all(&[0x88, 2, 0x03, 0xe8]).unwrap();
    assert_eq!((out.is_sealed(), out.sealed_by()), (true, None));
    assert_eq!(out.send(&frame_text(b"after")), Sent::Sealed);
    out.let_go(false);
    assert_eq!(close_code(&frames(peer).await[0]), 1000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_of_many_senders_never_interleave_and_each_senders_order_holds() {
    const SENDERS: u32 = 4;
    const FRAMES: u32 = 400;
    let (out, peer, _clock) = pair().await;
    let task = flusher(&out);
    let reader = tokio::spawn(frames(peer));
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let out = Arc::clone(&out);
            tokio::spawn(async move {
                for frame in 0..FRAMES {
                    let mut payload = format!("{sender} {frame} ").into_bytes();
                    payload.resize(usize::try_from(frame * 7 % 3_000).unwrap() + 16, b'.');
                    if sender == 0 {
                        out.half().write_all(&frame_text(&payload)).unwrap();
                    } else {
                        out.send(&frame_text(&payload));
                    }
                    assert!(out.room(64 * 1024).await);
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    assert!(out.room(0).await);
    out.close(Close::Done, None);
    task.await.unwrap();
    out.let_go(false);
    let frames = reader.await.unwrap();
    let mut next = [0; SENDERS as usize];
    for (_, payload) in &frames[..frames.len() - 1] {
        let text = String::from_utf8(payload.clone()).unwrap();
        let mut words = text.split(' ').map(|word| word.parse::<u32>().unwrap_or_default());
        let (sender, frame) = (words.next().unwrap(), words.next().unwrap());
        assert_eq!(frame, next[sender as usize], "sender {sender}");
        next[sender as usize] += 1;
    }
    assert_eq!(next, [FRAMES; SENDERS as usize]);
}

#[tokio::test]
async fn who_waits_for_room_is_told_when_the_socket_is_sealed() {
    let (out, _peer, _clock) = pair().await;
    fill(&out);
    let waiting = tokio::spawn({
        let out = Arc::clone(&out);
        async move { out.room(0).await }
    });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    out.close(Close::Moved, None);
    assert!(!waiting.await.unwrap());
}

#[tokio::test]
async fn a_reset_throws_away_what_the_kernel_held_though_others_still_hold_the_socket() {
    let (out, mut peer, _clock) = pair().await;
    fill(&out);
    out.close(Close::TooSlow, None);
    out.let_go(true);
    assert_eq!((out.unsent(), out.send(&frame_text(b"after"))), (0, Sent::Sealed));
    let mut read = Vec::new();
    assert_eq!(peer.read_to_end(&mut read).unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    assert!(matches!(out.half().read(&mut [0]), Ok(0)));
}

#[tokio::test]
async fn a_peer_that_reset_the_connection_is_found_out_by_whoever_sends() {
    let (out, peer, _clock) = pair().await;
    let peer = TcpStream::from_std({
        peer.set_nonblocking(true).unwrap();
        peer
    });
    peer.unwrap().set_zero_linger().unwrap();
    for _ in 0..1_000 {
        if out.send(&Bytes::from_static(&[0x89, 0])) == Sent::Sealed {
            break;
        }
        tokio::time::sleep(MILLI).await;
    }
    assert_eq!((out.is_sealed(), out.sealed_by(), out.unsent()), (true, None, 0));
}
