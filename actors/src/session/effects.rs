//! What a session asks of the world, done: people put out of the media room, sockets closed, its end written down, read
//! models written, offers told of.
//!
//! The journal is the outbox. [`Cursor`](crate::kit::cursor::Cursor) knows up to which entry everything is done; it is written with the next entry,
//! and what lies behind it after a crash is done again, so each effect is at least once. Closing sockets is done where it
//! is asked, at once. LiveKit may be away: what it was asked is tried again for [`TRY_FOR`] and then let go, counted, so
//! that its outage neither stalls the cursor nor keeps the session from its sleep; until there are durable jobs, a media
//! token's short life is what bounds the harm. What is written to the store, and what the desk is told, is tried until it
//! is there.

use std::sync::Arc;
use std::time::Duration;

use homeroom_livekit::{MediaError, MediaServer};
use homeroom_machines::desk;
use homeroom_machines::session::{Effect, Filing, Why};
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::frame::server::{Bye, ServerFrame};
use homeroom_protocol::ids::{ConnectionId, PersonId, SessionId};
use homeroom_protocol::moderation::{Report, WideBan};
use homeroom_protocol::permit::Phase;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::{Store, StoreError, attendance, sessions};
use tokio::sync::Semaphore;

use crate::kit::clock::Clock;
use crate::kit::state::Chore;
use crate::relay::link::Down;
use crate::relay::out_buffer::frame_text;
use crate::session::bans;
use crate::session::directory::World;
use crate::session::message::Msg;
use crate::session::post;
use crate::session::publishing::Publishing;
use crate::session::record::RecordError;
use crate::session::reporting;
use crate::session::state::State;

/// How long the media server is asked the same thing before it is let go.
const TRY_FOR: Duration = Duration::from_secs(30);
/// The pause after the first failure; it doubles.
const PAUSE: Duration = Duration::from_millis(250);

impl State {
    /// Does the effects of a committed entry.
    pub(crate) fn perform(&mut self, offset: u64, effects: Vec<Effect>) {
        for (n, effect) in effects.into_iter().enumerate() {
            match effect {
                Effect::Project(projection) => self.take_in(offset, projection),
                Effect::TellOffer { person, until } => self.tell_offer(offset, person, until),
                Effect::TellCancelled { person } => self.tell_cancelled(offset, person),
                Effect::RemoveParticipant { .. } | Effect::CloseRoom => self.ask_media(offset, effect, true),
                Effect::SetPublishing { person } => self.set_publishing(offset, person),
                Effect::OpenCase(report) => self.open_case(offset, n, report),
                Effect::OpenAppeal(appeal) => self.open_appeal(offset, n, appeal),
                Effect::KeepBan(ban) => self.keep_ban(offset, ban),
                Effect::RecordEnd { at } => self.record_end(offset, at),
                Effect::FileAttendance(filing) => self.file(offset, *filing),
                Effect::CloseSockets { person, sign_in, why } => {
                    match why {
                        Why::OtherDevice | Why::Removed | Why::Banned(_) | Why::PutBack => self.watch_media(),
                        Why::Left | Why::LetIn | Why::TurnedAway => {}
                    }
                    let close = match why {
                        Why::OtherDevice => (Close::OtherDevice, Some(Refusal::new(Code::OtherDevice))),
                        Why::Left => (Close::Done, None),
                        Why::Removed => (Close::Removed, Some(Refusal::new(Code::Removed))),
                        Why::Banned(banned) => (Close::Removed, Some(banned.refusal(self.handle.clock.now()))),
                        Why::LetIn | Why::PutBack => (Close::LetIn, None),
                        Why::TurnedAway => (Close::Removed, Some(Refusal::new(Code::Denied))),
                    };
                    for connection in self.own.room.connections_of(person).to_vec() {
                        let whose = self.own.room.whose(connection);
                        if sign_in.is_none_or(|device| whose.is_some_and(|socket| socket.sign_in == device)) {
                            self.close(connection, close.0, close.1.as_ref());
                        }
                    }
                }
                Effect::CloseAll => {
                    let cancelled = self.shell.machine().phase() == Phase::Cancelled;
                    let why = Refusal::new(if cancelled { Code::Cancelled } else { Code::Over });
                    for connection in self.own.room.connections() {
                        self.close(connection, Close::Done, Some(&why));
                    }
                }
            }
        }
    }

    /// What a crash left undone. Sockets did not outlive it; a person who is in again with the same device stays in the
    /// media room.
    pub(crate) fn perform_owed(&mut self, owed: Vec<(u64, Vec<Effect>)>) {
        for (offset, effects) in owed {
            for (n, effect) in effects.into_iter().enumerate() {
                match effect {
                    Effect::OpenCase(report) => self.open_case(offset, n, report),
                    Effect::OpenAppeal(appeal) => self.open_appeal(offset, n, appeal),
                    Effect::KeepBan(ban) => self.keep_ban(offset, ban),
                    Effect::RemoveParticipant { person, sign_in } => {
                        let standing = self.shell.machine().standing(person);
                        if standing.is_none_or(|standing| standing.sign_in != sign_in) {
                            self.ask_media(offset, effect, false);
                        }
                    }
                    Effect::CloseRoom => self.ask_media(offset, effect, false),
                    Effect::SetPublishing { person } => self.set_publishing(offset, person),
                    Effect::RecordEnd { at } => self.record_end(offset, at),
                    Effect::Project(projection) => self.take_in(offset, projection),
                    Effect::TellOffer { person, until } => self.tell_offer(offset, person, until),
                    Effect::TellCancelled { person } => self.tell_cancelled(offset, person),
                    Effect::FileAttendance(filing) => self.file(offset, *filing),
                    Effect::CloseSockets { .. } | Effect::CloseAll => {}
                }
            }
        }
    }

    /// Closes a socket; it is told why, and when to come back where there is a when.
    pub(crate) fn close(&mut self, connection: ConnectionId, close: Close, why: Option<&Refusal>) {
        let retry_after_ms = why.and_then(|why| why.retry_after_ms);
        let bye = ServerFrame::Bye(Bye { code: close.code(), retry_after_ms, reason: why.map(|why| why.code) });
        let bye = serde_json::to_vec(&bye).ok().map(|text| frame_text(&text));
        self.relay.tell(Down::Close { connection, close, bye });
    }

    fn record_end(&mut self, offset: u64, at: Timestamp) {
        self.effects.began(offset, 1);
        let (session, clock, actor) = (self.handle.id, self.handle.clock.clone(), self.handle.actor.clone());
        let store = self.world.store.clone();
        tokio::spawn(async move {
            record(&store, &clock, session, at).await;
            // As below: an actor that has ended does it again.
            let _ = actor.cast(Chore::Effected(offset).into());
        });
    }

    /// Hands a report to the desk, however long the desk is away.
    fn open_case(&mut self, offset: u64, n: usize, report: Box<Report>) {
        self.effects.began(offset, 1);
        let (world, actor) = (Arc::clone(&self.world), self.handle.actor.clone());
        let id = post::key(self.handle.id.0, offset, n);
        tokio::spawn(async move {
            reporting::keep(&world, &report).await;
            world.post.to_desk(&world.clock, id, desk::Command::Open(report)).await;
            // As below: an actor that has ended does it again, and the desk knows it by its id.
            let _ = actor.cast(Chore::Effected(offset).into());
        });
    }

    fn keep_ban(&mut self, offset: u64, ban: WideBan) {
        self.effects.began(offset, 1);
        let (world, session, actor) = (Arc::clone(&self.world), self.handle.id, self.handle.actor.clone());
        tokio::spawn(async move {
            bans::keep(&world, session, &ban).await;
            // As below: an actor that has ended does it again, and a ban that is there stays as it is.
            let _ = actor.cast(Chore::Effected(offset).into());
        });
    }

    /// Signs a record and puts it into the store, however long that is away: the journal is sure of it, and the session
    /// neither sleeps nor moves its cursor before.
    fn file(&mut self, offset: u64, filing: Filing) {
        self.effects.began(offset, 1);
        let world = Arc::clone(&self.world);
        let (session, actor) = (self.handle.id, self.handle.actor.clone());
        tokio::spawn(async move {
            if let Err(error) = file(&world, session, filing).await {
                metrics::counter!("homeroom_effects_given_up_total").increment(1);
                tracing::error!(session.id = %session, record.error = %error, "a record of attendance was not filed");
            }
            let _ = actor.cast(Chore::Effected(offset).into());
        });
    }

    /// Whoever has gone needs nothing: they come back with a token that says it.
    fn set_publishing(&mut self, offset: u64, person: PersonId) {
        let machine = self.shell.machine();
        let Some(standing) = machine.standing(person) else { return };
        self.own.publishing.set(person, standing.sign_in, machine.sends(person));
        self.watch_media();
        self.ask_media(offset, Effect::SetPublishing { person }, false);
    }

    /// `lists`: whether the media room is as it was at the end; after a crash it may have been closed.
    fn ask_media(&mut self, offset: u64, effect: Effect, lists: bool) {
        let Some(media) = self.world.media.clone() else { return };
        self.effects.began(offset, 1);
        let (world, publishing) = (Arc::clone(&self.world), self.own.publishing.clone());
        let (session, clock, actor) = (self.handle.id, self.handle.clock.clone(), self.handle.actor.clone());
        tokio::spawn(async move {
            if effect == Effect::CloseRoom && lists {
                // Before it is emptied: who went in its last half minute without a word is not on its list (T2).
                let (asked_at, turn) = (clock.now(), world.media_asks.acquire().await);
                let outcome = media.list_participants(session).await;
                drop(turn);
                let _ = actor.cast(Msg::Listed { asked_at, outcome });
            }
            ask(&media, &world.media_asks, &publishing, &clock, session, &effect).await;
            // An actor that has ended will find the effect behind its cursor and do it again.
            let _ = actor.cast(Chore::Effected(offset).into());
        });
    }
}

async fn record(store: &Store, clock: &Clock, session: SessionId, at: Timestamp) {
    let mut pause = PAUSE;
    while let Err(error) = sessions::record_end(store, session, at).await {
        tracing::warn!(session.id = %session, store.error = %error, "the end of a session could not be written down, it is tried again");
        clock.sleep(pause).await;
        pause = (pause * 2).min(TRY_FOR);
    }
}

async fn file(world: &World, session: SessionId, filing: Filing) -> Result<(), RecordError> {
    let filed = world.signatory.sign(session, filing)?;
    let mut pause = PAUSE;
    loop {
        match attendance::file(&world.store, session, &filed.record, &filed.people).await {
            Err(StoreError::Unreachable(_)) => {}
            outcome => return Ok(outcome?),
        }
        // The machine's own time: a store that is away comes back by it, and not by a test's.
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(TRY_FOR);
    }
}

pub(crate) async fn ask(
    media: &MediaServer,
    turns: &Semaphore,
    publishing: &Publishing,
    clock: &Clock,
    session: SessionId,
    effect: &Effect,
) {
    let until = clock.now().plus(TRY_FOR);
    let mut pause = PAUSE;
    loop {
        // Held for one request and not through the pauses: those who wait for an outage to end hold up nobody.
        let own = if matches!(effect, Effect::SetPublishing { .. }) { Some(publishing.turn().await) } else { None };
        let turn = turns.acquire().await;
        let outcome = match effect {
            Effect::RemoveParticipant { person, sign_in } => media.remove_participant(session, *person, *sign_in).await,
            Effect::SetPublishing { person } => publishing.tell(media, session, *person).await,
            Effect::CloseRoom => media.delete_room(session).await,
            Effect::CloseSockets { .. }
            | Effect::CloseAll
            | Effect::RecordEnd { .. }
            | Effect::Project(_)
            | Effect::TellOffer { .. }
            | Effect::TellCancelled { .. }
            | Effect::FileAttendance(_)
            | Effect::KeepBan(_)
            | Effect::OpenAppeal(_)
            | Effect::OpenCase(_) => Ok(()),
        };
        drop((turn, own));
        let Err(error) = outcome else { return };
        if matches!(error, MediaError::Refused(_)) || clock.now().plus(pause) > until {
            metrics::counter!("homeroom_effects_given_up_total").increment(1);
            tracing::warn!(session.id = %session, media.error = %error, "the media server was not reached, an effect is let go");
            return;
        }
        clock.sleep(pause).await;
        pause *= 2;
    }
}
