//! How people did in the quiz: derived from the polls each time, and kept nowhere. A poll counts from when it is closed; one
//! without names never does, since who is on its roll has no answer here.

use homeroom_protocol::attendance::Quiz;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::pack::polls::Right;

use super::{Asked, Polls, form};

impl Asked {
    /// What is right, where the poll counts.
    fn scored_by(&self) -> Option<&Right> {
        let right = self.ask.right.as_ref().filter(|_| self.closed_at.is_some() && !self.ask.anonymous)?;
        match right {
            Right::Choices { .. } | Right::Order { .. } | Right::Texts { .. } => Some(right),
            // Nothing is right, so nobody is wrong.
            Right::Opinion => None,
        }
    }
}

impl Polls {
    /// Whether any poll counts.
    pub(crate) fn has_quiz(&self) -> bool {
        self.asked.iter().any(|poll| poll.scored_by().is_some())
    }

    /// How a person did, whether they answered anything or not; `None` where no poll counts.
    pub(crate) fn quiz(&self, person: PersonId) -> Option<Quiz> {
        let mut quiz = Quiz { answered: 0, asked: 0, right: 0 };
        for poll in &self.asked {
            let Some(right) = poll.scored_by() else { continue };
            quiz.asked += 1;
            let Some(ballot) = poll.ballots.get(&person) else { continue };
            quiz.answered += 1;
            if form::is_right(&poll.ask.poll.kind, right, ballot) == Some(true) {
                quiz.right += 1;
            }
        }
        (quiz.asked > 0).then_some(quiz)
    }
}
