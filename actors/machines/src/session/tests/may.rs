//! What somebody may, asked beforehand: every command x every two causes that take it, each answer held against what the
//! command really gets; and which rule is named for each cause alone.

use std::collections::BTreeMap;

use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::client::{MakeReport, MakeSanction, ShowPoll, Vote};
use homeroom_protocol::frame::direct::Direct;
use homeroom_protocol::frame::floor::{HandFilter, HandOrder, Lock, Lockable};
use homeroom_protocol::frame::people::People;
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::limits::{HANDS_MAX, REACTIONS_WAITING_MAX};
use homeroom_protocol::moderation::{Measure, Muted, ReasonCode, ReportKind, Scope};
use homeroom_protocol::permit::{CommandKind, Phase, Rule, Tier};
use homeroom_protocol::poll::{Ballot, Shown};
use homeroom_protocol::question::{AskQuestion, QuestionState, SetQuestions, Upvote};
use homeroom_protocol::reaction::{React, Reaction};
use homeroom_protocol::rest::may::May;

use super::super::{FloorWish, LobbyWish, PollWish, Query, QuestionWish};
use super::*;

mod limits;

/// Waits in the lobby where there is one, and is not in else.
const ZOE: Who = Who(9);
const SESSION: SessionId = SessionId(Uuid::from_u128(5));
const ASKED: [Who; 6] = [OTTO, IDA, TEACHER, LENA, PETRA, ZOE];

/// Something that takes, or gives, a thing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Cause {
    Nothing,
    Locked(Lockable),
    Alone(Lockable),
    Open(Lockable),
    Muted(Muted),
    Calm,
    Paused,
    Slow,
    Review,
    Floor,
    /// So many of their reactions wait as may.
    Waiting,
}

impl Cause {
    fn all() -> Vec<Self> {
        let locks = || Lockable::ALL.iter().copied();
        let mut all =
            vec![Self::Nothing, Self::Calm, Self::Paused, Self::Slow, Self::Review, Self::Floor, Self::Waiting];
        // For all of them the chat is locked by its pause.
        all.extend(locks().filter(|lock| *lock != Lockable::Chat).map(Self::Locked));
        all.extend(locks().flat_map(|lock| [Self::Alone(lock), Self::Open(lock)]));
        all.extend(Muted::ALL.iter().copied().map(Self::Muted));
        all
    }
}

/// What there is to act on.
struct Props {
    said: BTreeMap<u8, CommandId>,
    question: CommandId,
    poll: CommandId,
}

impl Class {
    /// A cause comes, where what came before lets it.
    fn meets(&mut self, cause: Cause) {
        let rules = self.session.chat.rules();
        if cause == Cause::Waiting {
            return self.reacts_until(REACTIONS_WAITING_MAX);
        }
        let lock = |person: Option<Who>, what, locked| {
            let (person, seconds) = (person.map(Who::person), Some(600));
            Command::Floor { person: TEACHER.person(), wish: FloorWish::Lock(Lock { what, locked, person, seconds }) }
        };
        let set = |rules| Command::Talk { person: TEACHER.person(), wish: TalkWish::Set(rules) };
        let _ = match cause {
            Cause::Nothing | Cause::Waiting => return,
            Cause::Locked(what) => self.does(lock(None, what, true)),
            Cause::Alone(what) => self.does(lock(Some(OTTO), what, true)),
            Cause::Open(what) => self.does(lock(Some(OTTO), what, false)),
            Cause::Muted(what) => self.mutes(TEACHER, OTTO, Some(what)),
            Cause::Calm => self.calms(TEACHER, true),
            Cause::Paused => self.does(set(ChatRules { paused: true, ..rules })),
            Cause::Slow => self.does(set(ChatRules { slow_seconds: 30, ..rules })),
            Cause::Review => self.does(set(ChatRules { review: true, ..rules })),
            Cause::Floor => {
                let wish = FloorWish::Grant(Some(OTTO.person()), 600);
                self.does(Command::Floor { person: TEACHER.person(), wish })
            }
        };
    }

    /// Otto reacts to what was said first, by turns and taking back, until so many of his wishes wait; nothing where he may not.
    fn reacts_until(&mut self, wishes: u32) {
        let Some(message) = self.session.chat.latest_of(MIRA.person()).map(|item| item.id) else { return };
        // The first of a class is settled at once.
        let _ = self.reacts(OTTO, message, Reaction::Love, true);
        self.passes(0);
        for n in 0..wishes {
            let _ = self.reacts(OTTO, message, Reaction::Agree, n % 2 == 0);
        }
    }

    fn asks_may(&self, who: Who) -> May {
        self.session.may_and_may_not(&self.live, SESSION, who.person(), who.person(), self.now).unwrap()
    }

    /// What a command would get, without its being taken.
    fn tries(&self, command: Command) -> Result<(), Refusal> {
        let (mut live, moment) =
            (self.live.clone(), Moment { now: self.now, command: CommandId(Uuid::from_u128(999_999)) });
        match self.session.hold(&mut live, &moment, command)? {
            Taken::Goes(command) => self.session.decide(&live, &moment, command).map(drop),
            Taken::Waits(..) => Ok(()),
        }
    }
}

/// Two seats, which Mira and Otto have; Ida watches; everybody has said something, a question and a poll are open.
fn class(phase: Phase) -> (Class, Props) {
    let before = Timestamp::from_millis(STARTS.as_millis() - 60_000);
    let mut class = Class::announced(2, before);
    class.passes(0);
    for who in [TEACHER, LENA, PETRA, MIRA, OTTO, IDA] {
        class.comes(who);
    }
    let mut said = BTreeMap::new();
    let question = class.asks_of(MIRA, "Why?", false).unwrap();
    class.moves(question, QuestionState::Approved).unwrap();
    class.asks(TEACHER, false, None).unwrap();
    let poll = class.session.polls.all().last().unwrap().id;
    let last = match phase {
        Phase::Live => Timestamp::from_millis(STARTS.as_millis() + 60_000),
        Phase::Closing | Phase::Ended => Timestamp::from_millis(ENDS.as_millis() + 1_000),
        Phase::Announced | Phase::Doors | Phase::Cancelled => before,
    };
    class.passes(last.as_millis() - before.as_millis());
    for who in [TEACHER, LENA, PETRA, MIRA, OTTO, IDA] {
        class.says(who, "hi");
        said.insert(who.0, class.session.chat.latest_of(who.person()).unwrap().id);
    }
    (class, Props { said, question, poll })
}

/// A command of each kind as it should be; sending has none, and looking changes nothing.
fn real(class: &Class, props: &Props, who: Who, kind: CommandKind) -> Result<(), Refusal> {
    let person = who.person();
    let own = props.said.get(&who.0).copied().unwrap_or(CommandId(Uuid::nil()));
    let theirs = props.said[&MIRA.0];
    let talk = |wish| Command::Talk { person, wish };
    let floor = |wish| Command::Floor { person, wish };
    let about = |measure, minutes| MakeSanction {
        person: MIRA.person(),
        measure,
        message: None,
        mutes: None,
        minutes,
        scope: Scope::Session,
        reason: ReasonCode::Flood,
    };
    class.tries(match kind {
        CommandKind::Say => talk(TalkWish::Say(Say { text: "and?".into(), reply_to: None })),
        CommandKind::Edit => talk(super::revising::edit(own, "ho")),
        CommandKind::Delete => talk(super::revising::delete(own)),
        CommandKind::SetChat => talk(super::revising::rules(5, false)),
        CommandKind::Review => talk(TalkWish::Look(theirs)),
        CommandKind::Direct => {
            let to = who.role().is_staff().then_some(MIRA.person());
            talk(TalkWish::Direct(Direct { text: "Please.".into(), to }))
        }
        CommandKind::Leave => Command::Leave { person },
        CommandKind::End => Command::End { person },
        CommandKind::Report => {
            let report =
                MakeReport { person: MIRA.person(), message: None, kind: ReportKind::Flood, text: String::new() };
            Command::Report { session: SESSION, person, report }
        }
        CommandKind::Sanction => Command::Sanction { person, sanction: about(Measure::Warn, None) },
        CommandKind::Ban => Command::Sanction { person, sanction: about(Measure::Ban, None) },
        CommandKind::Poll => {
            Command::Poll { person, wish: PollWish::Show(ShowPoll { poll: props.poll, students: Shown::Full }) }
        }
        CommandKind::Vote => {
            let vote = Vote { poll: props.poll, ballot: Ballot::Choices(vec![1]) };
            Command::Poll { person, wish: PollWish::Vote(vote) }
        }
        CommandKind::RaiseHand => floor(FloorWish::Raise),
        CommandKind::GiveFloor => floor(FloorWish::SetOrder(HandOrder::LeastSpoken)),
        CommandKind::Lock => floor(FloorWish::Lock(super::floor::lock(Lockable::Poll, true))),
        CommandKind::Spotlight => floor(FloorWish::Spotlight(None)),
        CommandKind::Calm => Command::Calm { person, desk: None, on: true },
        CommandKind::React => {
            Command::React { person, react: React { message: theirs, reaction: Reaction::ALL[0], on: true } }
        }
        CommandKind::AskQuestion => {
            let ask = AskQuestion { text: "How?".into(), anonymous: false };
            Command::Question { person, wish: QuestionWish::Ask(ask) }
        }
        CommandKind::Upvote => Command::Upvote { person, upvote: Upvote { question: props.question, on: true } },
        CommandKind::HandleQuestions => {
            Command::Question { person, wish: QuestionWish::Set(SetQuestions { anonymous: true }) }
        }
        CommandKind::Lobby => Command::Lobby { person, wish: LobbyWish::Set(true) },
        CommandKind::History => {
            return class.session.look(&class.live, Query::History { person, before: None, limit: None }).map(drop);
        }
        CommandKind::People => {
            return class.session.look(&class.live, Query::People { person, asked: People::default() }).map(drop);
        }
        CommandKind::Microphone
        | CommandKind::Camera
        | CommandKind::Join
        | CommandKind::Enter
        | CommandKind::Reserve => panic!("{kind:?} is no command"),
    })
}

/// Holds every answer against what the command gets; answers how many were.
fn holds(class: &Class, props: &Props, case: &str) -> usize {
    let mut cells = 0;
    for who in ASKED {
        let told = class.asks_may(who);
        for kind in CommandKind::ALL {
            let not = told.may_not.iter().find(|not| not.what == *kind);
            let case = format!("{who:?} {kind:?}, {case}");
            // The door asks more than the class.
            if matches!(kind, CommandKind::Join | CommandKind::Enter | CommandKind::Reserve) {
                assert!(not.is_none() && !told.may.contains(kind), "{case}: at the door");
                continue;
            }
            if kind.is_sending() {
                let sends = class.session.sends(who.person());
                let sends = if *kind == CommandKind::Camera { sends.camera } else { sends.microphone };
                assert_eq!(told.may.contains(kind), sends, "{case}");
            } else {
                let got = real(class, props, who, *kind).err();
                let ruled = |refusal: &Refusal| refusal.ruled.as_deref().map(|ruled| (ruled.rule, ruled.until));
                let wanted = got.map(|refusal| (ruled(&refusal), refusal.problem(None)));
                assert_eq!(
                    not.map(|not| (not.rule.map(|rule| (rule, not.until)), not.problem.clone())),
                    wanted,
                    "{case}"
                );
            }
            assert!(told.may.contains(kind) != not.is_some(), "{case}: one of the two");
            assert!(not.is_none_or(|not| not.rule.is_some()), "{case}: says which rule");
            cells += 1;
        }
    }
    cells
}

#[test]
fn what_is_told_beforehand_is_what_every_command_gets_whatever_two_causes_there_are() {
    let mut cells = 0;
    for one in Cause::all() {
        for two in Cause::all() {
            let (mut class, props) = class(Phase::Live);
            class.meets(one);
            class.meets(two);
            if class.session.lobby.is_on() {
                class.joins(ZOE).unwrap();
            }
            cells += holds(&class, &props, &format!("{one:?} and {two:?}"));
        }
    }
    assert!(cells > 100_000, "{cells} cells");
}

#[test]
fn and_so_it_is_in_every_phase() {
    for phase in [Phase::Doors, Phase::Closing, Phase::Ended, Phase::Cancelled] {
        for cause in Cause::all() {
            let (mut class, props) = class(phase);
            class.meets(cause);
            match phase {
                Phase::Ended => drop(class.does(Command::End { person: TEACHER.person() }).unwrap()),
                Phase::Cancelled => drop(class.does(Command::Cancel).unwrap()),
                Phase::Announced | Phase::Doors | Phase::Live | Phase::Closing => {}
            }
            assert_eq!(class.session.phase(), phase);
            holds(&class, &props, &format!("{cause:?} while {phase:?}"));
        }
    }
}

/// Of the student Otto, but where somebody else is named: which rule keeps them from what, for each cause alone.
#[test]
fn each_cause_is_named_by_its_rule_with_its_end_where_it_has_one() {
    let ten_minutes = 600_000;
    let table: &[(Cause, CommandKind, Rule, Option<i64>)] = &[
        (Cause::Nothing, CommandKind::End, Rule::Role, None),
        (Cause::Locked(Lockable::Publish), CommandKind::Camera, Rule::Locked, Some(ten_minutes)),
        (Cause::Locked(Lockable::Microphone), CommandKind::Microphone, Rule::Locked, Some(ten_minutes)),
        (Cause::Locked(Lockable::RaiseHand), CommandKind::RaiseHand, Rule::Locked, Some(ten_minutes)),
        (Cause::Locked(Lockable::Poll), CommandKind::Vote, Rule::Locked, Some(ten_minutes)),
        (Cause::Alone(Lockable::Chat), CommandKind::Say, Rule::LockedAlone, Some(ten_minutes)),
        (Cause::Alone(Lockable::Camera), CommandKind::Camera, Rule::LockedAlone, Some(ten_minutes)),
        (Cause::Muted(Muted::Chat), CommandKind::Say, Rule::Muted, Some(ten_minutes)),
        (Cause::Muted(Muted::Mic), CommandKind::Microphone, Rule::Muted, Some(ten_minutes)),
        (Cause::Muted(Muted::Hand), CommandKind::RaiseHand, Rule::Muted, Some(ten_minutes)),
        (Cause::Calm, CommandKind::Say, Rule::Calm, None),
        (Cause::Calm, CommandKind::Camera, Rule::Calm, None),
        (Cause::Paused, CommandKind::Say, Rule::ChatPaused, None),
        (Cause::Slow, CommandKind::Say, Rule::Slow, Some(30_000)),
        (Cause::Review, CommandKind::Edit, Rule::LookedAt, None),
        (Cause::Waiting, CommandKind::React, Rule::Enough, None),
        (Cause::Waiting, CommandKind::Upvote, Rule::Enough, None),
    ];
    let named = |class: &Class, who: Who, kind| {
        let told = class.asks_may(who);
        let not = told.may_not.into_iter().find(|not| not.what == kind);
        not.map(|not| (not.rule.unwrap(), not.until.map(|until| until.as_millis() - class.now.as_millis())))
    };
    for (cause, kind, rule, left) in table {
        let (mut class, _) = class(Phase::Live);
        class.meets(*cause);
        assert_eq!(named(&class, OTTO, *kind), Some((*rule, *left)), "{cause:?}, {kind:?}");
    }
    let (class, _) = class(Phase::Live);
    assert_eq!(named(&class, IDA, CommandKind::Camera), Some((Rule::Tier, None)), "who watches sends nothing");
    assert_eq!(named(&class, ZOE, CommandKind::Say), Some((Rule::NotHere, None)));
    let (mut calm, _) = self::class(Phase::Live);
    calm.meets(Cause::Calm);
    calm.joins(ZOE).unwrap();
    assert_eq!(named(&calm, ZOE, CommandKind::Say), Some((Rule::Tier, None)), "who waits in the lobby");
    let (doors, _) = self::class(Phase::Doors);
    assert_eq!(named(&doors, TEACHER, CommandKind::End), Some((Rule::Phase, None)));
}

#[test]
fn who_is_banned_is_told_so_and_staff_are_told_of_them() {
    let (mut class, _) = class(Phase::Live);
    let ban = MakeSanction {
        person: OTTO.person(),
        measure: Measure::Ban,
        message: None,
        mutes: None,
        minutes: None,
        scope: Scope::Session,
        reason: ReasonCode::Threat,
    };
    class.does(Command::Sanction { person: TEACHER.person(), sanction: ban }).unwrap();
    let of_otto =
        |asker: Who| class.session.may_and_may_not(&class.live, SESSION, asker.person(), OTTO.person(), class.now);
    assert_eq!(of_otto(OTTO).unwrap_err().code, Code::Banned);
    let told = of_otto(TEACHER).unwrap();
    assert_eq!((told.role, told.tier, told.may), (None, None, vec![CommandKind::Leave]));
    assert!(told.may_not.iter().all(|not| not.rule == Some(Rule::NotHere)));
}

#[test]
fn whose_seat_is_kept_while_they_are_not_in_takes_no_part() {
    let mut class = Class::with_seats(2);
    class.joins(OTTO).unwrap();
    let told = class.asks_may(OTTO);
    assert_eq!((told.role, told.tier, told.may), (Some(Role::Student), None, vec![CommandKind::Leave]));
    assert!(told.may_not.iter().all(|not| not.rule == Some(Rule::NotHere)));
    class.comes(OTTO);
    assert_eq!(class.asks_may(OTTO).tier, Some(Tier::Seated));
}
