//! Signing in: `POST /v1/auth/magic-link`, `/v1/auth/magic-link/redeem`, `/v1/auth/refresh`, `/v1/auth/sign-out`.
//!
//! The refresh token never stands in a body: it is the cookie `__Host-homeroom_refresh`, which scripts cannot read. Nor
//! does the id of the browser that asked for a mail, which is the cookie `__Host-homeroom_browser`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::SessionId;
use crate::rest::me::Account;
use crate::time::Timestamp;

/// Body of `POST /v1/auth/magic-link`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct MagicLink {
    /// Where the mail goes.
    pub email: String,
    /// Where the link leads, if to a class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
}

/// Answer of `POST /v1/auth/magic-link`, the same whether anybody has the address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LinkAsked {
    /// How long the link and the code are good.
    pub expires_at: Timestamp,
    /// When it is worth asking for another mail.
    pub again_at: Timestamp,
}

/// Body of `POST /v1/auth/magic-link/redeem`: a secret or a code, not both.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Redeem {
    /// The link's secret, from the fragment of its URL; good once, and where a mail brought it, in the browser that asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The code in a mail, six figures; good once, in the browser that asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl Redeem {
    /// With the secret of a link.
    #[must_use]
    pub fn secret(secret: impl Into<String>) -> Self {
        Self { secret: Some(secret.into()), code: None }
    }

    /// With a typed code.
    #[must_use]
    pub fn code(code: impl Into<String>) -> Self {
        Self { secret: None, code: Some(code.into()) }
    }
}

/// What a redeemed link or a refresh gives.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct SignedIn {
    /// For `Authorization: Bearer …`; EdDSA, five minutes (L13).
    pub access_token: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Who is signed in.
    pub account: Account,
    /// Where the link leads, if it leads to a class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
}
