//! Mutes: given a class, when somebody is muted in one thing, then they may not do that, may do all else, and know why and
//! until when.

use homeroom_protocol::frame::client::{AskPoll, MakeSanction, Vote};
use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::moderation::{Measure, Muted, ReasonCode, Sanction, Scope};
use homeroom_protocol::pack::polls::{Poll, PollKind};
use homeroom_protocol::permit::{CommandKind, Sends};
use homeroom_protocol::poll::{Ask, Audience, Ballot, Shown};

use super::super::{FloorWish, PollWish};
use super::*;

impl Class {
    pub(super) fn mutes(&mut self, by: Who, of: Who, mutes: Option<Muted>) -> Result<Vec<SessionEvent>, Refusal> {
        let sanction = MakeSanction {
            person: of.person(),
            measure: Measure::Mute,
            scope: Scope::Session,
            mutes,
            message: None,
            minutes: Some(10),
            reason: ReasonCode::Flood,
        };
        self.does(Command::Sanction { person: by.person(), sanction })
    }

    /// What they are told of it, in the order in which it began.
    fn muted(&self, who: Who) -> Vec<Sanction> {
        self.session.you(&self.live, who.person()).unwrap().sanctions
    }

    fn allowed(&self, who: Who) -> Vec<CommandKind> {
        self.session.you(&self.live, who.person()).unwrap().may
    }

    fn said(&mut self, who: Who) -> Result<Vec<SessionEvent>, Refusal> {
        self.talks(who, TalkWish::Say(Say { text: "hi".into(), reply_to: None }))
    }

    fn asks_for(&mut self, who: Who, wish: FloorWish) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Floor { person: who.person(), wish })
    }

    /// Opens a poll for an answer in words or a choice, and answers its id.
    fn polls(&mut self, kind: PollKind, anonymous: bool) -> CommandId {
        let ask = Ask {
            poll: Poll { question: "How many?".into(), kind },
            right: None,
            anonymous,
            shown: Audience { students: Shown::Hidden, staff: Shown::Full },
        };
        let wish = PollWish::Ask(Box::new(AskPoll { ask, seconds: None }));
        self.does(Command::Poll { person: TEACHER.person(), wish }).unwrap();
        self.session.view(&self.live, Feed::Class).polls.last().unwrap().id
    }

    fn answers(&mut self, who: Who, poll: CommandId, ballot: Ballot) -> Result<Vec<SessionEvent>, Refusal> {
        self.does(Command::Poll { person: who.person(), wish: PollWish::Vote(Vote { poll, ballot }) })
    }
}

fn class() -> Class {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, MIRA, OTTO] {
        class.comes(who);
    }
    class.effects.clear();
    class
}

fn sanction_of(events: &[SessionEvent]) -> SanctionId {
    match events.last() {
        Some(SessionEvent::Sanctioned { sanction, .. }) => sanction.id,
        other => panic!("a sanction, not {other:?}"),
    }
}

const TOLD: Effect = Effect::SetPublishing { person: PersonId(Uuid::from_u128(3)) };

#[test]
fn each_mute_takes_what_it_names_and_nothing_else_until_its_end() {
    let before = class().allowed(OTTO);
    for muted in Muted::ALL {
        let mut class = class();
        class.mutes(TEACHER, OTTO, Some(*muted)).unwrap();
        let left: Vec<_> = before.iter().copied().filter(|kind| !muted.kinds().contains(kind)).collect();
        assert_eq!(class.allowed(OTTO), left, "{muted:?}");
        assert_eq!(class.allowed(MIRA), before, "nobody else");
        class.crashes();
        class.comes(OTTO);
        let [told] = &class.muted(OTTO)[..] else { panic!("one mute") };
        assert_eq!((told.muted(), told.reason), (Some(*muted), ReasonCode::Flood));
        assert_eq!(told.until, Some(Timestamp::from_millis(STARTS.as_millis() + 600_000)));
        class.passes(599_999);
        assert_eq!(class.allowed(OTTO), left);
        class.passes(1);
        assert_eq!((class.allowed(OTTO), class.muted(OTTO)), (before.clone(), Vec::new()));
    }
}

#[test]
fn a_mute_that_names_nothing_is_of_the_chat_as_those_were_before_mutes_had_kinds() {
    let mut class = class();
    class.mutes(TEACHER, OTTO, None).unwrap();
    assert_eq!(class.muted(OTTO)[0].mutes, Some(Muted::Chat));
    let row = r#"{"id":"00000000-0000-0000-0000-000000000001","person":"00000000-0000-0000-0000-000000000002",
        "measure":"mute","reason":"flood","at":"2026-11-26T12:00:00Z"}"#;
    assert_eq!(serde_json::from_str::<Sanction>(row).unwrap().muted(), Some(Muted::Chat));
    assert_eq!(serde_json::from_str::<Sanction>(&row.replace("mute", "warn")).unwrap().muted(), None);
}

#[test]
fn each_is_refused_at_its_command_with_what_and_how_long() {
    let mut class = class();
    for muted in [Muted::Chat, Muted::Hand, Muted::Poll] {
        class.mutes(TEACHER, OTTO, Some(muted)).unwrap();
    }
    let poll = class.polls(PollKind::Scale { from: 1, to: 3 }, false);
    let refused =
        [class.said(OTTO), class.asks_for(OTTO, FloorWish::Raise), class.answers(OTTO, poll, Ballot::Number(1))];
    for refusal in refused.map(Result::unwrap_err) {
        assert_eq!((refusal.code, refusal.retry_after_ms), (Code::Muted, Some(600_000)));
        assert!(refusal.explain.is_some() && refusal.detail.is_some());
    }
    assert!(class.said(MIRA).is_ok() && class.asks_for(MIRA, FloorWish::Raise).is_ok());
    assert!(class.answers(MIRA, poll, Ballot::Number(1)).is_ok());
    // A ballot without a name waits outside the journal, and is refused there.
    class.does(Command::Poll { person: TEACHER.person(), wish: PollWish::Close(poll) }).unwrap();
    let poll = class.polls(PollKind::Scale { from: 1, to: 3 }, true);
    assert_eq!(code(class.answers(OTTO, poll, Ballot::Number(1))), Code::Muted);
}

#[test]
fn who_may_not_write_answers_a_poll_by_a_choice_and_not_in_words() {
    let mut class = class();
    class.mutes(TEACHER, OTTO, Some(Muted::Chat)).unwrap();
    let poll = class.polls(PollKind::Scale { from: 1, to: 3 }, false);
    assert!(class.answers(OTTO, poll, Ballot::Number(2)).is_ok());
    class.does(Command::Poll { person: TEACHER.person(), wish: PollWish::Close(poll) }).unwrap();
    let poll = class.polls(PollKind::Typed { folds: Vec::new() }, false);
    assert_eq!(code(class.answers(OTTO, poll, Ballot::Text("two".into()))), Code::Muted);
}

#[test]
fn the_media_server_hears_of_a_mute_of_microphone_or_camera_and_of_its_end() {
    let (sound, picture) = (Sends { camera: false, ..Sends::ALL }, Sends { microphone: false, ..Sends::ALL });
    for (muted, left) in [(Muted::Mic, picture), (Muted::Camera, sound)] {
        let mut class = class();
        let first = class.mutes(TEACHER, OTTO, Some(muted)).unwrap();
        assert_eq!((class.effects.as_slice(), class.session.sends(OTTO.person())), (&[TOLD][..], left));
        assert_eq!(class.session.sends(MIRA.person()), Sends::ALL);
        class.effects.clear();
        class.does(Command::Lift { person: TEACHER.person(), sanction: sanction_of(&first) }).unwrap();
        assert_eq!((class.effects.as_slice(), class.session.sends(OTTO.person())), (&[TOLD][..], Sends::ALL));
        class.effects.clear();
        class.mutes(TEACHER, OTTO, Some(muted)).unwrap();
        class.passes(600_000);
        assert_eq!((class.effects.as_slice(), class.session.sends(OTTO.person())), (&[TOLD, TOLD][..], Sends::ALL));
    }
    let mut class = class();
    for muted in [Muted::Chat, Muted::Hand, Muted::Poll] {
        class.mutes(TEACHER, OTTO, Some(muted)).unwrap();
    }
    assert_eq!(class.effects, [], "of the others it hears nothing");
}

#[test]
fn of_two_mutes_of_a_thing_the_one_that_is_left_holds() {
    let mut class = class();
    let first = class.mutes(TEACHER, OTTO, Some(Muted::Mic)).unwrap();
    class.mutes(TEACHER, OTTO, Some(Muted::Mic)).unwrap();
    class.does(Command::Lift { person: TEACHER.person(), sanction: sanction_of(&first) }).unwrap();
    assert_eq!(class.session.sends(OTTO.person()), Sends { microphone: false, camera: true });
}

#[test]
fn a_hand_that_is_muted_goes_down_and_a_floor_that_would_be_silent_ends() {
    let mut class = class();
    class.asks_for(OTTO, FloorWish::Raise).unwrap();
    class.mutes(TEACHER, OTTO, Some(Muted::Hand)).unwrap();
    assert_eq!(class.session.view(&class.live, Feed::Class).floor.hands, []);

    class.asks_for(TEACHER, FloorWish::Grant(Some(OTTO.person()), 60)).unwrap();
    class.mutes(TEACHER, OTTO, Some(Muted::Camera)).unwrap();
    assert!(class.session.view(&class.live, Feed::Class).floor.floor.is_some(), "who is heard goes on");
    class.mutes(TEACHER, OTTO, Some(Muted::Mic)).unwrap();
    assert_eq!(class.session.view(&class.live, Feed::Class).floor.floor, None);
    let silent = class.asks_for(TEACHER, FloorWish::Grant(Some(OTTO.person()), 60));
    assert_eq!(code(silent), Code::Invalid);
}

#[test]
fn the_floor_lifts_a_lock_and_no_mute() {
    let mut class = class();
    class
        .asks_for(
            TEACHER,
            FloorWish::Lock(super::floor::lock(homeroom_protocol::frame::floor::Lockable::Publish, true)),
        )
        .unwrap();
    class.mutes(TEACHER, OTTO, Some(Muted::Camera)).unwrap();
    class.asks_for(TEACHER, FloorWish::Grant(Some(OTTO.person()), 60)).unwrap();
    assert_eq!(class.session.sends(OTTO.person()), Sends { microphone: true, camera: false });
}
