//! What holds after every step of a story, and at its end.

use super::*;

impl Story {
    /// As the shell recovers: the journal has only what was committed, the live state is kept, and sockets whose coming in
    /// rested on what is lost are refused.
    pub(super) fn loses_what_is_pending(&mut self) {
        self.class.journal.truncate(self.committed);
        self.class.session = self.class.replayed();
        let (kept, refused): (BTreeSet<_>, BTreeSet<_>) =
            self.sockets.iter().copied().partition(|(_, _, head)| *head <= self.committed);
        self.sockets = kept;
        for (who, connection, _) in refused {
            self.class.loses(Who(who), connection);
        }
        self.class.passes(0);
    }

    /// What must be true after every step, by counting people one by one.
    pub(super) fn is_as_it_should_be(&self) {
        self.lists_who_waits();
        let seats: Vec<u32> = (0..PEOPLE).filter_map(|n| self.class.seat(Who(n))).collect();
        assert_eq!(seats.iter().collect::<BTreeSet<_>>().len(), seats.len(), "two in one seat");
        let here = |n: &u8| {
            let person = Who(*n).person();
            let who = self.class.session.standing(person);
            who.is_some() && self.class.session.presence.is_here(person) && self.class.live.is_connected(person)
        };
        let connected = u32::try_from((0..PEOPLE).filter(here).count()).unwrap();
        let (seated, watching) = self.class.count();
        assert_eq!(seated + watching, connected, "the count is of those here and connected");
        for record in self.class.session.all_attended(self.class.now) {
            for pair in record.intervals.windows(2) {
                assert!(pair[0].until.is_some_and(|until| until <= pair[1].from), "intervals overlap");
            }
            assert!((0..=ENDS.as_millis() - STARTS.as_millis()).contains(&record.present_ms));
        }
    }

    pub(super) fn question(&self, nth: usize) -> Option<CommandId> {
        self.class.questions(Feed::Staff).get(nth).map(|item| item.id)
    }

    /// Votes are those that the journal tells, each person's once, merged ones united; and no name is seen that is not to be.
    pub(super) fn questions_are_those_of_the_journal(&self) {
        let mut votes: BTreeMap<CommandId, BTreeSet<PersonId>> = BTreeMap::new();
        for entry in &self.class.journal {
            for event in serde_json::from_str::<Vec<SessionEvent>>(entry).unwrap() {
                if let SessionEvent::Question(QuestionEvent::Asked { question, person, .. }) = event {
                    votes.insert(question, [person].into());
                } else if let SessionEvent::Question(QuestionEvent::Merged { question, into, .. }) = event {
                    let united = votes[&question].clone();
                    votes.get_mut(&into).unwrap().extend(united);
                } else if let SessionEvent::Reacted { people, upvotes, .. } = event {
                    for change in &upvotes {
                        let who = |place: &u32| people[usize::try_from(*place).unwrap()];
                        let of = votes.get_mut(&change.question).unwrap();
                        assert!(change.given.iter().map(who).all(|person| of.insert(person)), "two votes of one");
                        assert!(
                            change.taken_back.iter().map(who).all(|person| of.remove(&person)),
                            "none to take back"
                        );
                    }
                }
            }
        }
        for item in self.class.questions(Feed::Staff) {
            assert_eq!(usize::try_from(item.votes).unwrap(), votes[&item.id].len());
        }
        let named = |item: &QuestionItem| item.asker.is_some() != item.anonymous;
        assert!(self.class.questions(Feed::Class).iter().all(named));
    }

    /// What is shown of reactions is what the journal tells, counted here and not by the machine.
    pub(super) fn reactions_are_those_of_the_journal(&self) {
        let mut given = BTreeSet::new();
        for entry in &self.class.journal {
            for event in serde_json::from_str::<Vec<SessionEvent>>(entry).unwrap() {
                let SessionEvent::Reacted { people, changes, .. } = event else { continue };
                let who = |place: &u32| people[usize::try_from(*place).unwrap()];
                for change in &changes {
                    for place in &change.given {
                        assert!(given.insert((change.message, change.reaction, who(place))), "given twice");
                    }
                    for place in &change.taken_back {
                        assert!(given.remove(&(change.message, change.reaction, who(place))), "nothing to take back");
                    }
                }
            }
        }
        for item in self.class.session.view(&self.class.live, Feed::Class).chat.items {
            let shown: u32 = item.reactions.iter().map(|count| count.count).sum();
            let of = given.iter().filter(|(message, _, _)| *message == item.id).count();
            let blank = item.hidden || item.deleted;
            assert_eq!(usize::try_from(shown).unwrap(), if blank { 0 } else { of });
        }
    }

    /// A replay makes the same state; awake again with the same sockets the same people are counted; and when all sockets
    /// are gone everyone is out after the grace, as this live state has it and as the new one does.
    pub(super) fn ends(mut self) {
        let replayed = self.class.replayed();
        assert_eq!(replayed, self.class.session, "a replay makes the same state");
        let before = self.class.count();
        for (who, connection, _) in &self.sockets {
            self.class.loses(Who(*who), *connection);
        }
        self.class.passes(90_000);
        assert!(self.class.is_idle(), "somebody is here without a connection, for ever");
        self.reactions_are_those_of_the_journal();
        self.questions_are_those_of_the_journal();
        assert!(self.class.waits.iter().all(|(line, _)| *line == Line::Single), "a wish to react waits for ever");

        self.class.session = replayed;
        self.class.live = self.class.session.wake(&Moment { now: self.class.now, command: CommandId(Uuid::nil()) });
        assert_eq!(self.class.count(), (0, 0), "after waking everyone is lost");
        for (who, connection, _) in &self.sockets {
            self.class.connects(Who(*who), *connection);
        }
        assert_eq!(self.class.count(), before, "the same sockets make the same count");
        self.class.observes(Observation::AllGone);
        self.class.passes(90_000);
        assert!(self.class.is_idle(), "somebody is here without a connection, for ever");
    }
}
