//! One sample value of each frame and body, for the examples of the documents and the golden encodings.
//!
//! The people and the lesson are made up. Tokens are words that say what they are, so that nothing here looks like a
//! secret that leaked.

use super::samples_chat::{self, item};
use super::{samples_floor, samples_poll, samples_question, samples_reaction};
use crate::chat::ChatRules;
use crate::entitlement::{Basis, Because, Entitlement};
use crate::frame::client::{ClientFrame, End, Hello, Leave, Request};
use crate::frame::close::Close;
use crate::frame::floor::{HandOrder, LockEnd, Lockable};
use crate::frame::server::{
    Ack, Bye, ChatPage, ClassEvent, ClassFacts, Entry, Presence, Reconnect, Refused, ServerFrame, Signal, View,
    Welcome, You,
};
use crate::ids::{CommandId, CourseId, LessonId, PersonId, SessionId, SignInId};
use crate::lesson::LessonRevision;
use crate::limits;
use crate::permit::{self, Phase, Role, Tier};
use crate::refusal::{Code, Problem, Refusal};
use crate::rest::auth::{LinkAsked, MagicLink, Redeem, SignedIn};
use crate::rest::health::{Health, Part, Readiness};
use crate::rest::join::{Join, Joined, Media, NoMedia, OtherDevice, Outcome, Reason};
use crate::rest::me::{Account, Me, MyClass, MyCourse, Rename};
use crate::time::Timestamp;
use uuid::Uuid;

/// The hour of the samples: 2026-11-25T18:00:00Z.
pub(super) const STARTS_AT: Timestamp = Timestamp::from_millis(1_795_629_600_000);

/// The `n`th sample id: a UUIDv7 of the samples' hour.
pub(super) const fn id(n: u64) -> Uuid {
    Uuid::from_fields(0x01a2_13dd, 0x4d00, 0x7000, &[0x80, 0, 0, 0, 0, 0, 0, (n & 0xff) as u8])
}

/// Seconds after the samples' hour.
pub(super) fn at(seconds: u64) -> Timestamp {
    STARTS_AT.plus(std::time::Duration::from_secs(seconds))
}

/// The student of the samples.
pub(super) const STUDENT: PersonId = PersonId(id(1));
/// The teacher of the samples.
pub(super) const TEACHER: PersonId = PersonId(id(2));
/// The session of the samples.
pub(super) const SESSION: SessionId = SessionId(id(3));
/// The course of the samples.
pub(super) const COURSE: CourseId = CourseId(id(4));
/// The sign-in of the samples' student.
pub(super) const SIGN_IN: SignInId = SignInId(id(5));
/// The command of the samples.
pub(super) const COMMAND: CommandId = CommandId(id(6));

/// What it teaches.
pub(super) const LESSON: LessonRevision = LessonRevision { lesson_id: LessonId(id(7)), version: 1 };

/// The class of the samples.
pub(super) fn facts() -> ClassFacts {
    ClassFacts {
        title: "Why the sea is salt".into(),
        summary: "Where the salt comes from, and why lakes mostly have none.".into(),
        starts_at: at(0),
        ends_at: at(3_600),
        capacity: 12,
        lesson: Some(LESSON),
    }
}

fn you() -> You {
    You {
        person: STUDENT,
        name: "Mira".into(),
        role: Role::Student,
        tier: Tier::Seated,
        seat: Some(3),
        offer_until: None,
        may: permit::may(Role::Student, Tier::Seated, Phase::Live),
        sanctions: Vec::new(),
        reports: Vec::new(),
        appeals: Vec::new(),
        held: samples_chat::my_held(),
        direct: vec![samples_chat::direct()],
        votes: samples_poll::votes(),
        reactions: samples_reaction::mine(),
        locks: Vec::new(),
        lobby: None,
        questions: samples_question::mine(),
        upvotes: vec![COMMAND],
        read: Some(samples_chat::read()),
    }
}

/// A frame of the samples' command.
pub(super) fn request(request: Request) -> ClientFrame {
    ClientFrame { id: COMMAND, request }
}

/// `hello` with a ticket.
pub(super) fn hello_ticket() -> ClientFrame {
    request(Request::Hello(Hello::Ticket { ticket: "a-ticket".into() }))
}

/// `hello` with a resume token.
pub(super) fn hello_resume() -> ClientFrame {
    request(Request::Hello(Hello::Resume { resume_token: "a-resume-token".into(), after: 41 }))
}

/// `leave`.
pub(super) fn leave() -> ClientFrame {
    request(Request::Leave(Leave {}))
}

/// `end`.
pub(super) fn end() -> ClientFrame {
    request(Request::End(End {}))
}

/// `welcome`.
pub(super) fn welcome(view: Option<View>) -> ServerFrame {
    ServerFrame::Welcome(Welcome {
        offset: 42,
        you: you(),
        server_time: at(121),
        heartbeat_seconds: u32::try_from(limits::HEARTBEAT.as_secs()).unwrap_or(u32::MAX),
        resume_token: "a-resume-token".into(),
        resumed: view.is_none(),
        view: view.map(Box::new),
    })
}

/// `welcome` to somebody who was here a moment ago.
pub(super) fn welcome_resumed() -> ServerFrame {
    welcome(None)
}

/// `welcome` with a picture.
pub(super) fn welcome_view() -> ServerFrame {
    welcome(Some(View {
        class: facts(),
        phase: Phase::Live,
        presence: Presence { seated: 9, watching: 1, giving: 0 },
        chat: ChatPage { items: vec![item()], more: true },
        polls: samples_poll::items(),
        chat_rules: ChatRules::default(),
        floor: samples_floor::view(),
        calm: true,
        questions: samples_question::view(),
        staff: None,
    }))
}

/// `entry`, with every kind of event.
pub(super) fn entry() -> ServerFrame {
    ServerFrame::Entry(Entry {
        offset: 42,
        after: 40,
        at: at(120),
        events: vec![
            ClassEvent::Amended { class: facts() }.into(),
            ClassEvent::Phase { phase: Phase::Closing }.into(),
            ClassEvent::Said { item: item() }.into(),
            ClassEvent::Hidden { message: COMMAND }.into(),
            ClassEvent::Shown { item: item() }.into(),
            ClassEvent::HandRaised { hand: samples_floor::hand() }.into(),
            ClassEvent::HandLowered { person: STUDENT }.into(),
            ClassEvent::HandsRestored { hands: vec![samples_floor::hand()] }.into(),
            ClassEvent::HandsSet { order: HandOrder::LeastSpoken }.into(),
            ClassEvent::Floor { floor: Some(samples_floor::floor()) }.into(),
            ClassEvent::Floor { floor: None }.into(),
            ClassEvent::Spotlight { spotlight: Some(samples_floor::spotlit()) }.into(),
            ClassEvent::Spotlight { spotlight: None }.into(),
            ClassEvent::Calm { on: true }.into(),
            ClassEvent::Locks {
                locks: vec![Lockable::Publish],
                ends: vec![LockEnd { what: Lockable::Publish, until: at(900) }],
            }
            .into(),
            ClassEvent::Ended { by_teacher: true }.into(),
        ],
    })
}

/// `signal` about who is here.
pub(super) fn signal_presence() -> ServerFrame {
    ServerFrame::Signal(Signal::Presence(Presence { seated: 9, watching: 1, giving: 0 }))
}

/// `signal` about who is here, some of whom give the class.
pub(super) fn signal_presence_giving() -> ServerFrame {
    ServerFrame::Signal(Signal::Presence(Presence { seated: 9, watching: 1, giving: 2 }))
}

/// `signal` that says no more than that the server is there.
pub(super) fn signal_beat() -> ServerFrame {
    ServerFrame::Signal(Signal::Beat)
}

/// `you`.
pub(super) fn you_frame() -> ServerFrame {
    ServerFrame::You(you())
}

/// `ack` of a command that made an entry.
pub(super) fn ack() -> ServerFrame {
    ServerFrame::Ack(Ack { id: COMMAND, offset: Some(42), data: None })
}

/// A problem with this code, as a server would say it.
pub(super) fn problem(code: Code) -> Problem {
    Refusal::new(code).problem(Some("4bf92f3577b34da6a3ce929d0e0e4736".into()))
}

/// A problem of somebody whose grant has ended.
pub(super) fn problem_not_entitled() -> Problem {
    let entitlement = Entitlement { reason: Because::Ended, until: Some(at(0)), ..entitlement() };
    Refusal::new(Code::NotEntitled)
        .decided(COMMAND.0, Some(entitlement))
        .problem(Some("4bf92f3577b34da6a3ce929d0e0e4736".into()))
}

/// A problem with everything a problem can hold.
pub(super) fn problem_full() -> Problem {
    Refusal::new(Code::TooLong)
        .detail("A chat text holds 2,000 characters at most.")
        .retry_after_ms(1_000)
        .field("/data/text", "too_long")
        .explain("The text has 2,001 characters.")
        .problem(Some("4bf92f3577b34da6a3ce929d0e0e4736".into()))
}

/// `refused`.
pub(super) fn refused() -> ServerFrame {
    ServerFrame::Refused(Refused { id: COMMAND, problem: problem(Code::TooLong) })
}

/// `reconnect`.
pub(super) fn reconnect() -> ServerFrame {
    ServerFrame::Reconnect(Reconnect { within_ms: 10_000 })
}

/// `bye`.
pub(super) fn bye() -> ServerFrame {
    ServerFrame::Bye(Bye {
        code: Close::NotWelcome.code(),
        retry_after_ms: Some(1_000),
        reason: Some(Code::TicketRefused),
    })
}

pub(super) fn account() -> Account {
    Account { id: STUDENT, name: "Mira".into(), guessed: false }
}

/// Body of `PUT /v1/me/name`.
pub(super) fn rename() -> Rename {
    Rename { name: "Mira".into() }
}

/// Body of a request to sign in by mail, from the page of a class.
pub(super) fn magic_link() -> MagicLink {
    MagicLink { email: "mira@example.org".into(), session_id: Some(SESSION) }
}

/// Answer of a request to sign in by mail.
pub(super) fn link_asked() -> LinkAsked {
    LinkAsked { expires_at: at(900), again_at: at(30) }
}

/// Body of a redemption by link.
pub(super) fn redeem() -> Redeem {
    Redeem::secret("the-secret-of-a-link")
}

/// Body of a redemption by code.
pub(super) fn redeem_code() -> Redeem {
    Redeem::code("407118")
}

/// Answer of a redemption.
pub(super) fn signed_in() -> SignedIn {
    SignedIn {
        access_token: "an.access.token".into(),
        expires_at: at(300),
        account: account(),
        session_id: Some(SESSION),
    }
}

/// Answer of `GET /v1/me`.
pub(super) fn me() -> Me {
    let class = facts();
    Me {
        account: account(),
        courses: vec![MyCourse { course_id: COURSE, course: "Small wonders".into(), role: Role::Student }],
        classes: vec![MyClass {
            session_id: SESSION,
            course_id: COURSE,
            course: "Small wonders".into(),
            title: class.title,
            summary: class.summary,
            role: Role::Student,
            starts_at: class.starts_at,
            ends_at: class.ends_at,
            cancelled: false,
        }],
        server_time: at(60),
    }
}

/// Body of a join that goes on here, whatever other device is in.
pub(super) fn join() -> Join {
    Join { session_id: SESSION, other_device: Some(OtherDevice::TakeOver) }
}

pub(super) fn entitlement() -> Entitlement {
    Entitlement {
        reason: Because::Subscription,
        source: Some(Basis::Fresh),
        as_of: Some(at(58)),
        age_ms: Some(2_000),
        expires: Some(at(3_658)),
        from: None,
        until: Some(at(30 * 24 * 3_600)),
    }
}

/// Answer of a join with a seat and media.
pub(super) fn joined() -> Joined {
    Joined {
        decision_id: COMMAND.0,
        outcome: Outcome::Seated,
        reason: Reason::SeatFree,
        entitlement: entitlement(),
        seat: Some(3),
        position: None,
        eta: None,
        capacity: 12,
        socket: format!("/v1/classroom/{SESSION}"),
        ticket: "a-ticket".into(),
        media: Media::Ready {
            url: "wss://media.homeroom.example".into(),
            token: "a.media.token".into(),
            expires_at: at(120),
        },
    }
}

/// Answer of a join without a seat.
pub(super) fn joined_overflow() -> Joined {
    Joined {
        outcome: Outcome::Overflow,
        reason: Reason::Full,
        seat: None,
        position: Some(1),
        eta: Some(at(600)),
        media: Media::None { reason: NoMedia::Watching },
        ..joined()
    }
}

/// Answer of `GET /readyz` on a node without media.
pub(super) fn readiness() -> Readiness {
    Readiness::of(vec![
        Part { name: "postgres".into(), status: Health::Ready, detail: None },
        Part {
            name: "media".into(),
            status: Health::Degraded,
            detail: Some("no media server: `cargo xtask media` builds one".into()),
        },
    ])
}
