//! After the commit: what rests on it leaves, in order. Everybody at the desk sees what they may see of an entry, and each
//! socket is told which one came before it, so that a gap is seen although not everybody sees the same.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
use homeroom_machines::desk::{Desk, Observation};
use homeroom_machines::machine::Feed;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::desk::server::{DeskAck, DeskFrame, DeskSignal};
use homeroom_protocol::frame::server::{Bye, Refused};
use homeroom_protocol::ids::{ConnectionId, CourseId};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::desk::message::Asker;
use crate::desk::room::Seat;
use crate::desk::state::State;
use crate::kit::admission::Credit;
use crate::kit::draft::feed_text;
use crate::kit::shell::{Done, Release};
use crate::relay::link::{Down, Welcome};
use crate::relay::out_buffer::{frame_text, push_text};

impl State {
    /// Lets everything leave that may.
    pub(crate) fn settle(&mut self) {
        loop {
            let released = self.shell.release();
            if released.is_empty() {
                return;
            }
            for release in released {
                match release {
                    Release::Entry { offset, mut feeds, scoped, at, effects, links, .. } => {
                        self.entry(offset, feeds.of_mut(Feed::Class).take(), &scoped, at);
                        self.perform(offset, effects);
                        self.write_audit(offset, links);
                    }
                    // What is a moderator's own changes with their badge only, and that with their next socket.
                    Release::You { .. } => {}
                    Release::Answer { asker, outcome } => self.answer(asker, outcome),
                }
            }
        }
    }

    /// Answers at once what rests on nothing.
    pub(crate) fn refuse(&mut self, asker: Asker, refusal: Refusal) {
        self.answer(asker, Err(refusal));
    }

    /// Tells everybody at the desk who is there.
    pub(crate) fn show_moderators(&mut self) {
        let here = self.shell.live().moderators();
        let connections = self.own.room.connections();
        self.tell(connections, &DeskFrame::Signal(DeskSignal::Moderators { here }), None);
    }

    pub(crate) fn close(&mut self, connection: ConnectionId, close: Close) {
        let bye = DeskFrame::Bye(Bye { code: close.code(), retry_after_ms: None, reason: None });
        let bye = serde_json::to_vec(&bye).ok().map(|text| frame_text(&text));
        self.relay.tell(Down::Close { connection, close, bye });
    }

    fn entry(&mut self, offset: u64, feed: Option<Bytes>, scoped: &[(Uuid, Box<RawValue>)], at: Timestamp) {
        let Some(text) = feed else { return };
        let whole = frame_text(&text);
        let (mut all, mut some) = (Vec::new(), Vec::new());
        for (connection, seat) in self.own.room.seats() {
            let Some(courses) = seat.badge.courses() else {
                seat.last = offset;
                all.push(connection);
                continue;
            };
            let seen = scoped.iter().filter(|(course, _)| courses.contains(&CourseId(*course)));
            let seen: Vec<&RawValue> = seen.map(|(_, event)| &**event).collect();
            if !seen.is_empty() {
                some.push((connection, frame_text(&feed_text(offset, seat.last, at, &seen))));
                seat.last = offset;
            }
        }
        let ring = self.rings.of_mut(Feed::Class);
        ring.push(offset, ring.head(), whole.clone());
        if !all.is_empty() {
            self.relay.tell(Down::To { connections: all, run: whole, credit: None });
        }
        for (connection, run) in some {
            self.relay.tell(Down::To { connections: vec![connection], run, credit: None });
        }
    }

    fn answer(&mut self, asker: Asker, outcome: Result<Done<Desk>, Refusal>) {
        match (asker, outcome) {
            // Whoever ordered may have ended; what they ordered is known by its id when it comes again.
            (Asker::Order(reply), outcome) => drop(reply.to.send(outcome.map(drop))),
            (Asker::Socket { connection, id, credit }, Ok(done)) => {
                let ack = DeskAck { id, offset: done.offset, data: done.answer };
                self.tell(vec![connection], &DeskFrame::Ack(ack), Some(credit));
            }
            (Asker::Socket { connection, id, credit }, Err(refusal)) => {
                let refused = Refused { id, problem: refusal.problem(None) };
                self.tell(vec![connection], &DeskFrame::Refused(refused), Some(credit));
            }
            (Asker::Welcome { connection, text, offset, after }, Ok(_)) => {
                self.welcome(connection, &text, offset, after);
            }
            (Asker::Welcome { connection, .. }, Err(refusal)) => {
                if let Some(attaching) = self.own.room.entered(connection) {
                    self.shell_gone(connection);
                    // Whoever asked may have gone; then nobody is left to tell.
                    let _ = attaching.reply.send(Err(refusal));
                }
            }
        }
    }

    fn welcome(&mut self, connection: ConnectionId, text: &[u8], offset: u64, after: Option<u64>) {
        let Some(attaching) = self.own.room.entered(connection) else { return };
        let missed = match after {
            None => Some(VecDeque::new()),
            Some(after) => self.rings.of(Feed::Class).since(after),
        };
        let Some(missed) = missed else {
            // So much was committed while this welcome waited that the ring has gone by: the client asks once more.
            self.shell_gone(connection);
            let _ = attaching.reply.send(Err(Refusal::new(Code::Unavailable).retry_after_ms(0)));
            return;
        };
        self.own.room.add(connection, Seat { badge: attaching.badge, last: offset });
        let mut run = BytesMut::new();
        push_text(&mut run, text);
        let (out, credit, run) = (attaching.out, attaching.credit, run.freeze());
        self.relay.tell(Down::Welcome(Box::new(Welcome { feed: Feed::Class, connection, out, run, missed, credit })));
        if attaching.reply.send(Ok(())).is_err() {
            self.gone(connection);
        } else if self.drains {
            // It was on its way in when the others were told to come back.
            self.close(connection, Close::Moved);
        } else {
            self.show_moderators();
        }
    }

    fn shell_gone(&mut self, connection: ConnectionId) {
        let moment = homeroom_machines::machine::Moment {
            now: self.handle.clock.now(),
            command: homeroom_protocol::ids::CommandId(Uuid::nil()),
        };
        self.shell.observe(&moment, Observation::Gone { connection });
    }

    /// A frame for some. One that cannot be written, which only a defect brings, is not sent.
    fn tell(&mut self, connections: Vec<ConnectionId>, frame: &DeskFrame, credit: Option<Credit>) {
        if let Ok(text) = serde_json::to_vec(frame) {
            self.relay.tell(Down::To { connections, run: frame_text(&text), credit });
        }
    }
}
