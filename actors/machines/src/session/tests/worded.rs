//! What the word filter makes of what people write in a class.

use homeroom_protocol::frame::client::{AskPoll, Vote};
use homeroom_protocol::pack::polls::{Poll, PollKind};
use homeroom_protocol::poll::{Ask, Audience, Ballot, Shown};
use homeroom_protocol::words::WordAction;

use super::revising::edit;
use super::*;
use crate::session::PollWish;
use crate::words::{Filter, Rule};

/// A class in which `idiot` is masked and `loser` is not taken.
fn class() -> Class {
    let mut class = Class::with_seats(2);
    class.observes(Observation::Words(words()));
    [TEACHER, MIRA, OTTO].into_iter().for_each(|who| class.comes(who));
    class
}

fn words() -> Filter {
    let rule = |words: &str, action| Rule { words: words.to_owned(), action };
    Filter::compile(&[rule("idiot", WordAction::Mask), rule("loser", WordAction::Block)])
}

fn say(text: &str) -> TalkWish {
    TalkWish::Say(Say { text: text.to_owned(), reply_to: None })
}

fn last_text(class: &Class) -> String {
    class.session.view(&class.live, Feed::Class).chat.items.last().unwrap().text.clone()
}

fn blocked(pointer: &'static str) -> Refusal {
    Refusal::new(Code::WordsBlocked).field(pointer, "words_blocked")
}

const SHOWN: Audience = Audience { students: Shown::Full, staff: Shown::Full };

fn typed(question: &str) -> Box<AskPoll> {
    let poll = Poll { question: question.to_owned(), kind: PollKind::Typed { folds: Vec::new() } };
    Box::new(AskPoll { ask: Ask { poll, right: None, anonymous: false, shown: SHOWN }, seconds: None })
}

#[test]
fn a_masked_word_is_masked_for_all_and_in_the_journal() {
    let mut class = class();
    class.talks(MIRA, say("you id1ot")).unwrap();
    assert_eq!(last_text(&class), "you *****");
    assert!(!class.journal.join("").contains("id1ot"), "it is kept");
    let id = class.session.chat.last().unwrap().id;
    class.talks(MIRA, edit(id, "what an IDIOT")).unwrap();
    assert_eq!(last_text(&class), "what an *****");
    class.talks(TEACHER, say("nobody is an idiot")).unwrap();
    assert_eq!(last_text(&class), "nobody is an *****", "staff are read by everybody too");
}

#[test]
fn a_blocked_word_is_not_taken_and_the_sender_hears_why() {
    let mut class = class();
    assert_eq!(class.talks(MIRA, say("l o s e r")).unwrap_err(), blocked("/text"));
    class.talks(MIRA, say("closer")).unwrap();
    let id = class.session.chat.last().unwrap().id;
    assert_eq!(class.talks(MIRA, edit(id, "loser")).unwrap_err(), blocked("/text"));
    assert_eq!(last_text(&class), "closer");
}

#[test]
fn polls_and_their_answers_are_looked_at() {
    let mut class = class();
    let person = TEACHER.person();
    let ask = |class: &mut Class, asked| class.does(Command::Poll { person, wish: PollWish::Ask(asked) });
    assert_eq!(ask(&mut class, typed("Who is a loser?")).unwrap_err(), blocked("/question"));
    ask(&mut class, typed("What do you think, idiot?")).unwrap();
    let poll = class.session.polls.open().unwrap().id;
    assert_eq!(class.session.polls.open().unwrap().ask.poll.question, "What do you think, *****?");
    let vote = |text: &str| PollWish::Vote(Vote { poll, ballot: Ballot::Text(text.to_owned()) });
    let voted = class.does(Command::Poll { person: MIRA.person(), wish: vote("LOSER") });
    assert_eq!(voted.unwrap_err(), blocked("/ballot/text"));
    class.does(Command::Poll { person: MIRA.person(), wish: vote("an idiot") }).unwrap();
    assert!(class.journal.last().unwrap().contains("an *****"));
    class.does(Command::Poll { person, wish: PollWish::Close(poll) }).unwrap();
    let kind = PollKind::Single { choices: vec!["yes".to_owned(), "no, l.o.s.e.r".to_owned()] };
    let poll = Poll { question: "Well?".to_owned(), kind };
    let asked = Ask { poll, right: None, anonymous: true, shown: SHOWN };
    let asked = ask(&mut class, Box::new(AskPoll { ask: asked, seconds: None }));
    assert_eq!(asked.unwrap_err(), blocked("/choices"));
}

#[test]
fn a_name_is_masked_and_nobody_is_kept_out_because_of_it() {
    let mut class = Class::with_seats(2);
    class.observes(Observation::Words(words()));
    let (person, role, sign_in) = (MIRA.person(), MIRA.role(), MIRA.device(0));
    let who = Participant { person, name: "Loser Luis".to_owned(), role, sign_in };
    class.does(Command::Join(Join { who, admission: MIRA.admission(), take_over: false })).unwrap();
    assert_eq!(class.session.roster.get(MIRA.person()).unwrap().name, "***** Luis");
}

#[test]
fn who_may_not_write_hears_that_and_not_what_their_words_would_have_been() {
    let mut class = class();
    class.talks(TEACHER, super::revising::rules(0, true)).unwrap();
    assert_eq!(class.talks(MIRA, say("loser")).unwrap_err().code, Code::ChatPaused);
}

#[test]
fn what_was_said_under_other_rules_stays_as_it_was() {
    let mut class = class();
    class.observes(Observation::Words(Filter::default()));
    class.talks(MIRA, say("idiot")).unwrap();
    class.observes(Observation::Words(words()));
    assert_eq!(last_text(&class), "idiot");
    class.crashes();
    assert_eq!(last_text(&class), "idiot");
}
