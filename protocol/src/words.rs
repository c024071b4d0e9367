//! Words nobody should have to read, and what becomes of a text that holds one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is done with a text that holds the words of a rule. Of several the strongest counts, which is the last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WordAction {
    /// Asterisks stand in their place, for everybody.
    Mask,
    /// A message is held until staff have looked at it; any other text is not taken. Staff's own go through.
    Hold,
    /// The text is not taken.
    Block,
}

impl WordAction {
    /// Every one there is.
    pub const ALL: &'static [Self] = &[Self::Mask, Self::Hold, Self::Block];

    /// As it is stored and said.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mask => "mask",
            Self::Hold => "hold",
            Self::Block => "block",
        }
    }
}
