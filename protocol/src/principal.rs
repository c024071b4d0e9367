//! The verified caller of one request. It travels between nodes; proofs of what the caller may do never do.

use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, SignInId};

/// Who is asking, as their access token or ticket said and the verifier believed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Principal {
    /// The person.
    pub person: PersonId,
    /// The sign-in the request came with; until devices have keys, also the device.
    pub sign_in: SignInId,
}
