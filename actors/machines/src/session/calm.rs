//! Calm mode: one command quiets a class (nobody but staff and who has the floor sends or writes, newcomers wait in the
//! lobby), one makes it as it was.
//! What it sets are the rules of the parts themselves, as events of theirs, so that each is enforced where it always is;
//! what was before stands in the journal, so that a crash does not forget it.

use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::floor::Lockable;
use homeroom_protocol::frame::server::ClassEvent;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::journal::v1::calm::{Before, CalmEvent};
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::journal::v1::floor::FloorEvent;
use homeroom_protocol::permit::desk::DeskRole;
use homeroom_protocol::permit::{self, CommandKind, Role, Tier};
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::time::Timestamp;

use super::Session;

/// What the desk's strip of rooms shows of a class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Glance {
    /// Hands that are up.
    pub hands: usize,
    /// People who wait in the lobby.
    pub in_lobby: usize,
    /// Whether it is calm.
    pub calm: bool,
}

/// What was before, while a class is calm.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Calm {
    before: Option<Before>,
}

impl Session {
    /// Somebody wants the class calm, or as it was: somebody in it, or who works at the desk (`desk`: as what; the proof is
    /// whoever's who sends it on, since the desk knows who sees the class).
    pub(super) fn set_calm(
        &self,
        at: Timestamp,
        by: PersonId,
        desk: Option<DeskRole>,
        on: bool,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        match desk {
            None => self.permitted(CommandKind::Calm, by)?,
            Some(_) => permit::check(CommandKind::Calm, Role::Moderator, Tier::Seated, self.phase())?,
        }
        let (event, mut after) = match (self.calm.before, on) {
            (None, true) => {
                let before = self.quiet();
                (
                    CalmEvent::Began { before, by, desk, at },
                    Before { paused: true, locked: true, locked_until: None, lobby: true },
                )
            }
            (Some(before), false) => (CalmEvent::Ended { by, desk, at }, before),
            (Some(_), true) | (None, false) => return Ok(Vec::new()),
        };
        // A lock whose time has passed meanwhile does not come back.
        after.locked &= after.locked_until.is_none_or(|until| until > at);
        after.locked_until = after.locked_until.filter(|_| after.locked);
        let now = self.quiet();
        let rules = ChatRules { paused: after.paused, ..self.chat.rules() };
        let pause = (now.paused != after.paused).then_some(SessionEvent::Chat(ChatEvent::RulesSet { rules, by, at }));
        let locked =
            FloorEvent::Locked { lock: Lockable::Publish, locked: after.locked, by, until: after.locked_until };
        let lock = ((now.locked, now.locked_until) != (after.locked, after.locked_until))
            .then_some(SessionEvent::Floor(locked));
        let lobby = if now.lobby == after.lobby { Vec::new() } else { self.lobby_set(at, by, after.lobby) };
        Ok([SessionEvent::Calm(event)].into_iter().chain(pause).chain(lock).chain(lobby).collect())
    }

    /// What calm mode sets, as it is.
    fn quiet(&self) -> Before {
        Before {
            paused: self.chat.rules().paused,
            locked: self.locks.is_locked(Lockable::Publish),
            locked_until: self.locks.until(Lockable::Publish),
            lobby: self.lobby.is_on(),
        }
    }

    /// What the desk's strip of rooms shows of the class.
    #[must_use]
    pub fn glance(&self) -> Glance {
        Glance { hands: self.hands.len(), in_lobby: self.lobby.len(), calm: self.is_calm() }
    }

    /// Whether the class is calm.
    pub(super) fn is_calm(&self) -> bool {
        self.calm.before.is_some()
    }

    /// What an event makes of it.
    pub(super) fn calmed(&mut self, event: &CalmEvent) {
        self.calm.before = match event {
            CalmEvent::Began { before, .. } => Some(*before),
            CalmEvent::Ended { .. } => None,
        };
    }

    /// What everybody sees of it.
    pub(super) fn calm_shown(&self) -> ClassEvent {
        ClassEvent::Calm { on: self.is_calm() }
    }
}
