//! What changes too often to be told each time: the latest picture of it, no more often than twice a second, to all of a feed
//! at once. A picture that was dropped on the way is made good by the next, or by the entry that ends it; who was away
//! when the last one went out has it behind their welcome.

use bytes::Bytes;
use homeroom_machines::machine::Feed;
use homeroom_protocol::frame::server::ServerFrame;
use homeroom_protocol::ids::ConnectionId;
use homeroom_protocol::limits::POLL_RESULTS_EVERY;
use homeroom_protocol::time::Timestamp;

use crate::kit::deadline::Deadline;
use crate::kit::feeds::Feeds;
use crate::kit::shell::Done;
use crate::relay::out_buffer::frame_text;
use crate::session::message::{Asker, Msg};
use crate::session::state::State;

/// What was told last, and when there may be more.
#[derive(Default)]
pub(crate) struct Telling {
    told: Feeds<Bytes>,
    rests_until: Option<Timestamp>,
    next: Deadline,
}

impl Telling {
    /// A picture may have been told otherwise since, by an entry: the next is told whatever it is.
    pub(crate) fn forget(&mut self) {
        self.told = Feeds::default();
    }

    /// The timer has fired.
    pub(crate) fn fired(&mut self) {
        self.next.fired();
    }
}

impl State {
    /// Tells the latest picture where it is another than the last, behind everything it rests on.
    pub(crate) fn tell_signals(&mut self) {
        if !self.shell.machine().has_signal() {
            return;
        }
        let now = self.handle.clock.now();
        if let Some(until) = self.own.telling.rests_until.filter(|until| *until > now) {
            let actor = self.handle.actor.clone();
            self.own.telling.next.arm(&self.handle.clock, Some(until), move || drop(actor.cast(Msg::Tell)));
            return;
        }
        let runs = Feeds::each(|feed| self.signal(feed));
        if runs == self.own.telling.told {
            return;
        }
        self.own.telling.told = runs.clone();
        self.own.telling.rests_until = Some(now.plus(POLL_RESULTS_EVERY));
        self.shell.rest(Asker::Signals(runs), Ok(Done { offset: None, answer: None, you: None }));
    }

    /// Tells one who resumes what may have been told while they were away: a view would show it, entries do not.
    pub(crate) fn tell_again(&mut self, connection: ConnectionId, feed: Feed) {
        let run = self.signal(feed);
        if !run.is_empty() {
            self.shell.rest(Asker::Signal { connection, run }, Ok(Done { offset: None, answer: None, you: None }));
        }
    }

    fn signal(&self, feed: Feed) -> Bytes {
        let signal = self.shell.machine().signal(self.shell.live(), feed);
        let text = signal.and_then(|signal| serde_json::to_vec(&ServerFrame::Signal(signal)).ok());
        text.map(|text| frame_text(&text)).unwrap_or_default()
    }
}
