//! Signing in: `POST /v1/auth/magic-link/redeem`, `/v1/auth/refresh`, `/v1/auth/sign-out`.
//!
//! The refresh token never stands in a body: it is the cookie `__Host-homeroom_refresh`, which scripts cannot read.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::SessionId;
use crate::rest::me::Account;
use crate::time::Timestamp;

/// Body of `POST /v1/auth/magic-link/redeem`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Redeem {
    /// The link's secret, from the fragment of its URL; good once.
    pub secret: String,
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
