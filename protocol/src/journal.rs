//! The stored form of events. A version that was ever written is never edited; a change of shape is a new version
//! beside it, and reading knows them all.

pub mod v1;
