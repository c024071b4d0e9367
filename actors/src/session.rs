//! The session: one actor per live class around the session's machine (what it is told and does: [`host`], [`state`]), the door before it ([`door`]), the way
//! sockets come in ([`entrance`]), what leaves after a commit ([`settle`], [`effects`]), which actors run here
//! ([`directory`]), what others than our sockets saw of who is here ([`sightings`], [`inbox`]), attendance and its signed
//! record ([`attending`], [`record`]), what came of its polls ([`poll_report`]) and questions ([`chapters`]), what somebody may now and why not ([`may`]), who may send pictures and sound ([`publishing`]) and who is in the media room and should not be ([`strays`]), sign-ins that end ([`signed_out`]), bans that reach further than one class ([`bans`]), appeals ([`appealing`]), what became of reports ([`reporting`]), classes that are cancelled ([`cancelling`]), and what the rest of the server sees of all this ([`sessions`]).

pub(crate) mod appealing;
pub(crate) mod attending;
pub(crate) mod bans;
pub(crate) mod booking;
pub(crate) mod cancelling;
mod chapters;
pub(crate) mod credentials;
mod crowd;
pub(crate) mod directory;
pub(crate) mod door;
pub(crate) mod due;
pub(crate) mod effects;
pub(crate) mod entitled;
pub(crate) mod entrance;
pub(crate) mod handle;
pub(crate) mod host;
pub(crate) mod inbox;
mod keeping;
pub(crate) mod may;
pub(crate) mod message;
pub(crate) mod offer_mail;
pub(crate) mod poll_report;
pub(crate) mod post;
pub mod projection;
pub(crate) mod publishing;
pub(crate) mod question;
pub mod record;
pub(crate) mod reporting;
pub(crate) mod room;
pub mod sessions;
pub(crate) mod settle;
pub(crate) mod sightings;
pub(crate) mod signed_out;
pub(crate) mod state;
pub(crate) mod strays;
mod telling;
#[cfg(test)]
pub(crate) mod tests;

pub use offer_mail::OfferMail;
pub use sessions::{Attached, Farewell, Sessions};
