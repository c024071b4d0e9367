//! Moderation: what is done about people in this session, until its end or until it is lifted. Decided at the desk, or in
//! the room by who gives the class or watches over it.
//!
//! What the desk asks for comes at least once and in no certain order: a sanction that stands is not made twice, and one
//! that was lifted before it came never holds.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use homeroom_protocol::audit::Capacity;
use homeroom_protocol::frame::client::MakeSanction;
use homeroom_protocol::frame::server::ChatItem;
use homeroom_protocol::frame::staff::Held;
use homeroom_protocol::ids::{CourseId, PersonId, SanctionId};
use homeroom_protocol::journal::v1::chat::ChatEvent;
use homeroom_protocol::journal::v1::question::QuestionEvent;
use homeroom_protocol::journal::v1::{Participant, SessionEvent};
use homeroom_protocol::moderation::{FrozenPerson, Measure, Muted, ReasonCode, Sanction, Scope};
use homeroom_protocol::permit::{self, CommandKind, Role, Rule};
use homeroom_protocol::question::QuestionState;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use crate::machine::Moment;

/// Which sanctions hold, and which are lifted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Moderation {
    holding: BTreeMap<SanctionId, Held>,
    by_end: BTreeSet<(Timestamp, SanctionId)>,
    lifted: BTreeMap<SanctionId, Option<Sanction>>,
    /// Who set it in the room, of what holds; nobody but the desk learns it.
    set_by: BTreeMap<SanctionId, FrozenPerson>,
    of: BTreeMap<PersonId, BTreeSet<SanctionId>>,
    /// When what follows from blocked words last did.
    struck: BTreeMap<PersonId, Timestamp>,
}

impl Moderation {
    /// What holds about a person, the oldest first.
    pub(crate) fn of(&self, person: PersonId) -> impl Iterator<Item = &Sanction> {
        let ids = self.of.get(&person).into_iter().flatten();
        let mut of: Vec<_> = ids.filter_map(|id| Some(&self.holding.get(id)?.sanction)).collect();
        // Ids say nothing of time: each is made of the command's that brought it.
        of.sort_by_key(|sanction| (sanction.at, sanction.id));
        of.into_iter()
    }

    /// What holds, as staff see it, the oldest first.
    pub(crate) fn held(&self) -> Vec<Held> {
        let mut held: Vec<_> = self.holding.values().cloned().collect();
        held.sort_by_key(|held| (held.sanction.at, held.sanction.id));
        held
    }

    /// One of them.
    pub(crate) fn holds(&self, id: SanctionId) -> Option<&Held> {
        self.holding.get(&id)
    }

    /// What a sanction was that has been lifted.
    pub(crate) fn lifted(&self, id: SanctionId) -> Option<&Sanction> {
        self.lifted.get(&id).and_then(Option::as_ref)
    }

    /// Who set it in the room.
    pub(crate) fn set_by(&self, id: SanctionId) -> Option<&FrozenPerson> {
        self.set_by.get(&id)
    }

    /// The worst that keeps a person out, and of two alike what does so for longer. While the class goes on time takes back
    /// what has ended; when it is over nothing does, so the end is looked at.
    pub(crate) fn keeps_out(&self, person: PersonId, now: Timestamp) -> Option<&Sanction> {
        let out = self.out(person).filter(|sanction| !sanction.has_ended(now));
        out.max_by_key(|sanction| (sanction.measure, sanction.scope, sanction.until.is_none(), sanction.until))
    }

    /// Whether anything keeps a person out, its end apart.
    pub(crate) fn is_out(&self, person: PersonId) -> bool {
        self.out(person).next().is_some()
    }

    fn out(&self, person: PersonId) -> impl Iterator<Item = &Sanction> {
        self.of(person).filter(|sanction| matches!(sanction.measure, Measure::Remove | Measure::Ban))
    }

    /// Whether a person may be in.
    ///
    /// # Errors
    /// `banned`, from as much as they are, with the time that is left where there is an end, or `removed`.
    pub(crate) fn lets_in(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        self.not_banned(person, now)?;
        if self.keeps_out(person, now).is_some() { Err(Refusal::new(Code::Removed)) } else { Ok(()) }
    }

    /// Whether a person may see what is kept of the class: who was only removed from it may.
    ///
    /// # Errors
    /// `banned`, as at the door.
    pub(crate) fn not_banned(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        let banned = self.keeps_out(person, now).and_then(Sanction::banned);
        banned.map_or(Ok(()), |banned| Err(banned.refusal(now)))
    }

    /// The same of bans from this class alone: of a class that is over, wider ones are lifted where every door reads them.
    ///
    /// # Errors
    /// `banned`.
    pub(crate) fn not_banned_here(&self, person: PersonId, now: Timestamp) -> Result<(), Refusal> {
        let here = |sanction: &&Sanction| sanction.scope == Scope::Session && !sanction.has_ended(now);
        let banned = self.out(person).filter(here).filter_map(Sanction::banned);
        banned.max_by_key(|ban| (ban.until.is_none(), ban.until)).map_or(Ok(()), |banned| Err(banned.refusal(now)))
    }

    /// What a person is muted in.
    pub(crate) fn mutes(&self, person: PersonId) -> impl Iterator<Item = Muted> {
        self.of(person).filter_map(Sanction::muted)
    }

    /// Whether a person is muted in this.
    pub(crate) fn is_muted(&self, person: PersonId, what: Muted) -> bool {
        self.mutes(person).any(|muted| muted == what)
    }

    /// Whether a person may do a thing that can be muted.
    ///
    /// # Errors
    /// `muted`, with the time that is left.
    pub(crate) fn unmuted(&self, person: PersonId, what: Muted, now: Timestamp) -> Result<(), Refusal> {
        let muted = self.of(person).filter(|sanction| sanction.muted() == Some(what));
        let Some(until) = muted.filter_map(|sanction| sanction.until).max() else { return Ok(()) };
        let left = until.since(now);
        let refusal = Refusal::new(Code::Muted).explain(explained(what)).rule_until(Rule::Muted, until);
        let refusal = refusal.detail(format!("It ends in {} s.", left.as_secs()));
        Err(refusal.retry_after_ms(u64::try_from(left.as_millis()).unwrap_or(u64::MAX)))
    }

    /// When a person was last muted for words that are not taken.
    pub(crate) fn struck_at(&self, person: PersonId) -> Option<Timestamp> {
        self.struck.get(&person).copied()
    }

    /// What ends first by itself.
    pub(crate) fn first_end(&self) -> Option<(Timestamp, SessionEvent)> {
        let (at, id) = *self.by_end.first()?;
        let person = self.holding.get(&id).map(|held| held.sanction.person);
        Some((at, SessionEvent::Lifted { sanction: id, person, at, by: None }))
    }

    /// Whether it holds, or was lifted.
    pub(crate) fn knows(&self, id: SanctionId) -> bool {
        self.holding.contains_key(&id) || self.lifted.contains_key(&id)
    }

    fn add(&mut self, sanction: Sanction, name: String) {
        self.of.entry(sanction.person).or_default().insert(sanction.id);
        if sanction.reason == ReasonCode::BlockedWords {
            let at = self.struck.entry(sanction.person).or_insert(sanction.at);
            *at = sanction.at.max(*at);
        }
        self.by_end.extend(sanction.until.map(|until| (until, sanction.id)));
        self.holding.insert(sanction.id, Held { name, sanction });
    }

    fn lift(&mut self, id: SanctionId) -> Option<Sanction> {
        let sanction = self.holding.remove(&id).map(|held| held.sanction);
        if let Some(sanction) = &sanction {
            if let Some(until) = sanction.until {
                self.by_end.remove(&(until, id));
            }
            if let Some(of) = self.of.get_mut(&sanction.person) {
                of.remove(&id);
            }
        }
        self.set_by.remove(&id);
        self.lifted.insert(id, sanction.clone());
        sanction
    }

    /// Whether some message is still to be blank.
    fn hides(&self, message: homeroom_protocol::ids::CommandId) -> bool {
        self.holding.values().any(|held| held.sanction.message == Some(message))
    }

    pub(crate) fn is_consistent(&self) -> bool {
        let ends: BTreeSet<_> =
            self.holding.values().filter_map(|held| Some((held.sanction.until?, held.sanction.id))).collect();
        ends == self.by_end
            && self.holding.keys().all(|id| !self.lifted.contains_key(id))
            && self.set_by.keys().all(|id| self.holding.contains_key(id))
            && self.of.values().map(BTreeSet::len).sum::<usize>() == self.holding.len()
    }
}

/// What somebody is told who may not because of a mute.
const fn explained(what: Muted) -> &'static str {
    match what {
        Muted::Chat => "You may not write for now.",
        Muted::Mic => "Your microphone is off for the class for now.",
        Muted::Camera => "Your camera is off for the class for now.",
        Muted::Hand => "You may not raise your hand for now.",
        Muted::Poll => "You may not answer polls for now.",
    }
}

impl Session {
    /// Somebody in the room does something about a person there.
    pub(super) fn sanction(
        &self,
        moment: &Moment,
        by: PersonId,
        wish: MakeSanction,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        let invalid = |pointer: &'static str, code: &'static str| Err(Refusal::new(Code::Invalid).field(pointer, code));
        let kind = match wish.measure {
            Measure::Ban => CommandKind::Ban,
            Measure::Warn | Measure::Hide | Measure::Mute | Measure::Remove => CommandKind::Sanction,
        };
        self.permitted(kind, by)?;
        if !wish.reason.is_given_by_people() {
            return invalid("/reason", "not_by_people");
        }
        if wish.measure == Measure::Ban {
            self.reaches(by, wish.scope)?;
        } else if !wish.scope.is_session() {
            return invalid("/scope", "does_not_fit");
        }
        // Who has gone is known by what they said. Of whom nothing is known, nothing is done: it may be staff to come.
        let Some((role, _)) = self.known(wish.person) else { return invalid("/person", "not_there") };
        if role.is_staff() {
            return Err(Refusal::new(Code::NotPermitted).explain("Nobody in the class sanctions its staff."));
        }
        let author = wish.message.and_then(|message| self.chat.get(message)).map(|item| item.person);
        let until = match (wish.measure, wish.minutes) {
            (Measure::Hide, _) if author != Some(wish.person) => return invalid("/message", "not_theirs"),
            (Measure::Mute | Measure::Ban, Some(minutes)) if wish.measure.lasts(minutes) => {
                Some(moment.now.plus(Duration::from_secs(u64::from(minutes) * 60)))
            }
            // A mute has an end, and a ban may have one.
            (Measure::Mute, _) | (Measure::Ban, Some(_)) => return invalid("/minutes", "out_of_range"),
            (Measure::Warn | Measure::Hide | Measure::Remove | Measure::Ban, _) => None,
        };
        let sanction = Sanction {
            id: SanctionId(moment.id(0)),
            person: wish.person,
            measure: wish.measure,
            mutes: (wish.measure == Measure::Mute).then(|| wish.mutes.unwrap_or(Muted::Chat)),
            scope: wish.scope,
            message: wish.message.filter(|_| wish.measure == Measure::Hide),
            reason: wish.reason,
            until,
            // It is told from where it holds on (`enforce`), as of sanctions before it was.
            role: None,
            at: moment.now,
        };
        Ok(self.sanctioned(sanction, Some(by)))
    }

    /// Whether the bans of somebody in the room reach so far.
    fn reaches(&self, by: PersonId, scope: Scope) -> Result<(), Refusal> {
        let role = self.roster.get(by).and_then(|who| Capacity::of(who.role));
        permit::ban::check(scope, role.ok_or(Refusal::new(Code::NotPermitted))?)
    }

    /// Somebody was banned, by the staff of another class, from all classes of a course or, without one, from all there are:
    /// they are out of this one, and keep neither a seat nor a place in the line. That they do not come in again is for the
    /// door to say, for as long as the ban holds.
    pub(super) fn shut_out(&self, now: Timestamp, person: PersonId, course: Option<CourseId>) -> Vec<SessionEvent> {
        if course.is_some_and(|course| self.facts().is_none_or(|facts| facts.course != course)) {
            return Vec::new();
        }
        let is_in = self.roster.get(person).is_some();
        let dropped = is_in.then_some(SessionEvent::Dropped { person, last_seen: now });
        let mut events = self.stop_waiting(now, person);
        // Nor does what they wrote and nobody has looked at wait for somebody to.
        events.extend(self.questions.new_of(person).map(|question| {
            let state = QuestionState::Dismissed;
            SessionEvent::Question(QuestionEvent::Moved { question, state, by: None, at: now })
        }));
        events.extend(self.review.held_of(person).map(|message| {
            let reason = ReasonCode::Other;
            SessionEvent::Chat(ChatEvent::Discarded { message, person, reason, by: None, at: now })
        }));
        events.extend(dropped);
        events.extend(self.cancel(now, person));
        events
    }

    /// What the desk decided; nothing where it holds already, was lifted, or came only when its end had: nobody is put out
    /// for what is over.
    pub(super) fn enforced(&self, now: Timestamp, sanction: Sanction) -> Vec<SessionEvent> {
        let late = self.moderation.knows(sanction.id) || sanction.has_ended(now);
        if late { Vec::new() } else { self.sanctioned(sanction, None) }
    }

    /// A sanction, after what it ends: a hand that may not be up, a floor that would be silent.
    fn sanctioned(&self, sanction: Sanction, by: Option<PersonId>) -> Vec<SessionEvent> {
        let out = matches!(sanction.measure, Measure::Remove | Measure::Ban);
        let waited = if out { self.stop_waiting(sanction.at, sanction.person) } else { Vec::new() };
        let ends = sanction.muted().and_then(|muted| self.floor_muted(sanction.at, sanction.person, muted, by));
        // That they are put out closes their socket, and says why; that they wait no more comes behind.
        ends.into_iter().chain([SessionEvent::Sanctioned { sanction, by }]).chain(waited).collect()
    }

    /// What somebody is and is called who is in, waits, was turned away, or has gone and left what they wrote.
    pub(super) fn known(&self, person: PersonId) -> Option<(Role, String)> {
        let of = |who: &Participant| (who.role, who.name.clone());
        let item = |item: &ChatItem| (item.role, item.name.clone());
        let waits = || self.lobby.waiter(person).or_else(|| self.lobby.turned_away(person).map(|(waits, _)| waits));
        (self.roster.get(person).map(of))
            .or_else(|| waits().map(|waits| of(&waits.who)))
            .or_else(|| self.chat.latest_of(person).map(item))
            .or_else(|| self.review.latest_of(person).map(item))
            .or_else(|| self.direct.written_by(person))
            .or_else(|| self.questions.name_of(person).map(|name| (Role::Student, name)))
    }

    /// Whether the media server has to be told when this begins or ends.
    pub(super) fn changes_media(sanction: &Sanction) -> bool {
        matches!(sanction.muted(), Some(Muted::Mic | Muted::Camera))
    }

    /// A sanction holds no more. The desk's word (`by` is `None`) is kept for a sanction that has not come yet.
    pub(super) fn lift(
        &self,
        at: Timestamp,
        by: Option<PersonId>,
        id: SanctionId,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        let holding = self.moderation.holding.get(&id).map(|held| &held.sanction);
        if let Some(by) = by {
            // Who may lift nothing does not learn which sanctions there are.
            self.permitted(CommandKind::Sanction, by)?;
            let sanction = holding.ok_or_else(|| Refusal::new(Code::Invalid).field("/sanction", "not_there"))?;
            if sanction.measure == Measure::Ban {
                self.permitted(CommandKind::Ban, by)?;
                self.reaches(by, sanction.scope)?;
            }
        }
        if self.moderation.lifted.contains_key(&id) {
            return Ok(Vec::new());
        }
        Ok(vec![SessionEvent::Lifted { sanction: id, person: holding.map(|sanction| sanction.person), at, by }])
    }

    /// A sanction holds from here on.
    pub(super) fn enforce(&mut self, sanction: &Sanction, by: Option<PersonId>) {
        let name = self.known(sanction.person).map(|(_, name)| name).unwrap_or_default();
        let set_by = by.and_then(|person| self.known(person).map(|(role, name)| FrozenPerson { person, name, role }));
        // That a moderator watches over this class is staff's to know; the desk's have no role here either.
        let role = set_by.as_ref().map(|who| who.role).filter(|role| *role != Role::Moderator);
        self.moderation.add(Sanction { role, ..sanction.clone() }, name);
        self.moderation.set_by.extend(set_by.map(|who| (sanction.id, who)));
        if let Some(message) = sanction.message {
            self.chat.hide(message);
            self.questions.hide(message, true);
        }
        match sanction.measure {
            // Nobody waits when it is over, and nothing that was put on record changes.
            Measure::Remove | Measure::Ban if self.phases.is_over() => self.release(sanction.person),
            Measure::Remove | Measure::Ban => {
                self.lobby.forget(sanction.person);
                self.review.forget(sanction.person);
                self.questions.put_out(sanction.person);
                self.attendance.end(sanction.person, sanction.at);
                self.give_back(sanction.person);
                self.release(sanction.person);
            }
            Measure::Warn | Measure::Hide | Measure::Mute => {}
        }
    }

    /// A sanction holds no more from here on.
    pub(super) fn revoke(&mut self, id: SanctionId) {
        let message = self.moderation.lift(id).and_then(|sanction| sanction.message);
        if let Some(message) = message.filter(|message| !self.moderation.hides(*message)) {
            self.chat.show(message);
            self.questions.hide(message, false);
            self.chat.react(message, self.reactions.counts(message));
        }
    }
}
