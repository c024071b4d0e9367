//! What the verbs of staff share: who does it and why, and whose account is meant. They work on the database, so that they
//! also work while no node runs.

use clap::Args;
use homeroom_actors::kit::entropy;
use homeroom_protocol::ids::PersonId;
use homeroom_protocol::time::Timestamp;
use homeroom_storage::audit::Act;
use homeroom_storage::{Store, accounts};

use crate::exit::Stop;

/// Who does it, and why; kept in the audit.
#[derive(Args)]
pub(super) struct Staff {
    /// Why.
    #[arg(long, value_parser = words)]
    reason: String,
    /// Who does it.
    #[arg(long, env = "USER", value_parser = words)]
    staff: String,
    /// One JSON object per line.
    #[arg(long)]
    pub(super) json: bool,
}

impl Staff {
    /// What the audit keeps of something that is done now.
    pub(super) fn act(&self, now: Timestamp) -> Act<'_> {
        Act { id: entropy::uuid_v7(now), staff: &self.staff, reason: &self.reason, at: now }
    }
}

/// Words that are some.
pub(super) fn words(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() { Err("it is empty".to_owned()) } else { Ok(text.to_owned()) }
}

/// Whose a word is: an account's id or an email address.
pub(super) async fn account(store: &Store, word: &str) -> Result<PersonId, Stop> {
    let found = match word.parse() {
        Ok(id) => accounts::read(store, id).await?.map(|account| account.id),
        Err(_) => accounts::by_email(store, &word.trim().to_ascii_lowercase()).await?,
    };
    found.ok_or_else(|| no_account(word))
}

/// That there is none.
pub(super) fn no_account(word: &str) -> Stop {
    Stop::NotThere(format!("there is no account {word}"))
}
