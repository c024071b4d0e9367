//! The object store: bytes under names, written once, handed out by links that end.
//!
//! There is one way to it, S3's, whether it is a cloud's or the one that runs in this process ([`embedded`]) where none
//! is configured: what works on a laptop is what runs in production, and one suite of tests holds both to it. Nothing
//! is ever overwritten, so a crash in the middle of many puts leaves some of them done, and doing them again is safe.

pub mod embedded;
mod store;

pub use store::{Objects, ObjectsError, Put, Settings};

use std::time::Duration;

/// L11: how long a link to an object is good: long enough to begin a download, too short to be passed on.
pub const LINK_LIFE: Duration = Duration::from_secs(120);
