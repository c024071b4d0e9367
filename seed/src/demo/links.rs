//! One-use links that sign one of the demo's people in.

use std::time::Duration;

use homeroom_protocol::ids::{PersonId, SessionId};
use homeroom_protocol::time::Timestamp;
use homeroom_storage::links::{self, LinkRow};
use homeroom_storage::{Store, StoreError};
use sha2::{Digest, Sha256};

/// A link that was printed may be opened as long as the class goes on.
const VALID: Duration = Duration::from_secs(3 * 60 * 60);

/// Makes a link for one person, into one class or only in, out of a secret nobody else knows. The secret is the text in the link;
/// only its hash is stored.
///
/// # Errors
/// When the store does not take it.
pub async fn make(
    store: &Store,
    secret: &str,
    person: PersonId,
    class: Option<SessionId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let secret_hash = Sha256::digest(secret.as_bytes()).into();
    let row = LinkRow { secret_hash, account: person, session: class, expires_at: now.plus(VALID) };
    links::put(store, &row).await
}

/// The path of a link: the secret is in the fragment, which browsers do not send and servers do not log.
#[must_use]
pub fn path(class: SessionId, secret: &str) -> String {
    format!("/class/{class}#link={secret}")
}

/// The path of a link to the moderators' desk.
#[must_use]
pub fn desk_path(secret: &str) -> String {
    format!("/desk#link={secret}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_behind_the_hash_where_no_server_sees_it() {
        let path = path(SessionId(uuid::Uuid::nil()), "s3cret");
        assert_eq!(path, "/class/00000000-0000-0000-0000-000000000000#link=s3cret");
    }
}
