//! Samples of polls, for the goldens.

use super::samples::{COMMAND, COURSE, SESSION, STUDENT, TEACHER, at, facts};
use crate::frame::client::{AskPoll, ClientFrame, OnPoll, Request, ShowPoll, Vote};
use crate::frame::server::{ClassEvent, Entry, ServerFrame, Signal};
use crate::ids::{CommandId, LessonId};
use crate::journal::v1::SessionEvent;
use crate::journal::v1::poll::PollEvent;
use crate::pack::polls::{Fold, Poll, PollKind, Right};
use crate::poll::{Ask, Audience, Ballot, MyVote, OrderCount, PollCount, PollItem, Results, Shown, Tally};
use crate::rest::polls::{Answered, PollRecord, PollReport, PreparedPoll, PreparedPolls};

const POLL: CommandId = CommandId(super::samples::id(40));

fn choices(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn single() -> Poll {
    let kind = PollKind::Single { choices: choices(&["Rain", "Rivers", "Wind"]) };
    Poll { question: "What carries the salt into the sea?".into(), kind }
}

fn ask(poll: Poll, right: Option<Right>, anonymous: bool) -> Ask {
    Ask { poll, right, anonymous, shown: Audience { students: Shown::Counts, staff: Shown::Full } }
}

fn quiz() -> Ask {
    ask(single(), Some(Right::Choices { places: vec![2] }), false)
}

fn others() -> Vec<(&'static str, Ask)> {
    let folds = vec![
        Fold::Case,
        Fold::Accents,
        Fold::Spaces,
        Fold::Unit { unit: "km".into() },
        Fold::Number { tolerance_thousandths: 500 },
    ];
    let poll = |question: &str, kind| Poll { question: question.into(), kind };
    let multiple = poll("Which of these are salt lakes?", PollKind::Multiple { choices: choices(&["Van", "Baikal"]) });
    let typed = poll("How deep is the deepest sea?", PollKind::Typed { folds });
    let scale = poll("How sure are you?", PollKind::Scale { from: 1, to: 5 });
    let ordering = poll("From north to south", PollKind::Ordering { choices: choices(&["Alps", "Ore", "Tatra"]) });
    vec![
        ("protocol/wire/client/ask_poll_multiple.json", ask(multiple, Some(Right::Opinion), true)),
        (
            "protocol/wire/client/ask_poll_typed.json",
            ask(typed, Some(Right::Texts { accepts: choices(&["11 km"]) }), false),
        ),
        ("protocol/wire/client/ask_poll_scale.json", ask(scale, None, true)),
        (
            "protocol/wire/client/ask_poll_ordering.json",
            ask(ordering, Some(Right::Order { places: vec![2, 3, 1] }), false),
        ),
    ]
}

fn tally() -> Tally {
    Tally { votes: 9, counts: vec![2, 6, 1], ..Tally::default() }
}

fn item() -> PollItem {
    PollItem {
        id: POLL,
        poll: single(),
        anonymous: false,
        shown: quiz().shown,
        at: at(300),
        closes_at: Some(at(360)),
        closed_at: None,
        results: Some(Results { votes: 9, tally: None }),
        right: None,
    }
}

fn closed() -> PollItem {
    let results = Some(Results { votes: 9, tally: Some(tally()) });
    PollItem { closed_at: Some(at(350)), results, right: quiz().right, ..item() }
}

/// Answer of `GET /v1/lessons/…/polls`.
pub(super) fn prepared() -> PreparedPolls {
    let sure = Poll { question: "How sure are you?".into(), kind: PollKind::Scale { from: 1, to: 3 } };
    let polls = vec![PreparedPoll { poll: single(), right: quiz().right }, PreparedPoll { poll: sure, right: None }];
    PreparedPolls { lesson_id: LessonId(super::samples::id(8)), version: 3, polls }
}

/// Answer of `GET …/polls`.
pub(super) fn report() -> PollReport {
    let class = facts();
    let named = PollRecord {
        id: POLL,
        poll: single(),
        right: quiz().right,
        anonymous: false,
        at: at(300),
        closed_at: Some(at(350)),
        votes: 1,
        tally: Some(Tally { votes: 1, counts: vec![0, 1, 0], ..Tally::default() }),
        answers: vec![Answered {
            person_id: STUDENT,
            name: "Mira".into(),
            ballot: Ballot::Choices(vec![2]),
            right: Some(true),
        }],
    };
    let sure = Poll { question: "How sure are you?".into(), kind: PollKind::Scale { from: 1, to: 3 } };
    let anonymous = PollRecord {
        id: CommandId(super::samples::id(41)),
        poll: sure,
        right: None,
        anonymous: true,
        at: at(400),
        closed_at: None,
        votes: 6,
        tally: Some(Tally { votes: 6, counts: vec![1, 2, 3], ..Tally::default() }),
        answers: Vec::new(),
    };
    PollReport {
        session_id: SESSION,
        course_id: COURSE,
        title: class.title,
        starts_at: class.starts_at,
        polls: vec![named, anonymous],
        server_time: at(600),
    }
}

/// The polls of a view.
pub(super) fn items() -> Vec<PollItem> {
    vec![closed()]
}

/// One's own part in them.
pub(super) fn votes() -> Vec<MyVote> {
    let named = MyVote { poll: POLL, ballot: Some(Ballot::Choices(vec![2])), waits: false, right: Some(true) };
    vec![named, MyVote { poll: COMMAND, ballot: None, waits: true, right: None }]
}

/// The events of an entry.
pub(super) fn events() -> Vec<ClassEvent> {
    vec![ClassEvent::Poll { poll: Box::new(item()) }, ClassEvent::Poll { poll: Box::new(closed()) }]
}

/// Frames of the server.
pub(super) fn frames() -> Vec<(&'static str, ServerFrame)> {
    let typed = Tally { votes: 2, texts: [("11 km".to_owned(), 2)].into(), ..Tally::default() };
    let orders = vec![OrderCount { order: vec![2, 3, 1], votes: 2 }];
    let ordered = Tally { votes: 2, orders, ..Tally::default() };
    let signal =
        |tally| ServerFrame::Signal(Signal::Poll(PollCount { poll: POLL, results: Results { votes: 9, tally } }));
    let entry = Entry { offset: 42, after: 40, at: at(360), events: events().into_iter().map(Into::into).collect() };
    vec![
        ("protocol/wire/server/entry_polls.json", ServerFrame::Entry(entry)),
        ("protocol/wire/server/signal_poll.json", signal(Some(tally()))),
        ("protocol/wire/server/signal_poll_counts.json", signal(None)),
        ("protocol/wire/server/signal_poll_texts.json", signal(Some(typed))),
        ("protocol/wire/server/signal_poll_orders.json", signal(Some(ordered))),
    ]
}

/// What clients send.
pub(super) fn requests() -> Vec<(&'static str, ClientFrame)> {
    let frame = |request| ClientFrame { id: COMMAND, request };
    let asked = |ask, seconds| frame(Request::AskPoll(Box::new(AskPoll { ask, seconds })));
    let vote = |ballot| frame(Request::Vote(Vote { poll: POLL, ballot }));
    let mut requests = vec![("protocol/wire/client/ask_poll.json", asked(quiz(), Some(60)))];
    requests.extend(others().into_iter().map(|(path, ask)| (path, asked(ask, None))));
    requests.extend([
        ("protocol/wire/client/vote.json", vote(Ballot::Choices(vec![2]))),
        ("protocol/wire/client/vote_text.json", vote(Ballot::Text("11 km".into()))),
        ("protocol/wire/client/vote_number.json", vote(Ballot::Number(4))),
        ("protocol/wire/client/vote_order.json", vote(Ballot::Order(vec![2, 3, 1]))),
        ("protocol/wire/client/close_poll.json", frame(Request::ClosePoll(OnPoll { poll: POLL }))),
        (
            "protocol/wire/client/show_poll.json",
            frame(Request::ShowPoll(ShowPoll { poll: POLL, students: Shown::Full })),
        ),
    ]);
    requests
}

/// What is stored.
pub(super) fn stored() -> Vec<(&'static str, SessionEvent)> {
    let asked = |ask| {
        SessionEvent::Poll(PollEvent::Asked {
            poll: POLL,
            by: TEACHER,
            ask: Box::new(ask),
            at: at(300),
            closes_at: Some(at(360)),
        })
    };
    let voted = |ballot| SessionEvent::Poll(PollEvent::Voted { poll: POLL, person: STUDENT, ballot, at: at(310) });
    let poll = SessionEvent::Poll;
    let mut kinds = others().into_iter().map(|(_, ask)| ask);
    let mut events = vec![("protocol/wire/journal/v1/poll_asked.json", asked(quiz()))];
    let paths = [
        "protocol/wire/journal/v1/poll_asked_multiple.json",
        "protocol/wire/journal/v1/poll_asked_typed.json",
        "protocol/wire/journal/v1/poll_asked_scale.json",
        "protocol/wire/journal/v1/poll_asked_ordering.json",
    ];
    events.extend(paths.into_iter().filter_map(|path| Some((path, asked(kinds.next()?)))));
    events.extend([
        ("protocol/wire/journal/v1/poll_voted.json", voted(Ballot::Choices(vec![2]))),
        ("protocol/wire/journal/v1/poll_voted_text.json", voted(Ballot::Text("11 km".into()))),
        ("protocol/wire/journal/v1/poll_voted_number.json", voted(Ballot::Number(4))),
        ("protocol/wire/journal/v1/poll_voted_order.json", voted(Ballot::Order(vec![2, 3, 1]))),
        (
            "protocol/wire/journal/v1/poll_counted.json",
            poll(PollEvent::Counted { poll: POLL, roll: vec![STUDENT, TEACHER], tally: Some(tally()) }),
        ),
        (
            "protocol/wire/journal/v1/poll_counted_few.json",
            poll(PollEvent::Counted { poll: POLL, roll: vec![STUDENT], tally: None }),
        ),
        (
            "protocol/wire/journal/v1/poll_ending.json",
            poll(PollEvent::Ending { poll: POLL, by: TEACHER, closes_at: at(351) }),
        ),
        (
            "protocol/wire/journal/v1/poll_shown.json",
            poll(PollEvent::Shown { poll: POLL, by: TEACHER, students: Shown::Full }),
        ),
        (
            "protocol/wire/journal/v1/poll_closed.json",
            poll(PollEvent::Closed { poll: POLL, at: at(350), by: Some(TEACHER) }),
        ),
    ]);
    events
}
