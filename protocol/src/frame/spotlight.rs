//! The spotlight: whom everybody in the room sees large, or by name where they see no pictures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::PersonId;

/// Who is to be in the spotlight. Said twice it changes nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Spotlight {
    /// Who: somebody who is here and could send a picture; absent: nobody any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

/// Who is in the spotlight.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Spotlit {
    /// Who.
    pub person: PersonId,
    /// Their name in the class.
    pub name: String,
}
