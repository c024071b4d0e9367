//! The few frames a socket's own task sends; everything else comes from the relay.

use bytes::Bytes;
use homeroom_actors::relay::out_buffer::{OutBuffer, frame_text};
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::server::{Bye, Refused, ServerFrame};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::refusal::Refusal;

/// Answers a command that was not taken.
pub(super) fn refused(out: &OutBuffer, id: CommandId, refusal: &Refusal) {
    let frame = ServerFrame::Refused(Refused { id, problem: refusal.problem(None) });
    if let Some(run) = run(&frame) {
        // A sealed socket has been told more than this already.
        let _ = out.send(&run);
    }
}

/// Says why, and closes.
pub(super) fn bye(out: &OutBuffer, close: Close, refusal: Option<&Refusal>) {
    let frame = ServerFrame::Bye(Bye {
        code: close.code(),
        retry_after_ms: refusal.and_then(|refusal| refusal.retry_after_ms),
        reason: refusal.map(|refusal| refusal.code),
    });
    out.close(close, run(&frame).as_ref());
}

fn run(frame: &ServerFrame) -> Option<Bytes> {
    match serde_json::to_vec(frame) {
        Ok(payload) => Some(frame_text(&payload)),
        Err(error) => {
            tracing::error!(error = %error, "a frame could not be written");
            None
        }
    }
}
