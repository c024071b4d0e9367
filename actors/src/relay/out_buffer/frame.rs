//! How the frames a server sends look (RFC 6455, section 5.2): never masked, never fragmented.

use std::sync::LazyLock;

use bytes::{BufMut, Bytes, BytesMut};
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::server::{ServerFrame, Signal};

/// FIN and the opcode of a text frame.
const TEXT: u8 = 0x81;
/// FIN and the opcode of a close frame.
const CLOSE: u8 = 0x88;
/// FIN and the opcode of a ping.
const PING: u8 = 0x89;
/// The longest header of an unmasked frame: two bytes and a length of eight.
const HEADER_BYTES_MAX: usize = 10;
/// Up to here the length stands in the second byte itself.
const SHORT_BYTES_MAX: usize = 125;

/// A text frame with its header.
#[must_use]
pub fn frame_text(payload: &[u8]) -> Bytes {
    let mut run = BytesMut::with_capacity(HEADER_BYTES_MAX + payload.len());
    push_text(&mut run, payload);
    run.freeze()
}

/// Appends a text frame with its header to a run.
pub fn push_text(run: &mut BytesMut, payload: &[u8]) {
    push(run, TEXT, payload);
}

/// The close frame that says why.
pub(super) fn close(close: Close) -> Bytes {
    let sentence = close.sentence().as_bytes();
    let mut payload = BytesMut::with_capacity(2 + sentence.len());
    payload.put_u16(close.code());
    payload.put_slice(sentence);
    let mut run = BytesMut::with_capacity(HEADER_BYTES_MAX + payload.len());
    push(&mut run, CLOSE, &payload);
    run.freeze()
}

/// A ping without a payload.
pub(super) const fn ping() -> Bytes {
    Bytes::from_static(&[PING, 0])
}

/// The ping and a `beat`, for a socket that was sent nothing else for a while; made once.
pub(super) fn ping_and_beat() -> Bytes {
    static RUN: LazyLock<Bytes> = LazyLock::new(|| {
        let mut run = BytesMut::from([PING, 0].as_slice());
        // A frame of two constants is always written; were it not, the ping alone would still keep the socket.
        if let Ok(beat) = serde_json::to_vec(&ServerFrame::Signal(Signal::Beat)) {
            push_text(&mut run, &beat);
        }
        run.freeze()
    });
    RUN.clone()
}

/// Whether these bytes begin with a close frame.
pub(super) fn is_close(frame: &[u8]) -> bool {
    frame.first() == Some(&CLOSE)
}

/// Where the frame ends that the byte before `at` belongs to; the length of the run where its frames cannot be told
/// apart, which only a defect of the sender brings.
pub(super) fn end_of_frame_at(run: &[u8], at: usize) -> usize {
    let mut end = 0;
    while end < at {
        match frame_len(run.get(end..).unwrap_or_default()) {
            Some(len) => end += len,
            None => return run.len(),
        }
    }
    end.min(run.len())
}

/// Bytes of the frame that begins here, header included.
fn frame_len(frame: &[u8]) -> Option<usize> {
    match (frame.get(1)? & 0x7f, frame) {
        (126, [_, _, a, b, ..]) => Some(4 + usize::from(u16::from_be_bytes([*a, *b]))),
        (127, [_, _, a, b, c, d, e, f, g, h, ..]) => {
            let len = u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]);
            usize::try_from(len).ok()?.checked_add(10)
        }
        (126 | 127, _) => None,
        (short, _) => Some(2 + usize::from(short)),
    }
}

fn push(run: &mut BytesMut, first: u8, payload: &[u8]) {
    run.reserve(HEADER_BYTES_MAX + payload.len());
    run.put_u8(first);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(len), _) if usize::from(len) <= SHORT_BYTES_MAX => run.put_u8(len),
        (_, Ok(len)) => {
            run.put_u8(126);
            run.put_u16(len);
        }
        (_, Err(_)) => {
            run.put_u8(127);
            run.put_u64(payload.len() as u64);
        }
    }
    run.put_slice(payload);
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use tungstenite::protocol::frame::FrameHeader;

    use super::*;

    #[test]
    fn a_header_is_the_one_the_library_reads_at_every_length_form() {
        for len in [0, 1, 125, 126, 127, 65_535, 65_536, 70_000] {
            let run = frame_text(&vec![b'x'; len]);
            let mut cursor = Cursor::new(&run);
            let (header, read) = FrameHeader::parse(&mut cursor).unwrap().unwrap();
            assert_eq!((u8::from(header.opcode), header.is_final, header.mask), (1, true, None));
            assert_eq!((read, cursor.position() + read), (len as u64, run.len() as u64), "{len}");
        }
    }

    #[test]
    fn the_end_of_a_frame_is_found_from_any_byte_of_it() {
        let mut run = BytesMut::new();
        for len in [0, 5, 300, 70_000, 1] {
            push_text(&mut run, &vec![b'x'; len]);
        }
        let ends = [2, 9, 9 + 304, 313 + 70_010, 70_323 + 3];
        assert_eq!(run.len(), 70_326);
        for at in [1, 2, 3, 9, 10, 313, 314, 70_323, 70_324, 70_326] {
            let end = ends.into_iter().find(|end| *end >= at).unwrap();
            assert_eq!(end_of_frame_at(&run, at), end, "{at}");
        }
        assert_eq!(end_of_frame_at(&run, 0), 0);
        assert_eq!(end_of_frame_at(&run[..12], 11), 12, "a run cut short is kept whole");
    }
}
