//! The shell around the smallest machine that can do everything a shell has to cope with: it counts.

use homeroom_machines::machine::Concerns;
use homeroom_storage::journal::JournalEntry;
use serde::{Deserialize, Serialize};

use super::*;

/// Counts up to its limit; panics where it is told to.
#[derive(Default)]
struct Tally {
    sum: u64,
}

#[derive(Clone, Debug)]
enum Order {
    Add(u64),
    Nothing,
    TooMuch,
    BreakDecide,
    BreakEvolve,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Fact {
    Added(u64),
    Broken,
    /// Follows every multiple of ten.
    Rounded,
}

impl Machine for Tally {
    type Live = bool;
    type Observation = bool;
    type Command = Order;
    type Event = Fact;
    type Effect = u64;
    type EventFrame = u64;
    type Query = ();
    type Answer = u64;
    type View = u64;
    type You = u64;

    fn decide(&self, _: &bool, _: &Moment, command: Order) -> Result<Vec<Fact>, Refusal> {
        match command {
            Order::Add(n) if self.sum + n > 100 => Err(Refusal::new(Code::NotPermitted)),
            Order::Add(n) => Ok(vec![Fact::Added(n)]),
            Order::Nothing => Ok(Vec::new()),
            Order::TooMuch => Ok(vec![Fact::Added(0); 8_000]),
            Order::BreakDecide => panic!("a decision breaks"),
            Order::BreakEvolve => Ok(vec![Fact::Broken]),
        }
    }

    fn evolve(&mut self, _: u64, event: &Fact) {
        match event {
            Fact::Added(n) => self.sum += n,
            Fact::Broken => panic!("an event breaks"),
            Fact::Rounded => self.sum += 1,
        }
    }

    fn follow(&self, _: &bool, _: &Moment) -> Option<Fact> {
        (self.sum > 0 && self.sum.is_multiple_of(10)).then_some(Fact::Rounded)
    }

    fn deadline(&self, _: &bool) -> Option<Timestamp> {
        None
    }

    fn effects(&self, event: &Fact) -> Vec<u64> {
        matches!(event, Fact::Rounded).then_some(self.sum).into_iter().collect()
    }

    fn frames(&self, _: u64, event: &Fact, _: Feed) -> Option<u64> {
        matches!(event, Fact::Added(_)).then_some(self.sum)
    }

    fn concerns(&self, _: &Fact) -> Concerns {
        Concerns::Nobody
    }

    fn answer(events: &[Fact]) -> Option<u64> {
        Some(events.len() as u64)
    }

    fn wake(&self, _: &Moment) -> bool {
        false
    }

    fn observe(&self, live: &mut bool, _: &Moment, observation: bool) {
        *live = observation;
    }

    fn is_idle(&self, live: &bool) -> bool {
        !live
    }

    fn look(&self, _: &bool, (): ()) -> Result<u64, Refusal> {
        Ok(self.sum)
    }

    fn view(&self, _: &bool, _: Feed) -> u64 {
        self.sum
    }

    fn you(&self, _: &bool, _: PersonId) -> Option<u64> {
        Some(self.sum)
    }

    fn broken_invariants(&self, _: &bool) -> Vec<&'static str> {
        Vec::new()
    }
}

type Tallying = Shell<Tally, &'static str>;

impl Asks for &'static str {
    fn waits_long(self) -> Self {
        self
    }
}

fn replayed(sum: u64, position: u64) -> Replayed<Tally> {
    let mut replayed = Replayed::<Tally>::empty();
    replayed.machine.sum = sum;
    replayed.position = position;
    replayed
}

fn shell() -> Tallying {
    Shell::new(Uuid::nil(), 1, replayed(0, 0), &moment(0))
}

fn moment(command: u128) -> Moment {
    Moment { now: Timestamp::from_millis(7), command: CommandId(Uuid::from_u128(command)) }
}

fn person(n: u128) -> Option<PersonId> {
    Some(PersonId(Uuid::from_u128(n)))
}

fn ask(shell: &mut Tallying, command: u128, order: Order, asker: &'static str) -> Result<bool, Poisoned> {
    let wish = Wish { by: person(1), digest: None, with_you: true, command: order };
    shell.command(&moment(command), wish, asker)
}

/// Askers answered now, each with its offset or the refusal.
fn answers(shell: &mut Tallying) -> Vec<(&'static str, Result<Option<u64>, Code>)> {
    let released = shell.release().into_iter();
    let answer = |release| match release {
        Release::Answer { asker, outcome } => {
            Some((asker, outcome.map(|done| done.offset).map_err(|refusal| refusal.code)))
        }
        Release::Entry { .. } | Release::You { .. } => None,
    };
    released.filter_map(answer).collect()
}

#[test]
fn nothing_leaves_before_the_journal_has_it_and_then_everything_in_order() {
    let mut shell = shell();
    assert!(ask(&mut shell, 1, Order::Add(5), "a").unwrap());
    assert!(ask(&mut shell, 2, Order::Add(3), "b").unwrap());
    assert!(shell.release().is_empty());
    let outgoing: Vec<JournalEntry> = shell.take_outgoing();
    assert_eq!(outgoing.iter().map(|entry| entry.position).collect::<Vec<_>>(), [1, 2]);
    shell.committed_through(1, 1);
    assert_eq!(answers(&mut shell), [("a", Ok(Some(1)))]);
    shell.committed_through(1, 2);
    assert_eq!(answers(&mut shell), [("b", Ok(Some(2)))]);
}

#[test]
fn a_refusal_waits_for_what_it_rests_on() {
    let mut shell = shell();
    ask(&mut shell, 1, Order::Add(98), "a").unwrap();
    assert!(!ask(&mut shell, 2, Order::Add(9), "b").unwrap());
    assert!(answers(&mut shell).is_empty());
    shell.committed_through(1, 1);
    assert_eq!(answers(&mut shell), [("a", Ok(Some(1))), ("b", Err(Code::NotPermitted))]);
}

#[test]
fn what_follows_a_command_stands_in_its_entry() {
    let mut shell = shell();
    ask(&mut shell, 1, Order::Add(10), "a").unwrap();
    assert_eq!(shell.take_outgoing().len(), 1);
    shell.committed_through(1, 1);
    let released = shell.release();
    let Release::Entry { offset: 1, effects, feeds, .. } = &released[0] else { panic!("the entry leaves first") };
    assert_eq!((effects.as_slice(), feeds.of(Feed::Class).is_some()), (&[11][..], true));
}

#[test]
fn an_accepted_command_sent_again_changes_nothing_and_gets_the_same_answer() {
    let mut shell = shell();
    ask(&mut shell, 1, Order::Add(5), "a").unwrap();
    ask(&mut shell, 1, Order::Add(5), "again").unwrap();
    assert_eq!(shell.take_outgoing().len(), 1);
    shell.committed_through(1, 1);
    assert_eq!(answers(&mut shell), [("a", Ok(Some(1))), ("again", Ok(Some(1)))]);
    let other = Wish { by: person(2), digest: None, with_you: false, command: Order::Add(5) };
    shell.command(&moment(1), other, "another").unwrap();
    assert_eq!(answers(&mut shell), [("another", Err(Code::IdTaken))]);
    let reused = Wish { by: person(1), digest: Some("x".into()), with_you: false, command: Order::Add(5) };
    shell.command(&moment(1), reused, "reused").unwrap();
    assert_eq!(answers(&mut shell), [("reused", Err(Code::IdempotencyKeyReused))]);
}

#[test]
fn a_command_that_does_nothing_makes_no_entry_and_is_answered_at_once() {
    let mut shell = shell();
    ask(&mut shell, 1, Order::Nothing, "a").unwrap();
    assert!(shell.take_outgoing().is_empty());
    assert_eq!(answers(&mut shell), [("a", Ok(None))]);
}

#[test]
fn an_entry_over_its_limit_is_refused_before_it_changes_anything() {
    let mut shell = shell();
    assert!(!ask(&mut shell, 1, Order::TooMuch, "a").unwrap());
    assert!(shell.take_outgoing().is_empty());
    assert_eq!(answers(&mut shell), [("a", Err(Code::TooLarge))]);
}

#[test]
fn a_panic_in_a_decision_refuses_that_command_and_nothing_else() {
    let mut shell = shell();
    assert!(!ask(&mut shell, 1, Order::BreakDecide, "a").unwrap());
    assert!(ask(&mut shell, 2, Order::Add(1), "b").unwrap());
    shell.committed_through(1, 1);
    assert_eq!(answers(&mut shell), [("a", Err(Code::Broke)), ("b", Ok(Some(1)))]);
}

#[test]
fn a_panic_in_an_event_poisons_the_machine_and_names_the_command() {
    let mut shell = shell();
    let poisoned = ask(&mut shell, 9, Order::BreakEvolve, "a").unwrap_err();
    assert_eq!(poisoned.command, moment(9).command);
    assert!(shell.take_outgoing().is_empty());
}

#[test]
fn after_an_unknown_outcome_what_the_journal_has_is_released_and_the_rest_is_asked_to_try_again() {
    let mut shell = shell();
    ask(&mut shell, 1, Order::Add(5), "there").unwrap();
    ask(&mut shell, 2, Order::Add(3), "lost").unwrap();
    ask(&mut shell, 3, Order::Add(99), "rests on the lost").unwrap();
    shell.take_outgoing();
    shell.recover(2, replayed(5, 1));
    let refused = Err(Code::Unavailable);
    assert_eq!(answers(&mut shell), [("there", Ok(Some(1))), ("lost", refused), ("rests on the lost", refused)]);
    // A late report of the old term says nothing about the new one.
    ask(&mut shell, 2, Order::Add(3), "again").unwrap();
    shell.committed_through(1, 2);
    assert!(answers(&mut shell).is_empty());
    assert_eq!(shell.take_outgoing()[0].position, 2);
    shell.committed_through(2, 2);
    assert_eq!(answers(&mut shell), [("again", Ok(Some(2)))]);
}
