//! What follows from a refresh generation that is presented. Pure: no store, no clock.
//!
//! Somebody who presents a generation has got it; until then nobody knows whether its answer arrived. So two generations
//! are good: the present one, and the last one that was presented, however often it is presented again, because an answer
//! can be lost more than once. Within a minute the last one is answered with the present one (two tabs, a lost answer);
//! later it turns past the present one, which is never good again: a thief who turned in the owner's place is found out
//! by using what they got, and so is the owner after a thief. The generation that was presented before the last one is
//! taken for some seconds more, for a tab whose request was on its way when another tab turned twice. Everything else was
//! used up by somebody.

use std::time::Duration;

use homeroom_protocol::time::Timestamp;

/// How long after a turn the last generation is answered with the present one; tabs and lost answers are this close.
const TURNED_AGAIN_WITHIN: Duration = Duration::from_secs(60);
/// How long a request can be on its way: a page waits no longer for its answer.
const ON_ITS_WAY: Duration = Duration::from_secs(15);

/// Where the turning of a sign-in stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Turning {
    /// The present generation, given to whoever asked last.
    pub generation: i64,
    /// When it became the present one.
    pub turned_at: Timestamp,
    /// The last one that was presented. `None`: none so far.
    pub accepted: Option<i64>,
    /// The one that was presented before it.
    pub accepted_before: Option<i64>,
    /// When the last one was first presented.
    pub accepted_at: Option<Timestamp>,
}

/// What follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presented {
    /// It turns to this.
    On(Turning),
    /// It stays, and the present generation is given again.
    Again,
    /// It was used up: the sign-in has to end.
    Reused,
}

impl Turning {
    /// A sign-in as it begins, at generation 0.
    #[must_use]
    pub const fn begun(now: Timestamp) -> Self {
        Self { generation: 0, turned_at: now, accepted: None, accepted_before: None, accepted_at: None }
    }

    /// What follows when a generation is presented.
    #[must_use]
    pub fn present(self, presented: i64, now: Timestamp) -> Presented {
        if presented == self.generation {
            return Presented::On(Self {
                generation: self.generation + 1,
                turned_at: now,
                accepted: Some(presented),
                accepted_before: self.accepted,
                accepted_at: Some(now),
            });
        }
        // A row from before the last one was written down: every turn was then by one.
        let accepted = self.accepted.or_else(|| (self.generation > 0).then_some(self.generation - 1));
        if accepted == Some(presented) {
            if now.since(self.turned_at) <= TURNED_AGAIN_WITHIN {
                return Presented::Again;
            }
            // By two, so that a node of the version before this one calls the one that was passed over reuse, too.
            return Presented::On(Self { generation: self.generation + 2, turned_at: now, ..self });
        }
        let on_its_way = self.accepted_at.is_some_and(|at| now.since(at) <= ON_ITS_WAY);
        if on_its_way && self.accepted_before == Some(presented) { Presented::Again } else { Presented::Reused }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same in every run (Numerical Recipes' generator).
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, n: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % n
        }
    }

    /// A sign-in, and the answer to a refresh: `None` where it ended.
    struct Server(Option<Turning>);

    impl Server {
        fn refresh(&mut self, presented: i64, now: Timestamp) -> Option<i64> {
            let was = self.0?;
            match was.present(presented, now) {
                Presented::On(turned) => {
                    self.0 = Some(turned);
                    Some(turned.generation)
                }
                Presented::Again => Some(was.generation),
                Presented::Reused => {
                    self.0 = None;
                    None
                }
            }
        }
    }

    fn after(now: Timestamp, dice: &mut Dice) -> Timestamp {
        // From a reload at once to a lid that was closed for a week.
        let longest = [1, 1_000, 20_000, 61_000, 300_000, 604_800_000];
        let longest = longest[usize::try_from(dice.below(longest.len() as u64)).unwrap()];
        now.plus(Duration::from_millis(dice.below(longest)))
    }

    #[test]
    fn ten_thousand_refreshes_with_tabs_at_once_and_lost_answers_end_no_honest_sign_in() {
        let (mut refreshes, mut lost_in_a_row) = (0, 0);
        for seed in 0..100 {
            let mut dice = Dice(seed);
            let mut now = Timestamp::from_millis(0);
            let (mut server, mut cookie) = (Server(Some(Turning::begun(now))), 0);
            let (mut lost, mut done) = (0, 0);
            while done < 100 {
                now = after(now, &mut dice);
                // Tabs that refresh at once all present what the cookie held when they began.
                let left = cookie;
                for _ in 0..1 + dice.below(4) {
                    let answer = server.refresh(left, now);
                    assert!(answer.is_some(), "seed {seed}: an honest sign-in ended at its refresh {done}");
                    done += 1;
                    if dice.below(3) == 0 {
                        lost += 1;
                        lost_in_a_row = lost_in_a_row.max(lost);
                    } else {
                        (cookie, lost) = (answer.unwrap(), 0);
                    }
                }
            }
            refreshes += done;
        }
        assert!(refreshes >= 10_000 && lost_in_a_row > 4, "{refreshes} refreshes, {lost_in_a_row} lost in a row");
    }

    #[test]
    fn a_request_that_left_before_two_turns_and_arrives_after_them_ends_nothing() {
        for seed in 0..2_000 {
            let mut dice = Dice(seed);
            let mut now = Timestamp::from_millis(0);
            let (mut server, mut cookie) = (Server(Some(Turning::begun(now))), 0);
            for _ in 0..5 {
                now = after(now, &mut dice);
                let left = cookie;
                for _ in 0..1 + dice.below(2) {
                    cookie = server.refresh(cookie, now).unwrap();
                    now = now.plus(Duration::from_millis(dice.below(5_000)));
                }
                let late = server.refresh(left, now);
                assert!(late.is_some(), "seed {seed}: a late tab ended an honest sign-in");
                cookie = late.unwrap();
            }
        }
    }

    #[test]
    fn a_thief_and_an_owner_who_both_go_on_are_found_out() {
        for seed in 0..10_000 {
            let mut dice = Dice(seed);
            let mut now = Timestamp::from_millis(0);
            let (mut server, mut owner) = (Server(Some(Turning::begun(now))), 0);
            for _ in 0..dice.below(4) {
                now = now.plus(Duration::from_secs(240));
                owner = server.refresh(owner, now).unwrap();
            }
            let mut thief = owner;
            let mut rounds = 0;
            // Each refreshes when its access token is nearly over, and never within the same minute.
            while server.0.is_some() {
                rounds += 1;
                assert!(rounds < 4, "seed {seed}: nobody noticed");
                let thief_first = dice.below(2) == 0;
                for turn in [thief_first, !thief_first] {
                    now = now.plus(Duration::from_secs(61 + dice.below(60)));
                    let who = if turn { &mut thief } else { &mut owner };
                    match server.refresh(*who, now) {
                        Some(generation) => *who = generation,
                        None => break,
                    }
                }
            }
        }
    }

    #[test]
    fn a_secret_of_before_that_was_kept_ends_the_sign_in() {
        let mut dice = Dice(7);
        for _ in 0..1_000 {
            let mut now = Timestamp::from_millis(0);
            let (mut server, mut kept) = (Server(Some(Turning::begun(now))), vec![0]);
            for _ in 0..3 + dice.below(5) {
                now = now.plus(Duration::from_secs(16 + dice.below(1_000)));
                kept.push(server.refresh(*kept.last().unwrap(), now).unwrap());
            }
            now = now.plus(Duration::from_secs(16));
            // The last two are good: the present one, and the one whose answer may have been lost.
            let old = kept[usize::try_from(dice.below(kept.len() as u64 - 2)).unwrap()];
            assert_eq!(server.refresh(old, now), None);
            assert_eq!(server.refresh(*kept.last().unwrap(), now), None, "nobody knows which of the two is the thief");
        }
    }
}
