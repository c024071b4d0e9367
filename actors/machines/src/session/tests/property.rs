//! Ten thousand random stories of a class: whatever people, relays, the clock, the store and crashes do, every invariant
//! holds after every event, and a replay makes the same state. A failure prints the shortest story that shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::lobby::{LobbyFilter, TurnedAway, Waiters};
use homeroom_protocol::frame::review::Discard;
use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::journal::v1::lobby::LobbyEvent;
use homeroom_protocol::journal::v1::question::QuestionEvent;
use homeroom_protocol::moderation::{Measure, ReasonCode, Sanction, Scope};
use homeroom_protocol::permit::Tier;
use homeroom_protocol::question::{AskQuestion, MergeQuestion, QuestionItem, SetQuestions};
use proptest::prelude::*;

use super::super::{Listed, LobbyWish, MediaSays, MediaWord, QuestionWish};
use super::questioned::hiding;
use super::revising::{delete, edit};
use super::*;

mod checks;
mod steps;

use steps::{Step, step};

const STORIES: u32 = 10_000;
const STEPS_MIN: usize = 10;
const STEPS_MAX: usize = 30;
const PEOPLE: u8 = 7;

/// A class, its sockets, and what the store is known to have.
struct Story {
    class: Class,
    /// Whose, which, and the head of the journal when it was let in.
    sockets: BTreeSet<(u8, u8, usize)>,
    committed: usize,
}

impl Story {
    fn takes(&mut self, step: Step) {
        match step {
            Step::Join { who, device, take_over } => self.joins(Who(who), device, take_over),
            Step::Enter { who, device, connection } => {
                if self.class.enters_on(Who(who), device).is_ok() {
                    self.class.connects(Who(who), connection);
                    self.sockets.retain(|(whose, which, _)| (*whose, *which) != (who, connection));
                    self.sockets.insert((who, connection, self.class.journal.len()));
                    let waits = self.class.lobby().waiting.iter().any(|one| one.person == Who(who).person());
                    assert!(self.class.is_in(Who(who)) || waits, "who was just let in is out");
                }
            }
            Step::Say { who, characters } => {
                let said = self.class.does(Command::Talk {
                    person: Who(who).person(),
                    wish: TalkWish::Say(Say { text: "x".repeat(characters), reply_to: None }),
                });
                assert!(said.is_err() || (1..=2_000).contains(&characters));
            }
            Step::Revise { who, nth, text } => {
                let chat = self.class.session.view(&self.class.live, Feed::Class).chat.items;
                if let Some(item) = chat.iter().rev().nth(nth) {
                    let changed = text.map(|text| edit(item.id, &format!("changed {text}")));
                    let wish = changed.unwrap_or_else(|| delete(item.id));
                    let done = self.class.talks(Who(who), wish);
                    assert!(done.is_err() || item.person == Who(who).person(), "a message of somebody else's");
                }
            }
            Step::React { who, nth, reaction, on } => {
                let chat = self.class.session.view(&self.class.live, Feed::Class).chat.items;
                if let Some(item) = chat.iter().rev().nth(nth) {
                    let taken = self.class.reacts(Who(who), item.id, reaction, on);
                    assert!(taken.is_err() || !(item.hidden || item.deleted), "to what is not to be read");
                }
            }
            Step::Read { who, back } => {
                let last = self.class.last_offset();
                let read = self.class.reads_to(Who(who), last.saturating_add_signed(-back));
                assert!(
                    read.is_err() || (self.class.is_in(Who(who)) && back >= 0) || self.class.session.phases.is_over()
                );
            }
            Step::AskQuestion { who, anonymous } => {
                let ask = AskQuestion { text: "Why?".into(), anonymous };
                let asked = self.class.on_questions(Who(who), QuestionWish::Ask(ask));
                let allowed = self.class.session.view(&self.class.live, Feed::Class).questions.anonymous;
                assert!(asked.is_err() || !anonymous || allowed, "without a name, where nobody may");
                let _ = self.class.on_questions(TEACHER, QuestionWish::Set(SetQuestions { anonymous: who != 1 }));
            }
            Step::MoveQuestion { nth, state } => {
                if let Some(id) = self.question(nth) {
                    let _ = self.class.moves(id, state);
                }
            }
            Step::Upvote { who, nth, on } => {
                if let Some(id) = self.question(nth) {
                    let _ = self.class.upvotes(Who(who), id, on);
                }
            }
            Step::MergeQuestion { nth, into } => {
                if let (Some(question), Some(into)) = (self.question(nth), self.question(into)) {
                    let wish = QuestionWish::Merge(MergeQuestion { question, into });
                    let _ = self.class.on_questions(TEACHER, wish);
                }
            }
            Step::HideQuestion { nth, hidden: true } => {
                let item = self.class.questions(Feed::Staff).get(nth).cloned();
                if let Some((id, asker)) = item.and_then(|item| Some((item.id, item.asker?.person))) {
                    self.class.does(Command::Enforce(hiding(id, asker, self.class.now))).unwrap();
                    assert!(self.class.questions(Feed::Staff).iter().all(|item| item.id != id));
                }
            }
            Step::HideQuestion { hidden: false, .. } => {
                let held = self.class.session.view(&self.class.live, Feed::Staff).staff.unwrap().sanctions;
                if let Some(held) = held.first() {
                    self.class.does(Command::Revoke(held.sanction.id)).unwrap();
                }
            }
            Step::SetChat { who, slow_seconds, paused, review } => {
                let set = self.class.talks(Who(who), TalkWish::Set(ChatRules { slow_seconds, paused, review }));
                assert!(set.is_err() || (Who(who) == TEACHER && slow_seconds <= 300));
            }
            Step::LookAt { who, through } => {
                let staff = self.class.session.view(&self.class.live, Feed::Staff).staff.unwrap();
                if let Some(message) = staff.messages.first().map(|held| held.item.id) {
                    let discard = Discard { message, reason: ReasonCode::Other };
                    let wish = if through { TalkWish::LetThrough(message) } else { TalkWish::Discard(discard) };
                    let looked = self.class.talks(Who(who), wish);
                    assert!(looked.is_err() || Who(who) == TEACHER);
                }
            }
            Step::Leave { who } => {
                self.class.does(Command::Leave { person: Who(who).person() }).unwrap();
                assert!(!self.class.is_in(Who(who)) || self.class.session.phases.is_over());
            }
            Step::SignedOut { who, device } => {
                let (person, sign_in) = (Who(who).person(), Who(who).device(device));
                self.class.does(Command::SignedOut { person, sign_in }).unwrap();
                let standing = self.class.session.standing(person);
                let is_in = standing.is_some_and(|standing| standing.sign_in == sign_in);
                assert!(!is_in || self.class.session.phases.is_over(), "in with a sign-in that has ended");
            }
            Step::ShutOut { who } => {
                self.class.does(Command::ShutOut { person: Who(who).person(), course: None }).unwrap();
                assert!(!self.class.is_in(Who(who)) || self.class.session.phases.is_over(), "in and banned");
            }
            Step::End { who } => {
                let ended = self.class.does(Command::End { person: Who(who).person() });
                assert!(ended.is_err() || Who(who) == TEACHER);
            }
            Step::Floor { who, wish } => {
                self.wishes_floor(Who(who), wish);
                let floor = self.class.session.view(&self.class.live, Feed::Class).floor;
                let is_in = |person| self.class.session.standing(person).is_some();
                assert!(floor.hands.iter().all(|hand| is_in(hand.person)), "a hand of somebody who has gone");
                assert!(floor.floor.is_none_or(|floor| is_in(floor.person)), "the floor is with somebody who has gone");
            }
            Step::Mute { who, of, mutes } => {
                let done = self.class.mutes(Who(who), Who(of), Some(mutes));
                assert!(done.is_err() || (Who(who) == TEACHER && Who(of) != TEACHER));
            }
            Step::Lift { who, nth } => {
                let held = self.class.session.view(&self.class.live, Feed::Staff).staff.unwrap().sanctions;
                if let Some(held) = held.get(nth) {
                    let (person, sanction) = (Who(who).person(), held.sanction.id);
                    let done = self.class.does(Command::Lift { person, sanction });
                    assert!(done.is_err() || Who(who) == TEACHER);
                }
            }
            Step::Appeal { who, nth } => {
                let held = self.class.session.view(&self.class.live, Feed::Staff).staff.unwrap().sanctions;
                let contested = nth.and_then(|nth| held.get(nth)).map(|held| held.sanction.clone());
                let (person, id) = (Who(who).person(), contested.as_ref().map(|sanction| sanction.id));
                let before = self.class.session.appeal_of(person, id).is_some() && id.is_some();
                let made = self.class.appeals(Who(who), id).is_ok();
                assert!(!made || contested.is_none_or(|sanction| sanction.person == person), "somebody else's");
                assert!(!(made && before), "two appeals against one thing");
            }
            Step::Ban { who, lifted } => {
                let ban = banned(Who(who), self.class.now);
                let order = if lifted { Command::Revoke(ban.id) } else { Command::Enforce(ban) };
                self.class.does(order).unwrap();
            }
            Step::Lobby { who, wish } => self.lobbies(Who(who), wish),
            Step::Calm { who, on } => {
                let done = self.class.calms(Who(who), on);
                assert!(done.is_err() || Who(who) == TEACHER);
            }
            Step::Cancel => {
                self.class.does(Command::Cancel).unwrap();
                assert!(self.class.session.phases.is_over());
            }
            Step::Gone { who, connection } => {
                // One of their own where they have any; else one that nobody knows.
                let theirs = self.sockets.iter().filter(|(whose, _, _)| *whose == who).map(|(_, which, _)| *which);
                let connection = theirs.cycle().nth(usize::from(connection)).unwrap_or(connection);
                self.sockets.retain(|(whose, which, _)| (*whose, *which) != (who, connection));
                self.class.loses(Who(who), connection);
            }
            Step::Away { who, connection: n, away } => {
                let (person, connection) = (Who(who).person(), connection(Who(who), n));
                self.class.observes(Observation::Away { person, connection, away });
            }
            Step::AllGone => {
                self.sockets.clear();
                self.class.observes(Observation::AllGone);
            }
            Step::Webhook { who, connection, left } => {
                let begins = STARTS.as_millis() + 1_000 * i64::from(connection);
                let says = left.map_or(MediaSays::Joined, |at| MediaSays::Left(Timestamp::from_millis(begins + at)));
                let from = Timestamp::from_millis(begins);
                let word = MediaWord { person: Who(who).person(), connection: media(who, connection), from, says };
                let _ = self.class.does(Command::Sight { media: vec![word], minutes: Vec::new() });
            }
            Step::Listed { connections } => self.lists(connections),
            Step::Minute { who, minute } => {
                let at = Timestamp::from_millis(STARTS.as_millis() + 60_000 * minute);
                let minutes = vec![(Who(who).person(), at)];
                let _ = self.class.does(Command::Sight { media: Vec::new(), minutes });
            }
            Step::Passes { millis } => self.class.passes(millis),
            Step::Amend { capacity } => {
                let _ = self.class.does(Command::Amend(facts(capacity)));
            }
            Step::AskPoll { who, anonymous, seconds } => {
                let asked = self.class.asks(Who(who), anonymous, seconds);
                assert!(asked.is_err() || (Who(who) == TEACHER && seconds.is_none_or(|seconds| seconds >= 5)));
            }
            Step::Vote { who, place } => self.votes(Who(who), place),
            Step::ClosePoll { who } => {
                let closed = self.class.closes(Who(who));
                assert!(closed.is_err() || Who(who) == TEACHER);
            }
            Step::Crash => {
                self.sockets.clear();
                self.committed = self.class.journal.len();
                self.class.crashes();
            }
            Step::Commit => self.committed = self.class.journal.len(),
            Step::Lose => self.loses_what_is_pending(),
        }
    }

    /// Exactly those are listed whose lease lasts: they came, and are connected or were so less than the grace ago.
    fn lists_who_waits(&self) {
        let waiting = self.class.lobby().waiting;
        for person in (0..PEOPLE).map(|n| Who(n).person()) {
            let own = self.class.session.you(&self.class.live, person).and_then(|you| you.lobby);
            let Some(told) = own.and_then(|lobby| lobby.position) else { continue };
            let listed = waiting.iter().position(|waiter| waiter.person == person);
            assert_eq!(listed.and_then(|at| u32::try_from(at + 1).ok()), Some(told), "who is told a place has it");
        }
        for waiter in waiting {
            let lost = self.class.live.lost_since(waiter.person).unwrap_or(waiter.since).max(waiter.since);
            let lasts = self.class.live.is_connected(waiter.person) || self.class.now.since(lost).as_secs() < 90;
            assert!(lasts, "a phantom in the lobby");
            assert!(self.class.session.you(&self.class.live, waiter.person).is_some_and(|you| you.lobby.is_some()));
        }
    }

    /// An answer is counted once, or not taken; and who is told that it is taken is counted or waits.
    fn votes(&mut self, who: Who, place: u32) {
        let before = self.class.votes();
        let taken = self.class.votes_for(who, place).is_ok();
        let after = self.class.votes();
        assert!((1..=3).contains(&place) || !taken, "an answer that does not fit was taken");
        assert!(after == before || (taken && after == before + 1), "one answer was counted {before} to {after}");
    }

    /// Everybody's connections below this number are in the media room.
    fn lists(&mut self, connections: u8) {
        let all = (0..PEOPLE).flat_map(|who| (0..connections).map(move |n| (who, n)));
        let listed: Vec<_> =
            all.map(|(who, n)| Listed { person: Who(who).person(), connection: media(who, n), from: STARTS }).collect();
        let (now, names) = (self.class.now, listed.iter().map(|one| one.connection.clone()).collect());
        let words = self.class.session.compare(&self.class.live, now, &listed);
        let _ = self.class.does(Command::Sight { media: words, minutes: Vec::new() });
        self.class.observes(Observation::Listed { at: now, connections: names });
        let again = self.class.session.compare(&self.class.live, now, &listed);
        let news = self.class.does(Command::Sight { media: again, minutes: Vec::new() });
        assert!(news.is_err() || news == Ok(Vec::new()), "the same list twice is news");
    }

    /// A join never gives a seat beyond the capacity, counted here and not by the machine.
    fn joins(&mut self, who: Who, device: u8, take_over: bool) {
        // One that is kept for somebody is free for them, and for nobody else.
        let kept = |other: Who| self.class.session.seats.is_promised(other.person());
        let is_taken = |other: Who| self.class.seat(other).is_some() || (kept(other) && other != who);
        let taken = (0..PEOPLE).filter(|n| is_taken(Who(*n))).count();
        let own = kept(who);
        let free = own || taken < usize::try_from(self.class.session.capacity()).unwrap();
        let events = self.class.joins_on(who, device, take_over).unwrap_or_default();
        for event in events {
            match event {
                SessionEvent::Seated { seat: Some(seat), .. } => {
                    assert!(own || (free && seat <= self.class.session.capacity()), "over capacity");
                }
                SessionEvent::Watched { .. } => assert!(!free, "a free seat was not given"),
                SessionEvent::Seated { seat: None, .. } => assert_eq!(who, TEACHER),
                SessionEvent::DeviceTaken { .. } | SessionEvent::Lobby(LobbyEvent::Moved { .. }) => assert!(take_over),
                SessionEvent::Lobby(LobbyEvent::Waits { .. }) => {
                    assert!(who != TEACHER && self.class.lobby().on, "somebody waits who need not");
                }
                SessionEvent::Announced { .. }
                | SessionEvent::Amended { .. }
                | SessionEvent::PhaseChanged { .. }
                | SessionEvent::Entered { .. }
                | SessionEvent::HoldEnded { .. }
                | SessionEvent::Dropped { .. }
                | SessionEvent::Left { .. }
                | SessionEvent::Said { .. }
                | SessionEvent::Chat(_)
                | SessionEvent::Reserved { .. }
                | SessionEvent::ReservationCancelled { .. }
                | SessionEvent::Waitlisted { .. }
                | SessionEvent::Offered { .. }
                | SessionEvent::OfferAccepted { .. }
                | SessionEvent::OfferDeclined { .. }
                | SessionEvent::OfferExpired { .. }
                | SessionEvent::Skipped { .. }
                | SessionEvent::Released { .. }
                | SessionEvent::ReleasePostponed { .. }
                | SessionEvent::ReservationsEnded { .. }
                | SessionEvent::Sighted { .. }
                | SessionEvent::AttendanceFiled { .. }
                | SessionEvent::Reported { .. }
                | SessionEvent::Appeal(_)
                | SessionEvent::Floor(_)
                | SessionEvent::Calm(_)
                | SessionEvent::Reacted { .. }
                | SessionEvent::Lobby(LobbyEvent::Set { .. } | LobbyEvent::Gone { .. } | LobbyEvent::LetIn { .. })
                | SessionEvent::Lobby(
                    LobbyEvent::Denied { .. }
                    | LobbyEvent::Pardoned { .. }
                    | LobbyEvent::PutBack { .. }
                    | LobbyEvent::Told { .. },
                )
                | SessionEvent::Question(_)
                | SessionEvent::ReportAnswered { .. }
                | SessionEvent::Sanctioned { .. }
                | SessionEvent::Lifted { .. }
                | SessionEvent::Cancelled { .. }
                | SessionEvent::Poll(_)
                | SessionEvent::Ended { .. } => panic!("a join made {event:?}"),
            }
        }
    }
}

/// What the desk decided about one of them; about every other one for ten minutes.
fn banned(who: Who, at: Timestamp) -> Sanction {
    Sanction {
        id: SanctionId(Uuid::from_u128(700 + u128::from(who.0))),
        person: who.person(),
        measure: Measure::Ban,
        mutes: None,
        scope: Scope::Platform,
        message: None,
        reason: ReasonCode::Threat,
        until: (who.0 % 2 == 1).then(|| at.plus(Duration::from_secs(600))),
        role: None,
        at,
    }
}

fn media(who: u8, n: u8) -> String {
    format!("PA_{who}_{n}")
}

proptest! {
    // Nothing is written into the tree: the story printed at a failure is enough to tell it again.
    #![proptest_config(ProptestConfig { cases: STORIES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_invariants_hold_and_a_replay_makes_the_same_state(
        capacity in 0..4_u32,
        lobby in any::<bool>(),
        minutes_after_doors in 0..60_i64,
        steps in prop::collection::vec(step(), STEPS_MIN..=STEPS_MAX),
    ) {
        let now = Timestamp::from_millis(STARTS.as_millis() - 660_000 + 60_000 * minutes_after_doors);
        let mut class = Class::announced_with(SessionFacts { lobby, ..facts(capacity) }, now);
        class.passes(0);
        let committed = class.journal.len();
        let mut story = Story { class, sockets: BTreeSet::new(), committed };
        for step in steps {
            story.takes(step);
            story.is_as_it_should_be();
        }
        story.ends();
    }
}
