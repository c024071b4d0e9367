//! What is seen of questions: by the class, by staff, and by who asked.

use homeroom_protocol::ids::{CommandId, PersonId};
use homeroom_protocol::limits::{QUESTIONS_ANSWERED_BYTES_MAX, QUESTIONS_ANSWERED_MAX};
use homeroom_protocol::question::{Asker, MyQuestion, QuestionItem, QuestionState, QuestionVotes, QuestionsView};
use homeroom_protocol::time::Timestamp;

use super::super::weight::text_bytes;
use super::{Kept, Questions};
use crate::machine::Feed;

/// Bytes of a question's JSON besides name and text: two ids, a time, its state, its votes, and the field names.
const ITEM_BYTES_BESIDES_TEXT: usize = 260;

impl Kept {
    /// What it weighs in a picture.
    pub(super) fn bytes(&self) -> usize {
        ITEM_BYTES_BESIDES_TEXT + text_bytes(&self.name) + text_bytes(&self.text)
    }
}

impl Questions {
    /// What everybody sees of the last votes.
    pub(crate) fn votes(&self) -> Vec<QuestionVotes> {
        let open = self.voted.iter().filter(|id| self.takes_votes(**id));
        open.filter_map(|id| Some(QuestionVotes { question: *id, votes: votes_of(self.all.get(id)?) })).collect()
    }

    /// A question as a feed sees it; `None` where it does not.
    pub(crate) fn item(&self, id: CommandId, feed: Feed) -> Option<QuestionItem> {
        let kept = self.all.get(&id).filter(|kept| !kept.is_gone())?;
        let seen = match kept.state {
            QuestionState::New | QuestionState::Dismissed => feed == Feed::Staff,
            QuestionState::Approved | QuestionState::Live | QuestionState::Answered => true,
        };
        seen.then(|| shown(id, kept, feed == Feed::Staff || !kept.anonymous))
    }

    /// Whether the class has seen a question that it does not see now.
    pub(crate) fn is_lost(&self, id: CommandId) -> bool {
        self.all.get(&id).is_some_and(|kept| kept.shown) && self.item(id, Feed::Class).is_none()
    }

    /// All of them, as a feed sees them.
    pub(crate) fn view(&self, feed: Feed) -> QuestionsView {
        let (new, dismissed): (&[_], _) = match feed {
            Feed::Staff => (&self.new, self.latest(&self.dismissed)),
            Feed::Class | Feed::Lobby => (&[], Vec::new()),
        };
        let ids =
            self.order.iter().copied().chain(new.iter().copied()).chain(self.latest(&self.answered)).chain(dismissed);
        QuestionsView { items: ids.filter_map(|id| self.item(id, feed)).collect(), anonymous: self.anonymous }
    }

    /// The latest of a list that are shown, the latest first.
    fn latest(&self, list: &[CommandId]) -> Vec<CommandId> {
        let mut bytes = 0;
        let fits = |id: &CommandId| {
            bytes += self.all.get(id).map_or(0, Kept::bytes);
            bytes <= QUESTIONS_ANSWERED_BYTES_MAX
        };
        list.iter().rev().copied().take(QUESTIONS_ANSWERED_MAX).take_while(fits).collect()
    }

    /// What a person asked, and how it stands.
    pub(crate) fn mine(&self, person: PersonId) -> Vec<MyQuestion> {
        let mine = self.of.get(&person).into_iter().flatten();
        let my = |id: &CommandId| {
            let kept = self.all.get(id)?;
            let (item, merged_into) = (shown(*id, kept, true), kept.merged_into);
            Some(MyQuestion { item, merged_into, hidden: kept.hidden })
        };
        mine.filter_map(my).collect()
    }

    /// Of which open questions a person wants to know the answer.
    pub(crate) fn wanted(&self, person: PersonId) -> Vec<CommandId> {
        self.order.iter().copied().filter(|id| self.has(person, *id)).collect()
    }

    /// Who asked a question, under which name, and what.
    pub(crate) fn asked(&self, id: CommandId) -> Option<(PersonId, &str, &str, Timestamp)> {
        self.all.get(&id).map(|kept| (kept.person, kept.name.as_str(), kept.text.as_str(), kept.at))
    }

    /// The name of somebody who asked something.
    pub(crate) fn name_of(&self, person: PersonId) -> Option<String> {
        let id = self.of.get(&person)?.last()?;
        self.all.get(id).map(|kept| kept.name.clone())
    }
}

fn votes_of(kept: &Kept) -> u32 {
    u32::try_from(kept.votes.len()).unwrap_or(u32::MAX)
}

fn shown(id: CommandId, kept: &Kept, named: bool) -> QuestionItem {
    QuestionItem {
        id,
        text: kept.text.clone(),
        at: kept.at,
        state: kept.state,
        votes: votes_of(kept),
        anonymous: kept.anonymous,
        asker: named.then(|| Asker { person: kept.person, name: kept.name.clone() }),
    }
}
