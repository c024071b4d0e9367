//! The audit: what staff did, in chains. Each link says who, as what, what, on whom, why, and under which command, and holds
//! the hash of the link before it, so that none can be changed, left out or put in later without the next one showing it.
//!
//! A session and the desk have a chain each, which stands in their journals; what is done with verbs of the command line has
//! one of its own, [`VERBS`]. A link is made of identifiers and codes only. What staff wrote in their own words is committed
//! to by a salted hash, so that the words can be taken out one day and the chain still holds.

mod deed;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use self::deed::{Capacity, Deed, What};
use crate::ids::{CommandId, PersonId};
use crate::time::Timestamp;

/// The chain of what is done with verbs of the command line.
pub const VERBS: Uuid = Uuid::nil();

/// A SHA-256. As text: hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What the first link of a chain has before it.
    pub const BEGIN: Self = Self([0; 32]);

    /// Of words, under a salt that goes when they go.
    #[must_use]
    pub fn of_words(salt: &[u8], words: &[&str]) -> Self {
        let words = serde_json::to_vec(words).unwrap_or_default();
        Self(Sha256::new().chain_update(salt).chain_update(words).finalize().into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let mut hash = Self::default();
        if text.len() != 64 || !text.is_ascii() {
            return Err(de::Error::custom("a hash has 64 hexadecimal digits"));
        }
        for (n, byte) in hash.0.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * n..2 * n + 2], 16).map_err(de::Error::custom)?;
        }
        Ok(hash)
    }
}

/// The deeds of one entry, and the hash of the link before the first of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Deeds {
    /// Of the link before, in this journal.
    pub before: Hash,
    /// What was done, in order.
    pub deeds: Vec<Deed>,
}

impl Deeds {
    /// The links of an entry: of which journal, where it stands, when it was decided, whose command it was.
    #[must_use]
    pub fn links(
        &self,
        chain: Uuid,
        position: u64,
        at: Timestamp,
        by: PersonId,
        trace: Option<CommandId>,
    ) -> Vec<Link> {
        let mut before = self.before;
        let link = |(n, deed): (u32, &Deed)| {
            let link = Link {
                chain,
                position,
                n,
                at,
                by: Some(by),
                role: deed.role.as_str().to_owned(),
                what: deed.what.as_str().to_owned(),
                person: deed.person,
                subject: deed.subject,
                after: deed.after.clone(),
                reason: deed.reason.map(|reason| reason.as_str().to_owned()),
                trace: trace.map(|command| command.0),
                words: None,
                before,
            };
            before = link.hash();
            link
        };
        (0..).zip(&self.deeds).map(link).collect()
    }
}

/// One link of a chain: a row of the audit. Its codes are text, so that links with codes of a later version are still
/// checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Link {
    /// Whose chain: the id of a session or of the desk, or [`VERBS`].
    pub chain: Uuid,
    /// The entry in the journal; of [`VERBS`] the number in the chain.
    pub position: u64,
    /// Which deed of the entry.
    pub n: u32,
    /// When.
    pub at: Timestamp,
    /// Who, where they have an account.
    pub by: Option<PersonId>,
    /// As what.
    pub role: String,
    /// What.
    pub what: String,
    /// On whom.
    pub person: Option<PersonId>,
    /// On what.
    pub subject: Option<Uuid>,
    /// How it is from then on.
    pub after: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The command it was done by; what a log, an answer and a refusal call it too.
    pub trace: Option<Uuid>,
    /// Commits to what staff wrote.
    pub words: Option<Hash>,
    /// The hash of the link before.
    pub before: Hash,
}

impl Link {
    /// What the next link holds of this one.
    #[must_use]
    pub fn hash(&self) -> Hash {
        let fields = (
            (self.chain, self.position, self.n, self.at.as_millis(), self.by, &self.role, &self.what),
            (self.person, self.subject, &self.after, &self.reason, self.trace, self.words, self.before),
        );
        // Ids, numbers and codes: there is nothing in a link that could not be written.
        let fields = serde_json::to_vec(&fields).unwrap_or_default();
        Hash(Sha256::digest(fields).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moderation::{Measure, ReasonCode, Scope};

    fn deeds() -> Deeds {
        let deed = Deed::new(Capacity::Teacher, What::SessionSanction).on(PersonId(Uuid::from_u128(7)));
        let deed =
            deed.about(Uuid::from_u128(8)).measured(Some(Measure::Mute), Scope::Session, None).since(ReasonCode::Flood);
        Deeds { before: Hash::BEGIN, deeds: vec![deed, Deed::new(Capacity::Teacher, What::SessionEnd)] }
    }

    fn links(deeds: &Deeds) -> Vec<Link> {
        let trace = Some(CommandId(Uuid::from_u128(9)));
        deeds.links(Uuid::from_u128(1), 5, Timestamp::from_millis(1_000), PersonId(Uuid::from_u128(2)), trace)
    }

    #[test]
    fn each_link_holds_the_hash_of_the_one_before() {
        let links = links(&deeds());
        assert_eq!((links[0].before, links[1].before), (Hash::BEGIN, links[0].hash()));
        assert_ne!(links[0].hash(), links[1].hash());
    }

    #[test]
    fn whatever_is_changed_in_a_link_changes_its_hash() {
        let link = links(&deeds()).remove(0);
        let other = Some(PersonId(Uuid::from_u128(99)));
        let changed = [
            Link { chain: Uuid::from_u128(3), ..link.clone() },
            Link { position: 6, ..link.clone() },
            Link { n: 1, ..link.clone() },
            Link { at: Timestamp::from_millis(1_001), ..link.clone() },
            Link { by: other, ..link.clone() },
            Link { role: "moderator".to_owned(), ..link.clone() },
            Link { what: "session.lift".to_owned(), ..link.clone() },
            Link { person: other, ..link.clone() },
            Link { subject: None, ..link.clone() },
            Link { after: Some("ban".to_owned()), ..link.clone() },
            Link { reason: Some("threat".to_owned()), ..link.clone() },
            Link { trace: None, ..link.clone() },
            Link { words: Some(Hash::BEGIN), ..link.clone() },
            Link { before: Hash([1; 32]), ..link.clone() },
        ];
        for other in changed {
            assert_ne!(other.hash(), link.hash(), "{other:?}");
        }
    }

    #[test]
    fn a_link_is_hashed_for_ever_as_it_is_today() {
        assert_eq!(
            links(&deeds())[1].hash().to_string(),
            "4d5fa16b8527f1311cd18d3b09e92db1b53be2523b3df475719120e405cedf5e"
        );
    }

    #[test]
    fn a_hash_is_read_as_it_is_written() {
        let hash = links(&deeds())[0].hash();
        let text = serde_json::to_string(&hash).unwrap();
        assert_eq!(serde_json::from_str::<Hash>(&text).unwrap(), hash);
        for wrong in ["\"00\"", "\"é0000000000000000000000000000000000000000000000000000000000000\""] {
            assert!(serde_json::from_str::<Hash>(wrong).is_err());
        }
    }

    #[test]
    fn words_are_committed_to_under_their_salt() {
        let of = Hash::of_words;
        assert_eq!(of(&[1], &["ana", "ill"]), of(&[1], &["ana", "ill"]));
        assert_ne!(of(&[1], &["ana", "ill"]), of(&[2], &["ana", "ill"]));
        assert_ne!(of(&[1], &["ana", "ill"]), of(&[1], &["anai", "ll"]));
    }
}
