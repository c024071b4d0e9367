//! Who is here, by name. A page is asked for and stands in the order of ids, which does not change; a picture of all is
//! what changes are told from. Who watches over the class is shown to staff alone.

use std::collections::BTreeMap;

use homeroom_protocol::frame::people::{People, PeoplePage, PersonHere, Whereabouts};
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::limits::{PEOPLE_NAME_CHARACTERS_MAX, PEOPLE_PAGE_MAX, PEOPLE_TOLD_MAX};
use homeroom_protocol::permit::{CommandKind, Role, Tier};
use homeroom_protocol::refusal::{Code, Refusal};

use super::Session;
use super::live::Live;
use crate::machine::Feed;

/// People of a page where it is not said how many.
const PAGE_DEFAULT: u32 = 50;

impl Session {
    /// Whether a person may see who is here, and say that they are away.
    ///
    /// # Errors
    /// `not_here`, `not_permitted`.
    pub fn sees_people(&self, person: PersonId) -> Result<(), Refusal> {
        self.permitted(CommandKind::People, person)
    }

    /// A page of who is here. Its version is whoever's who tells the changes.
    pub(super) fn people_page(&self, live: &Live, by: PersonId, asked: &People) -> Result<PeoplePage, Refusal> {
        self.sees_people(by)?;
        let invalid = |pointer: &'static str, code: &'static str| Err(Refusal::new(Code::Invalid).field(pointer, code));
        let limit = asked.limit.unwrap_or(PAGE_DEFAULT);
        if !(1..=PEOPLE_PAGE_MAX).contains(&limit) {
            return invalid("/limit", "out_of_range");
        }
        let name = asked.name.as_deref().unwrap_or_default();
        if name.chars().count() > PEOPLE_NAME_CHARACTERS_MAX {
            return invalid("/name", "too_long");
        }
        let (name, feed) = (name.trim().to_lowercase(), self.feed(by));
        let is_meant = |person: &PersonId| {
            self.roster.get(*person).is_some_and(|who| {
                shows(feed, who.role)
                    && asked.role.is_none_or(|role| role == who.role)
                    && (name.is_empty() || who.name.to_lowercase().contains(&name))
            })
        };
        let people = self.presence.after(asked.after).filter(is_meant);
        let people = people.filter_map(|person| self.person_here(live, person));
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut people: Vec<_> = people.take(limit.saturating_add(1)).collect();
        let more = people.len() > limit;
        people.truncate(limit);
        Ok(PeoplePage { people, more, version: 0, told: self.tells_people(feed) })
    }

    /// Whether a feed is told who comes and goes.
    #[must_use]
    pub fn tells_people(&self, feed: Feed) -> bool {
        match feed {
            Feed::Class => self.presence.len() <= PEOPLE_TOLD_MAX,
            Feed::Staff => true,
            Feed::Lobby => false,
        }
    }

    /// How everybody is here.
    #[must_use]
    pub fn crowd(&self, live: &Live) -> BTreeMap<PersonId, (Role, Tier, Whereabouts)> {
        let of = |person| Some((self.roster.get(person)?.role, self.tier(person), whereabouts(live, person)));
        self.presence.people().filter_map(|person| Some((person, of(person)?))).collect()
    }

    /// Somebody, as they are here.
    #[must_use]
    pub fn person_here(&self, live: &Live, person: PersonId) -> Option<PersonHere> {
        let who = self.roster.get(person).filter(|_| self.presence.is_here(person))?;
        let (tier, whereabouts) = (self.tier(person), whereabouts(live, person));
        Some(PersonHere { person, name: who.name.clone(), role: who.role, tier, whereabouts })
    }

    /// A number that is another one whenever somebody is here in another way.
    #[must_use]
    pub fn crowd_edition(&self, live: &Live) -> (u64, u64) {
        (self.presence.changes(), live.changes())
    }
}

/// Whether somebody is shown to a feed.
#[must_use]
pub fn shows(feed: Feed, role: Role) -> bool {
    feed == Feed::Staff || role != Role::Moderator
}

fn whereabouts(live: &Live, person: PersonId) -> Whereabouts {
    if !live.is_connected(person) {
        Whereabouts::Stale
    } else if live.is_away(person) {
        Whereabouts::Away
    } else {
        Whereabouts::Here
    }
}
