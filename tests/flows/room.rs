//! One class with its members, and what has to hold of what they saw.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use homeroom_protocol::frame::server::ChatItem;
use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_storage::Store;
use homeroom_tests::journal::{self, Message};
use homeroom_tests::member::Member;
use homeroom_tests::world::World;

/// One class.
pub(crate) struct Room {
    pub(crate) session: SessionId,
    pub(crate) members: Vec<Member>,
}

impl Room {
    /// A class with so many students in it, each with a seat.
    pub(crate) async fn fill(world: &World, members: usize) -> Self {
        let session = world.session(u32::try_from(members).unwrap() + 2).await;
        let mut room = Self { session, members: Vec::new() };
        for n in 1..=members {
            let person = world.student(&format!("Student {n}")).await;
            room.members.push(Member::join(person, session).await);
        }
        room
    }

    /// Everybody's seat.
    pub(crate) fn seats(&self) -> BTreeMap<PersonId, Option<u32>> {
        let seat = |member: &Member| member.look(|sight| sight.you.as_ref().unwrap().seat);
        self.members.iter().map(|member| (member.person.id, seat(member))).collect()
    }

    /// How many messages were acknowledged.
    pub(crate) fn acked(&self) -> usize {
        self.members.iter().map(|member| member.look(|sight| sight.acked.len())).sum()
    }

    /// Everybody has every answer, and the same list.
    pub(crate) async fn settle(&self, patience: Duration) {
        for member in &self.members {
            member.settled(patience).await;
        }
        let head = self.members.iter().map(|member| member.look(|sight| sight.list.offset())).max().unwrap();
        for member in &self.members {
            member.until("has seen what the others saw", |sight| sight.list.offset() >= head).await;
        }
    }

    /// Nothing that was acknowledged is lost, nothing is there twice, and everybody has one order: the journal's.
    pub(crate) async fn assert_nothing_lost(&self, store: &Store) {
        let said = journal::messages(store, self.session).await;
        let ids: BTreeSet<_> = said.iter().map(|message| message.id).collect();
        assert_eq!(ids.len(), said.len(), "a message stands in the journal twice");
        for member in &self.members {
            let name = &member.person.name;
            let seen = member.look(|sight| sight.list.items().map(message).collect::<Vec<_>>());
            // Not assert_eq: both sides are thousands of lines long.
            let differ = seen.iter().zip(&said).position(|(seen, said)| seen != said);
            assert_eq!((differ, seen.len()), (None, said.len()), "{name} has another list than the journal");
            member.look(|sight| {
                assert_eq!(sight.refused, [], "{name} was refused for good");
                for (id, offset) in &sight.acked {
                    assert_eq!(sight.list.offset_of(*id), Some(*offset), "{name} was told of {id} and it is lost");
                }
            });
        }
    }

    /// Nobody was given a second seat.
    pub(crate) async fn assert_seated_once(&self, store: &Store) {
        let mut seated = BTreeMap::new();
        for event in journal::events(store, self.session).await {
            if let SessionEvent::Seated { who, .. } = event {
                *seated.entry(who.person).or_insert(0) += 1;
            }
        }
        assert!(seated.values().all(|times| *times == 1), "somebody was seated twice");
        assert_eq!(seated.len(), self.members.len());
    }

    /// Sends what everybody said first and last once more, under its id: the answer is the same, and nothing is added.
    pub(crate) async fn assert_said_again_is_said_once(&self, store: &Store) {
        let before = journal::messages(store, self.session).await.len();
        for member in &self.members {
            let first = member.look(|sight| sight.acked.first_key_value().map(|(id, offset)| (*id, *offset)));
            let last = member.look(|sight| sight.acked.last_key_value().map(|(id, offset)| (*id, *offset)));
            for (id, offset) in first.into_iter().chain(last) {
                let text = member.look(|sight| sight.list.items().find(|item| item.id == id).unwrap().text.clone());
                member.say_as(id, &text);
                member.until("is answered once more", |sight| !sight.waiting.contains_key(&id)).await;
                assert_eq!(member.look(|sight| sight.acked.get(&id).copied()), Some(offset));
            }
        }
        assert_eq!(journal::messages(store, self.session).await.len(), before, "a message sent again was taken twice");
    }
}

fn message(item: &ChatItem) -> Message {
    Message { offset: item.offset, id: item.id, person: item.person, text: item.text.clone() }
}
