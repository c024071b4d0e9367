//! `POST /v1/join`: the door of a class.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::entitlement::Entitlement;
use crate::ids::SessionId;
use crate::time::Timestamp;

/// Body of `POST /v1/join`; the route needs an `Idempotency-Key`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Join {
    /// Which session.
    pub session_id: SessionId,
    /// What to do when the person is in it on another device; absent: be refused with `other_device`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_device: Option<OtherDevice>,
}

/// What to do about the other device.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OtherDevice {
    /// This device goes on, the other one is out.
    TakeOver,
}

/// Answer of a join that let the person in. Asked again it is the present standing, with fresh tokens.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Joined {
    /// What support looks this decision up by: the command's id in the journal.
    pub decision_id: Uuid,
    /// How they are in.
    pub outcome: Outcome,
    /// Why so.
    pub reason: Reason,
    /// Why they may come in at all, and what that rests on.
    pub entitlement: Entitlement,
    /// Their seat, counted from 1, where they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u32>,
    /// Their place in the line for a seat, from 1, where they watch and wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// When a seat can come to them though nobody gives one back. Absent where nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<Timestamp>,
    /// Interactive seats of the session.
    pub capacity: u32,
    /// The path of the socket to open.
    pub socket: String,
    /// For its `hello`: single use, 30 s (L13).
    pub ticket: String,
    /// Sound and picture.
    pub media: Media,
}

/// How a person is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// With a seat, or giving the class.
    Seated,
    /// Watching.
    Overflow,
    /// Waiting to be let in.
    Lobby,
}

/// Why a join came out as it did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A seat was free.
    SeatFree,
    /// The seat was theirs already.
    AlreadySeated,
    /// They give the class.
    Teaches,
    /// All seats are taken.
    Full,
    /// Newcomers wait until staff let them in.
    Lobby,
}

/// Whether there is sound and picture for this person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Media {
    /// There is: connect there.
    Ready {
        /// The media server, `ws://` or `wss://`.
        url: String,
        /// The media token: 60 s (L13).
        token: String,
        /// When it ends.
        expires_at: Timestamp,
    },
    /// There is none; the class goes on without.
    None {
        /// Why.
        reason: NoMedia,
    },
}

/// Why there is no sound and picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoMedia {
    /// No media server is configured.
    NotConfigured,
    /// The media server does not answer.
    Unreachable,
    /// Whoever watches gets no media yet.
    Watching,
    /// Whoever waits to be let in gets none.
    Lobby,
}
