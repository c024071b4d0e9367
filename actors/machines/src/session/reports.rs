//! Reports: what people tell the moderators of, with what was to be seen then. A report freezes its evidence here, in the
//! room, so that nothing that is said, blanked or left later changes it; the desk is told by an effect.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_protocol::chat::Revision;
use homeroom_protocol::frame::client::MakeReport;
use homeroom_protocol::frame::server::MyReport;
use homeroom_protocol::ids::{CommandId, PersonId, SessionId};
use homeroom_protocol::journal::v1::{Participant, SessionEvent};
use homeroom_protocol::limits::{
    EVIDENCE_BYTES_MAX, EVIDENCE_MESSAGES_EACH_SIDE, EVIDENCE_NEIGHBOUR_CHARACTERS_MAX,
    EVIDENCE_REVISION_CHARACTERS_MAX, EVIDENCE_ROSTER_MAX, NOTE_CHARACTERS_MAX, REPORTS_PER_PERSON_MAX,
};
use homeroom_protocol::moderation::{
    Evidence, FrozenMessage, FrozenPerson, Report, ReportKind, ReportOutcome, Subject,
};
use homeroom_protocol::permit::{CommandKind, Role, Rule};
use homeroom_protocol::question::ReportQuestion;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::time::Timestamp;

use super::Session;
use super::weight::text_bytes;
use crate::machine::{Feed, Moment};

/// Bytes of a frozen message's JSON besides name and text: two ids, a role, a time, that it was taken back and the field names
/// come to less.
const MESSAGE_BYTES_BESIDES_TEXT: usize = 240;
/// The same of what it said before.
const REVISION_BYTES_BESIDES_TEXT: usize = 60;
/// The same of a frozen person's.
const PERSON_BYTES_BESIDES_TEXT: usize = 100;

/// What people have reported.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Reports {
    of: BTreeMap<PersonId, Vec<MyReport>>,
    /// Who is heard about what, as it read then: how often it had been changed.
    known: BTreeSet<(PersonId, Subject, usize)>,
    by: BTreeMap<CommandId, PersonId>,
}

impl Reports {
    /// A person's reports and what became of them.
    pub(crate) fn of(&self, person: PersonId) -> &[MyReport] {
        self.of.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Whether a person may report once more, in these words.
    fn check(&self, person: PersonId, text: &str) -> Result<(), Refusal> {
        if text.chars().take(NOTE_CHARACTERS_MAX + 1).count() > NOTE_CHARACTERS_MAX {
            return Err(Refusal::new(Code::TooLong).field("/text", "too_long"));
        }
        self.takes(person)
    }

    /// Whether a person may report once more, whatever it is.
    fn takes(&self, person: PersonId) -> Result<(), Refusal> {
        if self.of(person).len() < REPORTS_PER_PERSON_MAX {
            return Ok(());
        }
        let detail = "You have reported much in this class. Tell the teacher.";
        Err(Refusal::new(Code::TooOften).detail(detail).rule(Rule::Enough))
    }

    /// `changed`: how often the message had been changed.
    pub(crate) fn made(&mut self, report: &Report, changed: usize) {
        let person = report.by.person;
        self.of.entry(person).or_default().push(MyReport { id: report.id, outcome: ReportOutcome::Received });
        self.known.insert((person, report.subject, changed));
        self.by.insert(report.id, person);
    }

    /// What the desk says about reports of this session, as events; what is known already is none.
    pub(crate) fn answered(&self, reports: &[CommandId], outcome: ReportOutcome) -> Vec<SessionEvent> {
        let by = |report: &CommandId| {
            let by = *self.by.get(report)?;
            let news = self.of(by).iter().any(|mine| mine.id == *report && mine.outcome != outcome);
            news.then_some(SessionEvent::ReportAnswered { report: *report, by, outcome })
        };
        reports.iter().filter_map(by).collect()
    }

    pub(crate) fn answer(&mut self, by: PersonId, report: CommandId, outcome: ReportOutcome) {
        let mine = self.of.get_mut(&by).and_then(|reports| reports.iter_mut().find(|mine| mine.id == report));
        if let Some(mine) = mine {
            mine.outcome = outcome;
        }
    }
}

impl Session {
    /// Whether a person may complain of something, whatever it is.
    pub(super) fn lets_report(&self, person: PersonId) -> Result<(), Refusal> {
        self.permitted(CommandKind::Report, person)?;
        self.reports.takes(person)
    }

    /// A complaint: what it is about has to be there, and whoever complains of the same thing again is heard already.
    pub(super) fn report(
        &self,
        moment: &Moment,
        session: SessionId,
        person: PersonId,
        wish: MakeReport,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(CommandKind::Report, person)?;
        self.reports.check(person, &wish.text)?;
        let subject = self.subject(session, person, &wish)?;
        self.reported(moment, person, subject, wish.kind, wish.text)
    }

    /// The same about a question; whose it is, the one who complains need not know.
    pub(super) fn report_question(
        &self,
        moment: &Moment,
        session: SessionId,
        person: PersonId,
        wish: ReportQuestion,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        self.permitted(CommandKind::Report, person)?;
        self.reports.check(person, &wish.text)?;
        let feed = if self.is_staff(person) { Feed::Staff } else { Feed::Class };
        let invalid = |code: &'static str| Refusal::new(Code::Invalid).field("/question", code);
        self.questions.item(wish.question, feed).ok_or_else(|| invalid("not_there"))?;
        let (asker, ..) = self.questions.asked(wish.question).ok_or_else(|| invalid("not_there"))?;
        if asker == person {
            return Err(invalid("yourself"));
        }
        let subject = Subject { session, person: asker, message: Some(wish.question) };
        self.reported(moment, person, subject, wish.kind, wish.text)
    }

    fn reported(
        &self,
        moment: &Moment,
        person: PersonId,
        subject: Subject,
        kind: ReportKind,
        text: String,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        if self.reports.known.contains(&(person, subject, self.changed(&subject))) {
            return Ok(Vec::new());
        }
        let (Some(facts), Some(by)) = (&self.facts, self.frozen(person)) else {
            return Err(Refusal::new(Code::NotHere));
        };
        let report = Report {
            id: moment.command,
            subject,
            name: self.name_of(subject.person).unwrap_or_default(),
            course: facts.course,
            class: facts.title.clone(),
            kind,
            text,
            by,
            at: moment.now,
            evidence: self.evidence(&subject, moment.now),
        };
        Ok(vec![SessionEvent::Reported { report: Box::new(report) }])
    }

    fn subject(&self, session: SessionId, by: PersonId, wish: &MakeReport) -> Result<Subject, Refusal> {
        let invalid = |pointer: &'static str, code: &'static str| Err(Refusal::new(Code::Invalid).field(pointer, code));
        // Who wrote a direct message is not told to whom it was written, so it is not asked of them either.
        let direct = wish.message.filter(|message| self.is_staff(by) || self.direct.is_with(*message, by));
        if let Some(author) = direct.and_then(|message| self.direct.author(message)) {
            if author == by {
                return invalid("/person", "yourself");
            }
            return Ok(Subject { session, person: author, message: wish.message });
        }
        if let Some(message) = wish.message {
            match self.chat.get(message) {
                None => return invalid("/message", "not_there"),
                Some(item) if item.person != wish.person => return invalid("/person", "not_the_author"),
                Some(_) => {}
            }
        } else if self.name_of(wish.person).is_none() {
            return invalid("/person", "not_there");
        }
        if wish.person == by {
            return invalid("/person", "yourself");
        }
        Ok(Subject { session, person: wish.person, message: wish.message })
    }

    /// How often the message of a subject has been changed: what it says since is another thing to complain of.
    pub(super) fn changed(&self, subject: &Subject) -> usize {
        subject.message.and_then(|message| self.chat.whole(message)).map_or(0, |(_, _, before)| before.len())
    }

    /// The name of somebody who is in, or was and wrote something.
    pub(super) fn name_of(&self, person: PersonId) -> Option<String> {
        self.known(person).map(|(_, name)| name)
    }

    fn frozen(&self, person: PersonId) -> Option<FrozenPerson> {
        self.roster.get(person).map(|who| FrozenPerson { person, name: who.name.clone(), role: who.role })
    }

    fn frozen_question(&self, id: CommandId) -> Option<FrozenMessage> {
        let (person, name, text, at) = self.questions.asked(id)?;
        let (name, text) = (name.to_owned(), text.to_owned());
        let revisions = Vec::new();
        Some(FrozenMessage { id, person, name, role: Role::Student, text, at, revisions, deleted: false })
    }

    /// What is to be seen now around a subject; a question stands behind what was said last.
    pub(super) fn evidence(&self, subject: &Subject, now: Timestamp) -> Evidence {
        let center = subject.message.or_else(|| self.chat.latest_of(subject.person).map(|item| item.id));
        let talk = subject.message.and_then(|message| self.direct.frozen(message, EVIDENCE_MESSAGES_EACH_SIDE));
        let (items, mut earlier, mut later) = self.chat.around(center, EVIDENCE_MESSAGES_EACH_SIDE);
        let is_direct = talk.is_some();
        let (mut messages, talk_earlier, talk_later) = talk.unwrap_or_default();
        let items = if is_direct { Vec::new() } else { items };
        (earlier, later) = if is_direct { (talk_earlier, talk_later) } else { (earlier, later) };
        for (item, text, revisions) in items {
            let is_it = Some(item.id) == subject.message;
            let text = if is_it { text.to_owned() } else { cut(text, EVIDENCE_NEIGHBOUR_CHARACTERS_MAX) };
            let characters = if is_it { EVIDENCE_REVISION_CHARACTERS_MAX } else { EVIDENCE_NEIGHBOUR_CHARACTERS_MAX };
            let before = |one: &Revision| Revision { text: cut(&one.text, characters), until: one.until };
            let (id, person, name) = (item.id, item.person, item.name.clone());
            let (role, at, deleted) = (item.role, item.at, item.deleted);
            let revisions = revisions.iter().map(before).collect();
            messages.push(FrozenMessage { id, person, name, role, text, at, revisions, deleted });
        }
        messages.extend(subject.message.and_then(|question| self.frozen_question(question)));
        let frozen = |who: &Participant| FrozenPerson { person: who.person, name: who.name.clone(), role: who.role };
        let roster: Vec<FrozenPerson> = self.roster.people().take(EVIDENCE_ROSTER_MAX).map(frozen).collect();
        let person_bytes = |person: &FrozenPerson| PERSON_BYTES_BESIDES_TEXT + text_bytes(&person.name);
        let revision_bytes = |one: &Revision| REVISION_BYTES_BESIDES_TEXT + text_bytes(&one.text);
        let message_bytes = |one: &FrozenMessage| {
            let before: usize = one.revisions.iter().map(revision_bytes).sum();
            MESSAGE_BYTES_BESIDES_TEXT + text_bytes(&one.name) + text_bytes(&one.text) + before
        };
        let mut bytes: usize =
            roster.iter().map(person_bytes).sum::<usize>() + messages.iter().map(message_bytes).sum::<usize>();
        // The farthest go first where all together are too much; the one it is about always stays.
        while bytes > EVIDENCE_BYTES_MAX && messages.len() > 1 {
            let at = messages.iter().position(|one| Some(one.id) == center).unwrap_or(messages.len());
            let is_first = at * 2 >= messages.len();
            let gone = if is_first { messages.remove(0) } else { messages.remove(messages.len() - 1) };
            bytes -= message_bytes(&gone);
            (earlier, later) = (earlier || is_first, later || !is_first);
        }
        let people = u32::try_from(self.roster.len()).unwrap_or(u32::MAX);
        let began = self.facts.as_ref().map(|facts| facts.starts_at).filter(|starts| *starts <= now);
        let media_at_ms = began.and_then(|starts| u64::try_from(now.since(starts).as_millis()).ok());
        Evidence { messages, earlier, later, roster, people, media_at_ms }
    }
}

/// A text that is not what was complained about: enough to understand what was going on.
pub(super) fn cut(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(characters - 1).collect();
    short.push('…');
    short
}
