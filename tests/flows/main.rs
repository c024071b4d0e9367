//! Scenes: what people do, done against the real server over its public contract. One file per kind of thing; each test is
//! a claim.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "this is for tests, where a panic is the failure")]

mod account;
mod alarms;
mod appeals;
mod attendance;
mod audit;
mod bans;
mod bound;
mod cancelled;
mod captured;
mod changes;
mod chat;
mod desk;
mod desk_rooms;
mod devices;
mod direct;
mod ends;
mod entitlement;
mod hands;
mod injection;
mod injection_desk;
mod join;
mod kill;
mod lessons;
mod limits;
mod lobby;
mod lobby_begins;
mod locks;
mod mail;
mod names;
mod outage;
mod people;
mod poll_storm;
mod polls;
mod publish;
mod questions;
mod quiz;
mod reactions;
mod reported;
mod resume;
mod review;
mod room;
mod schedule;
mod seats;
mod shut;
mod sign_in;
mod sleeping;
mod slow;
mod spotlight;
mod staff;
mod top_of_the_hour;
mod turns;
mod unread;
mod words;
