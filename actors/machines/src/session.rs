//! The session: one live hour of a class. What can be asked of it.

pub mod command;
