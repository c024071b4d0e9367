//! LiveKit, the media server: tokens that let a person into a media room, and the room service that puts them out.
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

pub use error::MediaError;
pub use server::{MediaServer, Settings};
pub use token::{MediaToken, Pass, identity};
