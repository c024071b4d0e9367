//! What a fresh database is filled with: the demo world of `homeroom dev`, and lessons. Both go through the same storage
//! functions as everything else, so a planted class is a class like any other.
//!
//! [`lessons`] compiles Markdown, [`packs`] signs what came out of it and is also what a client checks packs with,
//! [`publish`] brings packs to a running platform, [`rules`] reads the rules of the timetable.

pub mod demo;
pub mod lessons;
pub mod packs;
pub mod publish;
pub mod rules;
