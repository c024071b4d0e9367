//! The functional core: pure, deterministic state machines. No async, no clock, no randomness, no IO; ordered maps only.

pub mod desk;
pub mod entitlement;
pub mod lesson;
pub mod machine;
pub mod quiet;
pub mod session;
pub mod timetable;
pub mod words;
