//! Reactions: given a class in which something was said, when people react to it, then this is what all have.

use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::chat::DeleteMessage;
use homeroom_protocol::limits::{
    FOLLOW_BYTES_MAX, REACTIONS_CHANGES_MAX, REACTIONS_MESSAGES_MAX, REACTIONS_MINE_MAX, REACTIONS_PEOPLE_MAX,
    REACTIONS_WAITING_MAX,
};
use homeroom_protocol::moderation::{Measure, ReasonCode, Sanction, Scope};
use homeroom_protocol::reaction::{React, Reaction, ReactionCount, Reactions};

use super::super::reactions::waiting::{Waiting, Wish};
use super::*;

impl Class {
    pub(super) fn reacts(&mut self, who: Who, message: CommandId, reaction: Reaction, on: bool) -> Result<(), Refusal> {
        let react = React { message, reaction, on };
        let events = self.does(Command::React { person: who.person(), react })?;
        assert_eq!(events, [], "a wish to react waits");
        Ok(())
    }

    fn said_by(&mut self, who: Who) -> CommandId {
        self.says(who, "A third is less than a half.");
        self.session.chat.last().unwrap().id
    }

    fn counts(&self, message: CommandId) -> Vec<(Reaction, u32)> {
        let items = self.session.view(&self.live, Feed::Class).chat.items;
        let item = items.into_iter().find(|item| item.id == message).unwrap();
        item.reactions.into_iter().map(|count| (count.reaction, count.count)).collect()
    }

    /// What the class was told of reactions since this was last asked, update by update.
    fn updates(&mut self) -> Vec<Vec<Reactions>> {
        let told = |event| if let ClassEvent::Reacted { messages, .. } = event { Some(messages) } else { None };
        self.frames.drain(..).filter_map(told).collect()
    }
}

fn class() -> (Class, CommandId) {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, MIRA, OTTO] {
        class.comes(who);
    }
    let message = class.said_by(TEACHER);
    class.frames.clear();
    (class, message)
}

#[test]
fn the_first_reaction_is_told_at_once_and_all_within_a_quarter_of_a_second_together() {
    let (mut class, message) = class();
    class.reacts(MIRA, message, Reaction::Agree, true).unwrap();
    class.passes(0);
    assert_eq!((class.counts(message), class.updates().len()), (vec![(Reaction::Agree, 1)], 1));

    class.reacts(OTTO, message, Reaction::Agree, true).unwrap();
    class.reacts(OTTO, message, Reaction::Funny, true).unwrap();
    class.passes(100);
    class.reacts(TEACHER, message, Reaction::Funny, true).unwrap();
    class.passes(149);
    assert_eq!((class.updates(), class.waits.len()), (vec![], 2), "nobody is told, and nobody's is taken");
    class.passes(1);
    let counts =
        [(Reaction::Agree, 2), (Reaction::Funny, 2)].map(|(reaction, count)| ReactionCount { reaction, count });
    assert_eq!(class.updates(), [[Reactions { message, counts: counts.to_vec() }]]);
    assert!(class.waits.is_empty());
}

#[test]
fn one_of_a_kind_counts_once_and_is_taken_back() {
    let (mut class, message) = class();
    for on in [true, true, false, true] {
        class.reacts(MIRA, message, Reaction::Love, on).unwrap();
    }
    class.passes(250);
    assert_eq!(class.counts(message), [(Reaction::Love, 1)]);
    let entries = class.journal.len();
    class.reacts(MIRA, message, Reaction::Love, true).unwrap();
    class.passes(250);
    assert_eq!((class.journal.len(), class.waits.len()), (entries, 0), "it is so, and nothing is written");
    class.updates();
    class.reacts(MIRA, message, Reaction::Love, false).unwrap();
    class.reacts(MIRA, message, Reaction::Love, true).unwrap();
    class.passes(250);
    assert_eq!(
        (class.updates(), class.waits.len()),
        (vec![], 0),
        "who changes their mind is answered, and no one told"
    );
    class.reacts(MIRA, message, Reaction::Love, false).unwrap();
    class.passes(250);
    assert_eq!(class.counts(message), []);
}

#[test]
fn counts_and_whose_they_are_survive_a_crash_and_are_there_for_who_comes_late() {
    let (mut class, message) = class();
    class.reacts(MIRA, message, Reaction::Insight, true).unwrap();
    class.passes(250);
    class.crashes();
    class.comes(MIRA);
    assert_eq!(class.counts(message), [(Reaction::Insight, 1)]);
    let mine = class.session.you(&class.live, MIRA.person()).unwrap().reactions;
    assert_eq!(
        mine.iter().map(|mine| (mine.message, mine.reactions.clone())).collect::<Vec<_>>(),
        [(message, vec![Reaction::Insight])]
    );
    class.reacts(MIRA, message, Reaction::Insight, true).unwrap();
    class.passes(250);
    assert_eq!(class.counts(message), [(Reaction::Insight, 1)], "once, also after the crash");
}

#[test]
fn who_may_not_write_gives_none_and_may_take_theirs_back() {
    let (mut class, message) = class();
    class.reacts(MIRA, message, Reaction::Agree, true).unwrap();
    class.passes(250);
    class.talks(TEACHER, TalkWish::Set(ChatRules { paused: true, ..ChatRules::default() })).unwrap();
    assert_eq!(class.reacts(MIRA, message, Reaction::Love, true).unwrap_err().code, Code::ChatPaused);
    class.reacts(TEACHER, message, Reaction::Love, true).unwrap();
    class.reacts(MIRA, message, Reaction::Agree, false).unwrap();
    class.talks(TEACHER, TalkWish::Set(ChatRules { slow_seconds: 300, ..ChatRules::default() })).unwrap();
    class.reacts(MIRA, message, Reaction::Funny, true).unwrap();

    let until = Some(class.now.plus(std::time::Duration::from_secs(600)));
    let sanction = |n, measure, message, until| Sanction {
        id: homeroom_protocol::ids::SanctionId(Uuid::from_u128(n)),
        person: MIRA.person(),
        measure,
        scope: Scope::Session,
        mutes: None,
        message,
        reason: ReasonCode::Insult,
        until,
        role: None,
        at: STARTS,
    };
    class.does(Command::Enforce(sanction(1, Measure::Mute, None, until))).unwrap();
    let muted = class.reacts(MIRA, message, Reaction::Love, true).unwrap_err();
    assert!(muted.code == Code::Muted && muted.detail.unwrap().contains("600 s"));
    class.does(Command::Enforce(sanction(2, Measure::Ban, None, None))).unwrap();
    let out = class.reacts(MIRA, message, Reaction::Funny, false).unwrap_err();
    assert_eq!(out.code, Code::NotHere, "who is banned is out");
}

#[test]
fn what_is_blanked_or_taken_back_shows_none_and_takes_none() {
    let (mut class, _) = class();
    let message = class.said_by(OTTO);
    class.reacts(MIRA, message, Reaction::Agree, true).unwrap();
    class.passes(250);
    let hide = Sanction {
        id: homeroom_protocol::ids::SanctionId(Uuid::from_u128(1)),
        person: OTTO.person(),
        measure: Measure::Hide,
        scope: Scope::Session,
        mutes: None,
        message: Some(message),
        reason: ReasonCode::Insult,
        until: None,
        role: None,
        at: class.now,
    };
    class.reacts(MIRA, message, Reaction::Love, true).unwrap();
    class.updates();
    class.does(Command::Enforce(hide.clone())).unwrap();
    class.passes(250);
    assert_eq!((class.counts(message), class.waits.len(), class.updates()), (vec![], 0, vec![]));
    assert_eq!(class.reacts(TEACHER, message, Reaction::Agree, true).unwrap_err().code, Code::Invalid);
    class.does(Command::Revoke(hide.id)).unwrap();
    assert_eq!(class.counts(message), [(Reaction::Agree, 1)], "it is shown again with what it had");
    class.talks(OTTO, TalkWish::Delete(DeleteMessage { message })).unwrap();
    assert_eq!(class.counts(message), []);
    assert_eq!(class.reacts(TEACHER, message, Reaction::Agree, true).unwrap_err().code, Code::Invalid);
}

#[test]
fn what_waits_at_the_end_of_the_class_is_kept_and_nothing_comes_after() {
    for over in [Command::End { person: TEACHER.person() }, Command::Cancel] {
        let (mut class, message) = class();
        class.reacts(MIRA, message, Reaction::Agree, true).unwrap();
        class.passes(0);
        class.reacts(OTTO, message, Reaction::Agree, true).unwrap();
        class.does(over).unwrap();
        assert_eq!((class.counts(message), class.waits.len()), (vec![(Reaction::Agree, 2)], 0));
        assert!(class.reacts(TEACHER, message, Reaction::Agree, true).is_err());
    }
}

#[test]
fn a_person_waits_with_twenty_wishes_and_not_with_one_more() {
    let (mut class, message) = class();
    class.reacts(OTTO, message, Reaction::Agree, true).unwrap();
    class.passes(0);
    for n in 0..REACTIONS_WAITING_MAX {
        class.reacts(MIRA, message, Reaction::Agree, n % 2 == 0).unwrap();
    }
    let refusal = class.reacts(MIRA, message, Reaction::Agree, true).unwrap_err();
    assert_eq!((refusal.code, refusal.retry_after_ms), (Code::TooOften, Some(250)));
    class.reacts(OTTO, message, Reaction::Love, true).unwrap();
    class.passes(250);
    class.reacts(MIRA, message, Reaction::Agree, true).unwrap();
}

#[test]
fn an_update_takes_in_so_many_people_and_messages_and_the_rest_waits_for_the_next() {
    let mut class = Class::with_seats(2);
    class.comes(TEACHER);
    let messages: Vec<_> = (0..=REACTIONS_MESSAGES_MAX).map(|_| class.said_by(TEACHER)).collect();
    let crowd: Vec<_> = (0..=REACTIONS_PEOPLE_MAX).map(|n| PersonId(Uuid::from_u128(1_000_000 + n as u128))).collect();
    let one = |message: CommandId| Wish::React(message, Reaction::Agree);
    let mut waiting = Waiting::default();
    let kept = super::super::reactions::Reactions::default();
    let taken = |waiting: &Waiting| {
        let SessionEvent::Reacted { people, changes, .. } =
            waiting.batch(&kept, |wish| wish, |_, _| false, |_| true, STARTS)
        else {
            panic!()
        };
        (people.len(), changes.len())
    };
    for (n, person) in crowd.iter().enumerate() {
        waiting.add(&kept, *person, one(messages[n % REACTIONS_MESSAGES_MAX]), true, STARTS);
    }
    assert_eq!(taken(&waiting), (REACTIONS_PEOPLE_MAX, REACTIONS_MESSAGES_MAX));
    // The heaviest there can be stays below the bytes of an entry.
    let each = REACTIONS_CHANGES_MAX / REACTIONS_PEOPLE_MAX;
    for (n, person) in crowd.iter().enumerate() {
        for m in 1..each {
            waiting.add(&kept, *person, one(messages[(n + m) % REACTIONS_MESSAGES_MAX]), true, STARTS);
        }
    }
    let heavy = waiting.batch(&kept, |wish| wish, |_, _| false, |_| true, STARTS);
    let bytes = serde_json::to_string(&heavy).unwrap().len();
    assert!(taken(&waiting).0 == REACTIONS_PEOPLE_MAX && bytes < FOLLOW_BYTES_MAX, "{bytes} bytes");
    waiting.add(&kept, crowd[0], one(messages[REACTIONS_MESSAGES_MAX]), true, STARTS);
    assert!(taken(&waiting).0 < REACTIONS_PEOPLE_MAX, "one message more, and it is too much for one update");
}

#[test]
fn what_the_store_lost_is_settled_again() {
    let (mut class, message) = class();
    let kept = (class.journal.len(), class.session.clone());
    class.reacts(MIRA, message, Reaction::Agree, true).unwrap();
    class.passes(0);
    class.reacts(MIRA, message, Reaction::Love, true).unwrap();
    class.passes(250);
    class.journal.truncate(kept.0);
    class.session = kept.1;
    class.reacts(OTTO, message, Reaction::Agree, true).unwrap();
    class.reacts(MIRA, message, Reaction::Agree, true).unwrap();
    for _ in 0..3 {
        class.passes(250);
    }
    assert_eq!((class.counts(message)[0], class.waits.len()), ((Reaction::Agree, 2), 0));
}

#[test]
fn a_hundred_thousand_are_kept_and_one_more_is_refused_and_the_latest_hundred_messages_are_told() {
    let mut kept = super::super::reactions::Reactions::default();
    let person = |n: u32| PersonId(Uuid::from_u128(u128::from(n)));
    let message = |n: u128| CommandId(Uuid::from_u128(n));
    let people: Vec<_> = (0..1_000).map(person).collect();
    let change = |n| homeroom_protocol::journal::v1::reaction::ReactionChange {
        message: message(n),
        reaction: Reaction::Agree,
        given: (0..1_000).collect(),
        taken_back: Vec::new(),
    };
    let waiting = Waiting::default();
    let wish = Wish::React(message(1), Reaction::Love);
    for n in 0..100 {
        kept.lets_wait(&waiting, person(1), wish, true).unwrap();
        kept.happen(STARTS, &people, &[change(n)]);
    }
    assert_eq!(kept.lets_wait(&waiting, person(1), wish, true).unwrap_err().code, Code::Invalid);
    kept.lets_wait(&waiting, person(1), wish, false).unwrap();
    kept.happen(
        STARTS,
        &people[..1],
        &[homeroom_protocol::journal::v1::reaction::ReactionChange { given: vec![0], ..change(100) }],
    );
    let mine = kept.mine(person(0));
    assert_eq!((mine.len(), mine[0].message, mine[99].message), (REACTIONS_MINE_MAX, message(1), message(100)));
    assert!(kept.is_counted_right());
}
