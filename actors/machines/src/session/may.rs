//! What somebody may do now, and of what they may not which rule says so. There is no table of it: each command is asked for
//! by the very function that would refuse it, so that what is told beforehand and what is found on trying are one.

use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::moderation::Muted;
use homeroom_protocol::permit::CommandKind;
use homeroom_protocol::refusal::Refusal;
use homeroom_protocol::rest::may::{May, MayNot};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::live::Live;

impl Session {
    /// What a person may now; somebody asks, who may be somebody else.
    ///
    /// # Errors
    /// As at the door, where who asks is banned.
    pub fn may_and_may_not(
        &self,
        live: &Live,
        session_id: SessionId,
        asker: PersonId,
        person: PersonId,
        now: Timestamp,
    ) -> Result<May, Refusal> {
        self.shows_what_is_kept(asker, now)?;
        let waits = self.lobby.waiter(person).map(|waits| &waits.who);
        let role = self.roster.get(person).or(waits).map(|who| who.role);
        // Whose seat is kept while they are gone takes part in nothing.
        let takes_part = self.presence.is_here(person) || waits.is_some();
        let (mut may, mut may_not) = (Vec::new(), Vec::new());
        for what in CommandKind::ALL.iter().copied().filter(|kind| !is_at_the_door(*kind)) {
            match self.lets(live, what, person, now) {
                Ok(()) => may.push(what),
                Err(refusal) => {
                    let ruled = refusal.ruled.as_deref();
                    let (rule, until) = (ruled.map(|ruled| ruled.rule), ruled.and_then(|ruled| ruled.until));
                    may_not.push(MayNot { what, rule, until, problem: refusal.problem(None) });
                }
            }
        }
        Ok(May {
            session_id,
            person_id: person,
            role,
            tier: takes_part.then(|| self.tier(person)),
            phase: self.phase(),
            may,
            may_not,
            server_time: now,
        })
    }

    /// Whether a command of a person would be taken now, where what it asks for is as it should be.
    fn lets(&self, live: &Live, kind: CommandKind, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        if self.phases.is_over() && !is_asked_first(kind) {
            return Err(self.phases.over());
        }
        match kind {
            CommandKind::Leave => Ok(()),
            CommandKind::Say => self.lets_say(person, now),
            CommandKind::Edit => self.lets_edit(person, now),
            CommandKind::Direct => self.lets_direct(person, now),
            CommandKind::Report => self.lets_report(person),
            CommandKind::RaiseHand => self.lets_raise(person, now),
            CommandKind::AskQuestion => self.lets_ask(person, now),
            CommandKind::Upvote => {
                self.lets_upvote(person, now).and_then(|()| self.reactions.lets_ask(&live.reactions, person))
            }
            CommandKind::React => {
                self.lets_react(person, now).and_then(|()| self.reactions.lets_ask(&live.reactions, person))
            }
            CommandKind::Vote => self.lets_vote(person, now),
            CommandKind::Microphone => self.lets_send(kind, Muted::Mic, person, now),
            CommandKind::Camera => self.lets_send(kind, Muted::Camera, person, now),
            CommandKind::Join
            | CommandKind::Enter
            | CommandKind::Reserve
            | CommandKind::Delete
            | CommandKind::SetChat
            | CommandKind::Review
            | CommandKind::History
            | CommandKind::People
            | CommandKind::End
            | CommandKind::Sanction
            | CommandKind::Ban
            | CommandKind::Poll
            | CommandKind::GiveFloor
            | CommandKind::Lock
            | CommandKind::Spotlight
            | CommandKind::Calm
            | CommandKind::HandleQuestions
            | CommandKind::Lobby => self.permitted(kind, person),
        }
    }

    /// What the media server is told a person may send has no command: nobody refuses it, it is not let through. The same
    /// three things take it there (`locks`, `may`).
    fn lets_send(&self, kind: CommandKind, muted: Muted, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.permitted(kind, person)?;
        self.moderation.unmuted(person, muted, now)
    }
}

/// What is asked before it is asked whether the class is over: reading and going, which go on, and what waits before it is
/// decided.
const fn is_asked_first(kind: CommandKind) -> bool {
    matches!(
        kind,
        CommandKind::History | CommandKind::People | CommandKind::Leave | CommandKind::React | CommandKind::Upvote
    )
}

/// What is decided at the door, which asks more than the class: plans, and bans from elsewhere.
const fn is_at_the_door(kind: CommandKind) -> bool {
    matches!(kind, CommandKind::Join | CommandKind::Enter | CommandKind::Reserve)
}
