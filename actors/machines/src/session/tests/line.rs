//! Five thousand random stories of people who want a seat, held against a reference that knows one rule: nobody is promoted
//! before somebody eligible who came earlier. The reference reads only the journal, and keeps the line as a plain list.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_protocol::journal::v1::{Priority, SkipReason};
use homeroom_protocol::permit::Phase;
use homeroom_protocol::rest::reservation::Standing;
use proptest::prelude::*;

use super::booking::{HOUR, MINUTE};
use super::*;

const STORIES: u32 = 5_000;
const STEPS_MIN: usize = 10;
const STEPS_MAX: usize = 40;
const PEOPLE: u8 = 8;

#[derive(Clone, Debug)]
enum Step {
    Reserve(u8),
    Cancel(u8),
    Accept(u8),
    Decline(u8),
    Skip(u8),
    Join(u8),
    Come(u8),
    Leave(u8),
    Gone(u8),
    Passes(i64),
    Amend(u32),
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    let who = 1..PEOPLE;
    let millis = prop_oneof![
        4 => 0..20_000_i64,
        3 => 20_000..100_000_i64,
        2 => Just(10 * MINUTE),
        2 => Just(2 * HOUR),
        1 => 0..HOUR,
    ];
    prop_oneof![
        10 => who.clone().prop_map(Step::Reserve),
        4 => who.clone().prop_map(Step::Cancel),
        3 => who.clone().prop_map(Step::Accept),
        2 => who.clone().prop_map(Step::Decline),
        1 => who.clone().prop_map(Step::Skip),
        3 => who.clone().prop_map(Step::Join),
        3 => who.clone().prop_map(Step::Come),
        2 => who.clone().prop_map(Step::Leave),
        2 => who.prop_map(Step::Gone),
        6 => millis.prop_map(Step::Passes),
        1 => (0..4_u32).prop_map(Step::Amend),
        1 => Just(Step::Crash),
    ]
}

/// What should be true of the line, by the journal alone.
#[derive(Default)]
struct Reference {
    /// Who waits, with their priority and the number of whoever asked.
    line: Vec<(Priority, usize, PersonId)>,
    asked: usize,
    /// Places of those who were offered a seat.
    out: BTreeMap<PersonId, (Priority, usize)>,
    /// Who let an offer pass and has not been passed over for it; who has, and is eligible again after the next offer.
    missed: BTreeSet<PersonId>,
    passed: BTreeSet<PersonId>,
    /// Who ever missed an offer in this wait.
    ever: BTreeSet<PersonId>,
    /// Who has a seat reserved or offered, and who sits.
    promised: BTreeSet<PersonId>,
    sits: BTreeSet<PersonId>,
    booked: BTreeSet<PersonId>,
    ended: bool,
}

impl Reference {
    fn forget(&mut self, person: PersonId) {
        self.line.retain(|(_, _, waits)| *waits != person);
        self.out.remove(&person);
        self.missed.remove(&person);
        self.passed.remove(&person);
    }

    fn sees(&mut self, event: &SessionEvent) {
        match event {
            SessionEvent::Waitlisted { person, priority, .. } => {
                assert!(!self.promised.contains(person) && !self.sits.contains(person), "waits for what they have");
                let before = self.line.iter().any(|(_, _, waits)| waits == person);
                let same = |(other, _, waits): &(Priority, usize, PersonId)| waits == person && other == priority;
                assert!(!self.line.iter().any(same), "a place is not given anew");
                self.forget(*person);
                if !before {
                    self.ever.remove(person);
                }
                self.asked += 1;
                self.line.push((*priority, self.asked, *person));
                self.line.sort_unstable();
            }
            SessionEvent::Offered { person, .. } => {
                let place =
                    self.line.iter().find(|(_, _, waits)| waits == person).expect("who is offered a seat waits");
                let earlier: Vec<_> = self.line.iter().filter(|other| *other < place).map(|(_, _, p)| *p).collect();
                let sits_out = |p: &PersonId| self.missed.contains(p) || self.passed.contains(p);
                let all_sit_out = self.line.iter().all(|(_, _, p)| sits_out(p));
                if all_sit_out {
                    assert_eq!(earlier, [], "the first is asked again where nobody else is left");
                } else {
                    assert!(earlier.iter().all(|p| self.passed.contains(p)), "promoted before somebody eligible");
                    assert!(!sits_out(person), "asked again before anybody else");
                }
                let (priority, asked, _) = *place;
                self.forget(*person);
                self.out.insert(*person, (priority, asked));
                self.missed.clear();
                self.passed.clear();
                self.promised.insert(*person);
            }
            SessionEvent::OfferExpired { person, kept, .. } => {
                assert_eq!(*kept, self.ever.insert(*person), "the place is kept once");
                self.promised.remove(person);
                if let (true, Some((priority, asked))) = (*kept, self.out.remove(person)) {
                    self.line.push((priority, asked, *person));
                    self.line.sort_unstable();
                    self.missed.insert(*person);
                }
            }
            SessionEvent::Skipped { person, reason: SkipReason::OfferMissed, .. } => {
                assert!(self.missed.remove(person), "passed over without a reason");
                self.passed.insert(*person);
            }
            SessionEvent::Skipped { person, .. }
            | SessionEvent::OfferDeclined { person, .. }
            | SessionEvent::ReservationCancelled { person, .. }
            | SessionEvent::Released { person, .. } => {
                self.forget(*person);
                self.promised.remove(person);
            }
            SessionEvent::Reserved { person, .. } | SessionEvent::OfferAccepted { person, .. } => {
                assert!(self.line.is_empty() || self.promised.contains(person), "a seat went past the line");
                self.forget(*person);
                self.promised.insert(*person);
                self.booked.insert(*person);
            }
            SessionEvent::Seated { who, seat: Some(_), .. } => {
                assert!(self.line.is_empty() || self.promised.contains(&who.person), "a seat went past the line");
                self.forget(who.person);
                self.promised.remove(&who.person);
                self.sits.insert(who.person);
            }
            SessionEvent::HoldEnded { person } | SessionEvent::Dropped { person, .. } => {
                // Whether they have their reservation again is asked of the machine; here it only counts.
                self.sits.remove(person);
            }
            SessionEvent::Left { person, .. } => {
                self.forget(*person);
                self.promised.remove(person);
                self.sits.remove(person);
            }
            SessionEvent::Ended { .. } | SessionEvent::Cancelled { .. } => self.ended = true,
            SessionEvent::Seated { seat: None, .. }
            | SessionEvent::Announced { .. }
            | SessionEvent::Amended { .. }
            | SessionEvent::PhaseChanged { .. }
            | SessionEvent::Watched { .. }
            | SessionEvent::DeviceTaken { .. }
            | SessionEvent::Entered { .. }
            | SessionEvent::Said { .. }
            | SessionEvent::Chat(_)
            | SessionEvent::Calm(_)
            | SessionEvent::Lobby(_)
            | SessionEvent::Sighted { .. }
            | SessionEvent::AttendanceFiled { .. }
            | SessionEvent::ReleasePostponed { .. }
            | SessionEvent::Reported { .. }
            | SessionEvent::Appeal(_)
            | SessionEvent::Floor(_)
            | SessionEvent::ReportAnswered { .. }
            | SessionEvent::Sanctioned { .. }
            | SessionEvent::Lifted { .. }
            | SessionEvent::Poll(_)
            | SessionEvent::Reacted { .. }
            | SessionEvent::Question(_)
            | SessionEvent::ReservationsEnded { .. } => {}
        }
    }
}

struct Story {
    class: Class,
    reference: Reference,
    read: usize,
}

impl Story {
    fn takes(&mut self, step: Step) {
        let class = &mut self.class;
        match step {
            Step::Reserve(who) => drop(class.reserves(Who(who))),
            Step::Cancel(who) => class.cancels(Who(who)),
            Step::Accept(who) => drop(class.accepts(Who(who))),
            Step::Decline(who) => drop(class.declines(Who(who))),
            Step::Skip(who) => drop(class.does(Command::Skip { person: Who(who).person() })),
            Step::Join(who) => drop(class.joins(Who(who))),
            Step::Come(who) => {
                if class.joins(Who(who)).is_ok() && class.enters_on(Who(who), 0).is_ok() {
                    class.connects(Who(who), 1);
                }
            }
            Step::Leave(who) => drop(class.does(Command::Leave { person: Who(who).person() })),
            Step::Gone(who) => class.loses(Who(who), 1),
            Step::Passes(millis) => class.passes(millis),
            Step::Amend(capacity) => drop(class.does(Command::Amend(facts(capacity)))),
            Step::Crash => class.crashes(),
        }
        self.reads();
    }

    /// Reads on in the journal; who was lost and has their reservation again is the machine's word, checked by S-12.
    fn reads(&mut self) {
        for entry in &self.class.journal[self.read..] {
            for event in serde_json::from_str::<Vec<SessionEvent>>(entry).unwrap() {
                self.reference.sees(&event);
            }
        }
        self.read = self.class.journal.len();
        for person in (0..PEOPLE).map(|n| Who(n).person()) {
            if self.class.session.booking(person, self.class.now).standing == Standing::Reserved {
                self.reference.promised.insert(person);
            }
        }
    }

    /// Everybody is told the place the reference has, and the seats are counted one by one.
    fn is_as_it_should_be(&self) {
        if self.reference.ended {
            return;
        }
        for (n, (_, _, person)) in (1..).zip(&self.reference.line) {
            let place = self.class.session.booking(*person, self.class.now);
            assert_eq!((place.standing, place.position), (Standing::Waitlisted, Some(n)));
        }
        let standing = |n: u8| self.class.session.booking(Who(n).person(), self.class.now).standing;
        let claimed = (0..PEOPLE)
            .filter(|n| matches!(standing(*n), Standing::Reserved | Standing::Offered | Standing::Seated))
            .count();
        let left = self.class.session.seats_left();
        assert_eq!(left.waiting, u32::try_from(self.reference.line.len()).unwrap());
        assert_eq!(left.left, left.capacity.saturating_sub(u32::try_from(claimed).unwrap()));
        assert!(left.left == 0 || left.waiting == 0, "a seat is free and somebody waits for it");
    }
}

proptest! {
    // Nothing is written into the tree: the story printed at a failure is enough to tell it again.
    #![proptest_config(ProptestConfig { cases: STORIES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_promoted_before_somebody_eligible_who_came_earlier(
        capacity in 0..3_u32,
        minutes_before in 0..600_i64,
        steps in prop::collection::vec(step(), STEPS_MIN..=STEPS_MAX),
    ) {
        let class = Class::before(capacity, minutes_before * MINUTE);
        let mut story = Story { class, reference: Reference::default(), read: 0 };
        for step in steps {
            story.takes(step);
            story.is_as_it_should_be();
        }
        assert_eq!(story.class.replayed(), story.class.session, "a replay makes the same state");
        // Whatever happened: when it is over nobody waits, and nothing is left to do.
        story.class.passes(24 * HOUR);
        story.reads();
        assert_eq!(story.class.session.phase(), Phase::Ended);
        assert_eq!(story.class.session.deadline(&story.class.live), None);
    }
}
