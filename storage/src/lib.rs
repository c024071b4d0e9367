//! Postgres, the store of the truth: one file per aggregate or table group, each statement a named constant.
//!
//! [`journal`] and [`aggregate`] keep the contract that everything rests on: an entry is committed by exactly the one home
//! whose term the aggregate's row names, or not at all. The rest is ordinary tables. Every time that is written comes
//! from the caller; no statement asks for `now()`.

pub mod accounts;
pub mod aggregate;
pub mod alarms;
pub mod appeals;
mod append;
pub mod attendance;
pub mod audit;
pub mod bans;
pub mod beginnings;
pub mod courses;
pub mod decisions;
pub mod door;
pub mod grants;
pub mod journal;
pub mod keys;
pub mod lessons;
pub mod links;
pub mod macros;
pub mod media_deliveries;
pub mod moderators;
pub mod node;
pub mod plans;
pub mod reasons;
pub mod reports;
pub mod reservations;
pub mod sessions;
pub mod sign_in_requests;
pub mod sign_ins;
mod stamp;
pub mod statements;
mod store;
mod taught;
#[cfg(feature = "testing")]
pub mod testing;
pub mod timetable;
pub mod words;

pub use store::{Settings, Store, StoreError};
