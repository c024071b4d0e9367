//! Scenes: what people do, done against the real server over its public contract. One file per kind of thing; each test is
//! a claim.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "this is for tests, where a panic is the failure")]

mod account;
mod attendance;
mod audit;
mod bans;
mod cancelled;
mod captured;
mod chat;
mod desk;
mod devices;
mod direct;
mod ends;
mod entitlement;
mod injection;
mod join;
mod kill;
mod lessons;
mod limits;
mod lobby;
mod mail;
mod outage;
mod polls;
mod publish;
mod reactions;
mod resume;
mod review;
mod room;
mod schedule;
mod seats;
mod sign_in;
mod sleeping;
mod staff;
mod top_of_the_hour;
mod words;
