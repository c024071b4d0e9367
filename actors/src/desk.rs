//! The desk: one actor around the desk's machine, what it holds and does ([`state`]), what leaves after a commit
//! ([`settle`], [`effects`]), who is at the desk ([`room`]), the rooms of the hour (`rooms`), what its keeper and the directory have to know of it ([`host`]), and what the
//! rest of the server sees ([`Desk`]). The actor itself, shell, lane, ring, relay, recovery and sleep are those of the session.

pub(crate) mod alarming;
pub(crate) mod effects;
mod gate;
pub(crate) mod host;
pub(crate) mod message;
pub(crate) mod room;
mod rooms;
pub(crate) mod settle;
pub(crate) mod state;
#[cfg(test)]
mod tests;

pub use gate::{Attached, Desk};
