//! Asking: given a class, when somebody asks who may not, or so or as much as nobody can, then they hear why.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::client::MakeSanction;
use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::limits::{
    QUESTION_CHARACTERS_MAX, QUESTIONS_ANSWERED_BYTES_MAX, QUESTIONS_ANSWERED_MAX, QUESTIONS_BYTES_MAX,
    QUESTIONS_OPEN_MAX, QUESTIONS_PER_PERSON_MAX,
};
use homeroom_protocol::moderation::{Measure, ReasonCode, Sanction, Scope};
use homeroom_protocol::permit::Tier;
use homeroom_protocol::question::{AskQuestion, MergeQuestion, MoveQuestion, QuestionState, SetQuestions};
use homeroom_protocol::words::WordAction;

use super::super::{LobbyWish, QuestionWish};
use super::*;
use crate::words::{Filter, Rule};

fn class() -> Class {
    let mut class = Class::with_seats(2);
    for who in [TEACHER, MIRA, OTTO] {
        class.comes(who);
    }
    class
}

#[test]
fn who_is_muted_asks_nothing_and_a_pause_of_the_chat_stops_no_question() {
    let mut class = class();
    class.talks(TEACHER, TalkWish::Set(ChatRules { slow_seconds: 0, paused: true, review: true })).unwrap();
    let [own, other] = [MIRA, OTTO].map(|who| {
        let id = class.asks_of(who, "Why?", false).unwrap();
        class.moves(id, QuestionState::Approved).unwrap();
        id
    });
    let mute = Sanction {
        id: SanctionId(Uuid::from_u128(1)),
        person: MIRA.person(),
        measure: Measure::Mute,
        mutes: None,
        message: None,
        scope: Scope::Session,
        reason: ReasonCode::Insult,
        until: Some(class.now.plus(std::time::Duration::from_secs(60))),
        role: None,
        at: class.now,
    };
    class.does(Command::Enforce(mute)).unwrap();
    assert_eq!(class.asks_of(MIRA, "How?", false).unwrap_err().code, Code::Muted);
    assert_eq!(class.upvotes(MIRA, other, true).unwrap_err().code, Code::Muted);
    class.upvotes(MIRA, own, false).unwrap();
    assert_eq!(
        class.on_questions(MIRA, QuestionWish::Set(SetQuestions { anonymous: true })).unwrap_err().code,
        Code::NotPermitted
    );
    assert_eq!(class.asks_of(TEACHER, "How?", false).unwrap_err().code, Code::NotPermitted);
}

#[test]
fn who_watches_asks_and_votes_and_who_waits_in_the_lobby_does_neither() {
    let mut class = class();
    class.comes(IDA);
    assert_eq!(class.session.you(&class.live, IDA.person()).unwrap().tier, Tier::Overflow);
    let id = class.asks_of(IDA, "Why?", false).unwrap();
    class.moves(id, QuestionState::Approved).unwrap();
    class.upvotes(IDA, id, false).unwrap();
    class.passes(250);
    assert_eq!(class.questions(Feed::Class)[0].votes, 0);
    class.does(Command::Lobby { person: TEACHER.person(), wish: LobbyWish::Set(true) }).unwrap();
    let late = Who(9);
    class.joins(late).unwrap();
    assert_eq!(class.asks_of(late, "Why?", false).unwrap_err().code, Code::NotHere);
    assert_eq!(class.upvotes(late, id, true).unwrap_err().code, Code::NotHere);
    let seen = class.session.view(&class.live, Feed::Lobby).questions;
    assert!(seen.is_empty(), "nothing of the class is seen from there");
}

#[test]
fn who_is_put_out_asks_nothing_more_and_what_nobody_has_looked_at_goes_with_them() {
    let mut class = class();
    let seen = class.asks_of(OTTO, "Why?", false).unwrap();
    class.moves(seen, QuestionState::Approved).unwrap();
    let unseen = class.asks_of(OTTO, "Who asks such a thing?", false).unwrap();
    let ban = MakeSanction {
        person: OTTO.person(),
        measure: Measure::Ban,
        mutes: None,
        message: None,
        scope: Scope::Session,
        minutes: None,
        reason: ReasonCode::Threat,
    };
    class.does(Command::Leave { person: OTTO.person() }).unwrap();
    class.does(Command::Sanction { person: TEACHER.person(), sanction: ban }).unwrap();
    let left = |feed| class.questions(feed).into_iter().map(|item| (item.id, item.state)).collect::<Vec<_>>();
    assert_eq!(left(Feed::Class), [(seen, QuestionState::Approved)], "who asked it and has gone is known by it");
    let dismissed = (unseen, QuestionState::Dismissed);
    assert_eq!(left(Feed::Staff), [(seen, QuestionState::Approved), dismissed], "a ban may be a mistake");
    assert_eq!(class.asks_of(OTTO, "How?", false).unwrap_err().code, Code::NotHere);
    assert_eq!(code(class.joins(OTTO)), Code::Banned);
}

#[test]
fn words_are_masked_or_not_taken_and_what_is_to_be_looked_at_waits_as_every_question_does() {
    let mut class = class();
    let rule = |words: &str, action| Rule { words: words.to_owned(), action };
    let rules = [rule("idiot", WordAction::Mask), rule("loser", WordAction::Block), rule("cheater", WordAction::Hold)];
    class.observes(Observation::Words(Filter::compile(&rules)));
    class.asks_of(MIRA, "Is he an id1ot?", false).unwrap();
    let refused = class.asks_of(MIRA, "Is he a loser?", false).unwrap_err();
    assert_eq!(refused, Refusal::new(Code::WordsBlocked).field("/text", "words_blocked"));
    let held = class.asks_of(MIRA, "Is he a cheater?", false).unwrap();
    let staff = class.questions(Feed::Staff);
    assert_eq!(staff[0].text, "Is he an *****?");
    assert_eq!((staff[1].id, staff[1].state, staff[1].text.as_str()), (held, QuestionState::New, "Is he a cheater?"));
    assert_eq!(class.questions(Feed::Class), [], "until somebody has read it");
    assert!(!class.journal.join("").contains("id1ot"), "it is kept");
}

#[test]
fn what_is_done_with_questions_is_in_the_audit_and_that_one_was_asked_is_not() {
    let mut class = class();
    let deed = |what| Deed::new(Capacity::Teacher, what);
    let does = |class: &mut Class, wish| class.deeds(TEACHER, Command::Question { person: TEACHER.person(), wish });
    let ask = AskQuestion { text: "Why?".into(), anonymous: false };
    let asks = Command::Question { person: MIRA.person(), wish: QuestionWish::Ask(ask) };
    assert_eq!(class.deeds(MIRA, asks), []);
    let (one, two) = (class.questions(Feed::Staff)[0].id, class.asks_of(OTTO, "How?", false).unwrap());
    let live = |question| QuestionWish::Move(MoveQuestion { question, state: QuestionState::Live });
    let moved = |id: CommandId, state: &str| deed(What::QuestionMove).about(id.0).after(state);
    assert_eq!(does(&mut class, live(one)), [moved(one, "live")]);
    assert_eq!(does(&mut class, live(two)), [moved(one, "answered"), moved(two, "live")]);
    let three = class.asks_of(OTTO, "How?", false).unwrap();
    let merge = QuestionWish::Merge(MergeQuestion { question: three, into: two });
    assert_eq!(does(&mut class, merge), [deed(What::QuestionMerge).about(three.0)]);
    let set = QuestionWish::Set(SetQuestions { anonymous: true });
    assert_eq!(does(&mut class, set), [deed(What::QuestionsSet).after("anonymous")]);
}

#[test]
fn so_long_so_many_open_and_so_many_of_one_person_and_not_one_more() {
    let mut class = Class::with_seats(2);
    class.comes(TEACHER);
    let people: Vec<Who> = (1..=7).map(Who).collect();
    for who in &people {
        class.comes(*who);
    }
    assert_eq!(class.asks_of(MIRA, " \n", false).unwrap_err().code, Code::Invalid);
    assert_eq!(class.asks_of(MIRA, &"ü".repeat(QUESTION_CHARACTERS_MAX + 1), false).unwrap_err().code, Code::TooLong);
    let longest = "ü".repeat(QUESTION_CHARACTERS_MAX);
    let mut asked = vec![class.asks_of(people[0], &longest, false).unwrap()];
    for n in 1..QUESTIONS_OPEN_MAX {
        asked.push(class.asks_of(people[n / QUESTIONS_PER_PERSON_MAX], "Why?", false).unwrap());
    }
    assert_eq!(class.asks_of(people[6], "Why?", false).unwrap_err().code, Code::NotPermitted);
    class.moves(asked[0], QuestionState::Dismissed).unwrap();
    assert_eq!(class.asks_of(people[0], "Why?", false).unwrap_err().code, Code::NotPermitted, "ten of one person");
    class.asks_of(people[6], "Why?", false).unwrap();
    assert_eq!(class.moves(asked[0], QuestionState::Approved).unwrap_err().code, Code::NotPermitted);
}

#[test]
fn so_many_bytes_of_questions_are_open_and_shown_and_no_more_however_few_they_are() {
    let mut class = Class::with_seats(4);
    class.comes(TEACHER);
    let people: Vec<Who> = (1..=4).map(Who).collect();
    people.iter().for_each(|who| class.comes(*who));
    let long = "\u{1}".repeat(QUESTION_CHARACTERS_MAX);
    let mut asked = Vec::new();
    let refused = loop {
        match class.asks_of(people[asked.len() / QUESTIONS_PER_PERSON_MAX], &long, false) {
            Ok(id) => asked.push(id),
            Err(refusal) => break refusal,
        }
    };
    assert_eq!(refused.code, Code::NotPermitted);
    let bytes = |class: &Class| serde_json::to_vec(&class.questions(Feed::Staff)).unwrap().len();
    assert!((QUESTIONS_BYTES_MAX - 2_000..QUESTIONS_BYTES_MAX + 2_000).contains(&bytes(&class)), "{}", bytes(&class));
    assert!(asked.len() < QUESTIONS_OPEN_MAX, "the bytes end it, not the number");
    for id in asked {
        class.moves(id, QuestionState::Live).unwrap();
    }
    let shown = class.questions(Feed::Class);
    assert!(shown.len() < QUESTIONS_ANSWERED_MAX && bytes(&class) < QUESTIONS_ANSWERED_BYTES_MAX + 2_000);
    assert!(class.asks_of(people[3], "Why?", false).is_ok());
}

#[test]
fn so_many_that_were_answered_are_shown_the_latest_first() {
    let (mut class, mut answered) = (class(), Vec::new());
    for n in 0..=QUESTIONS_ANSWERED_MAX {
        let id = class.asks_of([MIRA, OTTO][n % 2], "Why?", false).unwrap();
        class.moves(id, QuestionState::Live).unwrap();
        class.moves(id, QuestionState::Answered).unwrap();
        answered.insert(0, id);
    }
    let shown: Vec<_> = class.questions(Feed::Class).into_iter().map(|item| item.id).collect();
    assert_eq!(shown, answered[..QUESTIONS_ANSWERED_MAX]);
}
