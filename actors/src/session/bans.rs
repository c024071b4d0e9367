//! Bans that reach further than the class in which they were made. That somebody is banned is written where every door of
//! every class asks, and asked there each time anybody joins, comes with a ticket, comes back, or wants a seat. Who is in
//! another class at that moment is put out of it by its actor, of the media room too (L14), and loses what they reserved.
//!
//! The store numbers the bans, and each node asks twice a second for those after the last one it knows, as it does for
//! sign-ins that end. A node that starts begins with the latest: nobody has a socket then, and no door opens to who is
//! banned.

use std::sync::Arc;
use std::time::Duration;

use homeroom_machines::session::Command;
use homeroom_protocol::frame::close::Close;
use homeroom_protocol::ids::{CommandId, CourseId, PersonId, SessionId};
use homeroom_protocol::moderation::{Banned, Scope, WideBan};
use homeroom_protocol::rest::reservation::Standing;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::bans::{self, Begun};
use homeroom_storage::{StoreError, reservations};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::kit::entropy;
use crate::kit::shell::{Poisoned, Wish};
use crate::session::directory::{Directory, World};
use crate::session::keeping::until_kept;
use crate::session::message::{Asker, Msg};
use crate::session::state::State;

/// How often it is asked who is banned. Four of these fit into the two seconds in which a ban has to take hold (L14).
const ASK_EVERY: Duration = Duration::from_millis(500);
/// How long one question may take.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(1_500);
/// Bans in one answer; where there are more it is asked again at once.
const BANS_MAX: i64 = 1_000;

/// Who is out, of all classes of a course or of all there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ShutOut {
    pub(crate) person: PersonId,
    pub(crate) course: Option<CourseId>,
    /// When that ends by itself.
    pub(crate) until: Option<Timestamp>,
}

/// Keeps a ban, or that it was lifted, however long the store is away; then what the person had in classes to come goes to
/// others.
pub(crate) async fn keep(world: &World, made_in: SessionId, ban: &WideBan) {
    let kept = until_kept("a ban", || booked(world, made_in, ban)).await;
    let Some(booked) = kept else { return };
    for session in booked {
        // The same id however often it is carried.
        let id = CommandId(Uuid::new_v5(&ban.id.0, session.0.as_bytes()));
        let command = Command::ShutOut { person: ban.person, course: ban.course };
        world.post.to_session(&world.clock, session, id, command).await;
    }
}

/// Writes it; the classes in which the person has something that is theirs no more.
async fn booked(world: &World, made_in: SessionId, ban: &WideBan) -> Result<Vec<SessionId>, StoreError> {
    let now = world.clock.now();
    if !bans::keep(&world.store, made_in, ban, now).await? {
        return Ok(Vec::new());
    }
    let mine = reservations::of_person(&world.store, ban.person, now).await?;
    let theirs = mine
        .into_iter()
        .filter(|mine| mine.row.standing != Standing::Gone && ban.course.is_none_or(|course| course == mine.course));
    Ok(theirs.map(|mine| mine.row.session).collect())
}

/// Hears of bans that begin after the one with this number, for ever.
pub(crate) async fn hear(directory: Arc<Directory>, mut seen: i64) {
    let mut hears = true;
    loop {
        // The machine's time and not the injected one: a clock that stands still would have us ask for ever.
        sleep(ASK_EVERY).await;
        let heard = timeout(ANSWER_TIMEOUT, ask(&directory, &mut seen)).await;
        let error = heard.unwrap_or_else(|_| Err(StoreError::Unreachable("no answer in time".to_owned()))).err();
        if let (Some(error), true) = (&error, hears) {
            tracing::warn!(store.error = %error, "it cannot be heard who is banned");
        }
        hears = error.is_none();
    }
}

async fn ask(directory: &Directory, seen: &mut i64) -> Result<(), StoreError> {
    loop {
        let begun = bans::after(&directory.world.store, *seen, BANS_MAX).await?;
        let all = i64::try_from(begun.len()).is_ok_and(|count| count < BANS_MAX);
        for Begun { number, person, course, holds, until } in begun {
            // What was heard of only when it had ended, the store having been away, puts nobody out.
            if holds && until.is_none_or(|until| until > directory.world.clock.now()) {
                let out = ShutOut { person, course, until };
                directory.all().iter().for_each(|handle| handle.tell(Msg::ShutOut(out)));
            }
            *seen = number;
        }
        if all {
            return Ok(());
        }
    }
}

impl State {
    /// Somebody is banned; most have never been here.
    pub(crate) fn shut_out(&mut self, out: ShutOut) -> Result<(), Poisoned> {
        let ShutOut { person, course, until } = out;
        let here = self.shell.machine().facts().map(|facts| facts.course);
        if course.is_some() && here.is_some() && here != course {
            return Ok(());
        }
        self.watch_media();
        let scope = if course.is_some() { Scope::Series } else { Scope::Platform };
        let why = Banned { scope, until }.refusal(self.handle.clock.now());
        for connection in self.own.room.connections_of(person).to_vec() {
            self.close(connection, Close::Removed, Some(&why));
        }
        let command = Command::ShutOut { person, course };
        let wish = Wish { by: None, digest: None, with_you: false, command };
        let id = CommandId(entropy::uuid_v7(self.handle.clock.now()));
        self.command(id, wish, Asker::ShutOut(out)).map(drop)
    }
}
