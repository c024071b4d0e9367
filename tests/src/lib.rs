//! The cast of the scenes in `flows/`: a world with a database of its own, the real server as a process, people who sign
//! in and join, and clients that keep the list a page would keep.
//!
//! Everything goes over the public contract, and everything seen on the way is held against the committed documents
//! ([`wire`]). Only what has no route yet (courses, sessions, people, their links) is put into the store directly, and the
//! journal is read there to compare it with what clients were told.
//!
//! Nothing here recovers: what goes wrong ends the test with a panic that says what was expected. Processes end with the
//! test, however it ends.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this is for tests, where a panic is the failure"
)]

pub mod clock;
pub mod desk;
pub mod journal;
pub mod list;
pub mod mail;
pub mod media;
pub mod member;
pub mod outage;
pub mod outside;
pub mod payloads;
pub mod person;
pub mod server;
pub mod socket;
pub mod timetable;
pub mod web;
pub mod wire;
pub mod world;
