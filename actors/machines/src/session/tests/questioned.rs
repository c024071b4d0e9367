//! Questions: given a class, when students ask and the teacher takes them up, then this is what the class and staff read.

use homeroom_protocol::frame::staff::StaffEvent;
use homeroom_protocol::ids::{SanctionId, SessionId};
use homeroom_protocol::moderation::{Measure, ReasonCode, ReportKind, Sanction, Scope};
use homeroom_protocol::question::{
    AskQuestion, MergeQuestion, MoveQuestion, QuestionItem, QuestionState, ReportQuestion, SetQuestions, Upvote,
};

use super::super::QuestionWish;
use super::*;

impl Class {
    pub(super) fn on_questions(&mut self, who: Who, wish: QuestionWish) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Question { person: who.person(), wish })
    }

    pub(super) fn asks_of(&mut self, who: Who, text: &str, anonymous: bool) -> Result<CommandId, Refusal> {
        self.on_questions(who, QuestionWish::Ask(AskQuestion { text: text.into(), anonymous }))?;
        Ok(CommandId(Uuid::from_u128(u128::from(self.steps))))
    }

    pub(super) fn moves(&mut self, question: CommandId, state: QuestionState) -> Result<(), Refusal> {
        self.on_questions(TEACHER, QuestionWish::Move(MoveQuestion { question, state })).map(drop)
    }

    pub(super) fn upvotes(&mut self, who: Who, question: CommandId, on: bool) -> Result<(), Refusal> {
        self.does(Command::Upvote { person: who.person(), upvote: Upvote { question, on } }).map(drop)
    }

    fn merges(&mut self, question: CommandId, into: CommandId) -> Result<(), Refusal> {
        self.on_questions(TEACHER, QuestionWish::Merge(MergeQuestion { question, into })).map(drop)
    }

    pub(super) fn questions(&self, feed: Feed) -> Vec<QuestionItem> {
        self.session.view(&self.live, feed).questions.items
    }

    /// What the class reads, with the votes.
    fn reads(&self) -> Vec<(CommandId, u32)> {
        self.questions(Feed::Class).into_iter().map(|item| (item.id, item.votes)).collect()
    }
}

/// That the desk blanks a question.
pub(super) fn hiding(question: CommandId, person: PersonId, at: Timestamp) -> Sanction {
    let (id, measure, reason) = (SanctionId(question.0), Measure::Hide, ReasonCode::Insult);
    Sanction {
        id,
        person,
        measure,
        mutes: None,
        message: Some(question),
        scope: Scope::Session,
        reason,
        until: None,
        role: None,
        at,
    }
}

fn class() -> Class {
    let mut class = Class::with_seats(4);
    for who in [TEACHER, MIRA, OTTO, IDA] {
        class.comes(who);
    }
    class
}

/// A class with three approved questions, of Mira, Otto and Ida.
fn asked() -> (Class, [CommandId; 3]) {
    let mut class = class();
    let ids = [MIRA, OTTO, IDA].map(|who| {
        let id = class.asks_of(who, "Why?", false).unwrap();
        class.moves(id, QuestionState::Approved).unwrap();
        class.passes(1_000);
        id
    });
    (class, ids)
}

#[test]
fn a_question_is_new_for_its_asker_and_staff_then_approved_live_and_answered_for_all() {
    let mut class = class();
    let id = class.asks_of(MIRA, "Is the Dead Sea a sea?", false).unwrap();
    assert_eq!((class.reads(), class.questions(Feed::Staff).len()), (vec![], 1));
    assert!(class.frames.iter().all(|event| !matches!(event, ClassEvent::Question { .. })), "the class hears nothing");
    let mine = class.session.you(&class.live, MIRA.person()).unwrap().questions;
    assert_eq!((mine.len(), mine[0].item.state), (1, QuestionState::New));
    for state in [QuestionState::Approved, QuestionState::Live, QuestionState::Answered] {
        class.moves(id, state).unwrap();
        class.moves(id, state).unwrap();
        let Some(ClassEvent::Question { question }) = class.frames.last() else { panic!("the class is told") };
        assert_eq!((question.state, question.asker.as_ref().unwrap().name.as_str()), (state, "name of 1"));
        class.crashes();
        assert_eq!(class.questions(Feed::Class)[0].state, state);
    }
    class.comes(MIRA);
    assert_eq!(class.moves(id, QuestionState::New).unwrap_err().code, Code::Invalid);
    assert_eq!(class.moves(id, QuestionState::Live).unwrap_err().code, Code::Invalid);
}

#[test]
fn what_is_dismissed_is_gone_for_a_class_that_saw_it_and_nothing_for_one_that_did_not() {
    let (mut class, [seen, ..]) = asked();
    let unseen = class.asks_of(MIRA, "How?", false).unwrap();
    class.frames.clear();
    class.moves(unseen, QuestionState::Dismissed).unwrap();
    assert_eq!(class.frames, []);
    class.moves(seen, QuestionState::Dismissed).unwrap();
    assert_eq!(class.frames, [ClassEvent::QuestionGone { question: seen }]);
    assert_eq!(class.upvotes(OTTO, seen, true).unwrap_err().code, Code::Invalid);
    class.moves(seen, QuestionState::Approved).unwrap();
    assert_eq!(class.reads().len(), 3);
}

#[test]
fn the_order_is_that_of_votes_and_rests_while_one_is_live() {
    let (mut class, [first, second, third]) = asked();
    class.upvotes(MIRA, third, true).unwrap();
    class.passes(250);
    assert_eq!(class.reads(), [(third, 2), (first, 1), (second, 1)], "by votes, and the older first");
    class.moves(first, QuestionState::Live).unwrap();
    for who in [MIRA, IDA] {
        class.upvotes(who, second, true).unwrap();
    }
    class.passes(250);
    let late = class.asks_of(OTTO, "How deep?", false).unwrap();
    class.moves(late, QuestionState::Approved).unwrap();
    assert_eq!(class.reads(), [(third, 2), (first, 1), (second, 3), (late, 1)], "nothing moves under a reader");
    class.crashes();
    assert_eq!(class.reads(), [(third, 2), (first, 1), (second, 3), (late, 1)]);
    class.moves(first, QuestionState::Answered).unwrap();
    assert_eq!(class.reads(), [(second, 3), (third, 2), (late, 1), (first, 1)]);
}

#[test]
fn the_next_one_that_goes_live_answers_the_one_before() {
    let (mut class, [first, second, _]) = asked();
    class.moves(first, QuestionState::Live).unwrap();
    class.moves(second, QuestionState::Live).unwrap();
    let state = |id| class.questions(Feed::Class).into_iter().find(|item| item.id == id).unwrap().state;
    assert_eq!((state(first), state(second)), (QuestionState::Answered, QuestionState::Live));
}

#[test]
fn each_votes_once_and_votes_are_told_together() {
    let (mut class, [first, ..]) = asked();
    class.frames.clear();
    for on in [true, true, false, true] {
        class.upvotes(OTTO, first, on).unwrap();
    }
    class.upvotes(IDA, first, true).unwrap();
    class.upvotes(MIRA, first, true).unwrap();
    class.passes(250);
    assert_eq!((class.reads()[0], class.waits.len()), ((first, 3), 0), "Mira asked, and wants to know once");
    let told = class.frames.iter().filter(|event| matches!(event, ClassEvent::Reacted { .. })).count();
    assert!(told <= 2, "{told} updates");
    assert_eq!(class.session.you(&class.live, OTTO.person()).unwrap().upvotes.len(), 2);
    assert_eq!(class.upvotes(TEACHER, first, true).unwrap_err().code, Code::NotPermitted);
}

#[test]
fn two_that_ask_the_same_become_one_and_who_voted_for_both_counts_once() {
    let (mut class, [first, second, third]) = asked();
    for (who, question) in [(OTTO, first), (IDA, first), (IDA, second)] {
        class.upvotes(who, question, true).unwrap();
    }
    class.passes(250);
    class.upvotes(MIRA, second, true).unwrap();
    class.merges(second, first).unwrap();
    class.passes(250);
    assert_eq!(class.reads(), [(first, 3), (third, 1)], "Mira, Otto and Ida, each once");
    let mine = class.session.you(&class.live, OTTO.person()).unwrap().questions;
    assert_eq!(mine[0].merged_into, Some(first), "who asked it knows where it went");
    assert!(
        class
            .frames
            .iter()
            .any(|event| matches!(event, ClassEvent::QuestionMerged { question, .. } if *question == second))
    );
    let new = class.asks_of(MIRA, "How?", false).unwrap();
    for (question, into) in [(first, first), (second, first), (first, second), (first, new)] {
        assert_eq!(class.merges(question, into).unwrap_err().code, Code::Invalid);
    }
    class.merges(new, first).unwrap();
    class.crashes();
    assert_eq!(class.reads(), [(first, 3), (third, 1)]);
}

#[test]
fn without_a_name_is_asked_only_where_the_session_lets_it_and_only_staff_know_whose_it_is() {
    let mut class = class();
    assert_eq!(class.asks_of(MIRA, "Why?", true).unwrap_err().code, Code::Invalid);
    class.on_questions(TEACHER, QuestionWish::Set(SetQuestions { anonymous: true })).unwrap();
    assert_eq!(class.on_questions(TEACHER, QuestionWish::Set(SetQuestions { anonymous: true })).unwrap(), []);
    assert!(class.session.view(&class.live, Feed::Class).questions.anonymous);
    let (first, second) = (class.asks_of(MIRA, "Why?", true).unwrap(), class.asks_of(MIRA, "How?", true).unwrap());
    for id in [first, second] {
        class.moves(id, QuestionState::Approved).unwrap();
    }
    class.upvotes(OTTO, first, true).unwrap();
    class.passes(250);
    class.moves(first, QuestionState::Live).unwrap();
    class.merges(second, first).unwrap();
    let seen = serde_json::to_string(&(&class.frames, class.session.view(&class.live, Feed::Class))).unwrap();
    assert!(!seen.contains(&MIRA.person().to_string()) && !seen.contains("name of 1"), "{seen}");
    let told = |event: &StaffEvent| match event {
        StaffEvent::QuestionSeen { question } => question.asker.clone(),
        StaffEvent::QuestionsUnited { into, .. } => into.asker.clone(),
        StaffEvent::Sanctioned { .. }
        | StaffEvent::Lifted { .. }
        | StaffEvent::MessageHeld { .. }
        | StaffEvent::MessageGone { .. }
        | StaffEvent::Direct { .. }
        | StaffEvent::Exception { .. }
        | StaffEvent::Lobby { .. } => None,
    };
    assert!(class.staff.iter().filter_map(told).all(|asker| asker.person == MIRA.person()));
    assert_eq!(class.questions(Feed::Staff)[0].asker.as_ref().unwrap().person, MIRA.person());
}

#[test]
fn a_question_is_reported_with_its_words_and_blanked_and_shown_again() {
    let mut class = class();
    class.on_questions(TEACHER, QuestionWish::Set(SetQuestions { anonymous: true })).unwrap();
    let id = class.asks_of(MIRA, "Is Otto stupid?", true).unwrap();
    let report = |question| ReportQuestion { question, kind: ReportKind::Insult, text: String::new() };
    let asks = |who: Who| {
        let session = SessionId(Uuid::from_u128(70));
        Command::ReportQuestion { session, person: who.person(), report: report(id) }
    };
    assert_eq!(code(class.does(asks(OTTO))), Code::Invalid, "nobody reports what they do not see");
    class.moves(id, QuestionState::Approved).unwrap();
    assert_eq!(code(class.does(asks(MIRA))), Code::Invalid);
    let events = class.does(asks(OTTO)).unwrap();
    let [SessionEvent::Reported { report }] = events.as_slice() else { panic!("a report") };
    let last = report.evidence.messages.last().unwrap();
    assert_eq!((last.id, last.text.as_str(), report.subject.person), (id, "Is Otto stupid?", MIRA.person()));
    assert_eq!(class.does(asks(OTTO)).unwrap(), [], "once");
    let hide = hiding(id, MIRA.person(), class.now);
    class.moves(id, QuestionState::Live).unwrap();
    class.does(Command::Enforce(hide.clone())).unwrap();
    assert_eq!((class.reads(), class.frames.last()), (vec![], Some(&ClassEvent::QuestionGone { question: id })));
    assert!(class.session.you(&class.live, MIRA.person()).unwrap().questions[0].hidden);
    class.does(Command::Revoke(hide.id)).unwrap();
    let Some(ClassEvent::Question { question }) = class.frames.last() else { panic!("it is told again") };
    assert_eq!((question.id, question.state, class.reads()), (id, QuestionState::Approved, vec![(id, 1)]));
}

#[test]
fn a_vote_that_waits_while_its_question_becomes_another_one_counts_there_once() {
    let mut class = class();
    let (first, second) = (class.asks_of(MIRA, "Why?", false).unwrap(), class.asks_of(MIRA, "How?", false).unwrap());
    for id in [first, second] {
        class.moves(id, QuestionState::Approved).unwrap();
    }
    class.upvotes(OTTO, first, true).unwrap();
    class.upvotes(OTTO, second, true).unwrap();
    class.merges(second, first).unwrap();
    class.passes(250);
    assert_eq!(class.reads(), [(first, 2)], "who asked, and Otto");
    class.upvotes(OTTO, first, false).unwrap();
    class.passes(250);
    assert_eq!(class.reads(), [(first, 1)]);
}

#[test]
fn what_was_answered_or_dismissed_by_mistake_comes_back_and_what_was_answered_can_be_taken_away() {
    let mut class = class();
    let id = class.asks_of(MIRA, "Why?", false).unwrap();
    class.moves(id, QuestionState::Dismissed).unwrap();
    assert_eq!(class.questions(Feed::Staff)[0].state, QuestionState::Dismissed, "staff find it");
    assert_eq!(class.questions(Feed::Class), []);
    class.moves(id, QuestionState::Approved).unwrap();
    class.moves(id, QuestionState::Live).unwrap();
    class.moves(id, QuestionState::Answered).unwrap();
    class.moves(id, QuestionState::Approved).unwrap();
    assert_eq!(class.questions(Feed::Class)[0].state, QuestionState::Approved);
    for way in [QuestionState::Live, QuestionState::Answered] {
        class.moves(id, way).unwrap();
        class.moves(id, QuestionState::Dismissed).unwrap();
        assert_eq!(class.frames.last(), Some(&ClassEvent::QuestionGone { question: id }));
        assert_eq!(class.questions(Feed::Class), []);
        class.moves(id, QuestionState::Approved).unwrap();
    }
    class.crashes();
    assert_eq!(class.questions(Feed::Class).len(), 1);
}

#[test]
fn what_was_answered_has_its_time_until_it_is_opened_again_or_blanked() {
    let mut class = class();
    let (one, other) = (class.asks_of(MIRA, "Why?", false).unwrap(), class.asks_of(MIRA, "How?", false).unwrap());
    let told = |class: &Class| -> Vec<_> {
        let chapters = class.session.chapters(MIRA.person(), class.now).unwrap();
        chapters.into_iter().map(|chapter| (chapter.question, chapter.from, chapter.until)).collect()
    };
    class.moves(one, QuestionState::Live).unwrap();
    assert_eq!(told(&class), [], "it is being answered");
    let from = class.now;
    class.passes(60_000);
    class.moves(other, QuestionState::Live).unwrap();
    let until = class.now;
    assert_eq!(told(&class), [(one, from, until)], "the next one ends it");
    class.passes(60_000);
    class.moves(other, QuestionState::Answered).unwrap();
    assert_eq!(told(&class), [(one, from, until), (other, until, class.now)]);
    class.moves(one, QuestionState::Approved).unwrap();
    assert_eq!(told(&class), [(other, until, class.now)], "it is to be answered anew");
    let hidden = hiding(other, MIRA.person(), class.now);
    class.does(Command::Enforce(hidden)).unwrap();
    assert_eq!(told(&class), []);
}
