//! What can happen in a random story, and how often.

use homeroom_protocol::frame::floor::{HandFilter, HandOrder, Lock, Lockable};
use homeroom_protocol::moderation::Muted;
use homeroom_protocol::question::QuestionState;
use homeroom_protocol::reaction::Reaction;

use super::super::super::FloorWish;
use super::*;

#[derive(Clone, Debug)]
pub(super) enum Step {
    Join {
        who: u8,
        device: u8,
        take_over: bool,
    },
    /// With a socket, which is observed when it is let in.
    Enter {
        who: u8,
        device: u8,
        connection: u8,
    },
    Say {
        who: u8,
        characters: usize,
    },
    /// Changes or takes back the `nth` last message, whosever it is.
    Revise {
        who: u8,
        nth: usize,
        text: Option<u8>,
    },
    /// To the `nth` last message.
    React {
        who: u8,
        nth: usize,
        reaction: Reaction,
        on: bool,
    },
    /// Says that they have read all but the last so many offsets, or beyond them.
    Read {
        who: u8,
        back: i64,
    },
    /// Asks, with a name or without.
    AskQuestion {
        who: u8,
        anonymous: bool,
    },
    /// The `nth` question that staff see.
    MoveQuestion {
        nth: usize,
        state: QuestionState,
    },
    Upvote {
        who: u8,
        nth: usize,
        on: bool,
    },
    MergeQuestion {
        nth: usize,
        into: usize,
    },
    /// The desk blanks the `nth` question, or shows the first that is blank.
    HideQuestion {
        nth: usize,
        hidden: bool,
    },
    SetChat {
        who: u8,
        slow_seconds: u32,
        paused: bool,
        review: bool,
    },
    /// Looks at the oldest message that is held.
    LookAt {
        who: u8,
        through: bool,
    },
    Leave {
        who: u8,
    },
    /// One of their sign-ins ends.
    SignedOut {
        who: u8,
        device: u8,
    },
    /// They are banned, in another class.
    ShutOut {
        who: u8,
    },
    End {
        who: u8,
    },
    /// A wish about hands, the floor, locks or the spotlight.
    Floor {
        who: u8,
        wish: FloorWish,
    },
    /// Somebody mutes somebody.
    Mute {
        who: u8,
        of: u8,
        mutes: Muted,
    },
    /// Somebody takes back the `nth` of what holds.
    Lift {
        who: u8,
        nth: usize,
    },
    /// Somebody contests the `nth` of what holds, or what keeps them out.
    Appeal {
        who: u8,
        nth: Option<usize>,
    },
    /// The desk bans somebody from every class, or lifts that.
    Ban {
        who: u8,
        lifted: bool,
    },
    /// A wish about the lobby.
    Lobby {
        who: u8,
        wish: LobbyWish,
    },
    Calm {
        who: u8,
        on: bool,
    },
    /// Staff cancel the class.
    Cancel,
    Gone {
        who: u8,
        connection: u8,
    },
    /// Nobody looks at a page of theirs, or somebody does.
    Away {
        who: u8,
        connection: u8,
        away: bool,
    },
    AllGone,
    Passes {
        millis: i64,
    },
    Amend {
        capacity: u32,
    },
    /// A webhook of the media server about one of a person's connections.
    Webhook {
        who: u8,
        connection: u8,
        left: Option<i64>,
    },
    /// The media server's list: these connections of everybody are on it.
    Listed {
        connections: u8,
    },
    Minute {
        who: u8,
        minute: i64,
    },
    AskPoll {
        who: u8,
        anonymous: bool,
        seconds: Option<u32>,
    },
    /// In the latest poll there is.
    Vote {
        who: u8,
        place: u32,
    },
    ClosePoll {
        who: u8,
    },
    Crash,
    /// The store has everything so far.
    Commit,
    /// What the store did not have is lost; the live state is kept.
    Lose,
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    // Few people meet each other, and themselves, more often than many.
    let who = prop_oneof![3 => 0..3_u8, 1 => 0..PEOPLE];
    let device = prop_oneof![4 => Just(0_u8), 1 => Just(1_u8)];
    let millis = prop_oneof![4 => 0..20_000_i64, 3 => 20_000..100_000_i64, 1 => 100_000..4_000_000_i64];
    prop_oneof![
        8 => (who.clone(), device.clone(), any::<bool>())
            .prop_map(|(who, device, take_over)| Step::Join { who, device, take_over }),
        2 => (who.clone(), device.clone()).prop_map(|(who, device)| Step::SignedOut { who, device }),
        1 => who.clone().prop_map(|who| Step::ShutOut { who }),
        10 => (who.clone(), device, 0..3_u8).prop_map(|(who, device, connection)| Step::Enter { who, device, connection }),
        3 => (who.clone(), prop_oneof![Just(0), Just(1), Just(2_000), Just(2_001)])
            .prop_map(|(who, characters)| Step::Say { who, characters }),
        4 => (who.clone(), 0..4_usize, prop::option::of(0..4_u8))
            .prop_map(|(who, nth, text)| Step::Revise { who, nth, text }),
        6 => (who.clone(), -1..6_i64).prop_map(|(who, back)| Step::Read { who, back }),
        4 => (who.clone(), any::<bool>()).prop_map(|(who, anonymous)| Step::AskQuestion { who, anonymous }),
        6 => (0..4_usize, prop::sample::select(STATES)).prop_map(|(nth, state)| Step::MoveQuestion { nth, state }),
        4 => (who.clone(), 0..4_usize, prop::bool::weighted(0.7)).prop_map(|(who, nth, on)| Step::Upvote { who, nth, on }),
        2 => (0..4_usize, 0..4_usize).prop_map(|(nth, into)| Step::MergeQuestion { nth, into }),
        2 => (0..4_usize, any::<bool>()).prop_map(|(nth, hidden)| Step::HideQuestion { nth, hidden }),
        6 => (who.clone(), 0..3_usize, prop::sample::select(&Reaction::ALL[..2]), prop::bool::weighted(0.7))
            .prop_map(|(who, nth, reaction, on)| Step::React { who, nth, reaction, on }),
        1 => (
            prop_oneof![3 => Just(0_u8), 1 => 0..PEOPLE],
            prop_oneof![Just(0), Just(5), Just(301)],
            any::<bool>(),
            any::<bool>(),
        )
            .prop_map(|(who, slow_seconds, paused, review)| Step::SetChat { who, slow_seconds, paused, review }),
        2 => (prop_oneof![3 => Just(0_u8), 1 => 0..PEOPLE], any::<bool>())
            .prop_map(|(who, through)| Step::LookAt { who, through }),
        3 => who.clone().prop_map(|who| Step::Leave { who }),
        1 => (0..PEOPLE * 3).prop_map(|who| Step::End { who: who % PEOPLE }),
        1 => Just(Step::Cancel),
        6 => (who.clone(), floor_wish()).prop_map(|(who, wish)| Step::Floor { who, wish }),
        3 => (0..2_u8, 0..PEOPLE, prop::sample::select(Muted::ALL))
            .prop_map(|(who, of, mutes)| Step::Mute { who, of, mutes }),
        6 => (prop_oneof![5 => Just(0_u8), 1 => 0..PEOPLE], lobby_wish())
            .prop_map(|(who, wish)| Step::Lobby { who, wish }),
        2 => (0..2_u8, any::<bool>()).prop_map(|(who, on)| Step::Calm { who, on }),
        1 => (0..2_u8, 0..3_usize).prop_map(|(who, nth)| Step::Lift { who, nth }),
        3 => (who.clone(), prop::option::of(0..3_usize)).prop_map(|(who, nth)| Step::Appeal { who, nth }),
        1 => (1..PEOPLE, prop::bool::weighted(0.3)).prop_map(|(who, lifted)| Step::Ban { who, lifted }),
        4 => (who.clone(), 0..3_u8).prop_map(|(who, connection)| Step::Gone { who, connection }),
        2 => (who.clone(), 0..3_u8, any::<bool>())
            .prop_map(|(who, connection, away)| Step::Away { who, connection, away }),
        3 => (who.clone(), 0..2_u8, prop::option::of(0..4_000_000_i64))
            .prop_map(|(who, connection, left)| Step::Webhook { who, connection, left }),
        2 => (0..4_u8).prop_map(|connections| Step::Listed { connections }),
        2 => (0..2_u8, any::<bool>(), prop::option::of(4..60_u32))
            .prop_map(|(who, anonymous, seconds)| Step::AskPoll { who, anonymous, seconds }),
        6 => (who.clone(), 0..5_u32).prop_map(|(who, place)| Step::Vote { who, place }),
        1 => (0..2_u8).prop_map(|who| Step::ClosePoll { who }),
        1 => (who, 0..60_i64).prop_map(|(who, minute)| Step::Minute { who, minute }),
        1 => Just(Step::AllGone),
        6 => millis.prop_map(|millis| Step::Passes { millis }),
        1 => (0..5_u32).prop_map(|capacity| Step::Amend { capacity }),
        1 => Just(Step::Crash),
        6 => Just(Step::Commit),
        2 => Just(Step::Lose),
    ]
}

fn lobby_wish() -> impl Strategy<Value = LobbyWish> {
    let one = || (1..PEOPLE).prop_map(|who| Waiters::One { person: Who(who).person() });
    // Most versions are the wrong ones, but for those of a young lobby.
    let all = || (0..8_u64).prop_map(|version| Waiters::Those { filter: LobbyFilter::All, version });
    prop_oneof![
        4 => prop_oneof![3 => Just(true), 1 => Just(false)].prop_map(LobbyWish::Set),
        3 => one().prop_map(LobbyWish::LetIn),
        4 => all().prop_map(LobbyWish::LetIn),
        1 => one().prop_map(|who| LobbyWish::TurnAway(who, TurnedAway::Other)),
        1 => all().prop_map(|who| LobbyWish::TurnAway(who, TurnedAway::TooLate)),
        3 => (1..PEOPLE).prop_map(|who| LobbyWish::PutBack(Who(who).person())),
        1 => Just(LobbyWish::Tell(None, "a word".into())),
    ]
}

const STATES: &[QuestionState] = &[
    QuestionState::New,
    QuestionState::Approved,
    QuestionState::Live,
    QuestionState::Answered,
    QuestionState::Dismissed,
];

fn floor_wish() -> impl Strategy<Value = FloorWish> {
    let somebody = || prop::option::of((0..PEOPLE).prop_map(|who| Who(who).person()));
    let lock = prop::sample::select(Lockable::ALL);
    prop_oneof![
        4 => Just(FloorWish::Raise),
        2 => somebody().prop_map(FloorWish::Lower),
        1 => prop::sample::select(HandFilter::ALL).prop_map(FloorWish::LowerAll),
        1 => Just(FloorWish::Restore),
        2 => Just(FloorWish::Spoke),
        1 => prop::sample::select(HandOrder::ALL).prop_map(FloorWish::SetOrder),
        3 => (somebody(), 9..602_u32).prop_map(|(whom, seconds)| FloorWish::Grant(whom, seconds)),
        1 => Just(FloorWish::End),
        3 => somebody().prop_map(FloorWish::Spotlight),
        3 => (lock, any::<bool>(), somebody(), prop::option::of(9..40_u32)).prop_map(|(what, locked, person, seconds)| {
            FloorWish::Lock(Lock { what, locked, person, seconds })
        }),
        1 => (somebody(), prop::sample::select(Lockable::ALL)).prop_map(|(person, lock)| {
            FloorWish::ClearLock(person.unwrap_or(TEACHER.person()), lock)
        }),
    ]
    // A wish that is new does not compile here until it is made above.
    .prop_map(|wish| match wish {
        FloorWish::Raise
        | FloorWish::Lower(_)
        | FloorWish::LowerAll(_)
        | FloorWish::Restore
        | FloorWish::Spoke
        | FloorWish::SetOrder(_)
        | FloorWish::Grant(..)
        | FloorWish::End
        | FloorWish::Spotlight(_)
        | FloorWish::Lock(_)
        | FloorWish::ClearLock(..) => wish,
    })
}
