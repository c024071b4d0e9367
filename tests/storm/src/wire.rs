//! WebSocket frames (RFC 6455, section 5.2), as cheaply as a load generator wants them: a frame is found by its header,
//! and of its payload no more is looked at than its type.
//!
//! Clients have to mask what they send; ours mask with zeros, which changes nothing, so both sides read payloads as they
//! are.

use uuid::Uuid;

/// The opcode of a text frame.
pub(crate) const TEXT: u8 = 1;
/// The opcode of a close frame.
pub(crate) const CLOSE: u8 = 8;
/// The opcode of a ping.
pub(crate) const PING: u8 = 9;
const PONG: u8 = 10;
const FIN: u8 = 0x80;
const MASKED: u8 = 0x80;
/// Before the number of a message, in its frame.
const BEFORE_NUMBER: &[u8] = b"\"text\":\"m";
/// Before the id of a command, in its answer, and the bytes of it.
const BEFORE_ID: &[u8] = b"\"id\":\"";
const ID_BYTES: usize = 36;
/// Digits of the number of a message.
pub(crate) const NUMBER_DIGITS: usize = 10;

/// A whole frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) opcode: u8,
    pub(crate) payload: &'a [u8],
}

/// What a text frame of the server is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Entry,
    Welcome,
    Ack,
    Refused,
    Bye,
    Other,
}

/// The first frame, and what comes after it. `None` where it is not whole yet.
pub(crate) fn split(bytes: &[u8]) -> Option<(Frame<'_>, &[u8])> {
    let (first, second) = (*bytes.first()?, *bytes.get(1)?);
    let (len, after_len) = match second & 0x7f {
        126 => (usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)), 4),
        127 => (usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?, 10),
        short => (usize::from(short), 2),
    };
    let start = after_len + if second & MASKED == 0 { 0 } else { 4 };
    let (payload, rest) = bytes.get(start..)?.split_at_checked(len)?;
    Some((Frame { opcode: first & 0x0f, payload }, rest))
}

/// What a server's text is, by how it begins.
pub(crate) fn kind(payload: &[u8]) -> Kind {
    const KINDS: [(&[u8], Kind); 5] = [
        (b"{\"type\":\"entry\"", Kind::Entry),
        (b"{\"type\":\"ack\"", Kind::Ack),
        (b"{\"type\":\"welcome\"", Kind::Welcome),
        (b"{\"type\":\"refused\"", Kind::Refused),
        (b"{\"type\":\"bye\"", Kind::Bye),
    ];
    KINDS.iter().find(|(begins, _)| payload.starts_with(begins)).map_or(Kind::Other, |(_, kind)| *kind)
}

/// A text of a length usual in chats that carries a number.
pub(crate) fn numbered(number: usize) -> String {
    format!(
        "m{number:0width$} and then the river brings its pinch of salt down to the sea, year after year.",
        width = NUMBER_DIGITS
    )
}

/// Where the digits of a numbered text begin in a frame.
pub(crate) fn number_at(payload: &[u8]) -> Option<usize> {
    let at = payload.windows(BEFORE_NUMBER.len()).position(|window| window == BEFORE_NUMBER)?;
    Some(at + BEFORE_NUMBER.len())
}

/// The digits of a numbered text in a frame.
pub(crate) fn number_digits(payload: &[u8]) -> Option<&[u8; NUMBER_DIGITS]> {
    let digits = payload.get(number_at(payload)?..)?.first_chunk()?;
    digits.iter().all(u8::is_ascii_digit).then_some(digits)
}

/// The number of a numbered text in a frame.
pub(crate) fn number(payload: &[u8]) -> Option<usize> {
    std::str::from_utf8(number_digits(payload)?).ok()?.parse().ok()
}

/// The id of the command that an answer is for: it comes first in its data.
pub(crate) fn id(payload: &[u8]) -> Option<Uuid> {
    let at = payload.windows(BEFORE_ID.len()).position(|window| window == BEFORE_ID)? + BEFORE_ID.len();
    Uuid::try_parse_ascii(payload.get(at..at + ID_BYTES)?).ok()
}

/// A client's text frame.
pub(crate) fn client_text(payload: &[u8]) -> Vec<u8> {
    frame(TEXT, MASKED, payload)
}

/// A client's answer to a ping.
pub(crate) fn client_pong(payload: &[u8]) -> Vec<u8> {
    frame(PONG, MASKED, payload)
}

/// A server's text frame.
pub(crate) fn server_text(payload: &[u8]) -> Vec<u8> {
    frame(TEXT, 0, payload)
}

fn frame(opcode: u8, masked: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(payload.len() + 14);
    frame.push(FIN | opcode);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(len), _) if len < 126 => frame.push(masked | len),
        (_, Ok(len)) => {
            frame.push(masked | 126);
            frame.extend(len.to_be_bytes());
        }
        (_, Err(_)) => {
            frame.push(masked | 127);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    if masked != 0 {
        frame.extend([0; 4]);
    }
    frame.extend_from_slice(payload);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_read_as_it_was_written_at_every_form_of_its_length() {
        for len in [0, 1, 125, 126, 127, 65_535, 65_536, 70_000] {
            let payload = vec![b'x'; len];
            for bytes in [client_text(&payload), server_text(&payload)] {
                let (frame, rest) = split(&bytes).unwrap();
                assert_eq!((frame.opcode, frame.payload.len(), rest.len()), (TEXT, len, 0), "{len}");
            }
        }
    }

    #[test]
    fn a_frame_that_is_not_whole_is_left_for_later_wherever_it_is_cut() {
        for len in [0, 5, 300, 70_000] {
            let mut bytes = client_text(&vec![b'x'; len]);
            for cut in (0..bytes.len()).take(20).chain([bytes.len() - 1]) {
                assert_eq!(split(&bytes[..cut]), None, "{len}, {cut}");
            }
            bytes.extend(client_pong(b"and more"));
            let (_, rest) = split(&bytes).unwrap();
            assert_eq!(split(rest).unwrap().0, Frame { opcode: PONG, payload: b"and more" });
        }
    }

    #[test]
    fn what_the_protocol_writes_is_told_apart_by_its_beginning() {
        use homeroom_protocol::frame::server::{Ack, Bye, Entry, ServerFrame, Signal};
        use homeroom_protocol::ids::CommandId;
        let of = |frame: &ServerFrame| kind(&serde_json::to_vec(frame).unwrap());
        let ack = Ack { id: CommandId(uuid::Uuid::nil()), offset: None, data: None };
        let entry = Entry { offset: 2, after: 1, at: homeroom_protocol::time::Timestamp::default(), events: vec![] };
        assert_eq!(of(&ServerFrame::Entry(entry)), Kind::Entry);
        assert_eq!(of(&ServerFrame::Ack(ack)), Kind::Ack);
        assert_eq!(of(&ServerFrame::Bye(Bye { code: 4408, retry_after_ms: None, reason: None })), Kind::Bye);
        assert_eq!(of(&ServerFrame::Signal(Signal::Beat)), Kind::Other);
    }

    #[test]
    fn the_number_of_a_text_is_found_in_the_frame_that_carries_it() {
        let payload = format!(r#"{{"type":"entry","data":{{"events":[{{"text":"{}"}}]}}}}"#, numbered(4_711));
        assert_eq!(number(payload.as_bytes()), Some(4_711));
        assert_eq!(number(br#"{"text":"hello"}"#), None);
        assert_eq!(number(br#"{"text":"many"}"#), None);
    }
}
