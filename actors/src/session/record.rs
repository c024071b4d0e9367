//! Records of attendance: made from what the machine filed, signed, and put into the store. The journal has everything a
//! record is made of, and Ed25519 signs the same bytes the same way, so a record can be made again to the last byte.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use homeroom_machines::machine::Machine;
use homeroom_machines::session::{Effect, Filing, Session};
use homeroom_protocol::attendance::{PersonRecord, RECORD_FORMAT, Record};
use homeroom_protocol::ids::SessionId;
use homeroom_protocol::journal::v1::{Entry, SessionEvent};
use homeroom_protocol::pack::{PublicKey, Signed, canonical};
use homeroom_storage::attendance::{PersonRow, RecordRow};
use homeroom_storage::{Store, StoreError, attendance, journal, keys};
use sha2::{Digest, Sha256};

use crate::kit::clock::Clock;
use crate::kit::entropy;

/// The name of the key in the table of keys.
pub(crate) const KEY: &str = "attendance";
/// Bytes of its secret.
pub(crate) const KEY_BYTES: usize = 32;
/// Bytes of the hash that names it, as with packs.
const ID_BYTES: usize = 8;
/// Rows of a journal read at once.
const ROWS_PER_READ: i64 = 500;

/// The key that records are signed with.
pub struct Signatory {
    key: SigningKey,
    public: PublicKey,
}

/// A record, and everybody's part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filed {
    /// The record.
    pub record: RecordRow,
    /// By id.
    pub people: Vec<PersonRow>,
}

/// Why there is no record.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The store does not answer, or says no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stored key is not one.
    #[error("the stored key `attendance` has the wrong length")]
    Key,
    /// Something of it cannot be written or read.
    #[error("what a record is made of cannot be read or written: {0}")]
    Form(#[from] serde_json::Error),
}

impl Signatory {
    /// The stored key; made on the first start.
    ///
    /// # Errors
    /// When the store does not answer, or holds something else under its name.
    pub async fn load(store: &Store, clock: &Clock) -> Result<Self, RecordError> {
        let stored = keys::load_or_make(store, KEY, &entropy::bytes::<KEY_BYTES>(), clock.now()).await?;
        let seed: [u8; KEY_BYTES] = stored.try_into().map_err(|_| RecordError::Key)?;
        Ok(Self::of(&seed))
    }

    /// The key of a secret.
    #[must_use]
    pub fn of(seed: &[u8; KEY_BYTES]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let bytes = key.verifying_key().to_bytes();
        let hash = Sha256::digest(bytes);
        let id = hash.iter().take(ID_BYTES).map(|byte| format!("{byte:02x}")).collect();
        Self { public: PublicKey { id, public: URL_SAFE_NO_PAD.encode(bytes) }, key }
    }

    /// What others check with.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signed record of a session.
    ///
    /// # Errors
    /// Never for values of these types, which have string keys alone.
    pub fn sign(&self, session: SessionId, filing: Filing) -> Result<Filed, RecordError> {
        let Filing { facts, ended_at, version, filed_at, people } = filing;
        let rows = people.iter().map(|person| row(version, person)).collect::<Result<_, _>>()?;
        let signed = Record {
            course: facts.course,
            ended_at,
            ends_at: facts.ends_at,
            filed_at,
            format: RECORD_FORMAT.to_owned(),
            key_id: self.public.id.clone(),
            people,
            session,
            starts_at: facts.starts_at,
            title: facts.title,
            version,
        };
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign(canonical(&signed)?.as_bytes()).to_bytes());
        let signed = canonical(&Signed { signature, signed })?;
        let record = RecordRow { version, filed_at, key_id: self.public.id.clone(), signed };
        Ok(Filed { record, people: rows })
    }
}

fn row(version: u32, record: &PersonRecord) -> Result<PersonRow, serde_json::Error> {
    let intervals = serde_json::to_string(&record.intervals)?;
    let quiz = record.quiz.as_ref().map(serde_json::to_string).transpose()?;
    Ok(PersonRow { person: record.person, version, present_ms: record.present_ms, intervals, quiz })
}

/// Every record a session's journal holds, signed: what the projections have to be.
///
/// # Errors
/// When the store does not answer, or the journal cannot be read.
pub async fn rebuild(store: &Store, signatory: &Signatory, session: SessionId) -> Result<Vec<Filed>, RecordError> {
    let (mut machine, mut filed, mut after) = (Session::default(), Vec::new(), 0);
    loop {
        let entries = journal::read(store, session.0, after, ROWS_PER_READ).await?;
        let Some(last) = entries.last() else { return Ok(filed) };
        after = last.position;
        for row in &entries {
            let entry: Entry<SessionEvent> = serde_json::from_slice(&row.events)?;
            for event in &entry.events {
                machine.evolve(u64::try_from(row.position).unwrap_or(0), event);
                if !matches!(event, SessionEvent::AttendanceFiled { .. }) {
                    continue;
                }
                for effect in machine.effects(event) {
                    if let Effect::FileAttendance(filing) = effect {
                        filed.push(signatory.sign(session, *filing)?);
                    }
                }
            }
        }
    }
}

/// Makes the projections of a session anew from its journal.
///
/// # Errors
/// As [`rebuild`].
pub async fn file_again(store: &Store, signatory: &Signatory, session: SessionId) -> Result<(), RecordError> {
    for filed in rebuild(store, signatory, session).await? {
        attendance::file(store, session, &filed.record, &filed.people).await?;
    }
    Ok(())
}
