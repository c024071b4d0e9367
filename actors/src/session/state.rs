//! What a session's actor holds besides what all hold, and what each thing it is told leads to. It never waits: what takes
//! time is a task that tells the actor when it is done.

use homeroom_machines::machine::Feed;
use homeroom_machines::session::{
    Command, FloorWish, Join, LobbyWish, Observation, PollWish, Query, QuestionWish, Session, TalkWish,
};
use homeroom_protocol::frame::client::{ClientFrame, Request};
use homeroom_protocol::frame::people::PeoplePage;
use homeroom_protocol::frame::server::{Answer, ServerFrame, Welcome};
use homeroom_protocol::ids::{CommandId, ConnectionId, PersonId};
use homeroom_protocol::journal::v1::SessionFacts;
use homeroom_protocol::limits::HEARTBEAT;
use homeroom_protocol::permit::Phase;
use homeroom_protocol::principal::Principal;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::chapters::Chapter;
use homeroom_protocol::rest::polls::PollRecord;
use uuid::Uuid;

use crate::kit;
use crate::kit::shell::{Done, Poisoned, Wish};
use crate::relay::link::Down;
use crate::session::attending::{Asking, Now};
use crate::session::bans::ShutOut;
use crate::session::booking::Bookings;
use crate::session::crowd::Crowd;
use crate::session::host::Classroom;
use crate::session::message::{Asker, Attaching, Hello, Joining};
use crate::session::post::Ordered;
use crate::session::projection::Projecting;
use crate::session::publishing::Publishing;
use crate::session::question::Looking;
use crate::session::room::Room;
use crate::session::sightings::Sightings;
use crate::session::telling::Telling;

/// What only a session's actor holds.
#[derive(Default)]
pub(crate) struct Own {
    pub(crate) room: Room,
    pub(crate) bookings: Bookings,
    pub(crate) projecting: Projecting,
    pub(crate) sightings: Sightings,
    pub(crate) publishing: Publishing,
    /// Sign-ins whose end is not committed yet, because the journal is being read again.
    pub(crate) signed_out: Vec<Principal>,
    /// The same, because they are banned.
    pub(crate) shut_out: Vec<ShutOut>,
    pub(crate) telling: Telling,
    pub(crate) crowd: Crowd,
    /// How many the gate had turned away when that was last looked at.
    turned_away: u64,
    /// Which edition of the rules of words the machine has; none before it was given one.
    words: Option<u64>,
}

/// What a session's actor holds.
pub(crate) type State = kit::state::State<Classroom>;

impl State {
    /// Tells the machine where the gate has turned people away: seats of theirs must not be called abandoned.
    pub(crate) fn look_at_the_gate(&mut self) {
        let refused = self.handle.gate.refused();
        if refused != self.own.turned_away {
            self.own.turned_away = refused;
            self.observe(Observation::TurnedAway);
        }
    }

    /// Gives the machine the word filter where the rules have changed.
    pub(crate) fn look_at_the_words(&mut self) {
        let edition = self.world.words.edition();
        if self.own.words != Some(edition)
            && let Some(course) = self.shell.machine().facts().map(|facts| facts.course)
        {
            self.own.words = Some(edition);
            self.observe(Observation::Words(self.world.words.of(course)));
        }
    }

    /// Someone at the door.
    pub(crate) fn join(&mut self, joining: Joining) -> Result<(), Poisoned> {
        let Joining { who, admission, take_over, command, digest, sent, reply } = joining;
        self.handle.glass.taken(sent);
        // A command sent again is not decided again, so that the same key from another device would be let in unasked.
        let elsewhere = self.shell.machine().device(who.person).is_some_and(|device| device != who.sign_in);
        if elsewhere && !take_over && self.shell.machine().phase() != Phase::Ended {
            self.shell.rest(Asker::Door(reply), Err(Refusal::new(Code::OtherDevice)));
            return Ok(());
        }
        let by = Some(who.person);
        let join = Command::Join(Join { who, admission, take_over });
        let wish = Wish { by, digest: Some(digest), with_you: true, command: join };
        self.command(command, wish, Asker::Door(reply)).map(drop)
    }

    /// A socket with a good hello: it enters, and its welcome waits behind that.
    pub(crate) fn attach(&mut self, attaching: Attaching) -> Result<(), Poisoned> {
        self.handle.glass.taken(attaching.sent);
        let (person, sign_in, connection) = (attaching.person, attaching.sign_in, attaching.connection);
        // What nobody let in would see does not matter: their entering is refused below.
        let feed = self.shell.machine().feed(person);
        let mut after = None;
        match attaching.hello {
            Hello::Ticket { nonce, book, until } => {
                let now = self.handle.clock.now();
                if book != self.handle.book || !self.own.room.burn(nonce, until, now) {
                    let _ = attaching.reply.send(Err(Refusal::new(Code::TicketRefused)));
                    return Ok(());
                }
            }
            Hello::Resume { after: offset } => {
                // Who comes back from the lobby has seen nothing yet.
                after = Some(offset).filter(|after| *after > 0 && self.rings.of(feed).covers(*after));
            }
        }
        self.own.room.entering(attaching);
        let command = CommandId(Uuid::new_v5(&connection.0, b"enter"));
        let enter = Command::Enter { person, sign_in };
        let wish = Wish { by: Some(person), digest: None, with_you: false, command: enter };
        if self.command(command, wish, Asker::Entering(connection))? {
            self.observe(Observation::Here { person, connection });
            if let Some(text) = self.welcome_text(&Socketed { person, sign_in, feed }, after) {
                let done = Done { offset: None, answer: None, you: None };
                self.shell.rest(Asker::Welcome { connection, feed, text, after }, Ok(done));
                if after.is_some() {
                    self.tell_again(connection, feed);
                }
            }
        }
        Ok(())
    }

    fn welcome_text(&self, who: &Socketed, after: Option<u64>) -> Option<Vec<u8>> {
        let now = self.handle.clock.now();
        let credentials = &self.world.credentials;
        let frame = ServerFrame::Welcome(Welcome {
            offset: self.shell.feed_head(who.feed),
            you: self.shell.you(who.person)?,
            server_time: now,
            heartbeat_seconds: u32::try_from(HEARTBEAT.as_secs()).unwrap_or(u32::MAX),
            resume_token: credentials.resume_token(self.handle.id, who.person, who.sign_in, now),
            resumed: after.is_some(),
            view: after.is_none().then(|| Box::new(self.shell.view(who.feed))),
        });
        serde_json::to_vec(&frame).ok()
    }

    /// What the desk decided.
    pub(crate) fn order(&mut self, ordered: Ordered<Command>) -> Result<(), Poisoned> {
        self.handle.glass.taken(ordered.sent);
        let wish = Wish { by: ordered.by, digest: ordered.digest, with_you: false, command: ordered.command };
        self.command(ordered.id, wish, Asker::Order(ordered.reply)).map(drop)
    }

    /// A request of a socket.
    pub(crate) fn request(
        &mut self,
        connection: ConnectionId,
        frame: ClientFrame,
        asker: Asker,
    ) -> Result<(), Poisoned> {
        let Some(socket) = self.own.room.whose(connection) else { return Ok(()) };
        let person = socket.person;
        let command = match frame.request {
            Request::Say(say) => Command::Talk { person, wish: TalkWish::Say(say) },
            Request::Edit(edit) => Command::Talk { person, wish: TalkWish::Edit(edit) },
            Request::Delete(delete) => Command::Talk { person, wish: TalkWish::Delete(delete) },
            Request::SetChat(rules) => Command::Talk { person, wish: TalkWish::Set(rules) },
            Request::Revisions(of) => Command::Talk { person, wish: TalkWish::Look(of.message) },
            Request::LetThrough(through) => Command::Talk { person, wish: TalkWish::LetThrough(through.message) },
            Request::Discard(discard) => Command::Talk { person, wish: TalkWish::Discard(discard) },
            Request::Direct(direct) => Command::Talk { person, wish: TalkWish::Direct(direct) },
            Request::Leave(_) => Command::Leave { person },
            Request::End(_) => Command::End { person },
            Request::Report(report) => Command::Report { session: self.handle.id, person, report },
            Request::Sanction(sanction) => Command::Sanction { person, sanction },
            Request::Lift(lift) => Command::Lift { person, sanction: lift.sanction },
            Request::AskPoll(asked) => Command::Poll { person, wish: PollWish::Ask(asked) },
            Request::Vote(vote) => Command::Poll { person, wish: PollWish::Vote(vote) },
            Request::ClosePoll(on) => Command::Poll { person, wish: PollWish::Close(on.poll) },
            Request::ShowPoll(show) => {
                self.own.telling.forget();
                Command::Poll { person, wish: PollWish::Show(show) }
            }
            Request::RaiseHand(_) => Command::Floor { person, wish: FloorWish::Raise },
            Request::LowerHand(lower) => Command::Floor { person, wish: FloorWish::Lower(lower.person) },
            Request::LowerHands(lower) => Command::Floor { person, wish: FloorWish::LowerAll(lower.filter) },
            Request::RestoreHands(_) => Command::Floor { person, wish: FloorWish::Restore },
            Request::Spoke(_) => Command::Floor { person, wish: FloorWish::Spoke },
            Request::SetHands(set) => Command::Floor { person, wish: FloorWish::SetOrder(set.order) },
            Request::GrantFloor(floor) => {
                Command::Floor { person, wish: FloorWish::Grant(floor.person, floor.seconds) }
            }
            Request::EndFloor(_) => Command::Floor { person, wish: FloorWish::End },
            Request::Lock(lock) => Command::Floor { person, wish: FloorWish::Lock(lock) },
            Request::ClearLock(clear) => {
                Command::Floor { person, wish: FloorWish::ClearLock(clear.person, clear.what) }
            }
            Request::Spotlight(lit) => Command::Floor { person, wish: FloorWish::Spotlight(lit.person) },
            Request::SetLobby(lobby) => Command::Lobby { person, wish: LobbyWish::Set(lobby.on) },
            Request::LetIn(in_) => Command::Lobby { person, wish: LobbyWish::LetIn(in_.who) },
            Request::TurnAway(away) => Command::Lobby { person, wish: LobbyWish::TurnAway(away.who, away.reason) },
            Request::PutBack(back) => Command::Lobby { person, wish: LobbyWish::PutBack(back.person) },
            Request::TellWaiters(tell) => Command::Lobby { person, wish: LobbyWish::Tell(tell.person, tell.text) },
            Request::SetCalm(calm) => Command::Calm { person, desk: None, on: calm.on },
            Request::Read(read) => Command::Read { person, read },
            Request::React(react) => Command::React { person, react },
            Request::Upvote(upvote) => Command::Upvote { person, upvote },
            Request::AskQuestion(ask) => Command::Question { person, wish: QuestionWish::Ask(ask) },
            Request::MoveQuestion(moved) => Command::Question { person, wish: QuestionWish::Move(moved) },
            Request::MergeQuestion(merge) => Command::Question { person, wish: QuestionWish::Merge(merge) },
            Request::SetQuestions(set) => Command::Question { person, wish: QuestionWish::Set(set) },
            Request::ReportQuestion(report) => Command::ReportQuestion { session: self.handle.id, person, report },
            Request::History(history) => {
                let query = Query::History { person, before: history.before, limit: history.limit };
                let outcome = self.shell.look(query);
                let done = |answer| Done { offset: None, answer: Some(answer), you: None };
                self.shell.rest(asker, outcome.map(done));
                return Ok(());
            }
            Request::People(asked) => {
                let version = self.own.crowd.version(self.shell.machine().feed(person));
                let outcome = self.shell.look(Query::People { person, asked }).map(|answer| match answer {
                    Answer::People(page) => Answer::People(PeoplePage { version, ..page }),
                    answer @ (Answer::History(_) | Answer::Held(_) | Answer::Before(_) | Answer::Lobby(_)) => answer,
                });
                let done = |answer| Done { offset: None, answer: Some(answer), you: None };
                self.shell.rest(asker, outcome.map(done));
                return Ok(());
            }
            Request::SetAway(set) => {
                let outcome = self.shell.machine().sees_people(person);
                if outcome.is_ok() {
                    self.observe(Observation::Away { person, connection, away: set.away });
                }
                let done = Done { offset: None, answer: None, you: None };
                self.shell.rest(asker, outcome.map(|()| done));
                return Ok(());
            }
            Request::Hello(_) => {
                self.refuse(asker, Refusal::new(Code::Malformed));
                return Ok(());
            }
        };
        let wish = Wish { by: Some(person), digest: None, with_you: false, command };
        let waited = self.shell.waits(person);
        self.command(frame.id, wish, asker)?;
        if waited != self.shell.waits(person) {
            // Nothing was written that would show them that it waits.
            let yous = self.shell.you(person).map(|you| (person, you)).into_iter().collect();
            self.shell.rest(Asker::Yous(yous), Ok(Done { offset: None, answer: None, you: None }));
        }
        Ok(())
    }

    /// What the row says of the class has changed.
    pub(crate) fn amend(&mut self, facts: SessionFacts) -> Result<(), Poisoned> {
        if self.shell.machine().facts() == Some(&facts) {
            return Ok(());
        }
        let id = self.moment(None).command;
        let wish = Wish { by: None, digest: None, with_you: false, command: Command::Amend(facts) };
        self.command(id, wish, Asker::Nobody).map(drop)
    }

    pub(crate) fn command(&mut self, id: CommandId, wish: Wish<Session>, asker: Asker) -> Result<bool, Poisoned> {
        if let Some(refusal) = self.bars(id) {
            self.refuse(asker, refusal);
            return Ok(false);
        }
        let moment = self.moment(Some(id));
        self.shell.command(&moment, wish, asker)
    }

    /// A connection is lost.
    pub(crate) fn gone(&mut self, connection: ConnectionId) {
        let whose = self.own.room.remove(connection).map(|socket| socket.person);
        let whose = whose.or_else(|| self.own.room.entered(connection).map(|attaching| attaching.person));
        if let Some(person) = whose {
            self.relay.tell(Down::Forget(connection));
            self.observe(Observation::Gone { person, connection });
            self.list_soon();
        }
    }

    /// When people were here, as everything committed so far makes it.
    pub(crate) fn attended(&mut self, asking: Asking) {
        let Asking { by, whose, sent, reply, _credit } = asking;
        self.handle.glass.taken(sent);
        let (machine, now) = (self.shell.machine(), self.handle.clock.now());
        // When they were there themselves is theirs to know.
        let shows = if whose == Some(by) { Ok(()) } else { machine.shows_what_is_kept(by, now) };
        let answer = Now::of(machine, now, whose);
        self.shell.rest(Asker::Attendance(reply, answer), shows.map(|()| SAW));
    }

    /// What came of the polls, as everything committed so far makes it.
    pub(crate) fn polls(&mut self, person: PersonId, asking: Looking<Vec<PollRecord>>) {
        let Looking { sent, reply, _credit } = asking;
        self.handle.glass.taken(sent);
        let machine = self.shell.machine();
        let (polls, shows) = (machine.poll_records(), machine.shows_what_is_kept(person, self.handle.clock.now()));
        self.shell.rest(Asker::Polls(reply, polls), shows.map(|()| SAW));
    }

    /// Which questions were answered, as everything committed so far makes it.
    pub(crate) fn chapters(&mut self, person: PersonId, asking: Looking<Vec<Chapter>>) {
        let Looking { sent, reply, _credit } = asking;
        self.handle.glass.taken(sent);
        let (chapters, outcome) = match self.shell.machine().chapters(person, self.handle.clock.now()) {
            Ok(chapters) => (chapters, Ok(SAW)),
            Err(refusal) => (Vec::new(), Err(refusal)),
        };
        self.shell.rest(Asker::Chapters(reply, chapters), outcome);
    }
}

/// What comes of looking at what is kept: nothing.
const SAW: Done<Session> = Done { offset: None, answer: None, you: None };

/// Whom a welcome is for.
struct Socketed {
    person: homeroom_protocol::ids::PersonId,
    sign_in: homeroom_protocol::ids::SignInId,
    feed: Feed,
}
