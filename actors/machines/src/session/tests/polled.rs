//! Polls: asked, answered, changed, closed by hand and by time, with names and without.

use homeroom_protocol::frame::client::{AskPoll, MakeSanction, ShowPoll, Vote};
use homeroom_protocol::frame::server::View;
use homeroom_protocol::journal::v1::poll::PollEvent;
use homeroom_protocol::moderation::{Measure, ReasonCode, Scope};
use homeroom_protocol::pack::polls::{Poll, PollKind, Right};
use homeroom_protocol::poll::{Ask, Audience, Ballot, MyVote, PollItem, Results, Shown, Tally};

use super::super::PollWish;
use super::*;

fn ask(anonymous: bool) -> Ask {
    let kind = PollKind::Single { choices: ["Rain", "Rivers", "Wind"].map(str::to_owned).into() };
    Ask {
        poll: Poll { question: "What carries the salt?".into(), kind },
        right: Some(Right::Choices { places: vec![2] }),
        anonymous,
        shown: Audience { students: Shown::Counts, staff: Shown::Full },
    }
}

impl Class {
    fn wishes(&mut self, who: Who, wish: PollWish) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Poll { person: who.person(), wish })
    }

    pub(super) fn asks(
        &mut self,
        who: Who,
        anonymous: bool,
        seconds: Option<u32>,
    ) -> Result<Vec<SessionEvent>, Refusal> {
        self.wishes(who, PollWish::Ask(Box::new(AskPoll { ask: ask(anonymous), seconds })))
    }

    /// In the latest poll; one that nobody asked where there is none.
    pub(super) fn votes_for(&mut self, who: Who, place: u32) -> Result<Vec<SessionEvent>, Refusal> {
        let poll = self.session.polls.all().last().map_or(CommandId(Uuid::nil()), |poll| poll.id);
        self.wishes(who, PollWish::Vote(Vote { poll, ballot: Ballot::Choices(vec![place]) }))
    }

    pub(super) fn closes(&mut self, who: Who) -> Result<Vec<SessionEvent>, Refusal> {
        let poll = self.session.polls.all().last().map_or(CommandId(Uuid::nil()), |poll| poll.id);
        self.wishes(who, PollWish::Close(poll))
    }

    /// How many have answered the latest poll, waiting or counted.
    pub(super) fn votes(&self) -> u32 {
        let latest = self.session.polls.all().last();
        latest.map_or(0, |poll| poll.votes(self.live.ballots.len(poll)))
    }

    /// Whether it could sleep; ballots that wait keep it awake until they are counted.
    pub(super) fn is_idle(&self) -> bool {
        self.session.is_idle(&self.live) || self.session.are_ballots_waiting(&self.live)
    }

    fn seen(&self, feed: Feed) -> PollItem {
        let View { polls, .. } = self.session.view(&self.live, feed);
        polls.last().unwrap().clone()
    }

    fn vote_of(&self, who: Who) -> Option<MyVote> {
        self.session.you(&self.live, who.person()).unwrap().votes.last().cloned()
    }

    fn with(people: &[Who]) -> Self {
        let mut class = Self::with_seats(u32::try_from(people.len()).unwrap());
        for who in people {
            class.comes(*who);
        }
        class
    }
}

fn code(outcome: Result<Vec<SessionEvent>, Refusal>) -> Code {
    outcome.unwrap_err().code
}

fn everybody(n: u8) -> Vec<Who> {
    std::iter::once(TEACHER).chain((1..=n).map(Who)).collect()
}

#[test]
fn an_answer_is_counted_once_and_can_be_changed_until_the_poll_is_closed() {
    let mut class = Class::with(&[TEACHER, MIRA, OTTO]);
    class.asks(TEACHER, false, None).unwrap();
    class.votes_for(MIRA, 1).unwrap();
    class.votes_for(OTTO, 2).unwrap();
    assert_eq!(class.votes_for(MIRA, 1).unwrap(), [], "the same again is nothing new");
    class.votes_for(MIRA, 2).unwrap();
    let tally = Tally { votes: 2, counts: vec![0, 2, 0], ..Tally::default() };
    assert_eq!(class.seen(Feed::Staff).results, Some(Results { votes: 2, tally: Some(tally) }));
    assert_eq!(class.vote_of(MIRA).unwrap().ballot, Some(Ballot::Choices(vec![2])));
    class.closes(TEACHER).unwrap();
    assert_eq!(code(class.votes_for(MIRA, 3)), Code::PollClosed);
}

#[test]
fn what_is_right_is_known_when_it_is_closed_and_not_before() {
    let mut class = Class::with(&[TEACHER, MIRA, OTTO]);
    class.asks(TEACHER, false, None).unwrap();
    class.votes_for(MIRA, 2).unwrap();
    class.votes_for(OTTO, 1).unwrap();
    assert_eq!((class.seen(Feed::Staff).right, class.vote_of(MIRA).unwrap().right), (None, None));
    class.closes(TEACHER).unwrap();
    assert_eq!(class.seen(Feed::Class).right, Some(Right::Choices { places: vec![2] }));
    assert_eq!([MIRA, OTTO].map(|who| class.vote_of(who).unwrap().right), [Some(true), Some(false)]);
}

#[test]
fn a_poll_closes_at_its_instant_and_takes_nothing_then() {
    let mut class = Class::with(&[TEACHER, MIRA]);
    class.asks(TEACHER, false, Some(30)).unwrap();
    class.passes(29_999);
    class.votes_for(MIRA, 1).unwrap();
    class.now = class.now.plus(std::time::Duration::from_millis(1));
    assert_eq!(code(class.votes_for(MIRA, 2)), Code::PollClosed);
    class.passes(0);
    let closed = class.seen(Feed::Class);
    assert_eq!((closed.closed_at, closed.results), (Some(class.now), Some(Results { votes: 1, tally: None })));
}

#[test]
fn each_role_sees_of_the_results_what_is_shown_to_it() {
    let mut class = Class::with(&[TEACHER, MIRA]);
    class.asks(TEACHER, false, None).unwrap();
    class.votes_for(MIRA, 3).unwrap();
    assert_eq!(class.seen(Feed::Class).results, Some(Results { votes: 1, tally: None }));
    let poll = class.seen(Feed::Class).id;
    class.wishes(TEACHER, PollWish::Show(ShowPoll { poll, students: Shown::Hidden })).unwrap();
    assert_eq!(class.seen(Feed::Class).results, None);
    class.wishes(TEACHER, PollWish::Show(ShowPoll { poll, students: Shown::Full })).unwrap();
    assert_eq!(class.seen(Feed::Class).results, class.seen(Feed::Staff).results);
}

#[test]
fn only_the_teacher_asks_and_only_students_answer_one_poll_at_a_time() {
    let mut class = Class::with(&[TEACHER, MIRA]);
    assert_eq!(code(class.asks(MIRA, false, None)), Code::NotPermitted);
    class.asks(TEACHER, false, None).unwrap();
    assert_eq!(code(class.asks(TEACHER, false, None)), Code::PollOpen);
    assert_eq!(code(class.votes_for(TEACHER, 1)), Code::NotPermitted);
    assert_eq!(code(class.closes(MIRA)), Code::NotPermitted);
}

#[test]
fn a_poll_may_be_open_for_5_to_3600_seconds_and_120_are_asked_in_a_session() {
    let mut class = Class::with(&[TEACHER]);
    for (seconds, good) in [(4, false), (5, true), (3_600, true), (3_601, false)] {
        assert_eq!(class.asks(TEACHER, false, Some(seconds)).is_ok(), good, "{seconds}");
        class.closes(TEACHER).unwrap_or_default();
    }
    for _ in 2..120 {
        class.asks(TEACHER, false, None).unwrap();
        class.closes(TEACHER).unwrap();
    }
    assert_eq!(code(class.asks(TEACHER, false, None)), Code::Invalid);
    assert_eq!(class.session.view(&class.live, Feed::Class).polls.len(), 10);
}

#[test]
fn a_class_that_ends_closes_its_poll_with_all_that_waits() {
    for anonymous in [false, true] {
        let mut class = Class::with(&everybody(6));
        class.asks(TEACHER, anonymous, None).unwrap();
        for n in 1..=6 {
            class.votes_for(Who(n), 1).unwrap();
        }
        let events = class.does(Command::End { person: TEACHER.person() }).unwrap();
        assert!(matches!(events.last(), Some(SessionEvent::Ended { .. })));
        assert!(matches!(&events[events.len() - 2], SessionEvent::Poll(PollEvent::Closed { .. })));
        assert_eq!((class.votes(), class.waits.len()), (6, 0));
    }
}

#[test]
fn ballots_without_names_wait_are_final_and_are_counted_together_at_the_end() {
    let mut class = Class::with(&everybody(6));
    class.asks(TEACHER, true, Some(60)).unwrap();
    let entries = class.journal.len();
    for n in 1..=6 {
        class.votes_for(Who(n), u32::from(n % 3) + 1).unwrap();
    }
    assert_eq!((class.journal.len(), class.waits.len()), (entries, 6), "nothing is written and nobody is answered");
    assert_eq!(code(class.votes_for(MIRA, 1)), Code::Voted);
    class.votes_for(MIRA, 2).unwrap();
    assert_eq!((class.votes(), class.vote_of(MIRA).unwrap().waits), (6, true));
    class.passes(60_000);
    let entry: Vec<SessionEvent> = serde_json::from_str(&class.journal[entries]).unwrap();
    let [SessionEvent::Poll(PollEvent::Counted { roll, tally, .. }), SessionEvent::Poll(PollEvent::Closed { .. })] =
        entry.as_slice()
    else {
        panic!("{entry:?}")
    };
    assert_eq!((roll.len(), &tally.as_ref().unwrap().counts), (6, &vec![2, 2, 2]));
    assert!(roll.is_sorted() && class.waits.is_empty());
    assert_eq!(
        class.vote_of(MIRA).unwrap(),
        MyVote { poll: class.seen(Feed::Class).id, ballot: None, waits: false, right: None }
    );
}

#[test]
fn five_answers_without_names_are_shown_and_four_are_not_even_kept() {
    for (n, shown) in [(4, false), (5, true)] {
        let mut class = Class::with(&everybody(n));
        class.asks(TEACHER, true, None).unwrap();
        for who in 1..=n {
            class.votes_for(Who(who), 2).unwrap();
        }
        class.closes(TEACHER).unwrap();
        class.passes(1_000);
        let results = class.seen(Feed::Staff).results.unwrap();
        assert_eq!((results.votes, results.tally.is_some()), (u32::from(n), shown));
        assert_eq!(class.journal.iter().any(|entry| entry.contains("counts\":[0,")), shown);
        assert_eq!(code(class.votes_for(MIRA, 2)), Code::PollClosed);
    }
}

#[test]
fn many_are_counted_while_the_poll_goes_on_and_those_that_stay_are_never_few() {
    let mut class = Class::with(&everybody(34));
    class.asks(TEACHER, true, None).unwrap();
    for n in 1..=29 {
        class.votes_for(Who(n), 1).unwrap();
    }
    class.passes(10_000);
    assert_eq!(class.waits.len(), 29);
    class.votes_for(Who(30), 1).unwrap();
    class.passes(999);
    assert_eq!(class.waits.len(), 30);
    class.passes(1);
    assert_eq!(class.waits.len(), 5);
    assert_eq!(class.votes(), 30);
    assert_eq!(code(class.votes_for(MIRA, 1)), Code::Voted);
    let entry = class.journal.last().unwrap();
    assert!(!entry.contains("\"at\"") && class.seen(Feed::Staff).results.unwrap().tally.unwrap().votes == 25);
    for n in 31..=34 {
        class.votes_for(Who(n), 1).unwrap();
    }
    class.closes(TEACHER).unwrap();
    class.passes(1_000);
    assert_eq!((class.waits.len(), class.votes()), (0, 34));
}

#[test]
fn a_crash_loses_the_ballots_that_wait_and_they_can_be_given_again() {
    let mut class = Class::with(&everybody(6));
    class.asks(TEACHER, true, None).unwrap();
    for n in 1..=5 {
        class.votes_for(Who(n), 1).unwrap();
    }
    class.crashes();
    assert_eq!((class.votes(), class.vote_of(MIRA)), (0, None));
    for n in 1..=5 {
        class.votes_for(Who(n), 2).unwrap();
    }
    assert_eq!(class.votes(), 5);
}

#[test]
fn after_a_crash_one_who_answers_again_alone_is_on_the_roll_and_in_no_tally() {
    let people = everybody(30);
    let mut class = Class::with(&people);
    let students: Vec<Who> = people.iter().copied().filter(|who| who.role() == Role::Student).collect();
    assert_eq!(students.len(), 30);
    class.asks(TEACHER, true, None).unwrap();
    for who in &students {
        class.votes_for(*who, 2).unwrap();
    }
    class.passes(1_000);
    let counted = class.session.polls.all().last().unwrap().roll.clone();
    assert_eq!(counted.len(), 25);
    class.crashes();
    let lost = students.iter().find(|who| !counted.contains(&who.person())).copied().unwrap();
    class.comes(lost);
    class.comes(TEACHER);
    class.votes_for(lost, 3).unwrap();
    class.closes(TEACHER).unwrap();
    class.passes(2_000);
    let last = class.journal.last().unwrap();
    let events: Vec<SessionEvent> = serde_json::from_str(last).unwrap();
    let mut alone = None;
    for event in &events {
        if let SessionEvent::Poll(PollEvent::Counted { roll, tally, .. }) = event {
            alone = Some((roll.clone(), tally.is_none()));
        }
    }
    assert_eq!(alone, Some((vec![lost.person()], true)), "{last}");
}

#[test]
fn who_may_not_write_answers_no_poll_with_words_of_their_own() {
    let people = everybody(1);
    let mut class = Class::with(&people);
    let mut typed = ask(false);
    typed.poll.kind = PollKind::Typed { folds: Vec::new() };
    typed.right = None;
    class.wishes(TEACHER, PollWish::Ask(Box::new(AskPoll { ask: typed, seconds: None }))).unwrap();
    let poll = class.session.polls.all().last().unwrap().id;
    let answer = || PollWish::Vote(Vote { poll, ballot: Ballot::Text("salt".into()) });
    let mute = MakeSanction {
        person: MIRA.person(),
        measure: Measure::Mute,
        scope: Scope::Session,
        mutes: None,
        message: None,
        minutes: Some(5),
        reason: ReasonCode::Flood,
    };
    class.does(Command::Sanction { person: TEACHER.person(), sanction: mute }).unwrap();
    assert_eq!(code(class.wishes(MIRA, answer())), Code::Muted);
    class.passes(5 * 60_000);
    class.wishes(MIRA, answer()).unwrap();
}

#[test]
fn a_hundred_thousand_answers_of_a_hundred_people_at_once_count_a_hundred() {
    let people: Vec<Who> = (110..210).map(Who).collect();
    let mut class = Class::with(&people);
    class.comes(TEACHER);
    class.asks(TEACHER, false, None).unwrap();
    let before = class.journal.len();
    // Everybody's thousand are mixed with everybody else's; the last of each is for the place of their number.
    for turn in 0..1_000_u32 {
        for (place, who) in (1_u32..).zip(&people) {
            // Most are repeats of the one before, as a client sends that hears nothing.
            let choice = if turn == 999 { place % 3 + 1 } else { turn / 250 % 3 + 1 };
            class.votes_for(*who, choice).unwrap();
        }
    }
    let tally = class.seen(Feed::Staff).results.unwrap().tally.unwrap();
    assert_eq!((tally.votes, tally.counts), (100, vec![33, 34, 33]));
    // The first, two changes, a fourth quarter that is the first again, and the last where it is another.
    let last_is_another = (1..=100_u32).filter(|place| place % 3 + 1 != 1).count();
    assert_eq!(class.journal.len() - before, 400 + last_is_another, "a repeat writes nothing");
}
