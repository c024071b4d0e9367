//! The verbs, one file each.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod ban;
pub(crate) mod config;
pub(crate) mod course;
pub(crate) mod decision;
pub(crate) mod dev;
pub(crate) mod doctor;
pub(crate) mod grant;
pub(crate) mod migrate;
pub(crate) mod plan;
pub(crate) mod publish;
pub(crate) mod reasons;
pub(crate) mod serve;
pub(crate) mod session;
mod staff;
pub(crate) mod words;
