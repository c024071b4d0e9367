//! Calm mode: one command that quiets a class, and one that makes it as it was.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether the class is to be calm. Said twice it changes nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct SetCalm {
    /// True: nobody but staff writes, nobody but staff and who has the floor sends, and newcomers wait in the lobby. False: all of that is
    /// as it was before.
    pub on: bool,
}
