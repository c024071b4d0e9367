//! The imperative shell: actors that feed the machines, commit what they decided, and carry out what they asked for. The
//! only crate that knows ractor.

pub mod desk;
pub mod entitlement;
pub mod jobs;
pub mod kit;
pub mod lessons;
pub mod relay;
pub mod schedule;
pub mod session;
pub mod tree;
mod words;
