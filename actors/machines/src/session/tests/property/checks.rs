//! What holds after every step of a story, and at its end.

use homeroom_protocol::frame::floor::HandOrder;
use homeroom_protocol::journal::v1::floor::FloorEvent;

use super::super::super::FloorWish;
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
        let lit = self.class.session.view(&self.class.live, Feed::Class).floor.spotlight;
        let sits = |person| self.class.session.standing(person).is_some_and(|one| one.tier == Tier::Seated);
        assert!(lit.is_none_or(|lit| sits(lit.person)), "the spotlight is on somebody who has gone, or watches");
        let (seated, watching) = self.class.count();
        assert_eq!(seated + watching, connected, "the count is of those here and connected");
        for record in self.class.session.all_attended(self.class.now) {
            for pair in record.intervals.windows(2) {
                assert!(pair[0].until.is_some_and(|until| until <= pair[1].from), "intervals overlap");
            }
            assert!((0..=ENDS.as_millis() - STARTS.as_millis()).contains(&record.present_ms));
        }
    }

    /// What is done about hands and floor; who is next is who the order says, by the time that the journal tells.
    pub(super) fn wishes_floor(&mut self, who: Who, wish: FloorWish) {
        let before = self.class.session.clone();
        let floor = before.view(&self.class.live, Feed::Class).floor;
        let had = had_the_floor(&self.class.journal);
        let speaks = floor.floor.map(|floor| floor.person);
        let done = self.class.does(Command::Floor { person: who.person(), wish: wish.clone() });
        for hand in &floor.hands {
            let counted = had.get(&hand.person).copied().unwrap_or_default();
            assert_eq!(i64::try_from(hand.spoken_ms).unwrap(), counted, "time of the floor");
        }
        let FloorWish::Grant(None, _) = wish else { return };
        let is_granted = |event: &SessionEvent| {
            let SessionEvent::Floor(FloorEvent::Granted { person, .. }) = event else { return None };
            Some(*person)
        };
        let Some(granted) = done.unwrap_or_default().iter().find_map(is_granted) else { return };
        assert_ne!(Some(granted), speaks, "who has the floor is next");
        let place = |person| floor.hands.iter().position(|hand| hand.person == person);
        let key = |person| match floor.order {
            HandOrder::InOrder => (0, place(person)),
            HandOrder::LeastSpoken => (had.get(&person).copied().unwrap_or_default(), place(person)),
        };
        for hand in floor.hands.iter().filter(|hand| Some(hand.person) != speaks) {
            let is_before = key(hand.person) < key(granted) && before.can_have_floor(hand.person);
            assert!(!is_before, "somebody whose turn it was is passed over");
        }
    }

    /// Who waits is in by what lets them in, and by nothing else; a list that was not looked at moves nobody.
    pub(super) fn lobbies(&mut self, who: Who, wish: LobbyWish) {
        let before = self.class.lobby();
        let done = self.class.wishes_lobby(who, wish.clone());
        let after = self.class.lobby();
        assert!(done.is_err() || who == TEACHER);
        let is_in = |person: PersonId| self.class.session.standing(person).is_some();
        match wish {
            LobbyWish::LetIn(Waiters::Those { filter: LobbyFilter::All, version }) if done.is_ok() => {
                assert_eq!((version, after.waiting.len()), (before.version, 0));
                let over = self.class.session.phases.is_over();
                assert!(over || before.waiting.iter().all(|one| is_in(one.person)), "somebody let in is not in");
            }
            LobbyWish::TurnAway(..) if done.is_ok() => {
                assert!(after.denied.iter().all(|one| !is_in(one.person)), "somebody turned away is in");
            }
            LobbyWish::PutBack(person) if done.is_ok() => {
                assert!(before.on && !is_in(person), "somebody put back is in");
                assert!(after.waiting.iter().any(|one| one.person == person), "and does not wait");
            }
            LobbyWish::PutBack(_)
            | LobbyWish::LetIn(_)
            | LobbyWish::TurnAway(..)
            | LobbyWish::Set(_)
            | LobbyWish::Tell(..) => {}
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
        self.everything_ends();
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
        self.everything_ends();
    }

    /// After the grace nobody is here, and after their time no seat is kept for who was put back.
    fn everything_ends(&mut self) {
        self.class.passes(90_000);
        if self.class.session.reservations.first_end(|_| true).is_some() {
            self.class.passes(600_000);
        }
        assert!(self.class.is_idle(), "somebody is here without a connection, for ever");
    }
}

/// For how many milliseconds each had the floor, as the journal tells; what goes on is not counted.
fn had_the_floor(journal: &[String]) -> BTreeMap<PersonId, i64> {
    let (mut had, mut speaks) = (BTreeMap::new(), None);
    for event in journal.iter().flat_map(|entry| serde_json::from_str::<Vec<SessionEvent>>(entry).unwrap()) {
        if let SessionEvent::Floor(FloorEvent::Granted { person, at, until, .. }) = event {
            assert!(speaks.replace((person, at.unwrap(), until)).is_none(), "two have the floor");
        } else if let SessionEvent::Floor(FloorEvent::Ended { at, .. }) = event {
            let (person, from, until) = speaks.take().unwrap();
            let at = at.unwrap();
            assert!(from <= at && at <= until, "the floor ended when it was not given");
            *had.entry(person).or_default() += at.as_millis() - from.as_millis();
        }
    }
    had
}
