//! One of something for each feed of an aggregate: heads, rings, texts.

use homeroom_machines::machine::Feed;

/// One of something for each feed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Feeds<T> {
    class: T,
    staff: T,
}

impl<T> Feeds<T> {
    /// Made for each feed.
    pub fn each(mut make: impl FnMut(Feed) -> T) -> Self {
        Self { class: make(Feed::Class), staff: make(Feed::Staff) }
    }

    /// That of a feed.
    pub fn of(&self, feed: Feed) -> &T {
        match feed {
            Feed::Class => &self.class,
            Feed::Staff => &self.staff,
        }
    }

    /// That of a feed, to be changed.
    pub fn of_mut(&mut self, feed: Feed) -> &mut T {
        match feed {
            Feed::Class => &mut self.class,
            Feed::Staff => &mut self.staff,
        }
    }
}
