//! LiveKit, the media server: tokens that let a person into a media room, the room service that says who is in and puts
//! them out, and webhooks.
//!
//! A media room is named by its session's id and made by LiveKit when the first one enters. We keep nothing about it:
//! after a crash the next join mints a token for the same room, and a removal asked for twice is one. Tokens are signed
//! here rather than by LiveKit's library, because that one reads the clock itself; the time is an argument.

mod error;
mod rooms;
mod server;
#[cfg(test)]
mod tests;
mod token;
mod webhook;

pub use error::MediaError;
pub use rooms::Present;
pub use server::{MediaServer, Settings};
pub use token::{MediaToken, Pass, identity, owner_of, person_of};
pub use webhook::{Webhook, WebhookError, WebhookKind};
