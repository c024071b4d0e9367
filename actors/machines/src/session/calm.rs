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
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::time::Timestamp;

use super::Session;

/// What was before, while a class is calm.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Calm {
    before: Option<Before>,
}

impl Session {
    /// Somebody wants the class calm, or as it was.
    pub(super) fn set_calm(&self, at: Timestamp, by: PersonId, on: bool) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(CommandKind::Calm, by)?;
        let (event, mut after) = match (self.calm.before, on) {
            (None, true) => {
                let before = self.quiet();
                (
                    CalmEvent::Began { before, by, at },
                    Before { paused: true, locked: true, locked_until: None, lobby: true },
                )
            }
            (Some(before), false) => (CalmEvent::Ended { by, at }, before),
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
