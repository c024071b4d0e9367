//! One of something for each feed of an aggregate: heads, rings, texts.

use homeroom_machines::machine::Feed;

/// One of something for each feed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Feeds<T> {
    class: T,
    staff: T,
    /// Of those who wait: nothing is ever told to them as an entry.
    lobby: T,
}

impl<T> Feeds<T> {
    /// Made for each feed.
    pub fn each(mut make: impl FnMut(Feed) -> T) -> Self {
        Self { class: make(Feed::Class), staff: make(Feed::Staff), lobby: make(Feed::Lobby) }
    }

    /// That of a feed.
    pub fn of(&self, feed: Feed) -> &T {
        match feed {
            Feed::Class => &self.class,
            Feed::Staff => &self.staff,
            Feed::Lobby => &self.lobby,
        }
    }

    /// That of a feed, to be changed.
    pub fn of_mut(&mut self, feed: Feed) -> &mut T {
        match feed {
            Feed::Class => &mut self.class,
            Feed::Staff => &mut self.staff,
            Feed::Lobby => &mut self.lobby,
        }
    }
}
