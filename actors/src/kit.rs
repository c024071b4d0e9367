//! What every aggregate's actor is made of: the actor (`keeper`) and what it holds (`state`), the loop around its machine
//! ([`shell`]), the gate before its mailbox ([`admission`]), one timer ([`deadline`]), the connection that commits in groups
//! ([`lane`]), which effects are done (`cursor`), taking hold of the row again and letting go of it (`held`), what others may
//! see of it ([`glass`]), one of something for each feed ([`feeds`]), what the audit has of it (`audit`), what is different
//! about the kinds of them (`host`), and the only sources of time and randomness
//! ([`clock`], [`entropy`]).

pub mod admission;
mod audit;
pub mod clock;
pub(crate) mod cursor;
pub mod deadline;
pub mod draft;
pub mod entropy;
pub mod feeds;
pub mod glass;
pub(crate) mod held;
pub(crate) mod host;
pub(crate) mod keeper;
pub mod lane;
pub mod recovery;
pub mod shell;
pub(crate) mod state;
