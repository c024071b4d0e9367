//! Questions to the teacher: what was asked, how each stands, and who wants to know too.
//!
//! Those that are open stand in an order that everybody reads: by votes, the older first. While one is being answered the
//! order rests, so that nothing moves under a reader; what is approved meanwhile stands at the end.

mod shown;

use std::collections::{BTreeMap, BTreeSet};

use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::journal::v1::question::{QuestionEvent, UpvoteChange};
use homeroom_protocol::limits::{
    QUESTION_CHARACTERS_MAX, QUESTIONS_BYTES_MAX, QUESTIONS_OPEN_MAX, QUESTIONS_PER_PERSON_MAX,
};
use homeroom_protocol::permit::Rule;
use homeroom_protocol::question::{AskQuestion, MergeQuestion, MoveQuestion, QuestionState, SetQuestions};
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::chapters::Chapter;
use homeroom_protocol::time::Timestamp;

use crate::machine::Moment;

/// What somebody in the room wishes of questions. Votes wait elsewhere, with reactions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum QuestionWish {
    /// That theirs is asked.
    Ask(AskQuestion),
    /// That one stands otherwise.
    Move(MoveQuestion),
    /// That two become one.
    Merge(MergeQuestion),
    /// That questions can be asked in this way.
    Set(SetQuestions),
}

/// One question.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Kept {
    person: PersonId,
    name: String,
    text: String,
    at: Timestamp,
    anonymous: bool,
    state: QuestionState,
    /// When the answer began, and when it was given: of one that is answered.
    live_at: Option<Timestamp>,
    answered_at: Option<Timestamp>,
    /// Who wants to know, who asked it among them.
    votes: BTreeSet<PersonId>,
    /// Whether the class has ever seen it.
    shown: bool,
    hidden: bool,
    merged_into: Option<CommandId>,
}

impl Kept {
    const fn is_gone(&self) -> bool {
        self.hidden || self.merged_into.is_some()
    }

    /// It stands in this way from then on.
    const fn moves(&mut self, state: QuestionState, at: Timestamp) {
        self.state = state;
        match state {
            QuestionState::Live => self.live_at = Some(at),
            QuestionState::Answered => self.answered_at = Some(at),
            QuestionState::New | QuestionState::Approved | QuestionState::Dismissed => {
                (self.live_at, self.answered_at) = (None, None);
            }
        }
    }
}

/// Questions of a session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Questions {
    all: BTreeMap<CommandId, Kept>,
    of: BTreeMap<PersonId, Vec<CommandId>>,
    /// New ones, the oldest first.
    new: Vec<CommandId>,
    /// Those that are approved and the one that is live, in the order in which all read them.
    order: Vec<CommandId>,
    /// What was answered, the latest last.
    answered: Vec<CommandId>,
    /// What was not taken up, the latest last: it can be, still.
    dismissed: Vec<CommandId>,
    anonymous: bool,
    /// About which the last votes were.
    voted: Vec<CommandId>,
}

fn invalid(pointer: &'static str, code: &'static str) -> Refusal {
    Refusal::new(Code::Invalid).field(pointer, code)
}

/// Whether a question that stands in one way can stand in another.
const fn leads_to(from: QuestionState, to: QuestionState) -> bool {
    use QuestionState::{Answered, Approved, Dismissed, Live, New};
    match (from, to) {
        (New, Approved | Live | Dismissed)
        | (Approved, Live | Answered | Dismissed)
        | (Live, Answered | Approved | Dismissed)
        | (Answered, Approved | Dismissed)
        | (Dismissed, Approved) => true,
        (New | Approved | Live | Answered | Dismissed, New)
        | (New, Answered)
        | (Approved, Approved)
        | (Live, Live)
        | (Answered, Live | Answered)
        | (Dismissed, Live | Answered | Dismissed) => false,
    }
}

impl Questions {
    /// Whether a question can be worded so.
    pub(crate) fn check(text: &str) -> Result<(), Refusal> {
        if text.trim().is_empty() {
            return Err(invalid("/text", "empty"));
        }
        if text.chars().take(QUESTION_CHARACTERS_MAX + 1).count() > QUESTION_CHARACTERS_MAX {
            return Err(Refusal::new(Code::TooLong).field("/text", "too_long"));
        }
        Ok(())
    }

    /// One that is there for who handles questions.
    fn get(&self, id: CommandId, pointer: &'static str) -> Result<&Kept, Refusal> {
        self.all.get(&id).filter(|kept| !kept.is_gone()).ok_or_else(|| invalid(pointer, "not_there"))
    }

    fn live(&self) -> Option<CommandId> {
        self.order.iter().copied().find(|id| self.state(*id) == Some(QuestionState::Live))
    }

    fn state(&self, id: CommandId) -> Option<QuestionState> {
        self.all.get(&id).map(|kept| kept.state)
    }

    fn has_room(&self) -> Result<(), Refusal> {
        let bytes: usize = self.new.iter().chain(&self.order).filter_map(|id| self.all.get(id)).map(Kept::bytes).sum();
        if self.new.len() + self.order.len() < QUESTIONS_OPEN_MAX && bytes < QUESTIONS_BYTES_MAX {
            return Ok(());
        }
        let explain = "So many questions are open that no more can be read.";
        Err(Refusal::new(Code::NotPermitted).explain(explain).rule(Rule::Enough))
    }

    /// What a wish of somebody who may wish it comes to.
    pub(crate) fn decide(
        &self,
        moment: &Moment,
        person: PersonId,
        wish: QuestionWish,
    ) -> Result<Vec<QuestionEvent>, Refusal> {
        match wish {
            QuestionWish::Ask(ask) => self.ask(moment, person, ask),
            QuestionWish::Move(MoveQuestion { question, state }) => {
                let kept = self.get(question, "/question")?;
                if kept.state == state {
                    return Ok(Vec::new());
                }
                if !leads_to(kept.state, state) {
                    return Err(invalid("/state", "not_from_here"));
                }
                if matches!(kept.state, QuestionState::Answered | QuestionState::Dismissed) {
                    self.has_room()?;
                }
                let moved =
                    |question, state| QuestionEvent::Moved { question, state, by: Some(person), at: moment.now };
                let before = self.live().filter(|_| state == QuestionState::Live);
                let before = before.map(|live| moved(live, QuestionState::Answered));
                Ok(before.into_iter().chain([moved(question, state)]).collect())
            }
            QuestionWish::Merge(MergeQuestion { question, into }) => {
                let (gone, stays) = (self.get(question, "/question")?.state, self.get(into, "/into")?.state);
                let open = |state| matches!(state, QuestionState::Approved | QuestionState::Live);
                if question == into || !matches!(gone, QuestionState::New | QuestionState::Approved) {
                    return Err(invalid("/question", "not_to_be_merged"));
                }
                // What the class sees does not go into what it does not see.
                if !open(stays) && (stays != QuestionState::New || gone != QuestionState::New) {
                    return Err(invalid("/into", "not_open"));
                }
                Ok(vec![QuestionEvent::Merged { question, into, by: person, at: moment.now }])
            }
            QuestionWish::Set(SetQuestions { anonymous }) => {
                let same = self.anonymous == anonymous;
                Ok(if same { Vec::new() } else { vec![QuestionEvent::Set { anonymous, by: person }] })
            }
        }
    }

    fn ask(&self, moment: &Moment, person: PersonId, ask: AskQuestion) -> Result<Vec<QuestionEvent>, Refusal> {
        Self::check(&ask.text)?;
        if ask.anonymous && !self.anonymous {
            return Err(invalid("/anonymous", "not_allowed"));
        }
        self.lets_ask(person)?;
        let (question, at, anonymous) = (moment.command, moment.now, ask.anonymous);
        Ok(vec![QuestionEvent::Asked { question, person, text: ask.text, at, anonymous }])
    }

    /// Whether a person may ask one more.
    pub(crate) fn lets_ask(&self, person: PersonId) -> Result<(), Refusal> {
        if self.of.get(&person).map_or(0, Vec::len) < QUESTIONS_PER_PERSON_MAX {
            return self.has_room();
        }
        let explain = "You have asked as much as one can in a class.";
        Err(Refusal::new(Code::NotPermitted).explain(explain).rule(Rule::Enough))
    }

    /// `name`: of who asked, as the class knows them.
    pub(crate) fn happen(&mut self, event: &QuestionEvent, name: impl FnOnce(PersonId) -> String) {
        match event {
            QuestionEvent::Asked { question, person, text, at, anonymous } => {
                let kept = Kept {
                    person: *person,
                    name: name(*person),
                    text: text.clone(),
                    at: *at,
                    anonymous: *anonymous,
                    state: QuestionState::New,
                    live_at: None,
                    answered_at: None,
                    votes: [*person].into(),
                    shown: false,
                    hidden: false,
                    merged_into: None,
                };
                self.all.insert(*question, kept);
                self.of.entry(*person).or_default().push(*question);
                self.place(*question);
            }
            QuestionEvent::Moved { question, state, at, .. } => self.change(*question, |kept| kept.moves(*state, *at)),
            QuestionEvent::Merged { question, into, .. } => {
                let votes = self.all.get(question).map(|kept| kept.votes.clone()).unwrap_or_default();
                self.change(*question, |kept| kept.merged_into = Some(*into));
                self.change(*into, |kept| kept.votes.extend(votes));
            }
            QuestionEvent::Set { anonymous, .. } => self.anonymous = *anonymous,
        }
    }

    /// Blanks a question for the class, or shows it again.
    pub(crate) fn hide(&mut self, id: CommandId, hidden: bool) {
        self.change(id, |kept| {
            kept.hidden = hidden;
            // Shown again it waits for its turn: another one may be live by then.
            if hidden && kept.state == QuestionState::Live {
                kept.state = QuestionState::Approved;
            }
        });
    }

    /// What somebody asked and nobody has looked at yet is not taken up: they have been put out.
    pub(crate) fn put_out(&mut self, person: PersonId) {
        for id in self.new_of(person).collect::<Vec<_>>() {
            self.change(id, |kept| kept.state = QuestionState::Dismissed);
        }
    }

    /// What somebody asked and nobody has looked at yet.
    pub(crate) fn new_of(&self, person: PersonId) -> impl Iterator<Item = CommandId> + '_ {
        let theirs = self.of.get(&person).into_iter().flatten().copied();
        theirs.filter(|id| self.new.contains(id))
    }

    fn change(&mut self, id: CommandId, change: impl FnOnce(&mut Kept)) {
        let Some(kept) = self.all.get_mut(&id) else { return };
        let before = (kept.state, kept.is_gone());
        change(kept);
        if before == (kept.state, kept.is_gone()) {
            self.sort();
        } else {
            self.place(id);
        }
    }

    /// Puts a question where it stands.
    fn place(&mut self, id: CommandId) {
        let was_open = self.order.contains(&id);
        let Some(kept) = self.all.get_mut(&id) else { return };
        let state = Some(kept.state).filter(|_| !kept.is_gone());
        let open = matches!(state, Some(QuestionState::Approved | QuestionState::Live));
        kept.shown |= open;
        if !(open && was_open) {
            for list in [&mut self.new, &mut self.order, &mut self.answered, &mut self.dismissed] {
                list.retain(|other| *other != id);
            }
            match state {
                Some(QuestionState::New) => self.new.push(id),
                Some(QuestionState::Approved | QuestionState::Live) => self.order.push(id),
                Some(QuestionState::Answered) => self.answered.push(id),
                Some(QuestionState::Dismissed) => self.dismissed.push(id),
                None => {}
            }
        }
        self.sort();
    }

    /// The order rests while one is live.
    fn sort(&mut self) {
        if self.live().is_some() {
            return;
        }
        let all = &self.all;
        self.order.sort_by_key(|id| all.get(id).map(|kept| (std::cmp::Reverse(kept.votes.len()), kept.at, *id)));
    }

    /// What was answered, in the order of the answers.
    pub(crate) fn chapters(&self) -> Vec<Chapter> {
        let chapter = |question: &CommandId| {
            let kept = self.all.get(question)?;
            let until = kept.answered_at?;
            Some(Chapter { question: *question, text: kept.text.clone(), from: kept.live_at.unwrap_or(until), until })
        };
        let mut chapters: Vec<_> = self.answered.iter().filter_map(chapter).collect();
        chapters.sort_by_key(|chapter| (chapter.from, chapter.until));
        chapters
    }

    /// Whether a question takes votes.
    pub(crate) fn takes_votes(&self, id: CommandId) -> bool {
        self.order.contains(&id)
    }

    /// The question that stands for one that was merged, or itself.
    pub(crate) fn stands_for(&self, id: CommandId) -> CommandId {
        // What was merged is gone and nothing is merged into it, so this ends.
        std::iter::successors(Some(id), |id| self.all.get(id)?.merged_into).last().unwrap_or(id)
    }

    /// Whether a person wants to know.
    pub(crate) fn has(&self, person: PersonId, id: CommandId) -> bool {
        self.all.get(&id).is_some_and(|kept| kept.votes.contains(&person))
    }

    /// People want to know from here on, or not any more.
    pub(crate) fn vote(&mut self, people: &[PersonId], upvotes: &[UpvoteChange]) {
        let who = |place: &u32| people.get(usize::try_from(*place).ok()?).copied();
        for change in upvotes {
            if let Some(kept) = self.all.get_mut(&change.question) {
                kept.votes.extend(change.given.iter().filter_map(who));
                for person in change.taken_back.iter().filter_map(who) {
                    kept.votes.remove(&person);
                }
            }
        }
        self.voted = upvotes.iter().map(|change| change.question).collect();
        self.sort();
    }

    /// Whether each stands where its state says, once, at most one is live, and the order is that of the votes where none is.
    pub(crate) fn is_in_order(&self) -> bool {
        let is = |id: &CommandId, states: &[QuestionState]| {
            self.all.get(id).is_some_and(|kept| !kept.is_gone() && states.contains(&kept.state))
        };
        let open = [QuestionState::Approved, QuestionState::Live];
        let listed = self.all.values().filter(|kept| !kept.is_gone()).count();
        let live = self.order.iter().filter(|id| is(id, &[QuestionState::Live])).count();
        let votes = |id: &CommandId| self.all.get(id).map_or(0, |kept| kept.votes.len());
        let sorted = self.order.iter().zip(self.order.iter().skip(1)).all(|(one, next)| votes(one) >= votes(next));
        listed == self.new.len() + self.order.len() + self.answered.len() + self.dismissed.len()
            && self.new.iter().all(|id| is(id, &[QuestionState::New]))
            && self.order.iter().all(|id| is(id, &open))
            && self.answered.iter().all(|id| is(id, &[QuestionState::Answered]))
            && self.dismissed.iter().all(|id| is(id, &[QuestionState::Dismissed]))
            && (live == 1 || (live == 0 && sorted))
    }
}
