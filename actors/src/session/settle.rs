//! After the commit: what rests on it leaves, in order. Entries go to the relay as one run per commit, answers behind
//! them, a welcome exactly where its picture was taken, and what the world has to do last.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
use homeroom_machines::machine::Feed;
use homeroom_machines::session::{Effect, Observation, Session};
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::server::{Ack, Refused, ServerFrame, Signal, You};
use homeroom_protocol::ids::{ConnectionId, PersonId};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::reservation;

use crate::kit::admission::Credit;
use crate::kit::feeds::Feeds;
use crate::kit::shell::{Done, Release};
use crate::relay::link::{Down, Welcome};
use crate::relay::out_buffer::{frame_text, push_text};
use crate::session::message::{Asker, JoinReply, Place};
use crate::session::room::Socket;
use crate::session::state::State;

/// Bytes of one run: what the relay sends in one walk. A commit may hold megabytes, which as one run would be over what
/// any socket may have unsent (L7).
const RUN_BYTES: usize = 64 * 1024;

/// What is gathered of one commit before it goes to the relay.
#[derive(Default)]
struct Gathered {
    runs: Feeds<BytesMut>,
    answers: Vec<Down>,
}

impl Gathered {
    fn send(&mut self, state: &mut State) {
        self.send_runs(state);
        for answer in self.answers.drain(..) {
            state.relay.tell(answer);
        }
    }

    fn send_runs(&mut self, state: &mut State) {
        if Feed::ALL.iter().any(|feed| !self.runs.of(*feed).is_empty()) {
            state.relay.tell(Down::Run(Feeds::each(|feed| self.runs.of_mut(feed).split().freeze())));
        }
    }
}

impl State {
    /// Lets everything leave that may.
    pub(crate) fn settle(&mut self) {
        loop {
            let released = self.shell.release();
            if released.is_empty() {
                return;
            }
            let (mut gathered, mut effects, mut everyone) = (Gathered::default(), Vec::new(), false);
            for release in released {
                match release {
                    Release::Entry { offset, feeds, effects: asked, links, everyone: all, .. } => {
                        self.entry(offset, feeds, &mut gathered);
                        self.write_audit(offset, links);
                        everyone |= all;
                        if !asked.is_empty() {
                            effects.push((offset, asked));
                        }
                    }
                    Release::You { person, you } => self.you(person, &you, &mut gathered),
                    Release::Answer { asker, outcome } => self.answer(asker, outcome, &mut gathered),
                }
            }
            gathered.send(self);
            self.perform_all(effects);
            if everyone {
                self.show_everyone();
            }
        }
    }

    /// Shows everybody here what is their own; who knows it already is not told again.
    pub(crate) fn show_everyone(&mut self) {
        let yous = self.own.room.people().into_iter();
        let yous = yous.filter_map(|person| Some((person, self.shell.you(person)?))).collect();
        self.shell.rest(Asker::Yous(yous), Ok(Done { offset: None, answer: None, you: None }));
    }

    /// Answers at once what rests on nothing.
    pub(crate) fn refuse(&mut self, asker: Asker, refusal: Refusal) {
        let mut gathered = Gathered::default();
        self.answer(asker, Err(refusal), &mut gathered);
        gathered.send(self);
    }

    fn perform_all(&mut self, effects: Vec<(u64, Vec<Effect>)>) {
        for (offset, effects) in effects {
            self.perform(offset, effects);
        }
    }

    fn entry(&mut self, offset: u64, mut feeds: Feeds<Option<Bytes>>, gathered: &mut Gathered) {
        let (class, staff) = (feeds.of_mut(Feed::Class).take(), feeds.of_mut(Feed::Staff).take());
        // Nearly always one text, which is framed once.
        let same = class == staff;
        let class = class.map(|text| frame_text(&text));
        let staff = if same { class.clone() } else { staff.map(|text| frame_text(&text)) };
        let longest = class.iter().chain(&staff).map(Bytes::len).max().unwrap_or(0);
        let most = Feed::ALL.iter().map(|feed| gathered.runs.of(*feed).len()).max().unwrap_or(0);
        if most + longest > RUN_BYTES {
            gathered.send_runs(self);
        }
        for (feed, framed) in [(Feed::Class, class), (Feed::Staff, staff)] {
            let Some(framed) = framed else { continue };
            gathered.runs.of_mut(feed).extend_from_slice(&framed);
            let ring = self.rings.of_mut(feed);
            ring.push(offset, ring.head(), framed);
        }
    }

    fn you(&mut self, person: PersonId, you: &You, gathered: &mut Gathered) {
        let connections = self.own.room.connections_of(person).to_vec();
        if !connections.is_empty() && self.own.room.tell(person, you) {
            gathered.answers.extend(to(connections, &ServerFrame::You(you.clone()), None));
        }
    }

    fn answer(&mut self, asker: Asker, outcome: Result<Done<Session>, Refusal>, gathered: &mut Gathered) {
        match (asker, outcome) {
            (Asker::Nobody, Ok(_)) => {}
            (Asker::Nobody, Err(refusal)) => {
                tracing::warn!(session.id = %self.handle.id, refusal.code = %refusal.code, "a command of our own was refused");
            }
            (Asker::SignedOut(_) | Asker::ShutOut(_), Ok(_)) => {}
            // Asked again when the journal has been read.
            (Asker::SignedOut(principal), Err(_)) => self.own.signed_out.push(principal),
            (Asker::ShutOut(out), Err(_)) => self.own.shut_out.push(out),
            (Asker::Door(reply), outcome) => self.door(reply, outcome),
            (Asker::Booking(_), Ok(_)) => {}
            (Asker::Booking(number), Err(refusal)) => self.booked(number, Err(refusal)),
            (Asker::Booked { number, place }, outcome) => self.booked(number, outcome.map(|_| place)),
            (Asker::Appeal(reply), outcome) => self.appealed(reply, outcome.map(drop)),
            // Whoever ordered may have ended; what they ordered is known by its id when it comes again.
            (Asker::Order(reply), outcome) => drop(reply.to.send(outcome.map(drop))),
            (Asker::Socket { connection, id, credit }, Ok(done)) => {
                let ack = Ack { id, offset: done.offset, data: done.answer };
                gathered.answers.extend(to(vec![connection], &ServerFrame::Ack(ack), credit));
            }
            (Asker::Socket { connection, id, credit }, Err(refusal)) => {
                let refused = Refused { id, problem: refusal.problem(None) };
                gathered.answers.extend(to(vec![connection], &ServerFrame::Refused(refused), credit));
            }
            (Asker::Heartbeats(replies), outcome) => {
                let outcome = outcome.map(drop);
                for reply in replies {
                    // Whoever said it may have gone; it counts all the same.
                    let _ = reply.to.send(outcome.clone());
                }
            }
            (Asker::Attendance(reply, now), outcome) => {
                let _ = reply.send(outcome.map(|_| now));
            }
            (Asker::Polls(reply, polls), outcome) => {
                let _ = reply.send(outcome.map(|_| polls));
            }
            (Asker::Chapters(reply, chapters), outcome) => {
                let _ = reply.send(outcome.map(|_| chapters));
            }
            (Asker::May(reply, may), outcome) => {
                let _ = reply.send(outcome.and(*may));
            }
            (Asker::Entering(_), Ok(_)) => {}
            (Asker::Welcome { .. } | Asker::Yous(_) | Asker::Signals(_) | Asker::Signal { .. }, Err(_)) => {}
            (Asker::Signals(runs), Ok(_)) => gathered.answers.push(Down::Signals(runs)),
            (Asker::Signal { connection, run }, Ok(_)) => {
                gathered.answers.push(Down::To { connections: vec![connection], run, credit: None });
            }
            (Asker::Entering(connection), Err(refusal)) => {
                if let Some(attaching) = self.own.room.entered(connection) {
                    self.observe(Observation::Gone { person: attaching.person, connection });
                    // Whoever asked may have gone; then nobody is left to tell.
                    let _ = attaching.reply.send(Err(refusal));
                }
            }
            (Asker::Welcome { connection, feed, text, after }, Ok(_)) => {
                gathered.send(self);
                self.welcome(connection, feed, &text, after);
            }
            (Asker::Yous(yous), Ok(_)) => {
                for (person, you) in yous {
                    self.you(person, &you, gathered);
                }
            }
        }
    }

    fn door(&mut self, reply: JoinReply, outcome: Result<Done<Session>, Refusal>) {
        let (machine, now) = (self.shell.machine(), self.handle.clock.now());
        let capacity = machine.capacity();
        let outcome = outcome.and_then(|done| match done.you {
            Some(you) => {
                let reservation::Place { position, eta, .. } = machine.booking(you.person, now);
                Ok(Place { you, fresh: done.offset.is_some(), capacity, position, eta })
            }
            // The command was taken once and the person has gone since: it cannot be asked again.
            None => Err(Refusal::new(Code::NotHere)),
        });
        // Whoever stood at the door may have gone; their seat is held and ends by itself.
        let _ = reply.to.send(outcome);
    }

    fn welcome(&mut self, connection: ConnectionId, feed: Feed, text: &[u8], after: Option<u64>) {
        let Some(attaching) = self.own.room.entered(connection) else { return };
        let missed = match after {
            None => Some(VecDeque::new()),
            Some(after) => self.rings.of(feed).since(after),
        };
        let Some(missed) = missed else {
            // So much was committed while this welcome waited that the ring has gone by: the client asks once more.
            self.observe(Observation::Gone { person: attaching.person, connection });
            let _ = attaching.reply.send(Err(Refusal::new(Code::Unavailable).retry_after_ms(0)));
            return;
        };
        self.own.room.add(connection, Socket { person: attaching.person, sign_in: attaching.sign_in });
        let mut run = BytesMut::new();
        push_text(&mut run, text);
        if after.is_some() {
            // A view shows how many are here; who resumes may have missed the last count while the welcome waited.
            let presence = self.shell.machine().presence(self.shell.live());
            if let Ok(count) = serde_json::to_vec(&ServerFrame::Signal(Signal::Presence(presence))) {
                push_text(&mut run, &count);
            }
        }
        let run = run.freeze();
        let (out, credit) = (attaching.out, attaching.credit);
        self.relay.tell(Down::Welcome(Box::new(Welcome { feed, connection, out, run, missed, credit })));
        if attaching.reply.send(Ok(())).is_err() {
            self.gone(connection);
        } else if self.drains {
            // It was on its way in when the others were told to come back.
            self.close(connection, Close::Moved, None);
        }
    }
}

/// A frame for some; `None` where it cannot be written, which only a defect brings.
fn to(connections: Vec<ConnectionId>, frame: &ServerFrame, credit: Option<Credit>) -> Option<Down> {
    let mut run = BytesMut::new();
    push_text(&mut run, &serde_json::to_vec(frame).ok()?);
    Some(Down::To { connections, run: run.freeze(), credit })
}
