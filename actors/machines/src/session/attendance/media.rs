//! What the media server saw of one person: its connections, each with a begin and an end.
//!
//! Its webhooks are hints: they come late, twice, out of order or not at all. Each carries the connection's name and when
//! it began, so what is known of a connection does not depend on their order. What they leave out the list of those who are
//! there makes up for: who is not on it any more was there until the last list with them. An end that the media server
//! itself said is never replaced by one that was only found out.

use std::collections::BTreeMap;

use homeroom_protocol::ids::PersonId;
use homeroom_protocol::journal::v1::MediaSighting;
use homeroom_protocol::time::Timestamp;

/// One word about a connection to the media server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MediaWord {
    /// Whose it is.
    pub person: PersonId,
    /// What the media server calls it.
    pub connection: String,
    /// When it began, as the media server says.
    pub from: Timestamp,
    /// What is said of it.
    pub says: MediaSays,
}

/// What is said of a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MediaSays {
    /// A webhook: it began.
    Joined,
    /// A webhook: it ended then.
    Left(Timestamp),
    /// It is on the list.
    Listed,
    /// It was open and is not on the list; it was there the last time at this instant.
    Missing(Timestamp),
}

/// What is known of one connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Connection {
    pub(crate) from: Timestamp,
    pub(crate) until: Option<Timestamp>,
    /// Whether the media server said when it ended.
    pub(crate) exact: bool,
}

impl Connection {
    /// What is known after a word; `before` is what was known. `listed` is when the list was last asked for without this
    /// connection on it: one that began before and nobody has seen since has ended, whenever that was.
    pub(crate) fn after(before: Option<Self>, word: &MediaWord, listed: Option<Timestamp>) -> Self {
        let unseen = listed.is_some_and(|listed| word.from <= listed);
        let begun = Self { from: word.from, until: unseen.then_some(word.from), exact: false };
        let mut known = before.unwrap_or(begun);
        known.from = known.from.min(word.from);
        match word.says {
            MediaSays::Joined => {}
            MediaSays::Left(at) => {
                let at = at.max(known.from);
                known.until = Some(if known.exact { known.until.map_or(at, |until| until.min(at)) } else { at });
                known.exact = true;
            }
            MediaSays::Listed if known.exact => {}
            MediaSays::Listed => known.until = None,
            MediaSays::Missing(_) if known.until.is_some() => {}
            MediaSays::Missing(seen) => known.until = Some(seen.max(known.from)),
        }
        known
    }

    pub(crate) fn of(sighting: &MediaSighting) -> Self {
        Self { from: sighting.from, until: sighting.until, exact: sighting.exact }
    }

    pub(crate) fn sighting(self, person: PersonId, connection: &str) -> MediaSighting {
        let Self { from, until, exact } = self;
        MediaSighting { person, connection: connection.to_owned(), from, until, exact }
    }
}

/// A person's connections by name.
pub(crate) type Connections = BTreeMap<String, Connection>;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn word(says: MediaSays) -> MediaWord {
        MediaWord { person: PersonId(Uuid::nil()), connection: "PA_x".into(), from: at(5), says }
    }

    fn after(words: &[MediaSays]) -> Connection {
        let known = words.iter().fold(None, |known, says| Some(Connection::after(known, &word(*says), None)));
        known.unwrap()
    }

    #[test]
    fn an_end_that_was_said_replaces_one_that_was_found_out_and_never_the_other_way_round() {
        let (said, found) = (MediaSays::Left(at(50)), MediaSays::Missing(at(30)));
        let expected = Connection { from: at(5), until: Some(at(50)), exact: true };
        assert_eq!(after(&[MediaSays::Joined, found, said]), expected);
        assert_eq!(after(&[MediaSays::Joined, said, found]), expected);
        assert_eq!(after(&[MediaSays::Joined, said, MediaSays::Listed]), expected);
    }

    #[test]
    fn who_is_on_the_list_again_was_there_all_along() {
        let known = after(&[MediaSays::Listed, MediaSays::Missing(at(30)), MediaSays::Listed]);
        assert_eq!(known, Connection { from: at(5), until: None, exact: false });
    }

    #[test]
    fn a_begin_that_is_told_after_a_list_without_it_is_known_to_have_ended() {
        let told = |listed| Connection::after(None, &word(MediaSays::Joined), listed).until;
        assert_eq!((told(Some(at(60))), told(Some(at(4))), told(None)), (Some(at(5)), None, None));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_order_and_number_of_webhooks_make_no_difference(
            words in prop::collection::vec(prop_oneof![Just(MediaSays::Joined), (5..9_i64).prop_map(|n| MediaSays::Left(at(n)))], 1..6)
                .prop_flat_map(|words| (Just(words.clone()), Just([words.clone(), words].concat()).prop_shuffle())),
        ) {
            prop_assert_eq!(after(&words.0), after(&words.1));
        }
    }
}
