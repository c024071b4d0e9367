//! Whether the chains of the audit hold: each is walked from its begin, and compared with what it is a projection of. All of
//! it is read in one snapshot, so that it can be asked while nodes run.

use std::collections::BTreeMap;

use homeroom_protocol::audit::{Hash, Link, VERBS};
use homeroom_protocol::ids::CommandId;
use homeroom_protocol::journal::v1::audited;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::list::{Kept, columns, kept};
use crate::stamp::Stamp;
use crate::{Store, StoreError};

const SNAPSHOT: &str = "begin isolation level repeatable read, read only";
pub(crate) const BEFORE_CHAINS: &str = "select count(*) from audit where chain is null";
pub(crate) const VERB_ROWS: &str = columns!("where chain = $1 order by position, n");
pub(crate) const ENDS: &str = "select position, hash from audit_end where chain = $1";
pub(crate) const AGGREGATES: &str = "\
select id, position, effects_done,
  (select count(*) from journal where aggregate_id = a.id and position between 1 and a.position)
from aggregate a order by id";
// What is text in an entry has its quotes escaped: only an entry's own field looks like this.
pub(crate) const DEEDS: &str = "\
select position, command_id, events, at from journal
where aggregate_id = $1 and position(convert_to('\"audit\":{', 'UTF8') in events) > 0 order by position";
pub(crate) const STRAYS: &str = "\
select chain, min(position) from audit
where chain <> $1 and not exists (select from aggregate where id = audit.chain) group by chain order by chain";

/// What was found where all chains hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sound {
    /// How many chains have a link.
    pub chains: u64,
    /// How many links were recomputed.
    pub links: u64,
    /// Links that are in a journal, and will be in the table in a moment.
    pub pending: u64,
    /// Links whose words were taken out.
    pub wordless: u64,
    /// Rows from before the chains, of which nothing can be said.
    pub before_chains: u64,
}

/// The first link of a chain that does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// Whose chain.
    pub chain: Uuid,
    /// The entry, or the number in the chain of verbs.
    pub position: u64,
    /// Which deed of it.
    pub n: u32,
    /// What is wrong.
    pub why: &'static str,
}

/// Recomputes all chains. The first broken link of each chain that has one.
///
/// # Errors
/// When the store does not answer.
pub async fn verify(store: &Store) -> Result<Result<Sound, Vec<Broken>>, StoreError> {
    let mut snapshot = store.pool().begin_with(SNAPSHOT).await?;
    let (mut sound, mut broken) = (Sound::default(), Vec::new());
    let before_chains: i64 = sqlx::query_scalar(BEFORE_CHAINS).fetch_one(&mut *snapshot).await?;
    sound.before_chains = count(before_chains);
    broken.extend(verbs(&mut snapshot, &mut sound).await?);
    for row in sqlx::query(AGGREGATES).fetch_all(&mut *snapshot).await? {
        let journal = Journal {
            id: row.try_get(0)?,
            position: count(row.try_get(1)?),
            effects_done: count(row.try_get(2)?),
            entries: count(row.try_get(3)?),
        };
        broken.extend(journal.walk(&mut snapshot, &mut sound).await?);
    }
    for row in sqlx::query(STRAYS).bind(VERBS).fetch_all(&mut *snapshot).await? {
        let (chain, position) = (row.try_get(0)?, count(row.try_get(1)?));
        broken.push(Broken { chain, position, n: 0, why: "there is no such journal" });
    }
    Ok(if broken.is_empty() { Ok(sound) } else { Err(broken) })
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

async fn rows(snapshot: &mut PgConnection, chain: Uuid) -> Result<Vec<(Link, Kept)>, StoreError> {
    let rows = sqlx::query(VERB_ROWS).bind(chain).fetch_all(snapshot).await?;
    let linked = rows.iter().map(kept).filter_map(|row| match row {
        Ok(kept) => kept.link.clone().map(|link| Ok((link, kept))),
        Err(error) => Some(Err(error)),
    });
    linked.collect()
}

/// What is wrong with a row beside its neighbours, if anything.
fn wrong(link: &Link, kept: &Kept, before: Hash) -> Option<&'static str> {
    if link.before != before {
        return Some("it does not hold the hash of the link before it");
    }
    if kept.hash.as_deref() != Some(link.hash().0.as_slice()) {
        return Some("its hash is not that of what it says");
    }
    match (&kept.staff, &kept.reason, &kept.salt, link.words) {
        (Some(staff), Some(reason), Some(salt), Some(words)) if Hash::of_words(salt, &[staff, reason]) == words => None,
        // Taken out together.
        (None, None, None, _) => None,
        _ => Some("its words are not those that were written"),
    }
}

/// The chain of verbs is nowhere but here; its end says how long it is.
async fn verbs(snapshot: &mut PgConnection, sound: &mut Sound) -> Result<Option<Broken>, StoreError> {
    let (mut before, mut last) = (Hash::BEGIN, 0);
    let broken = |position, why| Ok(Some(Broken { chain: VERBS, position, n: 0, why }));
    for (link, kept) in rows(snapshot, VERBS).await? {
        last += 1;
        if link.position != last || link.n != 0 {
            return broken(last, "it is not there");
        }
        if let Some(why) = wrong(&link, &kept, before) {
            return broken(last, why);
        }
        before = link.hash();
        sound.links += 1;
        sound.wordless += u64::from(kept.staff.is_none());
    }
    sound.chains += u64::from(last > 0);
    let end = sqlx::query(ENDS).bind(VERBS).fetch_optional(snapshot).await?;
    let Some(end) = end else { return broken(last, "the end of the chain is not there") };
    let (position, hash): (i64, Vec<u8>) = (end.try_get(0)?, end.try_get(1)?);
    if count(position) > last {
        return broken(last + 1, "it is not there");
    }
    if count(position) < last || hash != before.0 {
        return broken(last, "it is not the end of the chain");
    }
    Ok(None)
}

/// A journal, and how far it goes.
struct Journal {
    id: Uuid,
    position: u64,
    effects_done: u64,
    entries: u64,
}

impl Journal {
    /// What the journal says was done, beside what the table says.
    async fn walk(&self, snapshot: &mut PgConnection, sound: &mut Sound) -> Result<Option<Broken>, StoreError> {
        let broken = |position, n, why| Ok(Some(Broken { chain: self.id, position, n, why }));
        if self.entries != self.position {
            return broken(self.position, 0, "entries up to here are missing in the journal");
        }
        let kept = rows(snapshot, self.id).await?.into_iter();
        let mut kept: BTreeMap<_, _> = kept.map(|(link, row)| ((link.position, link.n), (link, row))).collect();
        let mut before = Hash::BEGIN;
        for row in sqlx::query(DEEDS).bind(self.id).fetch_all(snapshot).await? {
            let (position, events) = (count(row.try_get(0)?), row.try_get::<Vec<u8>, _>(2)?);
            let command = row.try_get::<Option<Uuid>, _>(1)?.map(CommandId);
            let Ok(Some((by, deeds))) = audited(&events) else {
                return broken(position, 0, "its entry in the journal cannot be read");
            };
            for link in deeds.links(self.id, position, row.try_get::<Stamp, _>(3)?.0, by, command) {
                if link.before != before {
                    return broken(position, link.n, "it does not hold the hash of the link before it");
                }
                before = link.hash();
                match kept.remove(&(position, link.n)) {
                    None if position > self.effects_done => sound.pending += 1,
                    None => return broken(position, link.n, "the journal has it, and the audit has not"),
                    Some((said, _)) if said != link => {
                        return broken(position, link.n, "the audit says something else than the journal");
                    }
                    Some((said, row)) => {
                        if let Some(why) = wrong(&said, &row, said.before) {
                            return broken(position, link.n, why);
                        }
                    }
                }
                sound.links += 1;
            }
        }
        if let Some((position, n)) = kept.keys().next() {
            return broken(*position, *n, "the audit has it, and the journal has not");
        }
        sound.chains += u64::from(before != Hash::BEGIN);
        Ok(None)
    }
}
