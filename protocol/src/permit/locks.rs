//! What is taken from the table, from students alone: by locks for all of them, by locks for one, by mutes. This is the rule
//! of whose word goes first, and it is printed with the table ([`table`]).

use super::{CommandKind, Role};
use crate::frame::floor::Lockable;
use crate::moderation::Muted;

/// A lock that keeps somebody from a thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Which.
    pub lock: Lockable,
    /// Whether it is for them alone.
    pub alone: bool,
}

/// Which lock keeps somebody from a thing the table gives them.
///
/// `own` is what was said of them alone (locked, or open), `all` whether something is locked for all students, `floor`
/// whether they have the floor. What was said of one goes first, and of that what locks; the floor lifts what is locked of
/// sending for all.
#[must_use]
pub fn kept(
    kind: CommandKind,
    role: Role,
    own: impl Fn(Lockable) -> Option<bool>,
    all: impl Fn(Lockable) -> bool,
    floor: bool,
) -> Option<Kept> {
    if role.is_staff() {
        return None;
    }
    let takes = || Lockable::ALL.iter().copied().filter(|lock| lock.kinds().contains(&kind));
    if let Some(lock) = takes().find(|lock| own(*lock) == Some(true)) {
        return Some(Kept { lock, alone: true });
    }
    let opened = takes().any(|lock| own(lock) == Some(false));
    if opened || (floor && kind.is_sending()) {
        return None;
    }
    takes().find(|lock| all(*lock)).map(|lock| Kept { lock, alone: false })
}

impl Kept {
    /// What they are told.
    #[must_use]
    pub const fn explained(self) -> &'static str {
        if self.alone {
            return match self.lock {
                Lockable::Publish => "Sending picture and sound is locked for you for now.",
                Lockable::RaiseHand => "Raising a hand is locked for you for now.",
                Lockable::Microphone => "Your microphone is locked for now.",
                Lockable::Camera => "Your camera is locked for now.",
                Lockable::Chat => "Writing is locked for you for now.",
                Lockable::Poll => "Answering polls is locked for you for now.",
            };
        }
        match self.lock {
            Lockable::Publish => "For now only who has the floor sends picture and sound.",
            Lockable::RaiseHand => "Hands are locked for students for now.",
            Lockable::Microphone => "Microphones are locked for students for now.",
            Lockable::Camera => "Cameras are locked for students for now.",
            Lockable::Chat => "The chat is paused: only staff write for now.",
            Lockable::Poll => "Polls are locked for students for now.",
        }
    }
}

impl Lockable {
    /// Which commands it locks.
    #[must_use]
    pub const fn kinds(self) -> &'static [CommandKind] {
        match self {
            Self::Publish => &[CommandKind::Microphone, CommandKind::Camera],
            Self::RaiseHand => &[CommandKind::RaiseHand],
            Self::Microphone => &[CommandKind::Microphone],
            Self::Camera => &[CommandKind::Camera],
            Self::Chat => &[CommandKind::Say, CommandKind::Edit, CommandKind::React],
            Self::Poll => &[CommandKind::Vote],
        }
    }
}

impl CommandKind {
    /// Whether it sends sound or a picture.
    #[must_use]
    pub const fn is_sending(self) -> bool {
        matches!(self, Self::Microphone | Self::Camera)
    }
}

/// What each lock and each mute takes, as Markdown, for the documentation.
#[must_use]
pub fn table() -> String {
    let names = |kinds: &[CommandKind]| kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    let mut text = String::from("| what | takes |\n|---|---|\n");
    for lock in Lockable::ALL {
        text.push_str(&format!("| lock {} | {} |\n", lock.as_str(), names(lock.kinds())));
    }
    for muted in Muted::ALL {
        text.push_str(&format!("| mute {} | {} |\n", muted.as_str(), names(muted.kinds())));
    }
    text
}
