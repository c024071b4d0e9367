//! Everything that is ever serialized, once: ids, instants, refusals, the permit table, frames, request bodies and the
//! stored form of events. What lives elsewhere is never serialized.

pub mod alarm;
pub mod announce;
pub mod appeal;
pub mod attendance;
pub mod audit;
pub mod chat;
pub mod documents;
pub mod entitlement;
pub mod frame;
pub mod ids;
pub mod journal;
pub mod language;
pub mod lesson;
pub mod limits;
pub mod moderation;
pub mod pack;
pub mod permit;
pub mod poll;
pub mod principal;
pub mod question;
pub mod reaction;
pub mod refusal;
pub mod rest;
pub mod time;
pub mod words;
