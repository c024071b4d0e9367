//! What attendance says of the quiz: who answered how many rightly, from when a poll is closed, and never of one without
//! names.

use homeroom_protocol::attendance::Quiz;
use homeroom_protocol::frame::client::AskPoll;
use homeroom_protocol::limits::{ATTENDANCE_CORRECTED_AFTER, ATTENDANCE_FILED_AFTER};
use homeroom_protocol::pack::polls::{Poll, PollKind, Right};
use homeroom_protocol::poll::{Ask, Audience, Shown};

use super::super::{Filing, PollWish};
use super::*;

/// The second choice is right.
fn rivers() -> Option<Right> {
    Some(Right::Choices { places: vec![2] })
}

fn quiz(asked: u32, answered: u32, right: u32) -> Option<Quiz> {
    Some(Quiz { answered, asked, right })
}

fn of(filing: &Filing, who: Who) -> Option<Quiz> {
    filing.people.iter().find(|one| one.person == who.person()).unwrap().quiz
}

/// The records that a journal makes.
fn filed_by(journal: &[String]) -> Vec<Filing> {
    let (mut session, mut filed) = (Session::default(), Vec::new());
    for (offset, entry) in (1..).zip(journal) {
        for event in serde_json::from_str::<Vec<SessionEvent>>(entry).unwrap() {
            session.evolve(offset, &event);
            for effect in session.effects(&event) {
                if let Effect::FileAttendance(filing) = effect {
                    filed.push(*filing);
                }
            }
        }
    }
    filed
}

impl Class {
    /// The teacher asks a poll with this right answer.
    fn poses(&mut self, right: Option<Right>) {
        let kind = PollKind::Single { choices: ["Rain", "Rivers", "Wind"].map(str::to_owned).into() };
        let poll = Poll { question: "What carries the salt?".into(), kind };
        let shown = Audience { students: Shown::Hidden, staff: Shown::Full };
        let ask = AskPoll { ask: Ask { poll, right, anonymous: false, shown }, seconds: None };
        self.does(Command::Poll { person: TEACHER.person(), wish: PollWish::Ask(Box::new(ask)) }).unwrap();
    }

    /// One that each of these answers so, and that is closed.
    fn is_quizzed(&mut self, right: Option<Right>, answers: &[(Who, u32)]) {
        self.poses(right);
        for (who, place) in answers {
            self.votes_for(*who, *place).unwrap();
        }
        self.closes(TEACHER).unwrap();
    }

    /// What is known of somebody now.
    fn score(&self, who: Who) -> Option<Quiz> {
        self.session.attended(self.now, who.person()).unwrap().quiz
    }

    /// The teacher ends it, and the record is filed.
    fn is_filed(&mut self) -> Filing {
        self.does(Command::End { person: TEACHER.person() }).unwrap();
        self.passes(i64::try_from(ATTENDANCE_FILED_AFTER.as_millis()).unwrap());
        (*self.filings().last().unwrap()).clone()
    }

    fn with_all(n: u8) -> Self {
        let mut class = Self::with_seats(u32::from(n));
        class.comes(TEACHER);
        for who in 1..=n {
            class.comes(Who(who));
        }
        // Nobody was here in no time.
        class.passes(1_000);
        class
    }
}

#[test]
fn a_poll_counts_from_when_it_is_closed_and_the_last_answer_is_the_one() {
    let mut class = Class::with_all(2);
    assert_eq!(class.score(MIRA), None, "there was no quiz");
    class.poses(rivers());
    class.votes_for(MIRA, 2).unwrap();
    assert_eq!(class.score(MIRA), None, "it is open");
    class.votes_for(MIRA, 1).unwrap();
    class.closes(TEACHER).unwrap();
    assert_eq!(class.score(MIRA), quiz(1, 1, 0));
    class.poses(rivers());
    class.votes_for(MIRA, 2).unwrap();
    assert_eq!(class.score(MIRA), quiz(1, 1, 0), "the second is open");
    // The end of the class closes it.
    assert_eq!(of(&class.is_filed(), MIRA), quiz(2, 2, 1));
}

#[test]
fn who_answered_nothing_was_asked_all_the_same_and_staff_were_not() {
    let mut class = Class::with_all(2);
    class.comes(PETRA);
    class.is_quizzed(rivers(), &[(MIRA, 2)]);
    class.is_quizzed(rivers(), &[(MIRA, 3)]);
    class.passes(120_000);
    class.does(Command::Leave { person: PETRA.person() }).unwrap();
    class.minute(IDA, 0);
    let filing = class.is_filed();
    let scores = [MIRA, OTTO, IDA, TEACHER, PETRA].map(|who| of(&filing, who));
    assert_eq!(scores, [quiz(2, 2, 1), quiz(2, 0, 0), quiz(2, 0, 0), None, None]);
}

#[test]
fn who_becomes_staff_keeps_what_they_answered_before() {
    let mut class = Class::with_all(2);
    class.is_quizzed(rivers(), &[(MIRA, 2)]);
    for who in [MIRA, OTTO] {
        class.does(Command::Leave { person: who.person() }).unwrap();
        let participant =
            Participant { person: who.person(), name: "A".into(), role: Role::Assistant, sign_in: who.device(0) };
        let admission = admission_of(who.person(), Role::Assistant, None);
        class.does(Command::Join(Join { who: participant, admission, take_over: false })).unwrap();
    }
    assert_eq!([MIRA, OTTO].map(|who| class.score(who)), [quiz(1, 1, 1), None]);
}

#[test]
fn a_poll_in_which_nothing_is_right_is_no_quiz() {
    let mut class = Class::with_all(1);
    class.is_quizzed(None, &[(MIRA, 1)]);
    class.is_quizzed(Some(Right::Opinion), &[(MIRA, 1)]);
    assert_eq!(class.score(MIRA), None);
    class.is_quizzed(rivers(), &[(MIRA, 2)]);
    assert_eq!(class.score(MIRA), quiz(1, 1, 1));
}

#[test]
fn a_poll_without_names_never_counts_however_many_answered_it() {
    let mut class = Class::with_all(6);
    class.asks(TEACHER, true, None).unwrap();
    for n in 1..=6 {
        class.votes_for(Who(n), 2).unwrap();
    }
    class.closes(TEACHER).unwrap();
    class.passes(1_000);
    assert_eq!((class.votes(), class.score(MIRA)), (6, None));
    let mut other = Class::with_all(1);
    other.is_quizzed(rivers(), &[(MIRA, 2)]);
    other.asks(TEACHER, true, None).unwrap();
    other.votes_for(MIRA, 1).unwrap();
    assert_eq!(of(&other.is_filed(), MIRA), quiz(1, 1, 1), "as if it had never been asked");

    let filing = class.is_filed();
    assert!(filing.people.iter().all(|one| one.quiz.is_none()), "{filing:?}");
    assert!(!class.journal.last().unwrap().contains("quiz"), "the record is as if no poll had been asked");
}

#[test]
fn a_restart_in_the_middle_changes_no_score_and_a_replay_files_the_same_record() {
    let mut class = Class::with_all(2);
    class.is_quizzed(rivers(), &[(MIRA, 2), (OTTO, 1)]);
    class.poses(rivers());
    class.votes_for(OTTO, 2).unwrap();
    class.crashes();
    assert_eq!([MIRA, OTTO].map(|who| class.score(who)), [quiz(1, 1, 1), quiz(1, 1, 0)]);
    class.closes(TEACHER).unwrap();
    let filing = class.is_filed();
    assert_eq!([MIRA, OTTO].map(|who| of(&filing, who)), [quiz(2, 1, 1), quiz(2, 2, 1)]);
    assert_eq!(filed_by(&class.journal), [filing]);
}

#[test]
fn a_record_from_before_there_were_scores_is_made_again_as_it_was() {
    let mut class = Class::with_all(1);
    class.is_quizzed(rivers(), &[(MIRA, 2)]);
    let mut now = class.is_filed();
    // As such a journal is: nothing in it says that its record has scores.
    let before: Vec<_> = class.journal.iter().map(|entry| entry.replace(",\"quiz\":true", "")).collect();
    assert_ne!(before, class.journal);
    assert_eq!(of(&now, MIRA), quiz(1, 1, 1));
    now.people.iter_mut().for_each(|one| one.quiz = None);
    assert_eq!(filed_by(&before), [now]);
}

#[test]
fn a_correction_has_the_scores_too_and_those_of_who_was_seen_late() {
    let mut class = Class::with_all(1);
    class.is_quizzed(rivers(), &[(MIRA, 2)]);
    class.passes(120_000);
    class.is_filed();
    class.minute(OTTO, 0);
    class.passes(i64::try_from(ATTENDANCE_CORRECTED_AFTER.as_millis()).unwrap());
    let filings = class.filings();
    assert_eq!((filings.len(), [MIRA, OTTO].map(|who| of(filings[1], who))), (2, [quiz(1, 1, 1), quiz(1, 0, 0)]));
}
