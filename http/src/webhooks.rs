//! What other servers tell us by themselves, one file each: whose it is, stored once, answered, and taken in later.

pub(crate) mod livekit;
